//! Columns that identify people: they are not kept unless they are asked for by name.

use super::dialect::TableStart;
use super::names::key;

/// What makes a column personal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PersonalData {
    /// E-mail addresses.
    Email,
    /// Telephone numbers.
    Phone,
    /// Names of people.
    Name,
    /// Postal addresses, or exact places.
    Address,
    /// Addresses of devices.
    IpAddress,
    /// Numbers that a state gives to a person.
    NationalNumber,
    /// Handles, profile links and texts of accounts.
    Account,
}

const NAMES: &[(PersonalData, &[&str])] = &[
    (
        PersonalData::Email,
        &[
            "email",
            "e mail",
            "email address",
            "e mail address",
            "mail",
            "recipient email",
            "contact email",
            "이메일",
            "메일",
            "이메일주소",
            "전자우편",
        ],
    ),
    (
        PersonalData::Phone,
        &[
            "phone",
            "phone number",
            "telephone",
            "mobile",
            "mobile number",
            "cell",
            "cell phone",
            "tel",
            "contact number",
            "전화",
            "전화번호",
            "휴대폰",
            "휴대전화",
            "핸드폰",
            "연락처",
            "휴대폰번호",
            "휴대전화번호",
            "핸드폰번호",
        ],
    ),
    (
        PersonalData::Name,
        &[
            "name",
            "full name",
            "first name",
            "last name",
            "surname",
            "family name",
            "given name",
            "your name",
            "display name",
            "displayname",
            "recipient first name",
            "recipient last name",
            "respondent name",
            "contact name",
            "middle name",
            "이름",
            "성명",
            "성함",
            "닉네임",
        ],
    ),
    (
        PersonalData::Address,
        &[
            "address",
            "street",
            "street address",
            "home address",
            "postal address",
            "mailing address",
            "address line 1",
            "latitude",
            "longitude",
            "location latitude",
            "location longitude",
            "lat",
            "lon",
            "lng",
            "gps",
            "주소",
            "상세주소",
            "자택주소",
            "집주소",
            "위도",
            "경도",
        ],
    ),
    (PersonalData::IpAddress, &["ip", "ip address", "ipaddress", "remote addr", "client ip", "아이피"]),
    (
        PersonalData::NationalNumber,
        &[
            "ssn",
            "social security number",
            "national id",
            "national insurance number",
            "nino",
            "passport",
            "passport number",
            "tax id",
            "rrn",
            "주민등록번호",
            "주민번호",
            "여권번호",
            "외국인등록번호",
            "운전면허번호",
        ],
    ),
    (
        PersonalData::Account,
        &[
            "handle",
            "username",
            "user name",
            "screen name",
            "screenname",
            "acct",
            "account name",
            "account address",
            "profile url",
            "profile link",
            "profile image url",
            "url",
            "user link",
            "userlink",
            "website",
            "bio",
            "biography",
            "description",
            "instagram",
            "twitter handle",
            "twitter",
            "kakao id",
            "계정",
            "계정명",
            "아이디",
            "사용자명",
            "프로필",
            "소개",
            "자기소개",
        ],
    ),
];

/// What the name of a column says of it.
pub(crate) fn by_name(name: &str) -> Option<PersonalData> {
    let key = key(name);
    NAMES.iter().find(|(_, names)| names.contains(&key.as_str())).map(|(what, _)| *what)
}

/// Whether the values of a column are not to be shown, whatever the column is used for.
pub(in crate::ingest) fn is_personal(table: &TableStart, column: usize) -> bool {
    by_name(&table.names[column]).or_else(|| by_values(table.cells(column))).is_some()
}

/// What most of the values of a column are, if anything personal.
pub(super) fn by_values<'a>(cells: impl Iterator<Item = &'a str>) -> Option<PersonalData> {
    type Check = (PersonalData, fn(&str) -> bool);
    const CHECKS: [Check; 5] = [
        (PersonalData::Email, is_email),
        (PersonalData::IpAddress, is_ip),
        (PersonalData::NationalNumber, is_national_number),
        (PersonalData::Phone, is_phone),
        (PersonalData::Account, is_account),
    ];
    let mut counts = [0_usize; CHECKS.len()];
    let mut cells_with_text = 0_usize;
    for cell in cells {
        cells_with_text += 1;
        if let Some(found) = CHECKS.iter().position(|(_, is)| is(cell)) {
            counts[found] += 1;
        }
    }
    // A tenth is enough: in a column of comments some leave their address.
    let most = (0..CHECKS.len()).max_by_key(|at| counts[*at])?;
    (counts[most] > 0 && counts[most] * 10 >= cells_with_text).then(|| CHECKS[most].0)
}

