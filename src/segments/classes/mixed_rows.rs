//! Rows of mixed fields, and the pass over them that is both the expectation and the maximisation step.

use std::ops::Range;

use ndarray::{Array2, ArrayView1, ArrayView2, Axis};

use crate::stats::{exp, ln, widest};

/// The kind of a field of the table that classes are fitted to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// A number, normal within a class.
    Number,
    /// One of so many levels, coded 0, 1, 2 and so on.
    Levels(usize),
}

/// Where the parameters of the fields are: three columns a number (of z, of z squared, of one), one a level. The numbers
/// come first.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "cluster", derive(serde::Serialize, serde::Deserialize))]
pub(super) struct ParameterLayout {
    /// Positions in the table of the numbers, then of the fields of levels.
    order: Vec<usize>,
    pub(super) numbers: usize,
    /// The first column of each field in that order, and after the last their number.
    first: Vec<usize>,
}

impl ParameterLayout {
    pub(super) fn new(kinds: &[FieldKind]) -> Self {
        let (numbers, levels): (Vec<usize>, Vec<usize>) =
            (0..kinds.len()).partition(|i| kinds[*i] == FieldKind::Number);
        let order = [numbers.as_slice(), &levels].concat();
        let mut first = vec![0];
        let mut columns = 0;
        for i in &order {
            columns += match kinds[*i] {
                FieldKind::Number => 3,
                FieldKind::Levels(levels) => levels,
            };
            first.push(columns);
        }
        Self { order, numbers: numbers.len(), first }
    }

    pub(super) fn fields(&self) -> usize {
        self.order.len()
    }

    pub(super) fn columns(&self) -> usize {
        self.first[self.fields()]
    }

    pub(super) fn columns_of(&self, field: usize) -> Range<usize> {
        self.first[field]..self.first[field + 1]
    }

    /// The first column of the first field of levels.
    pub(super) fn first_level(&self) -> usize {
        self.first[self.numbers]
    }

    /// Free parameters of a field in one class.
    pub(super) fn parameters_of(&self, field: usize) -> f64 {
        if field < self.numbers { 2.0 } else { self.columns_of(field).len() as f64 - 1.0 }
    }

    /// Appends the row of a table as it is stored: numbers, and the columns of the levels.
    pub(super) fn store(&self, row: ArrayView1<'_, f64>, numbers: &mut Vec<f64>, levels: &mut Vec<u32>) {
        numbers.extend(self.order[..self.numbers].iter().map(|i| row[*i]));
        for field in self.numbers..self.fields() {
            let code = row[self.order[field]];
            // What is missing has a column of its own after the others, whose parameters are nought.
            let column = if code.is_nan() { self.columns() } else { self.first[field] + code as usize };
            levels.push(column as u32);
        }
    }
}

/// The most classes: each is a lane of the passes.
pub(super) const LANES: usize = 8;
/// The lanes of passes over few classes, which cost half as much.
const FEW_LANES: usize = 4;

/// Sums over the rows by class, columns x k, with the weight of each class.
#[derive(Debug, Clone)]
pub(super) struct ClassSums {
    pub(super) columns: Array2<f64>,
    pub(super) weights: Vec<f64>,
}

/// The parameters of k classes: columns x k, with the logarithms of their shares.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ClassParameters {
    pub(super) columns: Array2<f64>,
    pub(super) log_shares: Vec<f64>,
}

/// Rows of mixed fields. What is missing is skipped by every density and sum.
#[derive(Debug, Clone)]
pub(super) struct MixedRows {
    pub(super) layout: ParameterLayout,
    pub(super) len: usize,
    /// len x numbers, NaN where missing.
    pub(super) numbers: Vec<f64>,
    /// len x fields of levels: the column of each.
    pub(super) levels: Vec<u32>,
}

impl MixedRows {
    pub(super) fn new(layout: ParameterLayout, table: ArrayView2<'_, f64>) -> Self {
        let (mut numbers, mut levels) = (Vec::new(), Vec::new());
        for row in table.rows() {
            layout.store(row, &mut numbers, &mut levels);
        }
        Self { layout, len: table.nrows(), numbers, levels }
    }

    #[inline(always)]
    pub(super) fn row(&self, row: usize) -> (&[f64], &[u32]) {
        let (p, q) = (self.layout.numbers, self.layout.fields() - self.layout.numbers);
        (&self.numbers[row * p..(row + 1) * p], &self.levels[row * q..(row + 1) * q])
    }

