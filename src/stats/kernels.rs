//! What a regression does with all rows, by the widest instructions of the machine: products in single precision, sums
//! over blocks of rows added up in double.
//!
//! The last digits depend on the machine's instructions, not on threads: on one machine the same input gives the same
//! bytes.

use std::array::from_fn;
use std::f32::consts::LOG2_E;
use std::ops::Range;

use pulp::{Arch, Simd, WithSimd};

/// Columns have a length that is a multiple of this, which all widths of a register divide.
pub(crate) const ROW_PAD: usize = 16;
/// Rows of a block: its sums in single precision lose less than a millionth, and its columns stay in the cache.
const ROW_BLOCK: usize = 512;
/// Columns of a tile on both sides of [`gram`]: its sums fill the registers.
const TILE: (usize, usize) = (3, 4);
/// Columns that [`times`] and [`transposed_times`] take at once.
const AT_ONCE: usize = 4;
/// Linear predictors are held inside plus or minus this, where the logistic function is flat.
const MAX_LOGIT: f32 = 30.0;

/// Columns of one length one after another.
#[derive(Clone, Copy)]
pub(super) struct Columns<'a> {
    values: &'a [f32],
    length: usize,
    count: usize,
}

impl<'a> Columns<'a> {
    /// `count` columns of `length` rows.
    pub(super) fn new(values: &'a [f32], length: usize, count: usize) -> Self {
        assert!(length.is_multiple_of(ROW_PAD) && values.len() == length * count);
        Self { values, length, count }
    }

    fn blocks(self) -> impl Iterator<Item = Range<usize>> {
        (0..self.length).step_by(ROW_BLOCK).map(move |start| start..self.length.min(start + ROW_BLOCK))
    }

    /// The rows of columns `first`, `first + 1` and so on, with the last column in place of those that are not there.
    #[inline(always)]
    fn tile<S: Simd, const N: usize>(self, first: usize, rows: &Range<usize>) -> [&'a [S::f32s]; N] {
        from_fn(|k| {
            let start = (first + k).min(self.count - 1) * self.length;
            registers::<S>(&self.values[start + rows.start..start + rows.end])
        })
    }
}

#[inline(always)]
fn registers<S: Simd>(values: &[f32]) -> &[S::f32s] {
    S::as_simd_f32s(values).0
}

#[inline(always)]
fn registers_mut<S: Simd>(values: &mut [f32]) -> &mut [S::f32s] {
    S::as_mut_simd_f32s(values).0
}

/// `Z beta`.
pub(super) fn times(columns: Columns<'_>, beta: &[f32]) -> Vec<f32> {
    assert_eq!(beta.len(), columns.count);
    let mut out = vec![0.0; columns.length];
    Arch::new().dispatch(Times { columns, beta, out: &mut out });
    out
}

struct Times<'a> {
    columns: Columns<'a>,
    beta: &'a [f32],
    out: &'a mut [f32],
}

impl WithSimd for Times<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        for rows in self.columns.blocks() {
            let out = registers_mut::<S>(&mut self.out[rows.clone()]);
            for first in (0..self.beta.len()).step_by(AT_ONCE) {
                let b: [_; AT_ONCE] = from_fn(|k| simd.splat_f32s(self.beta.get(first + k).copied().unwrap_or(0.0)));
                let z: [_; AT_ONCE] = self.columns.tile::<S, AT_ONCE>(first, &rows);
                for (row, o) in out.iter_mut().enumerate() {
                    for k in 0..AT_ONCE {
                        *o = simd.mul_add_e_f32s(z[k][row], b[k], *o);
                    }
                }
            }
        }
    }
}

/// `Z' v`.
pub(super) fn transposed_times(columns: Columns<'_>, v: &[f32]) -> Vec<f64> {
    assert_eq!(v.len(), columns.length);
    let mut out = vec![0.0; columns.count];
    Arch::new().dispatch(TransposedTimes { columns, v, out: &mut out });
    out
}

