//! Amounts that people can keep: whole steps above what each channel takes at least, and never more than there is.

use super::program::{Choice, Program, RESOURCES};

/// Steps of a resource: a tenth of an hour and a thousandth of the money's order of magnitude, or less of little.
fn step(limit: f64, k: usize) -> f64 {
    if k == super::program::HOURS {
        return if limit >= 2.0 { 0.1 } else { 0.01 };
    }
    10f64.powf((limit.max(1e-9).log10().floor() - 3.0).max(-2.0))
}

/// `choice` in whole steps: rounded down, then what that left is given out again by the largest remainder. Bounds and
/// resources hold; a channel that ends with nothing is left.
pub(super) fn rounded(program: &Program, choice: &Choice) -> Choice {
    let mut out = choice.clone();
    for k in RESOURCES {
        round_resource(program, choice, &mut out, k);
    }
    out.iter_mut().for_each(|amounts| *amounts = amounts.filter(|x| x.iter().any(|x| *x > 0.0)));
    out
}

fn round_resource(program: &Program, choice: &Choice, out: &mut Choice, k: usize) {
    let limit = program.limits[k];
    let step = step(limit, k);
    let mut remainders = Vec::new();
    let mut spare = 0.0;
    for (i, amounts) in choice.iter().enumerate() {
        let Some(x) = amounts.map(|amounts| amounts[k]) else { continue };
        let (min, max) = (program.terms[i].min[k], program.terms[i].max[k]);
        let steps = ((x - min) / step + 1e-6).floor().max(0.0);
        let down = at(min, max, steps, step);
        spare += (x - down).max(0.0);
        // What stands at its most stays there.
        let full = max - x <= 1e-6 * step.max(max);
        let up = if full { max } else { at(min, max, steps + 1.0, step) };
        remainders.push((i, up, if full { 1.0 } else { (x - down) / step }));
        if let Some(out) = &mut out[i] {
            out[k] = down;
        }
    }
    remainders.sort_by(|a, b| b.2.total_cmp(&a.2).then(a.0.cmp(&b.0)));
    let mut spare = (spare / step + 1e-3).floor();
    for (i, up, remainder) in remainders {
        let spent: f64 = out.iter().flatten().map(|x| x[k]).sum();
        let Some(own) = out[i].as_mut() else { continue };
        let wanted = remainder >= 1.0 || (spare >= 1.0 - 1e-6 && remainder > 1e-6);
        if wanted && up > own[k] && spent - own[k] + up <= limit {
            spare -= (up - own[k]) / step;
            own[k] = up;
        }
    }
}

/// So many steps above the least, within the bounds; free of the noise of adding decimals.
fn at(min: f64, max: f64, steps: f64, step: f64) -> f64 {
    if steps == 0.0 {
        return min;
    }
    (((min + steps * step) * 1e6).round() / 1e6).clamp(min, max)
}

#[cfg(test)]
mod tests {
    use super::super::curve::ResponseCurve;
    use super::super::program::{ChannelTerm, Pool};
    use super::*;

    fn program(limits: [f64; 2], bounds: &[([f64; 2], [f64; 2])]) -> Program {
        let term = |(min, max): &([f64; 2], [f64; 2])| ChannelTerm {
            pools: vec![Pool {
                reach: vec![0.5],
                organic_reach: 0.0,
                rates: [1.0, 1.0],
                curve: ResponseCurve::with_rate(1.0),
            }],
            optional: true,
            min: *min,
            max: *max,
        };
        Program { weights: vec![1.0], terms: bounds.iter().map(term).collect(), limits }
    }

    #[test]
    fn what_rounding_leaves_is_given_out_again() {
        let program =
            program([20.0, 1000.0], &[([0.0; 2], [20.0, 1000.0]), ([3.0, 0.0], [20.0, 1000.0]), ([0.0; 2], [20.0; 2])]);
        let third = 20.0 / 3.0;
        let choice = vec![Some([third, 333.0]), Some([third, 666.999_9]), Some([third, 0.0])];
        let rounded = rounded(&program, &choice);
        let hours: Vec<f64> = rounded.iter().flatten().map(|x| x[0]).collect();
        assert_eq!(hours, [6.7, 6.7, 6.6]);
        assert_eq!(rounded[1].map(|x| x[1]), Some(667.0));
    }

    #[test]
    fn bounds_are_kept_to_the_last_digit() {
        let held = 1.234_567_890_1;
        let program = program([2.5, 0.0], &[([held; 2], [held; 2]), ([0.3; 2], [1.265; 2])]);
        let rounded = rounded(&program, &vec![Some([held, 0.0]), Some([1.265, 0.0])]);
        assert_eq!(rounded[0], Some([held, held]));
        assert_eq!(rounded[1].map(|x| x[0]), Some(1.265));
        let tiny = super::rounded(&program, &vec![None, Some([0.3, 0.3])]);
        assert_eq!(tiny, vec![None, Some([0.3, 0.3])]);
    }
}