    pub(super) fn select(&self, rows: &[usize]) -> Self {
        let numbers = rows.iter().flat_map(|row| self.row(*row).0).copied().collect();
        let levels = rows.iter().flat_map(|row| self.row(*row).1).copied().collect();
        Self { layout: self.layout.clone(), len: rows.len(), numbers, levels }
    }

    /// The numbers, rows x numbers, NaN where missing.
    pub(super) fn number_matrix(&self) -> ArrayView2<'_, f64> {
        ArrayView2::from_shape((self.len, self.layout.numbers), &self.numbers).expect("every row has as many")
    }

    /// Sums by class where each row belongs to the class of its label.
    pub(super) fn sums_of_labels(&self, labels: &[usize], k: usize) -> ClassSums {
        self.sums_of(k, |row, lanes| lanes[labels[row]] = 1.0)
    }

    /// Sums by class of rows that belong to each in the part that `posteriors` (len x k) give.
    pub(super) fn sums_of_posteriors(&self, posteriors: ArrayView2<'_, f64>) -> ClassSums {
        self.sums_of(posteriors.ncols(), |row, lanes| {
            lanes.iter_mut().zip(posteriors.row(row)).for_each(|(lane, r)| *lane = *r);
        })
    }

    fn sums_of(&self, k: usize, part: impl Fn(usize, &mut [f64; LANES])) -> ClassSums {
        let mut sums = LaneSums::<LANES>::new(&self.layout);
        for row in 0..self.len {
            let mut lanes = [0.0; LANES];
            part(row, &mut lanes);
            let (numbers, levels) = self.row(row);
            sums.add(&lanes, numbers, levels);
        }
        sums.into_sums(k)
    }

    /// One step of expectation and the sums for the next of maximisation: log likelihood of the rows, and the sums by
    /// class.
    pub(super) fn pass(&self, parameters: &ClassParameters) -> (f64, ClassSums) {
        if parameters.log_shares.len() <= FEW_LANES {
            widest(
                #[inline(always)]
                || self.lane_pass::<FEW_LANES>(parameters),
            )
        } else {
            widest(
                #[inline(always)]
                || self.lane_pass::<LANES>(parameters),
            )
        }
    }

    #[inline(always)]
    fn lane_pass<const L: usize>(&self, parameters: &ClassParameters) -> (f64, ClassSums) {
        let lanes = LaneParameters::<L>::new(&self.layout, parameters);
        let mut sums = LaneSums::<L>::new(&self.layout);
        let mut log_likelihood = 0.0;
        for row in 0..self.len {
            let (numbers, levels) = self.row(row);
            let mut part = lanes.log_densities(numbers, levels);
            log_likelihood += normalise(&mut part);
            sums.add(&part, numbers, levels);
        }
        (log_likelihood, sums.into_sums(parameters.log_shares.len()))
    }

    /// The part that each row has in each class, len x k.
    pub(super) fn posteriors(&self, parameters: &ClassParameters) -> Array2<f64> {
        let lanes = LaneParameters::<LANES>::new(&self.layout, parameters);
        let mut posteriors = Array2::zeros((self.len, parameters.log_shares.len()));
        for (row, mut out) in posteriors.axis_iter_mut(Axis(0)).enumerate() {
            let (numbers, levels) = self.row(row);
            let mut part = lanes.log_densities(numbers, levels);
            normalise(&mut part);
            out.iter_mut().zip(&part).for_each(|(out, part)| *out = *part);
        }
        posteriors
    }
}

/// Log densities to shares that add up to one; the logarithm of their sum.
#[inline(always)]
pub(super) fn normalise<const L: usize>(lanes: &mut [f64; L]) -> f64 {
    let mut max = lanes[0];
    for lane in lanes.iter() {
        max = if *lane > max { *lane } else { max };
    }
    let mut sum = 0.0;
    for lane in lanes.iter_mut() {
        *lane = exp(*lane - max);
    }
    for lane in lanes.iter() {
        sum += *lane;
    }
    let scale = 1.0 / sum;
    for lane in lanes.iter_mut() {
        *lane *= scale;
    }
    max + ln(sum)
}

/// Parameters, one lane a class; lanes without a class have no share.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct LaneParameters<const L: usize> {
    columns: Vec<[f64; L]>,
    log_shares: [f64; L],
}

