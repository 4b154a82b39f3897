//! Profiles as the table that latent classes are fitted to.
//!
//! The shape of one field alone must never make a class: numbers become rank-normal scores, whatever their distribution,
//! and numbers of few values or with a heap become levels.

use std::collections::HashMap;

use ndarray::{Array2, Axis};

use super::classes::FieldKind;
use super::covariate_source::{CovariateSource, most_frequent_unit};
use super::duplicate_fields::distinct_fields;
use super::number_coding::NumberCoding;
use super::rows::RowIndex;
use crate::profile::{Chunk, Field, Profiles, number_key};

/// Levels of fewer rows, or of a lower share of the rows, are one level, "other": there is nothing to learn about them.
pub(super) const MIN_LEVEL_ROWS: usize = 10;
const MIN_LEVEL_SHARE: f64 = 0.01;
/// The most levels of a field; the rarest of more are "other" too.
const MAX_LEVELS: usize = 50;

/// How fields are coded, fitted to a sample of rows.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "cluster", derive(serde::Serialize, serde::Deserialize))]
pub struct FieldCoding {
    fields: Vec<(Field, Coding)>,
    /// Only incomes in this unit are read.
    unit: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "cluster", derive(serde::Serialize, serde::Deserialize))]
enum Coding {
    Number(NumberCoding),
    Text(TextCoding),
}

/// The levels of a field of texts, by key.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "cluster", derive(serde::Serialize, serde::Deserialize))]
struct TextCoding {
    code_of: HashMap<Box<str>, usize>,
    levels: usize,
    /// The code of every other text; none where all were distinguished.
    other: Option<usize>,
}

/// What a row states of a field.
enum Stated<'a> {
    Number(f64),
    Text(&'a str),
}

impl FieldCoding {
    /// Fits the coding of `fields` to `rows`, which it leaves in the order of their values: that of the table it gives too,
    /// rows x fields, NaN where missing.
    ///
    /// Fields of which less than two levels can be told are left out, and of fields that say nearly the same all but the
    /// one stated most often. Nothing depends on the order of the rows.
    pub fn fit(profiles: &Profiles, rows: &[RowIndex], fields: &[Field]) -> (Self, Array2<f64>) {
        let unit = most_frequent_unit(profiles, rows);
        let mut coding = Self { fields: Vec::new(), unit };
        for field in fields {
            let found = coding_of(profiles, rows, field, coding.unit.as_deref());
            coding.fields.extend(found.map(|found| (field.clone(), found)));
        }
        let table = coding.bind(profiles).table(profiles, rows);
        let table = table.select(Axis(0), &super::rows::canonical_order(&table));
        let kept = distinct_fields(&coding.kinds(), table.view());
        let coding =
            Self { fields: kept.iter().map(|field| coding.fields[*field].clone()).collect(), unit: coding.unit };
        (coding, table.select(Axis(1), &kept))
    }

    /// Number of fields.
    pub fn width(&self) -> usize {
        self.fields.len()
    }

    /// The kinds of the fields.
    pub fn kinds(&self) -> Vec<FieldKind> {
        let kind = |(_, coding): &(Field, Coding)| match coding {
            Coding::Number(number) => number.kind(),
            Coding::Text(text) => FieldKind::Levels(text.levels),
        };
        self.fields.iter().map(kind).collect()
    }

    /// Looks up the fields in `profiles`.
    pub fn bind<'a>(&'a self, profiles: &'a Profiles) -> FieldCoder<'a> {
        let reader =
            |(field, coding): &'a (Field, Coding)| (FieldReader::new(profiles, field, self.unit.as_deref()), coding);
        FieldCoder { readers: self.fields.iter().map(reader).collect() }
    }
}

/// Reads one field of rows.
struct FieldReader<'a> {
    source: CovariateSource,
    keys: Vec<&'a str>,
    /// The number that each text parses as.
    parsed: Vec<Option<f64>>,
}

impl<'a> FieldReader<'a> {
    fn new(profiles: &'a Profiles, field: &Field, unit: Option<&str>) -> Self {
        let source = CovariateSource::new(profiles, field, unit);
        let parse = |text: &str| text.parse::<f64>().ok().filter(|x| x.is_finite());
        let parsed = source.levels(profiles).iter().map(|text| parse(text)).collect();
        Self { keys: source.keys(profiles), parsed, source }
    }

