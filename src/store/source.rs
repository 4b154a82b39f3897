//! Addresses of tables in buckets, and below which of them an agency's may be.

use super::AgencyId;

/// What a bucket's address begins with.
pub(super) const BUCKET: &str = "s3://";
/// The longest key of an object in S3, in bytes.
const MAX_ADDRESS_BYTES: usize = 1024;

/// An address of Parquet files in a bucket: `s3://bucket/followers/*.parquet`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceAddress(String);

impl SourceAddress {
    /// The address that a text is, if it is one: a bucket, and names of folders and files, in which an asterisk stands for any
    /// characters. No name is empty, `.` or `..`, so that an address lies where it says.
    pub fn parse(text: &str) -> Option<Self> {
        let (bucket, rest) = text.strip_prefix(BUCKET).map(|place| place.split_once('/').unwrap_or((place, "")))?;
        let is_of_bucket = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-.".contains(&byte);
        let is_bucket = (3..=63).contains(&bucket.len()) && bucket.bytes().all(is_of_bucket);
        let is_name =
            |name: &str| !matches!(name, "" | "." | "..") && !name.contains(|c: char| c.is_control() || c == '\\');
        let rest = rest.trim_end_matches('/');
        let is_place = rest.is_empty() || rest.split('/').all(is_name);
        (is_bucket && is_place && text.len() <= MAX_ADDRESS_BYTES).then(|| Self(text.trim_end_matches('/').to_owned()))
    }

    /// The address as a text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether all files of this address lie below `prefix`.
    pub fn is_below(&self, prefix: &SourceAddress) -> bool {
        let (base, _) = base_and_pattern(&self.0);
        base.strip_prefix(&prefix.0).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

/// A table that is read in place: its address, and which version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableLocation {
    /// Where it is.
    pub address: SourceAddress,
    /// Its version, of a table that keeps a log; the newest where none is given.
    pub version: Option<u64>,
}

/// A place whose tables an agency may have read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceGrant {
    /// The agency.
    pub agency: AgencyId,
    /// The place.
    pub prefix: SourceAddress,
}

impl SourceGrant {
    /// The grants of a text such as `agy_1=s3://lake/one,agy_2=s3://lake/two`, if it is such a list; `local` is the agency of
    /// a service that requires no keys.
    pub fn list(text: &str) -> Option<Vec<Self>> {
        let grant = |text: &str| {
            let (agency, prefix) = text.trim().split_once('=')?;
            let prefix = SourceAddress::parse(prefix).filter(|prefix| !prefix.as_str().contains('*'))?;
            let is_id = !agency.is_empty() && agency.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
            is_id.then(|| Self { agency: AgencyId(agency.to_owned()), prefix })
        };
        text.split(',').map(grant).collect()
    }
}

/// The folders before the first segment with an asterisk, and the segments from there on.
pub(super) fn base_and_pattern(text: &str) -> (String, Vec<String>) {
    let segments: Vec<&str> = text.trim_end_matches('/').split('/').collect();
    let fixed = segments.iter().position(|segment| segment.contains('*')).unwrap_or(segments.len());
    let base = segments[..fixed].join("/");
    let base = if fixed == 1 && segments[0].is_empty() { "/".to_owned() } else { base };
    (base, segments[fixed..].iter().map(|segment| (*segment).to_owned()).collect())
}

/// Whether a name is of a pattern, in which an asterisk stands for any characters.
pub(super) fn matches(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| name.strip_prefix(first)) else { return false };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else { return rest.is_empty() };
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_asterisk_stands_for_any_characters_of_a_name() {
        for (pattern, name, expected) in [
            ("*.parquet", "a.parquet", true),
            ("*.parquet", "a.parquet.tmp", false),
            ("part-*-x*.parquet", "part-0-xyz.parquet", true),
            ("part-*-x*.parquet", "part-0.parquet", false),
            ("a.parquet", "a.parquet", true),
            ("a*a", "a", false),
            ("*", "", true),
        ] {
            assert_eq!(matches(pattern, name), expected, "{pattern} {name}");
        }
    }

    #[test]
    fn a_pattern_begins_with_the_first_asterisk() {
        let of = |text: &str| {
            let (base, pattern) = base_and_pattern(text);
            format!("{base} | {}", pattern.join(" "))
        };
        assert_eq!(of("bucket/followers/*.parquet"), "bucket/followers | *.parquet");
        assert_eq!(of("bucket/followers/"), "bucket/followers | ");
        assert_eq!(of("a/year=*/*.parquet"), "a | year=* *.parquet");
        assert_eq!(of("*.parquet"), " | *.parquet");
        assert_eq!(of("/*"), "/ | *");
    }

    #[test]
    fn an_address_lies_below_a_place_and_not_beside_it() {
        let prefix = SourceAddress::parse("s3://lake/agency-a/").expect("an address");
        for (text, expected) in [
            ("s3://lake/agency-a", true),
            ("s3://lake/agency-a/", true),
            ("s3://lake/agency-a/followers/day=*/*.parquet", true),
            ("s3://lake/agency-a/*", true),
            ("s3://lake/agency-ab/followers", false),
            ("s3://lake/agency-*/followers", false),
            ("s3://lake/agency-a*/followers", false),
            ("s3://lake", false),
            ("s3://lake/*", false),
            ("s3://lakes/agency-a", false),
            ("s3://other/lake/agency-a", false),
        ] {
            let address = SourceAddress::parse(text).expect("an address");
            assert_eq!(address.is_below(&prefix), expected, "{text}");
        }
    }

    #[test]
    fn what_could_lead_elsewhere_is_no_address() {
        let long = format!("s3://lake/{}", "a".repeat(1100));
        for text in [
            "s3://lake/agency-a/../agency-b",
            "s3://lake/agency-a/./x",
            "s3://lake//agency-a",
            "s3://lake/a\\..\\b",
            "s3://lake/a\nb",
            "s3://",
            "s3://la*e/a",
            "s3://user:secret@lake/a",
            "s3://169.254.169.254:80/a",
            "file:///etc/passwd",
            "http://lake/agency-a",
            "/etc",
            "",
            &long,
        ] {
            assert_eq!(SourceAddress::parse(text), None, "{text}");
        }
    }

    #[test]
    fn grants_name_an_agency_and_a_place() {
        let grants = SourceGrant::list("local=s3://lake, agy_1f=s3://lake/one/").expect("two grants");
        let words: Vec<String> =
            grants.iter().map(|g| format!("{} {}", g.agency.as_str(), g.prefix.as_str())).collect();
        assert_eq!(words, ["local s3://lake", "agy_1f s3://lake/one"]);
        for text in ["", "s3://lake", "a=lake", "a=s3://lake/*", "=s3://lake", "a b=s3://lake", "a=s3://lake,,"] {
            assert_eq!(SourceGrant::list(text), None, "{text}");
        }
    }
}
