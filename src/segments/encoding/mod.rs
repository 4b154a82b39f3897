//! Profiles as a matrix: numbers standardised, categories one-hot, missing values kept as information.
//!
//! An [`Encoding`] is fitted once, on a panel or on a sample of an audience, and then applied to any set of profiles,
//! because it knows its covariates by name. Values are clipped at five standard deviations, so one absurd value can
//! neither stretch the scale nor overflow a distance.

mod fit;
mod sample;
mod source;

use std::collections::HashMap;

use ndarray::Array2;

pub use fit::{MAX_WIDTH, Purpose};
pub use sample::{RowAt, sample_rows};
pub use source::{Source, Transform, covariate_fields, covariate_name};

use crate::profile::{Chunk, Field, Profiles};

/// Encoded numbers lie within this many standard deviations.
pub const CLIP: f64 = 5.0;

/// How one covariate becomes columns.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// One standardised column, and a missing flag where `flag` is set.
    Numeric {
        /// Applied before scaling.
        transform: Transform,
        /// Mean after the transform.
        center: f64,
        /// Standard deviation after the transform.
        scale: f64,
        /// Stands for a missing value, after the transform.
        fill: f64,
        /// Whether a second column says "missing".
        flag: bool,
    },
    /// One column a level; `None` is the level "missing".
    Categorical {
        /// The levels, commonest first.
        levels: Vec<Option<Box<str>>>,
        /// Value of a column whose level is met.
        height: f64,
        /// What stands in the columns for a missing value where "missing" is no level of its own: the expected ones.
        fill: Vec<f64>,
    },
}

impl Shape {
    /// Number of matrix columns.
    pub fn columns(&self) -> usize {
        match self {
            Shape::Numeric { flag, .. } => 1 + usize::from(*flag),
            Shape::Categorical { levels, .. } => levels.len(),
        }
    }
}

/// One covariate of an encoding.
#[derive(Debug, Clone, PartialEq)]
pub struct Covariate {
    /// Where it is read.
    pub field: Field,
    /// What an analyst calls it.
    pub name: String,
    /// How it becomes columns.
    pub shape: Shape,
    /// Its first matrix column.
    pub first: usize,
}

/// A fitted encoding.
#[derive(Debug, Clone, PartialEq)]
pub struct Encoding {
    covariates: Vec<Covariate>,
    width: usize,
    unit: Option<String>,
    left_out: Vec<String>,
}

impl Encoding {
    /// The covariates that tell rows apart.
    pub fn covariates(&self) -> &[Covariate] {
        &self.covariates
    }

    /// Names of the covariates left out because the matrix would have been too wide.
    pub fn left_out(&self) -> &[String] {
        &self.left_out
    }

    /// Number of matrix columns.
    pub fn width(&self) -> usize {
        self.width
    }

    /// For each matrix column the index of its covariate.
    pub fn groups(&self) -> Vec<usize> {
        let of = |(i, covariate): (usize, &Covariate)| std::iter::repeat_n(i, covariate.shape.columns());
        self.covariates.iter().enumerate().flat_map(of).collect()
    }

    /// Looks up the covariates in `profiles`.
    pub fn bind<'a>(&'a self, profiles: &Profiles) -> Encoder<'a> {
        let readers = self.covariates.iter().map(|covariate| Reader::new(covariate, profiles, self.unit.as_deref()));
        Encoder { readers: readers.collect(), width: self.width }
    }
}

struct Reader<'a> {
    source: Source,
    shape: &'a Shape,
    first: usize,
    /// For categories: the column of each dictionary code, and of texts as numbers print.
    columns: Vec<Option<usize>>,
    by_text: HashMap<&'a str, usize>,
    missing: Option<usize>,
    /// For numbers: what each text reads as.
    parsed: Vec<Option<f64>>,
}

