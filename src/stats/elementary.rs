//! `exp`, `ln` and the normal distribution as plain arithmetic without branches, so that a loop of them is done by the
//! widest instructions of the machine, and sums of one sequence along another.

use std::array::from_fn;
use std::f64::consts::{FRAC_1_SQRT_2, LOG2_E, SQRT_2, TAU};
use std::sync::LazyLock;

use pulp::{Arch, Simd, WithSimd};
use statrs::function::erf::erfc;

/// `ln 2` in two parts, the first of few digits, so that its multiples are exact.
const LN_2: [f64; 2] = [6.931_471_803_691_238e-1, 1.908_214_929_270_587_7e-10];
/// Bits of a mantissa, and what is added to an exponent.
const MANTISSA: u32 = 52;
const BIAS: u64 = 1_023;
/// Below this `exp` is 0, above the other it stays where it is.
const EXP_RANGE: (f64, f64) = (-708.0, 709.0);

/// `exp(x)` to 15 digits. 0 below -708.
#[inline(always)]
pub(crate) fn exp(x: f64) -> f64 {
    /// Added to a number, it leaves the nearest whole one in the last bits.
    const ROUNDING: f64 = 6_755_399_441_055_744.0;
    const TAYLOR: [f64; 12] = [
        1.0 / 39_916_800.0,
        1.0 / 3_628_800.0,
        1.0 / 362_880.0,
        1.0 / 40_320.0,
        1.0 / 5_040.0,
        1.0 / 720.0,
        1.0 / 120.0,
        1.0 / 24.0,
        1.0 / 6.0,
        0.5,
        1.0,
        1.0,
    ];
    let y = if x > EXP_RANGE.1 { EXP_RANGE.1 } else { x };
    let rounded = y * LOG2_E + ROUNDING;
    let k = rounded - ROUNDING;
    let r = (y - k * LN_2[0]) - k * LN_2[1];
    let mut power = TAYLOR[0];
    for coefficient in &TAYLOR[1..] {
        power = power * r + coefficient;
    }
    let scaled = f64::from_bits(power.to_bits().wrapping_add(rounded.to_bits() << MANTISSA));
    if x < EXP_RANGE.0 { 0.0 } else { scaled }
}

/// `ln(x)` to 15 digits, of a positive normal number.
#[inline(always)]
pub(crate) fn ln(x: f64) -> f64 {
    /// Bits of `2^52`, whose last ones a whole number fills.
    const WHOLE: u64 = 0x4330_0000_0000_0000;
    /// From the square root of one half on, a mantissa is near 1.
    const FROM: u64 = FRAC_1_SQRT_2.to_bits();
    let bits = x.to_bits();
    let exponent = bits.wrapping_sub(FROM).wrapping_add(BIAS << MANTISSA) >> MANTISSA;
    let k = f64::from_bits(exponent | WHOLE) - (4_503_599_627_370_496.0 + BIAS as f64);
    let mantissa = f64::from_bits(bits.wrapping_sub(exponent.wrapping_sub(BIAS) << MANTISSA));
    let s = (mantissa - 1.0) / (mantissa + 1.0);
    let z = s * s;
    // 2 artanh(s), whose terms fall by 34 and more.
    let mut sum = 1.0 / 19.0;
    for odd in [17.0, 15.0, 13.0, 11.0, 9.0, 7.0, 5.0, 3.0, 1.0] {
        sum = sum * z + 1.0 / odd;
    }
    k * LN_2[0] + (2.0 * s * sum + k * LN_2[1])
}

/// A loop that is compiled for the widest instructions of the machine.
struct Widest<F>(F);

impl<R, F: FnMut() -> R> WithSimd for Widest<F> {
    type Output = R;

    // A closure that is called as `FnOnce` is called by a function of its own, which has no wide instructions.
    #[inline(always)]
    fn with_simd<S: Simd>(mut self, _: S) -> R {
        (self.0)()
    }
}

/// Runs `work` with the widest instructions of the machine; it must be `#[inline(always)]`, and so must all that it calls in
/// a loop. The same operations in the same order give the same bits.
pub(crate) fn widest<R>(work: impl FnMut() -> R) -> R {
    Arch::new().dispatch(Widest(work))
}

/// Exponentials of `values` less `from`, in place.
pub(crate) fn exp_all(values: &mut [f64], from: f64) {
    widest(
        #[inline(always)]
        || values.iter_mut().for_each(|x| *x = exp(*x - from)),
    );
}

