//! Expectation and maximisation of a penalised, tempered likelihood.

use ndarray::Array2;

use super::mixed_rows::{ClassParameters, ClassSums};
use super::sample::Sample;

/// Nats that a parameter has to gain. BIC on 600 rows would ask for 3.2 and misses weak groups; AIC asks for 1 and finds
/// groups in noise.
const PRICE: f64 = 1.7;
/// The likelihood of more rows counts as that of so many (a coarsened posterior, Miller and Dunson 2019): no model of
/// classes is right to the last digit, and with rows enough every trifle would be a group.
const MAX_ROWS_COUNTED: f64 = 1_000.0;
/// The share of a class starts with so many rows.
const CLASS_ROWS: f64 = 1.0;
/// Passes in which every field is free, before those that do not pay are shared.
const FREE_PASSES: usize = 5;
/// Fitting ends where the penalised likelihood changes by less than this a row.
const TOLERANCE: f64 = 1e-4;

/// Classes as they were fitted.
#[derive(Debug, Clone)]
pub(super) struct ClassFit {
    pub(super) parameters: ClassParameters,
    /// Sums of the rows by class, in the last pass.
    pub(super) sums: ClassSums,
    /// Penalised log likelihood, tempered to [`MAX_ROWS_COUNTED`] rows.
    pub(super) gain: f64,
}

impl ClassFit {
    pub(super) fn k(&self) -> usize {
        self.sums.weights.len()
    }
}

impl Sample {
    /// Rows for each row that counts.
    fn temper(&self) -> f64 {
        (self.rows.len as f64 / MAX_ROWS_COUNTED).max(1.0)
    }

    /// Fits classes from the `sums` of a start, by at most `passes` of expectation and maximisation of
    ///
    /// log likelihood - price x parameters
    ///
    /// After the first passes a field is free in the classes only if that pays; else it has one density in all (Marbac and
    /// Sedki 2017), so that fields that tell nothing cost nothing.
    pub(super) fn fit(&self, mut sums: ClassSums, passes: usize) -> ClassFit {
        let (k, n) = (sums.weights.len(), self.rows.len as f64);
        let price = PRICE * self.temper();
        let mut free = vec![true; self.rows.layout.fields()];
        let mut last = f64::NEG_INFINITY;
        let mut pass = 0;
        loop {
            let mut columns = self.parameters(&sums.columns);
            if k > 1 && pass >= FREE_PASSES {
                free = self.pays(&sums, &columns, price);
                self.share_others(&mut columns, &free);
            }
            let log_share = |weight: &f64| ((weight + CLASS_ROWS) / (n + k as f64 * CLASS_ROWS)).ln();
            let parameters = ClassParameters { columns, log_shares: sums.weights.iter().map(log_share).collect() };
            let log_likelihood;
            (log_likelihood, sums) = self.rows.pass(&parameters);
            let gain = log_likelihood + n * self.log_determinant - price * self.parameter_count(&free, k);
            pass += 1;
            // The first passes with shared fields are compared with each other only.
            let settled = pass > FREE_PASSES + 2 && (gain - last).abs() < TOLERANCE * n;
            if settled || pass >= passes {
                return ClassFit { parameters, sums, gain: gain / self.temper() };
            }
            last = gain;
        }
    }

    /// Whether each field gains more from being free in the classes than its parameters cost; at least the best one is
    /// free.
    fn pays(&self, sums: &ClassSums, columns: &Array2<f64>, price: f64) -> Vec<bool> {
        let k = sums.weights.len();
        let net = |field: usize| {
            let of_class = |c| self.field_likelihood(sums.columns.column(c), columns.column(c), field);
            let cost = price * self.rows.layout.parameters_of(field) * (k - 1) as f64;
            (0..k).map(of_class).sum::<f64>() - self.whole_likelihood[field] - cost
        };
        let net: Vec<f64> = (0..self.rows.layout.fields()).map(net).collect();
        let best = net.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        net.iter().map(|gain| *gain > 0.0 || *gain == best).collect()
    }

    /// Gives the fields that are not free the density of all rows.
    fn share_others(&self, columns: &mut Array2<f64>, free: &[bool]) {
        for field in (0..free.len()).filter(|field| !free[*field]) {
            for column in self.rows.layout.columns_of(field) {
                columns.row_mut(column).fill(self.whole[column]);
            }
        }
    }

    fn parameter_count(&self, free: &[bool], k: usize) -> f64 {
        let densities = |free: &bool| if *free { k as f64 } else { 1.0 };
        let of_fields = free.iter().enumerate().map(|(i, free)| densities(free) * self.rows.layout.parameters_of(i));
        (k - 1) as f64 + of_fields.sum::<f64>() + self.transform_parameters
    }
}