    fn stated(&self, chunk: &Chunk, row: usize) -> Option<Stated<'a>> {
        match self.source.level(chunk, row) {
            Some(code) => Some(Stated::Text(self.keys[code as usize])),
            None => self.source.number(chunk, row).filter(|x| x.is_finite()).map(Stated::Number),
        }
    }

    fn number(&self, chunk: &Chunk, row: usize) -> Option<f64> {
        let text = || self.source.level(chunk, row).and_then(|code| self.parsed[code as usize]);
        self.source.number(chunk, row).filter(|x| x.is_finite()).or_else(text)
    }
}

/// The coding of a field; none if it cannot tell rows apart. A field most of whose values are numbers is one of numbers.
fn coding_of(profiles: &Profiles, rows: &[RowIndex], field: &Field, unit: Option<&str>) -> Option<Coding> {
    let reader = FieldReader::new(profiles, field, unit);
    let chunk = |at: &RowIndex| &profiles.chunks()[at.chunk()];
    let texts = rows.iter().filter(|at| reader.source.level(chunk(at), at.row()).is_some()).count();
    let numbers: Vec<f64> = rows.iter().filter_map(|at| reader.number(chunk(at), at.row())).collect();
    let stated = rows.iter().filter(|at| reader.source.has(chunk(at), at.row())).count();
    if 2 * texts <= stated {
        return NumberCoding::fit(numbers).map(Coding::Number);
    }
    let mut counts: HashMap<Box<str>, usize> = HashMap::new();
    for at in rows {
        match reader.stated(chunk(at), at.row()) {
            Some(Stated::Text(key)) => *counts.entry(key.into()).or_default() += 1,
            Some(Stated::Number(x)) => *counts.entry(number_key(x).into()).or_default() += 1,
            None => {}
        }
    }
    TextCoding::fit(counts, rows.len()).map(Coding::Text)
}

impl TextCoding {
    fn fit(counts: HashMap<Box<str>, usize>, rows: usize) -> Option<Self> {
        let min_rows = MIN_LEVEL_ROWS.max((MIN_LEVEL_SHARE * rows as f64).ceil() as usize);
        let mut counts: Vec<(Box<str>, usize)> = counts.into_iter().collect();
        counts.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let reported = counts.iter().take(MAX_LEVELS).take_while(|(_, rows)| *rows >= min_rows).count();
        let other = (reported < counts.len()).then_some(reported);
        let levels = reported + usize::from(other.is_some());
        let code_of = counts.into_iter().take(reported).enumerate().map(|(code, (key, _))| (key, code)).collect();
        (levels >= 2).then_some(Self { code_of, levels, other })
    }

    fn code(&self, key: &str) -> f64 {
        self.code_of.get(key).copied().or(self.other).map_or(f64::NAN, |code| code as f64)
    }
}

/// A coding bound to one set of profiles.
pub struct FieldCoder<'a> {
    readers: Vec<(FieldReader<'a>, &'a Coding)>,
}

impl FieldCoder<'_> {
    /// Number of fields.
    pub fn width(&self) -> usize {
        self.readers.len()
    }

    /// Writes one row of the table into `out`, of length [`FieldCoder::width`].
    pub fn write(&self, chunk: &Chunk, row: usize, out: &mut [f64]) {
        for ((reader, coding), out) in self.readers.iter().zip(out) {
            *out = match coding {
                Coding::Number(number) => reader.number(chunk, row).map_or(f64::NAN, |x| number.code(x)),
                Coding::Text(text) => match reader.stated(chunk, row) {
                    Some(Stated::Text(key)) => text.code(key),
                    Some(Stated::Number(x)) => text.code(&number_key(x)),
                    None => f64::NAN,
                },
            };
        }
    }

    fn table(&self, profiles: &Profiles, rows: &[RowIndex]) -> Array2<f64> {
        let mut table = Array2::zeros((rows.len(), self.width()));
        let mut buffer = vec![0.0; self.width()];
        for (at, mut out) in rows.iter().zip(table.rows_mut()) {
            self.write(&profiles.chunks()[at.chunk()], at.row(), &mut buffer);
            out.iter_mut().zip(&buffer).for_each(|(out, x)| *out = *x);
        }
        table
    }
}