/// The largest of `values`; minus infinity of none.
pub(crate) fn largest(values: &[f64]) -> f64 {
    let larger = |a: f64, b: f64| if b > a { b } else { a };
    let (lanes, rest) = values.as_chunks::<8>();
    let mut most = [f64::NEG_INFINITY; 8];
    widest(
        #[inline(always)]
        || lanes.iter().for_each(|lanes| most.iter_mut().zip(lanes).for_each(|(most, x)| *most = larger(*most, *x))),
    );
    most.iter().chain(rest).copied().fold(f64::NEG_INFINITY, larger)
}

/// Logarithms of positive `values` plus `to`, in place.
pub(crate) fn ln_all(values: &mut [f64], to: f64) {
    widest(
        #[inline(always)]
        || values.iter_mut().for_each(|x| *x = ln(*x) + to),
    );
}

/// `sums[k] = ln(exp(sums[k]) + exp(others[k]))`.
pub(crate) fn log_add_all(sums: &mut [f64], others: &[f64]) {
    widest(
        #[inline(always)]
        || {
            for (sum, other) in sums.iter_mut().zip(others) {
                let (a, b) = (*sum, *other);
                let (more, less) = if a > b { (a, b) } else { (b, a) };
                let added = more + ln(1.0 + exp(less - more));
                *sum = if more == f64::NEG_INFINITY { more } else { added };
            }
        },
    );
}

/// Whole registers that [`correlated`] fills at once, and sums that they are padded to.
const AT_ONCE: usize = 8;
const BLOCK: usize = 32;

/// `sum over j of weights[j] values[k + stride j]` for k below `length`.
///
/// # Panics
/// Where `values` end before.
pub(crate) fn correlated(values: &[f64], weights: &[f64], stride: usize, length: usize) -> Vec<f64> {
    let padded = length.next_multiple_of(BLOCK);
    let reach = padded + stride * weights.len().saturating_sub(1);
    let mut out = vec![0.0; padded];
    let longer: Vec<f64>;
    let values = if values.len() < reach {
        assert!(values.len() + padded >= reach + length, "there are values for every sum");
        longer = values.iter().copied().chain(std::iter::repeat(0.0)).take(reach).collect();
        &longer
    } else {
        values
    };
    Arch::new().dispatch(Correlate { values, weights, stride, out: &mut out });
    out.truncate(length);
    out
}

struct Correlate<'a> {
    values: &'a [f64],
    weights: &'a [f64],
    stride: usize,
    out: &'a mut [f64],
}

impl WithSimd for Correlate<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let block = AT_ONCE * S::F64_LANES;
        for (i, out) in self.out.chunks_exact_mut(block).enumerate() {
            let mut sums = [simd.splat_f64s(0.0); AT_ONCE];
            let mut rest = &self.values[i * block..];
            for weight in self.weights {
                let weight = simd.splat_f64s(*weight);
                let (values, _) = S::as_simd_f64s(&rest[..block]);
                sums = from_fn(|r| simd.mul_add_e_f64s(weight, values[r], sums[r]));
                rest = &rest[self.stride..];
            }
            let (out, _) = S::as_mut_simd_f64s(out);
            out.iter_mut().zip(sums).for_each(|(out, sum)| *out = sum);
        }
    }
}

/// The standard normal distribution by a table.
#[derive(Debug)]
pub(crate) struct NormalTable {
    /// From each place to the next, the coefficients of a cubic polynomial, the constant first.
    pieces: Box<[[f64; 4]; NormalTable::PIECES]>,
}

impl NormalTable {
    /// Standard deviations to either side of 0; what lies beyond is nothing.
    pub(crate) const REACH: f64 = 8.0;
    /// Places in a standard deviation. Cubic polynomials between them are good to ten digits.
    const PER_UNIT: f64 = 64.0;
    /// The last place.
    const LAST: usize = 2 * Self::REACH as usize * Self::PER_UNIT as usize;
    /// A power of 2, so that an index needs no check, which has room for all pieces.
    const PIECES: usize = 2_048;

