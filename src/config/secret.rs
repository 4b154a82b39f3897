//! Values that must not be shown.

use std::fmt;

use serde::{Serialize, Serializer};
use url::Url;

/// What stands where a secret was.
const HIDDEN: &str = "***";

/// Parts of the names of URL parameters that hold a secret.
const SECRET_PARAMETERS: [&str; 5] = ["pass", "secret", "token", "key", "credential"];

/// A value that no log, message or document shows: it prints and serializes as `***`.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Keeps `value` from being shown.
    pub fn new(value: impl Into<String>) -> Self {
        Self(value.into())
    }

    /// The value, for the one who must know it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(HIDDEN)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(HIDDEN)
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(HIDDEN)
    }
}

/// Reads `scheme://...`. What has no `//` is none: a part of it that should have been a password may stand anywhere.
pub(super) fn url(text: &str) -> Option<Url> {
    Url::parse(text).ok().filter(|url| text[url.scheme().len()..].starts_with("://"))
}

/// A URL without its password and without the values of parameters that hold a secret; `***` where it is no URL.
pub(super) fn without_secrets(text: &str) -> String {
    let Some(mut url) = url(text) else { return HIDDEN.to_owned() };
    if url.password().is_some() && url.set_password(Some(HIDDEN)).is_err() {
        return HIDDEN.to_owned();
    }
    let is_secret = |name: &str| SECRET_PARAMETERS.iter().any(|part| name.to_ascii_lowercase().contains(part));
    if url.query_pairs().any(|(name, _)| is_secret(&name)) {
        let shown = |name: &str, value: &str| if is_secret(name) { HIDDEN.to_owned() } else { value.to_owned() };
        let pairs: Vec<_> = url.query_pairs().map(|(name, value)| (name.to_string(), shown(&name, &value))).collect();
        url.query_pairs_mut().clear().extend_pairs(pairs);
    }
    url.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_shown_nowhere() {
        let secret = Secret::new("hunter2");
        let json = serde_json::to_string(&secret).expect("JSON");
        assert_eq!(
            (secret.to_string().as_str(), format!("{secret:?}").as_str(), json.as_str()),
            ("***", "***", "\"***\"")
        );
        assert_eq!(secret.expose(), "hunter2");
    }

    #[test]
    fn urls_lose_their_secrets_only() {
        let cases = [
            ("postgres://fit:hunter2@db:5432/fit", "postgres://fit:***@db:5432/fit"),
            ("postgres://db/fit?user=fit&password=hunter2", "postgres://db/fit?user=fit&password=***"),
            ("postgres://fit@db/fit?sslmode=require", "postgres://fit@db/fit?sslmode=require"),
            ("s3://bucket/prefix", "s3://bucket/prefix"),
            ("postgres:///fit?host=/run/postgresql", "postgres:///fit?host=/run/postgresql"),
            ("hunter2", "***"),
            ("postgres:/hunter2", "***"),
            ("postgres:hunter2", "***"),
        ];
        for (url, shown) in cases {
            assert_eq!(without_secrets(url), shown);
        }
    }
}