struct TransposedTimes<'a> {
    columns: Columns<'a>,
    v: &'a [f32],
    out: &'a mut [f64],
}

impl WithSimd for TransposedTimes<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        for rows in self.columns.blocks() {
            let v = registers::<S>(&self.v[rows.clone()]);
            for first in (0..self.out.len()).step_by(AT_ONCE) {
                let z: [_; AT_ONCE] = self.columns.tile::<S, AT_ONCE>(first, &rows);
                let mut sums = [simd.splat_f32s(0.0); AT_ONCE];
                for (row, v) in v.iter().enumerate() {
                    for k in 0..AT_ONCE {
                        sums[k] = simd.mul_add_e_f32s(z[k][row], *v, sums[k]);
                    }
                }
                for (o, sum) in self.out[first..].iter_mut().zip(sums) {
                    *o += f64::from(simd.reduce_sum_f32s(sum));
                }
            }
        }
    }
}

/// `Z' diag(weights) Z`, row-major.
pub(super) fn gram(columns: Columns<'_>, weights: &[f32]) -> Vec<f64> {
    assert_eq!(weights.len(), columns.length);
    let d = columns.count;
    let mut out = vec![0.0; d * d];
    Arch::new().dispatch(Gram { columns, weights, out: &mut out });
    for row in 1..d {
        for column in 0..row {
            out[row * d + column] = out[column * d + row];
        }
    }
    out
}

/// Fills the upper triangle of `out`.
struct Gram<'a> {
    columns: Columns<'a>,
    weights: &'a [f32],
    out: &'a mut [f64],
}

impl WithSimd for Gram<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        const LEFT: usize = TILE.0;
        const RIGHT: usize = TILE.1;
        let d = self.columns.count;
        // As long as the blocks are: to clear more costs as much as the sums over a few rows.
        let block = self.columns.length.min(ROW_BLOCK);
        let mut weighted: [Vec<f32>; LEFT] = from_fn(|_| vec![0.0; block]);
        for rows in self.columns.blocks() {
            let weights = registers::<S>(&self.weights[rows.clone()]);
            for left in (0..d).step_by(LEFT) {
                let z: [_; LEFT] = self.columns.tile::<S, LEFT>(left, &rows);
                for (out, z) in weighted.iter_mut().zip(z) {
                    for ((o, z), w) in registers_mut::<S>(&mut out[..rows.len()]).iter_mut().zip(z).zip(weights) {
                        *o = simd.mul_f32s(*z, *w);
                    }
                }
                let x: [_; LEFT] = from_fn(|i| registers::<S>(&weighted[i][..rows.len()]));
                for right in (left / RIGHT * RIGHT..d).step_by(RIGHT) {
                    let z: [_; RIGHT] = self.columns.tile::<S, RIGHT>(right, &rows);
                    let mut sums = [[simd.splat_f32s(0.0); RIGHT]; LEFT];
                    for row in 0..weights.len() {
                        for j in 0..RIGHT {
                            for i in 0..LEFT {
                                sums[i][j] = simd.mul_add_e_f32s(x[i][row], z[j][row], sums[i][j]);
                            }
                        }
                    }
                    for (row, sums) in (left..d).zip(sums) {
                        for (column, sum) in (right..d).zip(sums) {
                            self.out[row * d + column] += f64::from(simd.reduce_sum_f32s(sum));
                        }
                    }
                }
            }
        }
    }
}

/// Turns log odds into probabilities, to seven digits.
pub(super) fn logistic(values: &mut [f32]) {
    assert!(values.len().is_multiple_of(ROW_PAD));
    Arch::new().dispatch(Logistic(values));
}

struct Logistic<'a>(&'a mut [f32]);

