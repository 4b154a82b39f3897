//! Which names stand where in the beginning of a JSON source, whether or not the source ends there.

use std::collections::{BTreeMap, BTreeSet};

use super::names::plain;

/// Levels of objects, and paths, that are looked at.
const MAX_LEVELS: usize = 4;
const MAX_PATHS: usize = 2_000;

/// The paths of the names, in lower case without underscores: `data[].username`. Arrays around the outermost objects do
/// not show.
#[derive(Debug, Default)]
pub(super) struct Outline {
    paths: BTreeSet<String>,
    /// Names of the outermost objects as they are written, in their order.
    pub(super) top: Vec<String>,
    /// Objects that begin with each path.
    objects: BTreeMap<String, u64>,
}

#[derive(Debug)]
enum Level {
    Array,
    /// The path of the member that was named last.
    Object(String),
}

impl Outline {
    pub(super) fn of(beginning: &[u8]) -> Self {
        let mut outline = Self::default();
        let mut levels: Vec<Level> = Vec::new();
        let mut at = 0;
        while at < beginning.len() && outline.paths.len() < MAX_PATHS {
            match beginning[at] {
                b'{' => {
                    let path = inner_path(&levels);
                    if path.matches('.').count() < 2 {
                        match outline.objects.get_mut(&path) {
                            Some(objects) => *objects += 1,
                            None => drop(outline.objects.insert(path.clone(), 1)),
                        }
                    }
                    levels.push(Level::Object(path));
                }
                b'[' => levels.push(Level::Array),
                b'}' | b']' => {
                    levels.pop();
                }
                b'"' => {
                    let Some(end) = end_of_text(beginning, at + 1) else { break };
                    if is_name(&beginning[end..]) {
                        outline.see(&mut levels, &String::from_utf8_lossy(&beginning[at + 1..end - 1]));
                    }
                    at = end;
                    continue;
                }
                _ => {}
            }
            at += 1;
        }
        outline
    }

    fn see(&mut self, levels: &mut [Level], name: &str) {
        let objects = levels.iter().filter(|level| matches!(level, Level::Object(_))).count();
        let Some(Level::Object(path)) = levels.last_mut() else { return };
        let from = path.rfind(['.']).map_or(0, |dot| dot + 1);
        path.truncate(from);
        if name.bytes().all(|byte| byte.is_ascii_lowercase()) {
            path.push_str(name);
        } else {
            path.push_str(&plain(name).replace('.', ""));
        }
        if objects == 1 && !self.top.iter().any(|top| top == name) && self.top.len() < MAX_PATHS {
            self.top.push(name.to_owned());
        }
        if objects <= MAX_LEVELS && !self.paths.contains(path) {
            self.paths.insert(path.clone());
        }
    }

    /// Records, as far as it is seen: the outermost objects, or those in the list of one that is a page.
    pub(super) fn records(&self) -> u64 {
        let of = |path: &str| self.objects.get(path).copied().unwrap_or(0);
        let in_list = self.objects.iter().filter(|(path, _)| path.ends_with("[].")).map(|(_, n)| *n).max();
        if self.has("data") || of("") == 1 { in_list.unwrap_or(of("")) } else { of("") }
    }

    /// Whether a name stands at this path.
    pub(super) fn has(&self, path: &str) -> bool {
        self.paths.contains(path)
    }

    /// Whether a path begins so.
    pub(super) fn has_any(&self, beginning: &str) -> bool {
        let mut after = self.paths.range(beginning.to_owned()..);
        after.next().is_some_and(|path| path.starts_with(beginning))
    }
}

/// The beginning of the paths in an object that is opened here.
fn inner_path(levels: &[Level]) -> String {
    let outer = levels.iter().rev().find_map(|level| match level {
        Level::Object(path) => Some(path),
        Level::Array => None,
    });
    let in_array = matches!(levels.last(), Some(Level::Array));
    outer.map_or_else(String::new, |path| format!("{path}{}.", if in_array { "[]" } else { "" }))
}

/// The place after the closing quote of a text that begins at `at`.
fn end_of_text(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        match bytes.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

/// Whether a colon follows.
fn is_name(rest: &[u8]) -> bool {
    rest.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b':')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_paths_even_where_the_source_is_cut_off() {
        let text =
            r#"[{"data": [{"id": "a\"b:", "public_metrics": {"tweetCount": 1}}, {"userName": {}}], "meta": {"next_tok"#;
        let outline = Outline::of(text.as_bytes());
        for path in ["data", "data[].id", "data[].publicmetrics.tweetcount", "data[].username", "meta"] {
            assert!(outline.has(path), "{path} in {outline:?}");
        }
        assert!(!outline.has("meta.nexttok") && outline.has_any("data[].pub") && !outline.has_any("users"));
        assert_eq!(outline.top, ["data", "meta"]);
    }

    #[test]
    fn any_bytes_have_an_outline() {
        for bytes in [&b"]]}{\":"[..], b"\"\\", b"{\"a\"", b"\xFF{\"\xFE\":1", b""] {
            assert!(Outline::of(bytes).top.len() < 2);
        }
    }
}
