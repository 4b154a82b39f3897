//! Whether the counts of a cohort are more similar than those of random draws from comparable followers.

use rand::Rng;
use rand_xoshiro::Xoshiro256Plus;

use super::evidence::EvidenceStats;
use super::followers::{Followers, NO_COUNT};

/// Monte Carlo draws, and the most members compared.
const DRAWS: usize = 199;
const MAX_MEMBERS: usize = 300;
/// The fewest members, and the fewest comparable followers.
const MIN_COMPARED: usize = 8;
const MIN_OTHERS: usize = 40;
/// The lowest ratio of similar pairs to the expectation.
const MIN_RATIO: f64 = 3.0;

/// Compares how often two members have similar counts (followers, following and posts within the same octave) with how
/// often as many others do: Simpson's probability of identity (1949), by Monte Carlo. Also returns whether the ratio is
/// large enough.
///
/// None if there are too few followers. `observed` and `expected` are shares of pairs, with `of` = 1.
pub fn similarity(
    followers: &Followers,
    members: &[usize],
    others: &[usize],
    rng: &mut Xoshiro256Plus,
) -> Option<(EvidenceStats, bool)> {
    let types =
        |indices: &[usize]| -> Vec<u32> { indices.iter().filter_map(|index| octaves(followers, *index)).collect() };
    let (mut members, others) = (types(&subsampled(members)), types(others));
    if members.len() < MIN_COMPARED || others.len() < MIN_OTHERS {
        return None;
    }
    let observed = share_of_equal_pairs(&mut members);
    let mut draw = vec![0u32; members.len()];
    let (mut sum, mut at_least) = (0.0, 0);
    for _ in 0..DRAWS {
        draw.iter_mut().for_each(|one| *one = others[rng.gen_range(0..others.len())]);
        let equal = share_of_equal_pairs(&mut draw);
        sum += equal;
        at_least += usize::from(equal >= observed);
    }
    let expected = sum / DRAWS as f64;
    let p_value = (1 + at_least) as f64 / (1 + DRAWS) as f64;
    Some((EvidenceStats::new(observed, 1.0, expected, p_value), observed >= MIN_RATIO * expected))
}

/// At most [`MAX_MEMBERS`] of `indices`, evenly spaced.
fn subsampled(indices: &[usize]) -> Vec<usize> {
    let step = indices.len().div_ceil(MAX_MEMBERS).max(1);
    indices.iter().copied().step_by(step).collect()
}

fn octaves(followers: &Followers, index: usize) -> Option<u32> {
    let [own, following, posts, ..] = &followers.counts;
    let counts = [own[index], following[index], posts[index]];
    let known = counts.iter().all(|count| *count != NO_COUNT);
    known.then(|| counts.iter().fold(0, |all, count| all << 8 | u32::from(count / 2)))
}

/// Share of pairs of equal types.
fn share_of_equal_pairs(types: &mut [u32]) -> f64 {
    types.sort_unstable();
    let pairs: usize = types.chunk_by(|a, b| a == b).map(|run| run.len() * (run.len() - 1)).sum();
    pairs as f64 / (types.len() * (types.len() - 1)) as f64
}
