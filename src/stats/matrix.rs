//! Products and quadratic forms of small dense matrices, stored by row.

/// Inner product in eight interleaved partial sums.
pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0_f64; 8];
    let (a_chunks, b_chunks) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest: f64 = a_chunks.remainder().iter().zip(b_chunks.remainder()).map(|(x, y)| x * y).sum();
    for (x, y) in a_chunks.zip(b_chunks) {
        for k in 0..8 {
            sums[k] += x[k] * y[k];
        }
    }
    rest + ((sums[0] + sums[4]) + (sums[1] + sums[5])) + ((sums[2] + sums[6]) + (sums[3] + sums[7]))
}

/// The product of two symmetric row-major `d x d` matrices.
pub(crate) fn product(a: &[f64], b: &[f64], d: usize) -> Vec<f64> {
    let mut out = vec![0.0; d * d];
    if d == 0 {
        return out;
    }
    for (row, a_row) in out.chunks_exact_mut(d).zip(a.chunks_exact(d)) {
        for (&x, b_row) in a_row.iter().zip(b.chunks_exact(d)) {
            for (o, y) in row.iter_mut().zip(b_row) {
                *o += x * y;
            }
        }
    }
    out
}

/// `v' A v` for a row-major `d x d` matrix.
pub(crate) fn quadratic_form(a: &[f64], v: &[f64]) -> f64 {
    if v.is_empty() {
        return 0.0;
    }
    a.chunks_exact(v.len()).zip(v).map(|(row, x)| x * dot(row, v)).sum()
}

/// Adds `value` to the diagonal of a row-major `d x d` matrix.
pub(crate) fn add_diagonal(a: &mut [f64], d: usize, value: f64) {
    for j in 0..d {
        a[j * d + j] += value;
    }
}