impl<const L: usize> LaneParameters<L> {
    pub(super) fn new(layout: &ParameterLayout, parameters: &ClassParameters) -> Self {
        let mut columns = vec![[0.0; L]; layout.columns() + 1];
        for (lanes, column) in columns.iter_mut().zip(parameters.columns.rows()) {
            lanes.iter_mut().zip(column).for_each(|(lane, x)| *lane = *x);
        }
        let mut log_shares = [f64::NEG_INFINITY; L];
        log_shares.iter_mut().zip(&parameters.log_shares).for_each(|(lane, x)| *lane = *x);
        Self { columns, log_shares }
    }

    /// The logarithm of share times density of each class at a row.
    #[inline(always)]
    pub(super) fn log_densities(&self, numbers: &[f64], levels: &[u32]) -> [f64; L] {
        let mut sum = self.log_shares;
        for (of_number, z) in self.columns.chunks_exact(3).zip(numbers) {
            if !z.is_nan() {
                let (linear, square, constant) = (&of_number[0], &of_number[1], &of_number[2]);
                for l in 0..L {
                    sum[l] += constant[l] + z * (linear[l] + z * square[l]);
                }
            }
        }
        for column in levels {
            let of_level = &self.columns[*column as usize];
            for l in 0..L {
                sum[l] += of_level[l];
            }
        }
        sum
    }
}

/// Parameters as lists, for the lengths of arrays are not known to every form.
#[cfg(feature = "cluster")]
pub(super) mod lanes {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{LANES, LaneParameters};

    pub(in super::super) fn serialize<S: Serializer>(
        parameters: &LaneParameters<LANES>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let columns: Vec<&[f64]> = parameters.columns.iter().map(<[f64; LANES]>::as_slice).collect();
        (columns, parameters.log_shares.as_slice()).serialize(serializer)
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<LaneParameters<LANES>, D::Error> {
        let (columns, log_shares) = <(Vec<Vec<f64>>, Vec<f64>)>::deserialize(deserializer)?;
        let lane = |values: Vec<f64>| <[f64; LANES]>::try_from(values).map_err(|_| D::Error::custom("other lanes"));
        let columns = columns.into_iter().map(lane).collect::<Result<_, _>>()?;
        Ok(LaneParameters { columns, log_shares: lane(log_shares)? })
    }
}

/// Sums, one lane a class.
struct LaneSums<const L: usize> {
    columns: Vec<[f64; L]>,
    weights: [f64; L],
}

impl<const L: usize> LaneSums<L> {
    fn new(layout: &ParameterLayout) -> Self {
        Self { columns: vec![[0.0; L]; layout.columns() + 1], weights: [0.0; L] }
    }

    #[inline(always)]
    fn add(&mut self, part: &[f64; L], numbers: &[f64], levels: &[u32]) {
        self.weights.iter_mut().zip(part).for_each(|(weight, part)| *weight += part);
        for (of_number, z) in self.columns.chunks_exact_mut(3).zip(numbers) {
            if !z.is_nan() {
                for l in 0..L {
                    let first = part[l] * z;
                    of_number[0][l] += first;
                    of_number[1][l] += first * z;
                    of_number[2][l] += part[l];
                }
            }
        }
        for column in levels {
            let of_level = &mut self.columns[*column as usize];
            for l in 0..L {
                of_level[l] += part[l];
            }
        }
    }

    fn into_sums(self, k: usize) -> ClassSums {
        let columns = self.columns.len() - 1;
        ClassSums {
            columns: Array2::from_shape_fn((columns, k), |(column, class)| self.columns[column][class]),
            weights: self.weights[..k].to_vec(),
        }
    }
}

impl ClassSums {
    /// The sums with class `b` joined to class `a`, which comes before it.
    pub(super) fn merged(&self, a: usize, b: usize) -> Self {
        let mut weights = self.weights.clone();
        weights[a] += weights.remove(b);
        Self { columns: merged_columns(&self.columns, a, b), weights }
    }
}

/// A matrix with a column a class, that of class `b` added to that of class `a`, which comes before it.
pub(super) fn merged_columns(matrix: &Array2<f64>, a: usize, b: usize) -> Array2<f64> {
    let others: Vec<usize> = (0..matrix.ncols()).filter(|c| *c != b).collect();
    let mut merged = matrix.select(Axis(1), &others);
    merged.column_mut(a).scaled_add(1.0, &matrix.column(b));
    merged
}

/// The place of the largest; the first of those as large.
pub(super) fn largest<'a>(values: impl IntoIterator<Item = &'a f64>) -> usize {
    let first_larger = |best: (usize, f64), (i, x): (usize, &f64)| if *x > best.1 { (i, *x) } else { best };
    values.into_iter().enumerate().fold((0, f64::NEG_INFINITY), first_larger).0
}