impl WithSimd for Logistic<'_> {
    type Output = ();

    /// `exp(y) = 2^k exp(r)` with whole `k` and `|r| <= ln 2 / 2`, by Taylor's polynomial of degree 7.
    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        /// Added to a number, it leaves the nearest whole one in the last bits.
        const ROUNDING: f32 = 12_582_912.0;
        /// Bits of a mantissa.
        const MANTISSA: u32 = 23;
        /// `ln 2` in two parts, the first of few digits.
        const LN_2: [f32; 2] = [0.693_359_4, -2.121_944_4e-4];
        const TAYLOR: [f32; 8] = [1.0 / 5040.0, 1.0 / 720.0, 1.0 / 120.0, 1.0 / 24.0, 1.0 / 6.0, 0.5, 1.0, 1.0];
        let of = |x: f32| simd.splat_f32s(x);
        for x in registers_mut::<S>(self.0) {
            let y = simd.neg_f32s(simd.max_f32s(simd.min_f32s(*x, of(MAX_LOGIT)), of(-MAX_LOGIT)));
            let rounded = simd.mul_add_e_f32s(y, of(LOG2_E), of(ROUNDING));
            let k = simd.sub_f32s(rounded, of(ROUNDING));
            let r = LN_2.iter().fold(y, |r, part| simd.mul_add_e_f32s(k, of(-part), r));
            let power = TAYLOR[1..].iter().fold(of(TAYLOR[0]), |sum, c| simd.mul_add_e_f32s(sum, r, of(*c)));
            let exponent = simd.wrapping_dyn_shl_u32s(simd.transmute_u32s_f32s(rounded), simd.splat_u32s(MANTISSA));
            let exp = simd.transmute_f32s_u32s(simd.add_u32s(simd.transmute_u32s_f32s(power), exponent));
            *x = simd.div_f32s(of(1.0), simd.add_f32s(of(1.0), exp));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Columns of odd numbers and rows that no block divides.
    fn example(rows: usize, columns: usize) -> Vec<f32> {
        (0..rows * columns).map(|i| ((i * 7919) % 1013) as f32 / 500.0 - 1.0).collect()
    }

    fn close(found: f64, expected: f64, size: f64) -> bool {
        (found - expected).abs() <= 1e-5 * size
    }

    #[test]
    fn products_equal_the_definition() {
        for (rows, count) in [(0, 3), (16, 1), (48, 2), (512, 7), (1_040, 34)] {
            let values = example(rows, count);
            let columns = Columns::new(&values, rows, count);
            let z = |row: usize, j: usize| f64::from(values[j * rows + row]);
            let weights: Vec<f32> = (0..rows).map(|row| 0.5 + (row % 3) as f32).collect();
            let beta: Vec<f32> = (0..count).map(|j| j as f32 / 8.0 - 1.0).collect();
            let sum = |of: &dyn Fn(usize) -> f64| (0..rows).map(of).sum::<f64>();
            let weight = |row: usize| f64::from(weights[row]);

            for (row, found) in times(columns, &beta).into_iter().enumerate() {
                let expected: f64 = (0..count).map(|j| z(row, j) * f64::from(beta[j])).sum();
                assert!(close(f64::from(found), expected, 10.0), "{found} beside {expected}");
            }
            let (transposed, gram) = (transposed_times(columns, &weights), gram(columns, &weights));
            for i in 0..count {
                assert!(close(transposed[i], sum(&|row| z(row, i) * weight(row)), rows as f64));
                for j in 0..count {
                    let expected = sum(&|row| z(row, i) * z(row, j) * weight(row));
                    assert!(close(gram[i * count + j], expected, rows as f64), "{i} {j} of {rows} x {count}");
                    assert_eq!(gram[i * count + j].to_bits(), gram[j * count + i].to_bits());
                }
            }
        }
    }

    #[test]
    fn the_logistic_function_is_good_to_seven_digits() {
        let logits: Vec<f32> = (0..1_600).map(|i| (i as f32 - 800.0) / 20.0).collect();
        let mut found = logits.clone();
        logistic(&mut found);
        for (x, p) in logits.iter().zip(&found) {
            let expected = 1.0 / (1.0 + (-f64::from(x.clamp(-MAX_LOGIT, MAX_LOGIT))).exp());
            assert!((f64::from(*p) / expected - 1.0).abs() < 3e-7, "{x}: {p} beside {expected}");
        }
    }
}