impl<'a> Reader<'a> {
    fn new(covariate: &'a Covariate, profiles: &Profiles, unit: Option<&str>) -> Self {
        let source = Source::new(profiles, &covariate.field, unit);
        let texts = source.levels(profiles);
        let mut reader = Reader {
            shape: &covariate.shape,
            first: covariate.first,
            columns: Vec::new(),
            by_text: HashMap::new(),
            missing: None,
            parsed: Vec::new(),
            source,
        };
        match &covariate.shape {
            Shape::Numeric { .. } => {
                let parse = |text: &str| text.parse::<f64>().ok().filter(|x| x.is_finite());
                reader.parsed = texts.iter().map(|text| parse(text)).collect();
            }
            Shape::Categorical { levels, .. } => {
                for (i, level) in levels.iter().enumerate() {
                    match level {
                        Some(text) => drop(reader.by_text.insert(text.as_ref(), i)),
                        None => reader.missing = Some(i),
                    }
                }
                reader.columns = texts.iter().map(|t| reader.by_text.get(t.as_ref()).copied()).collect();
            }
        }
        reader
    }

    fn write(&self, chunk: &Chunk, row: usize, out: &mut [f32]) {
        match self.shape {
            Shape::Numeric { transform, center, scale, fill, flag } => {
                let text = || self.source.level(chunk, row).and_then(|code| self.parsed[code as usize]);
                let value = self.source.number(chunk, row).or_else(text);
                let taken = value.map_or(*fill, |x| fit::take(x, *transform));
                out[self.first] = ((taken - center) / scale).clamp(-CLIP, CLIP) as f32;
                if *flag {
                    out[self.first + 1] = f32::from(u8::from(value.is_none()));
                }
            }
            Shape::Categorical { levels, height, fill } => {
                let out = &mut out[self.first..self.first + levels.len()];
                out.fill(0.0);
                let met = match (self.source.level(chunk, row), self.source.number(chunk, row)) {
                    (Some(code), _) => self.columns[code as usize],
                    (None, Some(x)) => self.by_text.get(x.to_string().as_str()).copied(),
                    (None, None) if self.missing.is_none() => {
                        out.iter_mut().zip(fill).for_each(|(out, share)| *out = *share as f32);
                        return;
                    }
                    (None, None) => self.missing,
                };
                if let Some(i) = met {
                    out[i] = *height as f32;
                }
            }
        }
    }
}

/// An encoding bound to one set of profiles.
pub struct Encoder<'a> {
    readers: Vec<Reader<'a>>,
    width: usize,
}

impl Encoder<'_> {
    /// Writes one row's columns into `out`, of length [`Encoding::width`].
    pub fn write(&self, chunk: &Chunk, row: usize, out: &mut [f32]) {
        for reader in &self.readers {
            reader.write(chunk, row, out);
        }
    }

    /// The matrix of `rows`, in their order: rows x width.
    pub fn matrix(&self, profiles: &Profiles, rows: &[RowAt]) -> Array2<f64> {
        let mut matrix = Array2::zeros((rows.len(), self.width));
        let mut buffer = vec![0.0f32; self.width];
        for (at, mut out) in rows.iter().zip(matrix.rows_mut()) {
            self.write(&profiles.chunks()[at.chunk()], at.row(), &mut buffer);
            out.iter_mut().zip(&buffer).for_each(|(o, x)| *o = f64::from(*x));
        }
        matrix
    }
}

