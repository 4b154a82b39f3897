//! Control series: what moves with an account's counts though no event touches it, such as searches or another account.

/// Largest share of periods without a value; others are filled in along a line.
const MAX_MISSING: f64 = 0.2;

/// A control series on the periods of the series.
#[derive(Debug, Clone, PartialEq)]
pub struct Control {
    /// What it is called.
    pub name: String,
    /// Periods without a value.
    pub missing: usize,
    /// Logarithms of the values (and 1), with gaps filled in; none where it cannot be used.
    logs: Option<Vec<f64>>,
}

impl Control {
    pub(super) fn new(name: String, values: &[Option<f64>]) -> Self {
        let missing = values.iter().filter(|value| value.is_none()).count();
        let varies = values.iter().flatten().any(|value| Some(value) != values.iter().flatten().next());
        let is_usable = varies && missing as f64 <= MAX_MISSING * values.len() as f64;
        Self { name, missing, logs: is_usable.then(|| filled(values)) }
    }

    /// Whether it can be used: it varies, and few periods lack a value.
    pub fn is_usable(&self) -> bool {
        self.logs.is_some()
    }

    pub(super) fn logs(&self) -> Option<&[f64]> {
        self.logs.as_deref()
    }
}

/// What a control did for a forecast.
#[derive(Debug, Clone, PartialEq)]
pub struct ControlUse {
    /// Its name.
    pub name: String,
    /// Probability that it helps to forecast.
    pub probability: f64,
}

fn filled(values: &[Option<f64>]) -> Vec<f64> {
    let known: Vec<(usize, f64)> =
        values.iter().enumerate().filter_map(|(t, value)| Some((t, value.as_ref()?.max(0.0).ln_1p()))).collect();
    let at = |t: usize| {
        let after = known.partition_point(|(at, _)| *at < t);
        match (after.checked_sub(1).and_then(|i| known.get(i)), known.get(after)) {
            (Some((a, x)), Some((b, y))) => x + (y - x) * (t - a) as f64 / (b - a) as f64,
            (Some((_, x)), None) | (None, Some((_, x))) => *x,
            (None, None) => 0.0,
        }
    };
    (0..values.len()).map(at).collect()
}