fn is_email(cell: &str) -> bool {
    cell.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '<' | '>' | '(' | ')')).any(|word| {
        let Some((user, domain)) = word.split_once('@') else { return false };
        !user.is_empty()
            && domain.contains('.')
            && !domain.starts_with('.')
            && domain.len() >= 4
            && !domain.contains('@')
    })
}

fn is_ip(cell: &str) -> bool {
    cell.len() >= 7 && cell.parse::<core::net::IpAddr>().is_ok()
}

/// Korean resident numbers and United States social security numbers, as they are written.
fn is_national_number(cell: &str) -> bool {
    let parts: Vec<&str> = cell.split('-').collect();
    let digits = |part: &str, count: usize| {
        part.len() == count && part.bytes().all(|byte| byte.is_ascii_digit() || byte == b'*')
    };
    match parts.as_slice() {
        [birth, rest] => digits(birth, 6) && digits(rest, 7) && matches!(rest.as_bytes()[0], b'1'..=b'8'),
        [area, group, serial] => digits(area, 3) && digits(group, 2) && digits(serial, 4),
        _ => false,
    }
}

fn is_phone(cell: &str) -> bool {
    let digits = cell.bytes().filter(u8::is_ascii_digit).count();
    let only_signs = cell.chars().all(|c| c.is_ascii_digit() || matches!(c, '+' | '-' | ' ' | '(' | ')' | '.' | '/'));
    let separators = cell.bytes().filter(|byte| matches!(byte, b'-' | b' ' | b'.' | b')')).count();
    let korean_mobile = cell.starts_with("01") && digits >= 10;
    only_signs
        && (9..=15).contains(&digits)
        && (cell.starts_with('+')
            || korean_mobile
            || cell.starts_with('0') && separators >= 2 && !looks_like_date(cell)
            || cell.starts_with('('))
}

fn looks_like_date(cell: &str) -> bool {
    cell.split(['-', '.', '/', ' ']).any(|part| part.len() == 4 && (part.starts_with("19") || part.starts_with("20")))
}

fn is_account(cell: &str) -> bool {
    let handle = cell.strip_prefix('@').is_some_and(|rest| rest.len() >= 2 && !rest.contains(char::is_whitespace));
    let link = ["https://", "http://", "www."].iter().any(|scheme| cell.starts_with(scheme));
    handle || link
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn personal_columns_are_known_by_name() {
        for name in [
            "E-mail",
            "Email Address",
            "이메일",
            "전화번호",
            "Name",
            "성명",
            "IP Address",
            "IPAddress",
            "RecipientEmail",
            "주민등록번호",
            "Username",
            "LocationLatitude",
            "주소",
        ] {
            assert!(by_name(name).is_some(), "{name} -> {}", key(name));
        }
        for name in ["age", "gender", "region", "거주지", "score", "channel", "id", "followers", "education"] {
            assert_eq!(by_name(name), None, "{name}");
        }
    }

    #[test]
    fn personal_columns_are_known_by_their_values() {
        let of = |cells: &[&'static str]| by_values(cells.iter().copied());
        assert_eq!(of(&["a@example.org", "b.c@example.co.kr", ""]), Some(PersonalData::Email));
        assert_eq!(of(&["010-1234-5678", "01012345678"]), Some(PersonalData::Phone));
        assert_eq!(of(&["+82 10 1234 5678"]), Some(PersonalData::Phone));
        assert_eq!(of(&["192.0.2.1", "2001:db8::1"]), Some(PersonalData::IpAddress));
        assert_eq!(of(&["900101-1234567"]), Some(PersonalData::NationalNumber));
        assert_eq!(of(&["@made_up", "@another"]), Some(PersonalData::Account));
        for cells in [
            &["2024-03-05", "05.03.2024"][..],
            &["3,000,000", "1234567890"],
            &["서울", "부산"],
            &["25-34"],
            &["0.25", "0.5"],
            &["KR-11"],
        ] {
            assert_eq!(of(cells), None, "{cells:?}");
        }
    }
}