    /// The table.
    pub(crate) fn get() -> &'static Self {
        static TABLE: LazyLock<NormalTable> = LazyLock::new(|| {
            let at = |i: usize| {
                let x = i as f64 / NormalTable::PER_UNIT - NormalTable::REACH;
                (0.5 * erfc(-x / SQRT_2), (-0.5 * x * x).exp() / TAU.sqrt() / NormalTable::PER_UNIT)
            };
            let mut pieces = Box::new([[0.0; 4]; NormalTable::PIECES]);
            for (i, piece) in pieces.iter_mut().enumerate().take(NormalTable::LAST + 1) {
                // Hermite's cubic through both places with their slopes.
                let ((below, from), (above, to)) = (at(i), at(i + 1));
                let step = above - below;
                *piece = [below, from, 3.0 * step - 2.0 * from - to, from + to - 2.0 * step];
            }
            NormalTable { pieces }
        });
        &TABLE
    }

    /// Adds `weight` times the probability below `from + k step` to each `sums[k]`.
    pub(crate) fn add_cdf(&self, sums: &mut [f64], weight: f64, from: f64, step: f64) {
        /// Added to a number, it leaves the nearest whole one in the last bits.
        const ROUNDING: f64 = 6_755_399_441_055_744.0;
        let (from, step) = ((from + Self::REACH) * Self::PER_UNIT, step * Self::PER_UNIT);
        let mut k = 0.0;
        for sum in sums {
            let place = (from + step * k).max(0.0).min(Self::LAST as f64);
            // The whole number nearest to half a place before is that of the piece, of which `place` is an end at most.
            let rounded = (place - 0.5) + ROUNDING;
            let t = place - (rounded - ROUNDING);
            let [a, b, c, d] = self.pieces[rounded.to_bits() as usize % Self::PIECES];
            *sum += weight * (a + t * (b + t * (c + t * d)));
            k += 1.0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exponentials_and_logarithms_are_good_to_fifteen_digits() {
        for i in -7_070..7_090 {
            let x = f64::from(i) * 0.1 + 0.0123;
            assert!((exp(x) / x.exp() - 1.0).abs() < 1e-14, "{x}: {} {}", exp(x), x.exp());
            let y = exp(x * 0.99);
            assert!((ln(y) - y.ln()).abs() <= 4e-16 * y.ln().abs().max(1.0), "{y}: {} {}", ln(y), y.ln());
        }
        assert_eq!([exp(0.0), exp(-1e300), exp(f64::NEG_INFINITY), ln(1.0)], [1.0, 0.0, 0.0, 0.0]);
        assert!((ln(f64::MIN_POSITIVE) - f64::MIN_POSITIVE.ln()).abs() < 1e-12);
        let mut all = vec![1.5, -2.0, 700.0];
        exp_all(&mut all, 1.0);
        ln_all(&mut all, 1.0);
        assert!(all.iter().zip([1.5, -2.0, 700.0]).all(|(a, b)| (a - b).abs() < 1e-12), "{all:?}");
    }

    #[test]
    fn the_largest_is_found_in_lanes_and_in_the_rest() {
        let values: Vec<f64> = (0..21).map(|i| (f64::from(i) * 0.7).sin()).collect();
        for n in 0..values.len() {
            assert_eq!(largest(&values[..n]), values[..n].iter().copied().fold(f64::NEG_INFINITY, f64::max));
        }
    }

    #[test]
    fn logarithms_of_sums_allow_for_nothing() {
        let none = f64::NEG_INFINITY;
        let mut sums = [0.0, none, none, -800.0, 3.0];
        log_add_all(&mut sums, &[0.0, 2.0, none, 5.0, none]);
        let expected = [2f64.ln(), 2.0, none, 5.0, 3.0];
        assert!(sums.iter().zip(expected).all(|(a, b)| a == &b || (a - b).abs() < 1e-15), "{sums:?}");
    }

    #[test]
    fn sums_along_a_sequence_equal_the_definition() {
        let values: Vec<f64> = (0..500).map(|i| (f64::from(i) * 0.7).sin()).collect();
        for (weights, stride, length) in [(1_usize, 1, 1), (7, 1, 321), (60, 2, 321), (0, 1, 33), (121, 1, 380)] {
            let weights: Vec<f64> = (0..weights).map(|j| 1.0 / (1.0 + j as f64)).collect();
            let found = correlated(&values, &weights, stride, length);
            assert_eq!(found.len(), length);
            for (k, found) in found.iter().enumerate() {
                let expected: f64 = weights.iter().enumerate().map(|(j, w)| w * values[k + stride * j]).sum();
                assert!((found - expected).abs() < 1e-12, "{k}: {found} {expected}");
            }
        }
    }

    #[test]
    fn the_table_is_the_normal_distribution() {
        let table = NormalTable::get();
        let cdf = |x: f64| 0.5 * erfc(-x / SQRT_2);
        let mut sums = vec![1.0; 18_000];
        table.add_cdf(&mut sums, 2.0, -9.000_37, 0.001);
        for (k, sum) in sums.iter().enumerate() {
            let x = -9.000_37 + 0.001 * k as f64;
            assert!((sum - 1.0 - 2.0 * cdf(x)).abs() < 1e-9, "{x}: {sum}");
        }
    }
}