/// Puts `rows` into an order that depends on their encoded values alone, so that what follows does not depend on the
/// order they came in.
pub fn canonical_order(matrix: &Array2<f64>) -> Vec<usize> {
    let mut order: Vec<usize> = (0..matrix.nrows()).collect();
    order.sort_by(|a, b| {
        let pairs = matrix.row(*a).into_iter().zip(matrix.row(*b));
        pairs.map(|(x, y)| x.total_cmp(y)).find(|o| o.is_ne()).unwrap_or(std::cmp::Ordering::Equal)
    });
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::{Cell, Kind};

    fn profiles(numbers: &[f32], texts: &[&str]) -> (Profiles, Vec<RowAt>) {
        let mut profiles = Profiles::new();
        let x = profiles.column(&Field::Attribute("x".into()), Kind::Number);
        let t = profiles.column(&Field::Region, Kind::Level);
        for (number, text) in numbers.iter().zip(texts) {
            let mut cells = vec![(x, Cell::Number(*number))];
            if !text.is_empty() {
                let code = profiles.level(t, text).expect("room");
                cells.push((t, Cell::Level(code)));
            }
            profiles.push(&cells, None);
        }
        let rows = (0..numbers.len()).map(RowAt::new).collect();
        (profiles, rows)
    }

    fn encoded(numbers: &[f32], texts: &[&str], purpose: Purpose) -> (Encoding, Array2<f64>) {
        let (profiles, rows) = profiles(numbers, texts);
        let encoding = Encoding::fit(&profiles, &rows, &covariate_fields(&profiles), purpose);
        let matrix = encoding.bind(&profiles).matrix(&profiles, &rows);
        (encoding, matrix)
    }

    #[test]
    fn scales_and_drops_the_commonest_level() {
        let (encoding, matrix) = encoded(&[1.0, 2.0, 3.0, 4.0], &["a", "a", "b", ""], Purpose::Scores);
        assert_eq!(encoding.width(), 3, "{encoding:?}");
        assert_eq!(encoding.groups(), [0, 0, 1]);
        assert_eq!(matrix.row(2).to_vec()[..2], [0.0, 1.0]);
        assert_eq!(matrix.row(3).to_vec()[..2], [1.0, 0.0], "missing is a level");
        assert!(matrix.column(2).sum().abs() < 1e-6);
    }

    #[test]
    fn each_covariate_weighs_the_same_in_a_distance() {
        let (_, matrix) = encoded(&[1.0, 2.0, 3.0, 4.0], &["a", "a", "b", "b"], Purpose::Segments);
        let variance = |range: std::ops::Range<usize>| -> f64 { range.map(|j| matrix.column(j).var(0.0)).sum() };
        assert!((variance(0..2) - 1.0).abs() < 1e-6 && (variance(2..3) - 0.75).abs() < 1e-6);
    }

    #[test]
    fn constant_missing_and_absurd_values_are_survived() {
        let (encoding, _) = encoded(&[5.0, 5.0], &["a", "a"], Purpose::Segments);
        assert_eq!(encoding.width(), 0);
        let (_, matrix) = encoded(&[1.0, 2.0, f32::NAN, 1e30, -1e30, 3.0], &["", "", "", "", "", ""], Purpose::Scores);
        assert!(matrix.iter().all(|x| x.is_finite() && x.abs() <= CLIP), "{matrix}");
    }

    #[test]
    fn a_matrix_stays_narrow_and_says_what_it_leaves_out() {
        let mut profiles = Profiles::new();
        let columns: Vec<_> =
            (0..400).map(|i| profiles.column(&Field::Attribute(format!("x{i:03}").into()), Kind::Number)).collect();
        for row in 0..50 {
            let stated = columns.iter().enumerate().filter(|(i, _)| row < 50 - i % 2);
            let cells: Vec<_> = stated.map(|(i, c)| (*c, Cell::Number((row * (i + 3) % 7) as f32))).collect();
            profiles.push(&cells, None);
        }
        let rows: Vec<RowAt> = (0..50).map(RowAt::new).collect();
        let encoding = Encoding::fit(&profiles, &rows, &covariate_fields(&profiles), Purpose::Segments);
        assert!(encoding.width() <= MAX_WIDTH && encoding.width() > MAX_WIDTH - 8, "{}", encoding.width());
        assert!(encoding.left_out().contains(&"x397".to_owned()), "the least stated go first");
        assert!(!encoding.left_out().contains(&"x000".to_owned()));
    }

    #[test]
    fn texts_that_are_numbers_meet_numbers() {
        let (encoding, _) = encoded(&[1.0, 2.0, 3.0], &["", "", ""], Purpose::Scores);
        let mut other = Profiles::new();
        let column = other.column(&Field::Attribute("x".into()), Kind::Level);
        let two = other.level(column, "2").expect("room");
        other.push(&[(column, Cell::Level(two))], None);
        let matrix = encoding.bind(&other).matrix(&other, &[RowAt::new(0)]);
        assert!(matrix[[0, 0]].abs() < 1e-6);
    }
}
