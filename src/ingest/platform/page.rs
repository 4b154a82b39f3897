//! The members of one response page.

use super::super::json_scanner::SyntaxError;
use super::super::value::Value;
use super::members::{Members, Scratch, for_each_element, for_each_member};
use super::names::plain;
use super::schema::{ListOrder, PlatformSchema};

/// A list of users on a page.
#[derive(Debug)]
pub(super) struct UserList {
    /// The path of the list, for example `data`.
    pub(super) path: &'static str,
    /// The list as it is written.
    pub(super) text: String,
    order: ListOrder,
}

/// What stands on a page.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub(super) list: Option<UserList>,
    /// Whether `meta` says that this is a page of a list.
    has_meta: bool,
    /// Users on the page, as it says itself.
    pub(super) result_count: Option<u64>,
    /// Whether a member says that there is a later or an earlier page; `None` where no member speaks of it.
    pub(super) has_next: Option<bool>,
    pub(super) has_previous: Option<bool>,
    /// The account whose followers these are.
    pub(super) subject: Option<String>,
    /// Users that the platform couldn't give.
    pub(super) unavailable: u64,
    /// What the platform says is wrong, without anything that may be a name.
    pub(super) error: Option<String>,
    /// The title of a problem, which has a status too.
    title: Option<String>,
    has_status: bool,
}

impl Page {
    /// Reads the members of the object in `text`; the list of users stays as it is written. Beside the fault of an
    /// object that is not readable stands what was seen before it.
    pub(super) fn read(text: &str, schema: &'static PlatformSchema) -> (Self, Option<SyntaxError>) {
        let mut page = Page::default();
        let mut scratch = Scratch::default();
        let Some(mut members) = Members::of(text) else { return (page, None) };
        loop {
            match members.next(&mut scratch) {
                Ok(Some((name, value))) => page.take("", name, value, schema),
                Ok(None) => {
                    if page.has_status {
                        page.error = page.error.or(page.title.take());
                    }
                    return (page, None);
                }
                Err(error) => return (page, Some(error)),
            }
        }
    }

    /// Whether this is a page and no user.
    pub(super) fn is_page(&self) -> bool {
        self.list.is_some() || self.has_meta || self.error.is_some() || self.unavailable > 0
    }

    /// Whether the users stand in the order of following.
    pub(super) fn is_ordered(&self) -> bool {
        match self.list.as_ref().map_or(ListOrder::NewestFirstWithMeta, |list| list.order) {
            ListOrder::NewestFirst => true,
            ListOrder::NewestFirstWithMeta => self.has_meta,
            ListOrder::Unknown => false,
        }
    }

    fn take(&mut self, outer: &'static str, name: &str, value: Value<'_>, schema: &'static PlatformSchema) {
        match (name, value) {
            ("meta", Value::Nested(meta)) if schema.lists.iter().any(|(list, _)| *list == "data") => {
                self.take_meta(meta)
            }
            ("subject", Value::Nested(subject)) => self.subject = text_of(subject, "did"),
            ("errors", Value::Nested(errors)) if schema.has_error_lists() => self.take_errors(errors),
            ("error", Value::Text(said)) => self.error = Some(without_names(said)),
            ("title", Value::Text(said)) if schema.has_error_lists() => self.title = Some(without_names(said)),
            ("status", Value::Number { .. }) => self.has_status = true,
            ("cursor", value) => self.has_next = Some(!value.is_missing()),
            ("next_cursor" | "nextCursor", value) => self.has_next = Some(is_cursor(value)),
            ("previous_cursor" | "previousCursor", value) => self.has_previous = Some(is_cursor(value)),
            (_, Value::Nested(text)) => self.take_list(outer, name, text, schema),
            _ => {}
        }
    }

    fn take_list(&mut self, outer: &'static str, name: &str, text: &str, schema: &'static PlatformSchema) {
        let is_here = |path: &str| match path.split_once('.') {
            Some((first, rest)) => first == outer && rest == name,
            None => outer.is_empty() && path == name,
        };
        // The first list of the table goes before others: users beside posts are no followers.
        let rank = |path: &str| schema.lists.iter().position(|(own, _)| *own == path);
        if let Some((path, order)) = schema.lists.iter().find(|(path, _)| is_here(path))
            && self.list.as_ref().is_none_or(|list| rank(list.path) > rank(path))
        {
            self.list = Some(UserList { path, text: text.to_owned(), order: *order });
        }
        let inner = schema.lists.iter().filter_map(|(path, _)| Some(path.split_once('.')?.0));
        if let Some(inner) = inner.into_iter().find(|inner| outer.is_empty() && *inner == name)
            && text.starts_with('{')
        {
            for_each_member(text, |name, value| self.take(inner, name, value, schema));
        }
    }

