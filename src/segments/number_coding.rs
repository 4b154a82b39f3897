//! Numbers as rank-normal scores or as levels.

use statrs::distribution::{ContinuousCDF, Normal};

use super::classes::FieldKind;
use super::field_coding::MIN_LEVEL_ROWS;
use crate::stats::quantile;

/// Up to so many values, numbers are levels.
const FEW_VALUES: usize = 7;
/// Up to so many values, or with a value that a larger share of the rows has (zeros, a default), the most frequent value
/// is a level and the rest are in equal parts.
const SOME_VALUES: usize = 12;
const HEAP_SHARE: f64 = 0.15;
const PARTS: usize = 5;

/// How a number is coded.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "cluster", derive(serde::Serialize, serde::Deserialize))]
pub(super) enum NumberCoding {
    /// Scores of mean nought and variance one, in order of the values.
    Scores { values: Vec<f64>, scores: Vec<f64> },
    /// The level of a heap, if there is one, and of the parts between cuts.
    Levels { heap: Option<f64>, cuts: Vec<f64>, code_of: Vec<usize>, levels: usize },
}

/// A value and how many rows have it.
type Counted = (f64, usize);

impl NumberCoding {
    /// Fits the coding to finite `numbers`; none if they do not vary, or all but a few are the same.
    pub(super) fn fit(mut numbers: Vec<f64>) -> Option<Self> {
        numbers.sort_unstable_by(f64::total_cmp);
        let mut values: Vec<Counted> = Vec::new();
        for x in &numbers {
            match values.last_mut() {
                Some((value, rows)) if value == x => *rows += 1,
                Some(_) | None => values.push((*x, 1)),
            }
        }
        let heap = values.iter().copied().reduce(|best, value| if value.1 > best.1 { value } else { best })?;
        if values.len() <= FEW_VALUES {
            let cuts = values.iter().skip(1).map(|(value, _)| *value).collect();
            return Self::levels(&values, None, cuts);
        }
        if values.len() <= SOME_VALUES || heap.1 as f64 > HEAP_SHARE * numbers.len() as f64 {
            numbers.retain(|x| *x != heap.0);
            let mut cuts: Vec<f64> = (1..PARTS).map(|part| quantile(&numbers, part as f64 / PARTS as f64)).collect();
            cuts.dedup();
            return Self::levels(&values, Some(heap.0), cuts);
        }
        Some(Self::scores(&values, numbers.len() as f64))
    }

    /// Levels by `cuts`, rare ones joined to a neighbour.
    fn levels(values: &[Counted], heap: Option<f64>, cuts: Vec<f64>) -> Option<Self> {
        let mut rows = vec![0; cuts.len() + 1 + usize::from(heap.is_some())];
        values.iter().for_each(|(value, n)| rows[part(*value, heap, &cuts)] += n);
        let (code_of, levels) = joined(&rows);
        (levels >= 2).then_some(Self::Levels { heap, cuts, code_of, levels })
    }

    /// Normal quantiles of mean ranks, standardised.
    fn scores(values: &[Counted], n: f64) -> Self {
        let normal = Normal::standard();
        let mut before = 0;
        let score = |(_, rows): &Counted| {
            let mean_rank = before as f64 + 0.5 * *rows as f64;
            before += rows;
            normal.inverse_cdf(mean_rank / n)
        };
        let mut scores: Vec<f64> = values.iter().map(score).collect();
        let mean_of = |f: &dyn Fn(f64) -> f64| {
            scores.iter().zip(values).map(|(score, (_, rows))| f(*score) * *rows as f64).sum::<f64>() / n
        };
        let mean = mean_of(&|score| score);
        let sd = mean_of(&|score| (score - mean).powi(2)).sqrt();
        scores.iter_mut().for_each(|score| *score = (*score - mean) / sd);
        Self::Scores { values: values.iter().map(|(value, _)| *value).collect(), scores }
    }

    pub(super) fn kind(&self) -> FieldKind {
        match self {
            Self::Scores { .. } => FieldKind::Number,
            Self::Levels { levels, .. } => FieldKind::Levels(*levels),
        }
    }

