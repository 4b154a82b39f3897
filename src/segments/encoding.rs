//! Profiles as a covariate matrix: numbers standardised, categories as indicators, missing values kept as information.
//!
//! A [`CovariateEncoding`] is fitted once, on a panel or on a sample of an audience, and then applied to any set of
//! profiles, because it knows its covariates by name. Values are clipped at five standard deviations, so that one absurd
//! value can neither stretch the scale nor overflow a distance.

use std::collections::HashMap;

use ndarray::Array2;

use super::covariate_source::{CovariateSource, Transform};
use super::rows::RowIndex;
use crate::profile::{Chunk, Field, Profiles, level_key, number_key};

/// Encoded numbers lie within this many standard deviations.
pub const CLIP: f64 = 5.0;

/// How one covariate is coded as matrix columns.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "cluster", derive(serde::Serialize, serde::Deserialize))]
pub enum Coding {
    /// One standardised column, and an indicator of missing values where `missing_indicator` is set.
    Numeric {
        /// Applied before scaling.
        transform: Transform,
        /// Mean after the transform.
        center: f64,
        /// Standard deviation after the transform.
        scale: f64,
        /// The value imputed where it is missing, after the transform.
        imputed: f64,
        /// Whether a second column indicates missing values.
        missing_indicator: bool,
    },
    /// One indicator column per level; `None` is the level "missing".
    Categorical {
        /// The levels, most frequent first.
        levels: Vec<Option<Box<str>>>,
        /// Value of the indicator of the level that a row has.
        indicator_value: f64,
        /// Column means, imputed where the value is missing and "missing" is not a level of its own, and where it is a
        /// level that the encoding was not fitted on.
        imputed: Vec<f64>,
        /// Keys of every level that it was fitted on, sorted; empty where further levels count as rare ones.
        fitted_on: Vec<Box<str>>,
    },
}

impl Coding {
    /// Number of matrix columns.
    pub fn columns(&self) -> usize {
        match self {
            Coding::Numeric { missing_indicator, .. } => 1 + usize::from(*missing_indicator),
            Coding::Categorical { levels, .. } => levels.len(),
        }
    }
}

/// One covariate of an encoding.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "cluster", derive(serde::Serialize, serde::Deserialize))]
pub struct Covariate {
    /// The field it is read from.
    pub field: Field,
    /// The name analysts know it by.
    pub name: String,
    /// How it is coded.
    pub coding: Coding,
    /// Its first matrix column.
    pub first: usize,
}

/// A fitted covariate encoding.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "cluster", derive(serde::Serialize, serde::Deserialize))]
pub struct CovariateEncoding {
    pub(super) covariates: Vec<Covariate>,
    pub(super) width: usize,
    pub(super) unit: Option<String>,
    pub(super) excluded: Vec<String>,
}

impl CovariateEncoding {
    /// The covariates that vary between rows.
    pub fn covariates(&self) -> &[Covariate] {
        &self.covariates
    }

    /// Names of the covariates excluded because the matrix would have been too wide.
    pub fn excluded(&self) -> &[String] {
        &self.excluded
    }

    /// Number of matrix columns.
    pub fn width(&self) -> usize {
        self.width
    }

    /// What one profile adds to a matrix column: the value of an indicator, or one standard deviation.
    pub fn unit(&self, column: usize) -> f64 {
        let covariate = self.covariates.iter().rev().find(|covariate| covariate.first <= column);
        match covariate.map(|covariate| &covariate.coding) {
            Some(Coding::Categorical { indicator_value, .. }) => *indicator_value,
            Some(Coding::Numeric { .. }) | None => 1.0,
        }
    }

    /// For each matrix column the index of its covariate.
    pub fn groups(&self) -> Vec<usize> {
        let of = |(i, covariate): (usize, &Covariate)| std::iter::repeat_n(i, covariate.coding.columns());
        self.covariates.iter().enumerate().flat_map(of).collect()
    }

    /// Counts levels that it was not fitted on as rare ones, like any other level without a column, but for `fields`.
    pub fn pool_unknown_levels(&mut self, except: &[Field]) {
        for covariate in self.covariates.iter_mut().filter(|covariate| !except.contains(&covariate.field)) {
            if let Coding::Categorical { fitted_on, .. } = &mut covariate.coding {
                fitted_on.clear();
            }
        }
    }

    /// Looks up the covariates in `profiles`.
    pub fn bind<'a>(&'a self, profiles: &Profiles) -> Encoder<'a> {
        let readers =
            self.covariates.iter().map(|covariate| CovariateReader::new(covariate, profiles, self.unit.as_deref()));
        Encoder { readers: readers.collect(), width: self.width }
    }
}

