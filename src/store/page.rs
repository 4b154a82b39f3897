//! Pages of a list: newest first, with a cursor that stays right while entries come and go.

/// Where a page begins, and how long it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The entry before the first of the page: its time in milliseconds, and its name.
    pub after: Option<(i64, String)>,
    /// Most entries, at least 1.
    pub limit: u32,
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageOf<T> {
    /// The entries.
    pub items: Vec<T>,
    /// Cursor of the page after this one.
    pub next_cursor: Option<String>,
}

impl Page {
    /// The page after `cursor`, or the first; `None` where it is no cursor.
    pub fn new(cursor: Option<&str>, limit: u32) -> Option<Self> {
        let after = match cursor {
            None => None,
            Some(cursor) => {
                let (at, name) = cursor.split_once('.')?;
                let named = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
                Some((at.parse().ok().filter(|_| named)?, name.to_owned()))
            }
        };
        Some(Self { after, limit })
    }

    /// The time that entries of the page are not after.
    pub(super) fn time(&self) -> i64 {
        self.after.as_ref().map_or(i64::MAX, |(at, _)| *at)
    }

    /// The name that entries of that very time are before.
    pub(super) fn name(&self) -> &str {
        self.after.as_ref().map_or("", |(_, name)| name)
    }

    /// One more than the page holds, which shows whether another follows.
    pub(super) fn fetched(&self) -> i64 {
        i64::from(self.limit) + 1
    }

    /// The page of what was fetched. `key` is an entry's time and name.
    pub(super) fn of<T>(&self, mut items: Vec<T>, key: impl Fn(&T) -> (i64, &str)) -> PageOf<T> {
        let more = items.len() > self.limit as usize;
        items.truncate(self.limit as usize);
        let next_cursor = items.last().filter(|_| more).map(|last| {
            let (at, name) = key(last);
            format!("{at}.{name}")
        });
        PageOf { items, next_cursor }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursors_are_read_back_and_others_refused() {
        let page = Page::new(None, 2).expect("the first page");
        let listed = page.of(vec![(5, "c"), (4, "b"), (3, "a")], |(at, name)| (*at, name));
        assert_eq!((listed.items.len(), listed.next_cursor.as_deref()), (2, Some("4.b")));
        assert_eq!(Page::new(Some("4.b"), 2).map(|p| p.after), Some(Some((4, "b".to_owned()))));
        assert_eq!(page.of(vec![(5, "c"), (4, "b")], |(at, name)| (*at, name)).next_cursor, None);
        for cursor in ["", "4", "x.b", "4.", "4.b'; --", "99999999999999999999.b"] {
            assert_eq!(Page::new(Some(cursor), 2), None, "{cursor}");
        }
    }
}
