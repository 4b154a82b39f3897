//! The members of one response page.

use super::super::excerpt;
use super::super::json_scanner::{JsonScanner, SyntaxError};
use super::super::value::Value;
use super::schema::PlatformSchema;
use super::user::{Members, Scratch};

/// Why a page holds no users.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct PageError {
    /// What the platform says, shortened.
    pub(super) said: String,
}

/// What stands on a page.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// The shape's list of users: its name and its text.
    pub(super) list: Option<(&'static str, String)>,
    /// Whether `meta` says that this is a page of a list.
    pub(super) has_meta: bool,
    /// The account whose followers these are.
    pub(super) subject: Option<String>,
    /// Users that the platform couldn't give.
    pub(super) unavailable: u64,
    pub(super) error: Option<PageError>,
    /// Names of members that are arrays or objects, and of all others.
    pub(super) lists: Vec<String>,
    pub(super) others: Vec<String>,
}

/// Member names kept to identify what an object is.
const NAMES: usize = 32;

impl Page {
    /// Reads the members of the object in `text`; the list of users stays as it is written. Beside the fault of an
    /// object that is not readable stands what was seen before it.
    pub(super) fn read(text: &str, schema: &'static PlatformSchema) -> (Self, Option<SyntaxError>) {
        let mut page = Page::default();
        let mut scratch = Scratch::default();
        let Some(mut members) = Members::of(text) else { return (page, None) };
        loop {
            match members.next(&mut scratch) {
                Ok(Some((name, value))) => page.take(name, value, schema),
                Ok(None) => return (page, None),
                Err(error) => return (page, Some(error)),
            }
        }
    }

    /// Whether this is a page and no user.
    pub(super) fn is_page(&self) -> bool {
        self.list.is_some() || self.has_meta || self.error.is_some() || self.unavailable > 0
    }

    fn take(&mut self, name: &str, value: Value<'_>, schema: &'static PlatformSchema) {
        let names = if matches!(value, Value::Nested(_)) { &mut self.lists } else { &mut self.others };
        if names.len() < NAMES {
            names.push(excerpt(name));
        }
        match (name, value) {
            ("meta", Value::Nested(meta)) if schema.lists == ["data"] => {
                self.has_meta = meta.contains("\"result_count\"");
            }
            ("subject", Value::Nested(subject)) => self.subject = member(subject, "did"),
            ("errors", Value::Nested(errors)) => self.take_errors(errors),
            ("error" | "title", Value::Text(said)) => self.error = Some(PageError { said: excerpt(said) }),
            (_, Value::Nested(list)) => {
                if let Some(own) = schema.lists.iter().find(|own| **own == name) {
                    self.list = Some((own, list.to_owned()));
                }
            }
            _ => {}
        }
    }

    /// Takes the errors of a page of X: users that are gone, or the reason why there is nothing.
    fn take_errors(&mut self, errors: &str) {
        for_each_element(errors, |error| {
            let of_user = member(error, "resource_type").is_some_and(|kind| kind == "user");
            if of_user {
                self.unavailable += 1;
            } else {
                let said = member(error, "title").or_else(|| member(error, "message")).unwrap_or_default();
                self.error = Some(PageError { said: excerpt(&said) });
            }
        });
    }
}

/// The text that `name` has in an object, if it has one.
fn member(object: &str, name: &str) -> Option<String> {
    let mut scratch = Scratch::default();
    let mut members = Members::of(object)?;
    while let Ok(Some((own, value))) = members.next(&mut scratch) {
        if let (true, Value::Text(text)) = (own == name, value) {
            return Some(text.to_owned());
        }
    }
    None
}

/// Calls `take` with the text of every element of an array that is known to be readable.
pub(super) fn for_each_element(array: &str, mut take: impl FnMut(&str)) {
    let mut elements = Elements::of(array);
    let mut scratch = String::new();
    while let Some(element) = elements.next(&mut scratch) {
        take(&element);
    }
}

/// The elements of an array that is known to be readable.
#[derive(Debug)]
pub(super) struct Elements<'a> {
    scanner: JsonScanner<'a>,
    more: bool,
}

impl<'a> Elements<'a> {
    pub(super) fn of(array: &'a str) -> Self {
        let mut scanner = JsonScanner::new(array);
        let more = scanner.take(b'[') && !scanner.take(b']');
        Self { scanner, more }
    }

    /// The next element: an object or array as it is written, anything else as it may be shown.
    pub(super) fn next<'s>(&mut self, scratch: &'s mut String) -> Option<std::borrow::Cow<'s, str>>
    where
        'a: 's,
    {
        if !self.more {
            return None;
        }
        let value = self.scanner.value(scratch).ok()?;
        self.more = self.scanner.comma_or(b']').unwrap_or(false);
        Some(match value {
            Value::Nested(text) => text.into(),
            Value::Missing | Value::Flag(_) | Value::Number { .. } | Value::Text(_) | Value::Cell(_) => {
                value.received().into()
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::Platform;
    use super::*;

    fn page(platform: Platform, text: &str) -> Page {
        let (page, error) = Page::read(text, PlatformSchema::of(platform));
        assert_eq!(error, None, "{text}");
        page
    }

    #[test]
    fn distinguishes_errors_of_users_from_those_of_pages() {
        let gone = r#"{"data": [], "errors": [{"resource_type": "user", "resource_id": "1", "title": "Forbidden",
            "detail": "User has been suspended: [1]."}]}"#;
        let gone = page(Platform::XV2, gone);
        assert_eq!((gone.unavailable, gone.error), (1, None));
        for (platform, text, said) in [
            (
                Platform::XV2,
                r#"{"title": "Too Many Requests", "status": 429, "type": "about:blank"}"#,
                "Too Many Requests",
            ),
            (Platform::XV2, r#"{"errors": [{"code": 88, "message": "Rate limit exceeded"}]}"#, "Rate limit exceeded"),
            (Platform::Mastodon, r#"{"error": "Too many requests"}"#, "Too many requests"),
            (Platform::Bluesky, r#"{"error": "RateLimitExceeded", "message": "Rate Limit"}"#, "RateLimitExceeded"),
        ] {
            assert_eq!(page(platform, text).error, Some(PageError { said: said.to_owned() }), "{text}");
        }
    }
}
