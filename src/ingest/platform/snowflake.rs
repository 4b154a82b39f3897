//! The time in an id of X.

/// Milliseconds from 1970 to 4 November 2010, from which ids count.
const EPOCH_MS: u64 = 1_288_834_974_657;
/// Bits behind the time: of the machine and a counter.
const OTHER_BITS: u32 = 22;
/// The id of 1 January 2016. Until about then X numbered accounts one after another, up to some thousand million;
/// ids of this size hold their time.
const FIRST: u64 = (1_451_606_400_000 - EPOCH_MS) << OTHER_BITS;

/// When the account of this id was created, in seconds since 1970, where the id surely says so.
pub(super) fn created_at(id: &str) -> Option<i64> {
    let is_plain = matches!(id.len(), 18 | 19) && id.bytes().all(|byte| byte.is_ascii_digit());
    let id: u64 = is_plain.then(|| id.parse().ok()).flatten()?;
    (id >= FIRST).then(|| (((id >> OTHER_BITS) + EPOCH_MS) / 1000) as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_ids_hold_their_time_and_short_ones_do_not() {
        // 28 September 2020 and 14 May 2024.
        for (id, day) in [("1310630474755170000", "2020-09-28"), ("1790000000000000001", "2024-05-13")] {
            let moment = created_at(id).expect("a time");
            assert_eq!(&super::super::super::timestamp::written(moment)[..10], day, "{id}");
        }
        for id in [
            "783214",
            "4875123456",
            "99999999999999999",
            "600000000000000000",
            "",
            "x310630474755170000",
            "13106304747551700001",
        ] {
            assert_eq!(created_at(id), None, "{id}");
        }
    }
}