/// Where a level is coded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LevelColumn {
    /// In this column.
    At(usize),
    /// In none: it is the reference level, or a rare one.
    None,
    /// The encoding knows nothing of it.
    Unknown,
}

struct CovariateReader<'a> {
    source: CovariateSource,
    coding: &'a Coding,
    first: usize,
    /// For categories: where each dictionary code is coded, and each level's key.
    columns: Vec<LevelColumn>,
    by_key: HashMap<Box<str>, usize>,
    missing: Option<usize>,
    /// For numbers: the number that each dictionary text parses as.
    parsed: Vec<Option<f64>>,
}

impl<'a> CovariateReader<'a> {
    fn new(covariate: &'a Covariate, profiles: &Profiles, unit: Option<&str>) -> Self {
        let source = CovariateSource::new(profiles, &covariate.field, unit);
        let texts = source.levels(profiles);
        let mut reader = Self {
            coding: &covariate.coding,
            first: covariate.first,
            columns: Vec::new(),
            by_key: HashMap::new(),
            missing: None,
            parsed: Vec::new(),
            source,
        };
        match &covariate.coding {
            Coding::Numeric { .. } => {
                let parse = |text: &str| text.parse::<f64>().ok().filter(|x| x.is_finite());
                reader.parsed = texts.iter().map(|text| parse(text)).collect();
            }
            Coding::Categorical { levels, .. } => {
                for (i, level) in levels.iter().enumerate() {
                    match level {
                        Some(text) => drop(reader.by_key.insert(level_key(&covariate.field, text), i)),
                        None => reader.missing = Some(i),
                    }
                }
                reader.columns = reader.source.keys(profiles).into_iter().map(|key| reader.column_of(key)).collect();
            }
        }
        reader
    }

    fn column_of(&self, key: &str) -> LevelColumn {
        let Coding::Categorical { fitted_on, .. } = self.coding else { return LevelColumn::None };
        match self.by_key.get(key) {
            Some(i) => LevelColumn::At(*i),
            None if fitted_on.is_empty() || fitted_on.binary_search_by(|other| (**other).cmp(key)).is_ok() => {
                LevelColumn::None
            }
            None => LevelColumn::Unknown,
        }
    }

    fn write(&self, chunk: &Chunk, row: usize, out: &mut [f32]) {
        match self.coding {
            Coding::Numeric { transform, center, scale, imputed, missing_indicator } => {
                let text = || self.source.level(chunk, row).and_then(|code| self.parsed[code as usize]);
                let value = self.source.number(chunk, row).or_else(text);
                let transformed = value.map_or(*imputed, |x| transform.apply(x));
                out[self.first] = ((transformed - center) / scale).clamp(-CLIP, CLIP) as f32;
                if *missing_indicator {
                    out[self.first + 1] = f32::from(u8::from(value.is_none()));
                }
            }
            Coding::Categorical { levels, indicator_value, imputed, .. } => {
                let out = &mut out[self.first..self.first + levels.len()];
                out.fill(0.0);
                let column = match (self.source.level(chunk, row), self.source.number(chunk, row)) {
                    (Some(code), _) => self.columns[code as usize],
                    (None, Some(x)) => self.column_of(&number_key(x)),
                    (None, None) => self.missing.map_or(LevelColumn::Unknown, LevelColumn::At),
                };
                match column {
                    LevelColumn::At(i) => out[i] = *indicator_value as f32,
                    LevelColumn::None => {}
                    LevelColumn::Unknown => {
                        out.iter_mut().zip(imputed).for_each(|(out, share)| *out = *share as f32);
                    }
                }
            }
        }
    }
}

/// An encoding bound to one set of profiles.
pub struct Encoder<'a> {
    readers: Vec<CovariateReader<'a>>,
    width: usize,
}

impl Encoder<'_> {
    /// Writes one row's columns into `out`, of length [`CovariateEncoding::width`].
    pub fn write(&self, chunk: &Chunk, row: usize, out: &mut [f32]) {
        for reader in &self.readers {
            reader.write(chunk, row, out);
        }
    }

    /// The matrix of `rows`, in their order: rows x width.
    pub fn matrix(&self, profiles: &Profiles, rows: &[RowIndex]) -> Array2<f64> {
        let mut matrix = Array2::zeros((rows.len(), self.width));
        let mut buffer = vec![0.0f32; self.width];
        for (at, mut out) in rows.iter().zip(matrix.rows_mut()) {
            self.write(&profiles.chunks()[at.chunk()], at.row(), &mut buffer);
            out.iter_mut().zip(&buffer).for_each(|(o, x)| *o = f64::from(*x));
        }
        matrix
    }
}