    /// The score or the code of `x`: between two values the score is interpolated, beyond them it is the last one's.
    pub(super) fn code(&self, x: f64) -> f64 {
        match self {
            Self::Levels { heap, cuts, code_of, .. } => code_of[part(x, *heap, cuts)] as f64,
            Self::Scores { values, scores } => match values.partition_point(|value| *value < x) {
                i if i == values.len() => scores[i - 1],
                i if i == 0 || values[i] == x => scores[i],
                i => {
                    let along = (x - values[i - 1]) / (values[i] - values[i - 1]);
                    scores[i - 1] + along * (scores[i] - scores[i - 1])
                }
            },
        }
    }
}

/// The part that `x` is in: the heap is the first.
fn part(x: f64, heap: Option<f64>, cuts: &[f64]) -> usize {
    match heap {
        Some(heap) if heap == x => 0,
        Some(_) => 1 + cuts.partition_point(|cut| *cut <= x),
        None => cuts.partition_point(|cut| *cut <= x),
    }
}

/// The level of each part, of which the smallest joins its smaller neighbour while it has too few rows; and how many
/// levels there are.
fn joined(rows: &[usize]) -> (Vec<usize>, usize) {
    let mut levels: Vec<(usize, Vec<usize>)> =
        rows.iter().enumerate().map(|(part, rows)| (*rows, vec![part])).collect();
    while levels.len() > 1 {
        let smallest = (0..levels.len()).min_by_key(|level| levels[*level].0);
        let Some(smallest) = smallest.filter(|level| levels[*level].0 < MIN_LEVEL_ROWS) else { break };
        let after = levels.get(smallest + 1).map(|level| level.0);
        let before = smallest.checked_sub(1).map(|level| levels[level].0);
        let joins_after = match (before, after) {
            (Some(before), Some(after)) => after < before,
            (before, _) => before.is_none(),
        };
        let first = if joins_after { smallest } else { smallest - 1 };
        let (rows, parts) = levels.remove(first + 1);
        levels[first].0 += rows;
        levels[first].1.extend(parts);
    }
    let mut level_of = vec![0; rows.len()];
    for (level, (_, parts)) in levels.iter().enumerate() {
        parts.iter().for_each(|part| level_of[*part] = level);
    }
    (level_of, levels.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn coded(numbers: &[f64]) -> (NumberCoding, Vec<f64>) {
        let coding = NumberCoding::fit(numbers.to_vec()).expect("numbers that vary");
        let codes = numbers.iter().map(|x| coding.code(*x)).collect();
        (coding, codes)
    }

    #[test]
    fn scores_do_not_depend_on_the_shape_of_the_distribution() {
        let plain: Vec<f64> = (0..200).map(|i| f64::from(i) / 40.0).collect();
        let skewed: Vec<f64> = plain.iter().map(|x| x.exp().powi(2)).collect();
        let ((coding, scores), (_, others)) = (coded(&plain), coded(&skewed));
        assert_eq!(scores, others);
        assert!((scores.iter().map(|z| z * z).sum::<f64>() / 200.0 - 1.0).abs() < 1e-9);
        assert!(coding.code(-1e300) == scores[0] && coding.code(1e300) == scores[199]);
        assert!(coding.code(1.01) > coding.code(1.0) && coding.code(1.01) < coding.code(1.025));
    }

    #[test]
    fn a_heap_is_a_level_of_its_own() {
        let numbers: Vec<f64> = (0..300).map(|i| if i % 3 == 0 { 40.0 } else { f64::from(i) }).collect();
        let (coding, codes) = coded(&numbers);
        assert_eq!(coding.kind(), FieldKind::Levels(6));
        assert!(numbers.iter().zip(&codes).all(|(x, code)| (*x == 40.0) == (*code == 0.0)));
    }

    #[test]
    fn rare_levels_join_a_neighbour() {
        let mut numbers = vec![0.0; 100];
        numbers.extend([vec![1.0; 60], vec![2.0; 4], vec![3.0; 30]].concat());
        let (coding, _) = coded(&numbers);
        assert_eq!(coding.kind(), FieldKind::Levels(3));
        assert_eq!([0.0, 1.0, 2.0, 3.0].map(|x| coding.code(x)), [0.0, 1.0, 2.0, 2.0], "3 has fewer rows than 1");
    }

    #[test]
    fn numbers_that_hardly_vary_cannot_tell() {
        assert_eq!(NumberCoding::fit(vec![1.0; 50]), None);
        assert_eq!(NumberCoding::fit(Vec::new()), None);
        let mut few = vec![1.0; 50];
        few.push(2.0);
        assert_eq!(NumberCoding::fit(few), None);
    }
}
