//! The columns of a set of profiles: the field and kind of each, and the texts of those that hold texts.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::Field;
use super::level_key::level_key;

/// Distinct texts kept for one field; a field with more is free text, not a category.
pub const MAX_LEVELS: usize = 65_536;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "cluster", derive(serde::Serialize, serde::Deserialize))]
pub enum Kind {
    /// A finite number (bands may be open to infinity), `f32`.
    Number,
    /// A text, as a code into the column's dictionary.
    Level,
    /// Yes or no.
    Flag,
    /// Seconds since 1970 in UTC, or a whole number too large for `f32`.
    Moment,
}

/// The place of one column among a set's [`Columns`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "cluster", derive(serde::Serialize, serde::Deserialize))]
pub struct ColumnId(u32);

impl ColumnId {
    pub(crate) fn place(self) -> usize {
        self.0 as usize
    }
}

/// The categories of one level column, in order of first sight.
///
/// Texts with the same [`level_key`] are one category, called by the first of them.
#[derive(Debug, Clone, Default)]
pub struct Dictionary {
    levels: Vec<Box<str>>,
    by_key: HashMap<Box<str>, u32, RandomState>,
    /// The category of each text seen: looked up once for each text that is read, which the hasher of the standard library
    /// made a twentieth slower. [`MAX_LEVELS`] bounds what chosen texts could cost.
    codes: HashMap<Box<str>, u32, RandomState>,
    overflowed: bool,
}

impl Dictionary {
    fn code(&mut self, field: &Field, text: &str) -> Option<u32> {
        if let Some(code) = self.code_of(text) {
            return Some(code);
        }
        // Nothing reads such a column, so its further texts are not compared.
        if self.overflowed && self.levels.len() >= MAX_LEVELS {
            return None;
        }
        let key = level_key(field, text);
        let code = match self.by_key.get(&key) {
            Some(code) => *code,
            None if self.levels.len() >= MAX_LEVELS => {
                self.overflowed = true;
                return None;
            }
            None => {
                let code = u32::try_from(self.levels.len()).expect("MAX_LEVELS fits u32");
                self.levels.push(text.into());
                self.by_key.insert(key, code);
                code
            }
        };
        // Further spellings are looked up anew.
        if self.codes.len() < 2 * MAX_LEVELS {
            self.codes.insert(text.into(), code);
        }
        Some(code)
    }

    /// The texts by code.
    pub fn levels(&self) -> &[Box<str>] {
        &self.levels
    }

    /// The keys by code.
    pub fn keys(&self) -> Vec<&str> {
        let mut keys = vec![""; self.levels.len()];
        self.by_key.iter().for_each(|(key, code)| keys[*code as usize] = key);
        keys
    }

    /// The code of `text`, if a row has exactly this text.
    pub fn code_of(&self, text: &str) -> Option<u32> {
        // The first levels are mostly the frequent ones, and cheaper to compare than to hash.
        const COMPARED: usize = 8;
        let first = (0u32..).zip(self.levels.iter().take(COMPARED));
        let same = |level: &str| level.len() == text.len() && level == text;
        if let Some((code, _)) = first.into_iter().find(|(_, level)| same(level)) {
            return Some(code);
        }
        if self.codes.len() <= COMPARED.min(self.levels.len()) { None } else { self.codes.get(text).copied() }
    }

    /// Every text that was seen, in no order.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        self.codes.keys().map(AsRef::as_ref)
    }

    /// Whether more than [`MAX_LEVELS`] texts came, so that the column can't serve as a category.
    pub fn overflowed(&self) -> bool {
        self.overflowed
    }
}

#[derive(Debug, Clone)]
struct ColumnHead {
    field: Field,
    kind: Kind,
    dictionary: Dictionary,
}

/// The columns of a set of profiles, in order of first sight.
#[derive(Debug, Clone, Default)]
pub struct Columns {
    heads: Vec<ColumnHead>,
    index: HashMap<(Field, Kind), ColumnId>,
}

impl Columns {
    /// The column of `field` and `kind`, made where it is new.
    pub(crate) fn column(&mut self, field: &Field, kind: Kind) -> ColumnId {
        if let Some(id) = self.index.get(&(field.clone(), kind)) {
            return *id;
        }
        let id = ColumnId(u32::try_from(self.heads.len()).expect("columns are limited far below u32::MAX"));
        self.heads.push(ColumnHead { field: field.clone(), kind, dictionary: Dictionary::default() });
        self.index.insert((field.clone(), kind), id);
        id
    }

    /// The column of `field` and `kind`, if any row may have it.
    pub fn find(&self, field: &Field, kind: Kind) -> Option<ColumnId> {
        self.index.get(&(field.clone(), kind)).copied()
    }

    /// Every column with its field and kind, in order of first sight.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (ColumnId, &Field, Kind)> {
        self.heads.iter().enumerate().map(|(id, head)| (ColumnId(id as u32), &head.field, head.kind))
    }

    /// Number of columns.
    pub fn count(&self) -> usize {
        self.heads.len()
    }

    /// The code of `text` in a level column, or `None` once the column holds [`MAX_LEVELS`] other texts.
    pub(crate) fn level(&mut self, column: ColumnId, text: &str) -> Option<u32> {
        let head = &mut self.heads[column.place()];
        head.dictionary.code(&head.field, text)
    }

    /// The texts of a level column.
    pub fn dictionary(&self, column: ColumnId) -> &Dictionary {
        &self.heads[column.place()].dictionary
    }

    /// Notes that a level column had more texts than it holds.
    pub(crate) fn set_overflowed(&mut self, column: ColumnId) {
        self.heads[column.place()].dictionary.overflowed = true;
    }

    pub(crate) fn kind(&self, column: ColumnId) -> Kind {
        self.heads[column.place()].kind
    }
}
