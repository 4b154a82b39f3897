//! Names of members, whatever the case and the underscores of the library that wrote them.

/// What stands for a name: `followers_count`, `followersCount` and `FollowersCount` have the same.
///
/// FNV-1a over the letters in lower case without underscores. The names of a table have different hashes, as a test makes
/// sure; a name outside of it has one of theirs by a chance of one in 2^58.
pub(super) const fn key(name: &str) -> u64 {
    let bytes = name.as_bytes();
    let mut hash = 0xCBF2_9CE4_8422_2325_u64;
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] != b'_' {
            hash = (hash ^ bytes[at].to_ascii_lowercase() as u64).wrapping_mul(0x0100_0000_01B3);
        }
        at += 1;
    }
    hash
}

/// The name in lower case without underscores.
pub(super) fn plain(name: &str) -> String {
    name.chars().filter(|character| *character != '_').map(|character| character.to_ascii_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_are_alike() {
        for name in ["followers_count", "followersCount", "FollowersCount", "FOLLOWERS_COUNT"] {
            assert_eq!((key(name), plain(name).as_str()), (key("followerscount"), "followerscount"), "{name}");
        }
        assert_ne!(key("followers_count"), key("following_count"));
    }
}