    fn take_meta(&mut self, meta: &str) {
        for_each_member(meta, |name, value| match (plain(name).as_str(), value) {
            ("resultcount", Value::Number { value, .. }) => {
                self.has_meta = true;
                self.result_count = (value >= 0.0).then_some(value as u64);
                self.has_next.get_or_insert(false);
                self.has_previous.get_or_insert(false);
            }
            ("nexttoken", value) => self.has_next = Some(!value.is_missing()),
            ("previoustoken", value) => self.has_previous = Some(!value.is_missing()),
            _ => {}
        });
    }

    /// Takes the errors of a page of X: users that are gone, or the reason why there is nothing.
    fn take_errors(&mut self, errors: &str) {
        for_each_element(errors, |error| {
            let Value::Nested(error) = error else { return };
            if text_of(error, "resource_type").is_some_and(|kind| kind == "user") {
                self.unavailable += 1;
            } else {
                let said = text_of(error, "title").or_else(|| text_of(error, "message")).unwrap_or_default();
                self.error = Some(without_names(&said));
            }
        });
    }
}

/// Whether a cursor of X API v1.1 leads to another page.
fn is_cursor(value: Value<'_>) -> bool {
    match value {
        Value::Number { value, .. } => value != 0.0,
        Value::Text(text) => !text.is_empty() && text != "0",
        Value::Missing | Value::Flag(_) | Value::Nested(_) | Value::Cell(_) => false,
    }
}

/// The text that `name` has in an object, if it has one.
pub(super) fn text_of(object: &str, wanted: &str) -> Option<String> {
    let mut found = None;
    for_each_member(object, |name, value| {
        if let (true, Value::Text(text)) = (name == wanted, value) {
            found = Some(text.to_owned());
        }
    });
    found
}

/// The words of an error up to where a handle or an id may stand.
fn without_names(said: &str) -> String {
    const MAX_SHOWN: usize = 40;
    let plain = said.split(['@', '[', '"', '\'', ':', '<']).next().unwrap_or_default();
    let words = plain.split_ascii_whitespace().take_while(|word| !word.bytes().any(|byte| byte.is_ascii_digit()));
    words.collect::<Vec<_>>().join(" ").chars().filter(|c| !c.is_control()).take(MAX_SHOWN).collect()
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
            (
                Platform::XV2,
                r#"{"errors": [{"message": "No user with handle [made1] @made2"}]}"#,
                "No user with handle",
            ),
            (Platform::Mastodon, r#"{"error": "Too many requests"}"#, "Too many requests"),
            (Platform::Bluesky, r#"{"error": "RateLimitExceeded", "message": "Rate Limit"}"#, "RateLimitExceeded"),
        ] {
            assert_eq!(page(platform, text).error.as_deref(), Some(said), "{text}");
        }
    }

    #[test]
    fn says_whether_there_are_further_pages() {
        for (platform, text, next, previous) in [
            (Platform::XV2, r#"{"data": [], "meta": {"result_count": 1, "next_token": "A"}}"#, Some(true), Some(false)),
            (Platform::XV2, r#"{"data": [], "meta": {"resultCount": 1, "nextToken": null}}"#, Some(false), Some(false)),
            (Platform::XV2, r#"{"meta": {"previous_token": "B", "result_count": 1}}"#, Some(false), Some(true)),
            (Platform::XV2, r#"{"data": []}"#, None, None),
            (Platform::XV1, r#"{"ids": [1], "next_cursor": 7, "previous_cursor": 0}"#, Some(true), Some(false)),
            (Platform::XV1, r#"{"users": [], "next_cursor": 0}"#, Some(false), None),
            (Platform::Bluesky, r#"{"followers": [], "cursor": "c"}"#, Some(true), None),
            (Platform::Bluesky, r#"{"success": true, "data": {"followers": [], "cursor": "c"}}"#, Some(true), None),
            (Platform::Bluesky, r#"{"followers": []}"#, None, None),
        ] {
            let page = page(platform, text);
            assert_eq!((page.has_next, page.has_previous), (next, previous), "{text}");
            assert!(page.is_page(), "{text}");
        }
    }
}
