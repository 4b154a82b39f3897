//! Calibration to the platform's totals: what they leave for the followers who do not state a field.
//!
//! Totals give the shares of all followers by age, gender and place. Those who state the field are counted; the rest of
//! each share is that of the others. Labelled profiles and panel rows are weighted so that they have these shares (raking:
//! Deming and Stephan 1940; Deville, Särndal and Sautory 1993), for who declares an age, or answers a survey, may be
//! younger than who does not.

use super::sample_strata::strata_of_sample;
use super::{AnsweredConditions, LabelSampling, Prediction, ShareDistribution, TrainingExample};
use crate::disclosure::Noise;
use crate::ingest::totals::{MarginCell, Totals, TotalsField, TotalsMargin};
use crate::profile::{Chunk, ColumnId, Field, Kind, Profiles, level_key, region_within};
use crate::segments::RowIndex;
use crate::target::{Condition, Target};

/// Part of the followers below which those who do not state a field are too few to be told anything of.
const MIN_REST: f64 = 0.1;
/// Part of a pattern's profiles that may state a field for its totals to be used.
const MAX_STATED: f64 = 0.5;
/// Rounds of raking: two margins agree to a thousandth after five.
const ROUNDS: usize = 40;
/// A weight changes by at most this factor, so that no example stands for a crowd.
const MAX_FACTOR: f64 = 30.0;
/// Effective part of the examples that must be left after raking.
const MIN_EFFECTIVE: f64 = 0.1;
/// Where an open band of ages ends for what its part within the target is: few followers are older.
const LAST_AGE: f64 = 85.0;

/// The shares of one field among the followers who do not state it.
#[derive(Debug, Clone, PartialEq)]
pub struct RestMargin {
    /// The field.
    pub field: TotalsField,
    /// The cells; shares add up to one.
    pub cells: Vec<MarginCell>,
}

impl From<&TotalsMargin> for RestMargin {
    /// Where nobody states the field.
    fn from(margin: &TotalsMargin) -> Self {
        Self { field: margin.field, cells: margin.cells.clone() }
    }
}

/// Reads the cell of a margin that a row is in.
pub(super) struct CellReader<'a> {
    profiles: &'a Profiles,
    cells: &'a [MarginCell],
    field: TotalsField,
    ages: [Option<ColumnId>; 2],
    level: Option<ColumnId>,
    /// The key of each level.
    keys: Vec<Box<str>>,
}

impl<'a> CellReader<'a> {
    pub(super) fn new(field: TotalsField, cells: &'a [MarginCell], profiles: &'a Profiles) -> Self {
        let ages = [Field::AgeMin, Field::AgeMax].map(|field| profiles.find(&field, Kind::Number));
        let of = if field == TotalsField::Region { Field::Region } else { Field::Gender };
        let level = profiles.find(&of, Kind::Level);
        let key = |text: &str| match region_within(text) {
            Some(region) if of == Field::Region => region.into(),
            Some(_) | None => level_key(&of, text),
        };
        let keys = level.map_or_else(Vec::new, |id| profiles.dictionary(id).levels().iter().map(|l| key(l)).collect());
        Self { profiles, cells, field, ages, level, keys }
    }

    /// The cell of a row; none where it does not state the field, or states what no cell holds.
    pub(super) fn cell(&self, at: RowIndex) -> Option<usize> {
        let chunk = &self.profiles.chunks()[at.chunk()];
        let ages = match self.field {
            TotalsField::Age | TotalsField::AgeGender => Some(self.age(chunk, at.row())?),
            TotalsField::Gender | TotalsField::Region => None,
        };
        let value = match self.field {
            TotalsField::Age => None,
            TotalsField::Gender | TotalsField::AgeGender | TotalsField::Region => {
                Some(&self.keys[chunk.level(self.level?, at.row())? as usize])
            }
        };
        let holds = |cell: &MarginCell| {
            let age = ages.is_none_or(|age| cell.ages.is_some_and(|(from, to)| (from..to + 1.0).contains(&age)));
            age && value.is_none_or(|value| cell.value.as_ref() == Some(value))
        };
        let elsewhere = || self.cells.iter().position(|cell| cell.value.is_none() && cell.ages.is_none());
        self.cells.iter().position(holds).or_else(|| value.and_then(|_| elsewhere()))
    }

    /// The age in the middle of what is stated.
    fn age(&self, chunk: &Chunk, row: usize) -> Option<f64> {
        let [low, high] = self.ages.map(|id| id.and_then(|id| chunk.number(id, row)));
        Some(0.5 * (f64::from(low?) + f64::from(high?)))
    }
}

/// What the totals leave for those who do not state a field, for each field of which enough do not.
pub(super) fn rest_margins(totals: &Totals, profiles: &Profiles, noise: Option<&Noise>) -> Vec<RestMargin> {
    totals.margins.iter().filter_map(|margin| rest_margin(margin, profiles, noise)).collect()
}

fn rest_margin(margin: &TotalsMargin, profiles: &Profiles, noise: Option<&Noise>) -> Option<RestMargin> {
    let reader = CellReader::new(margin.field, &margin.cells, profiles);
    let mut stated = vec![0u64; margin.cells.len()];
    let rows = profiles.len();
    (0..rows).map(RowIndex::new).filter_map(|at| reader.cell(at)).for_each(|cell| stated[cell] += 1);
    let count = |i: usize, n: u64| {
        noise.map_or(n, |noise| noise.count(&format!("{} {i}", margin.field.as_str()), n, rows as u64))
    };
    let stated: Vec<f64> = stated.iter().enumerate().map(|(i, n)| count(i, *n) as f64).collect();
    let all = rows as f64;
    let rest = all - stated.iter().sum::<f64>();
    if rest < MIN_REST * all {
        return None;
    }
    let scale = all / rest;
    let of = |cell: &MarginCell, n: f64| ((all * cell.share - n) / rest).max(0.0);
    let left: Vec<f64> = margin.cells.iter().zip(&stated).map(|(cell, n)| of(cell, *n)).collect();
    let sum: f64 = left.iter().sum();
    if sum <= 0.0 {
        return None;
    }
    let cell = |(cell, left): (&MarginCell, &f64)| MarginCell {
        share: left / sum,
        sd: (scale * cell.sd).min(0.5),
        ..cell.clone()
    };
    Some(RestMargin { field: margin.field, cells: margin.cells.iter().zip(&left).map(cell).collect() })
}

/// The margins that tell something of one pattern's profiles, and how its examples are weighted to them.
pub(super) struct PatternCalibration<'a> {
    margins: Vec<&'a RestMargin>,
    target: &'a Target,
    mask: u32,
    answered: Option<&'a AnsweredConditions>,
}

/// Examples weighted to the totals.
#[derive(Debug, Clone, PartialEq)]
pub struct Raked {
    /// Factor of each example's weight.
    pub factors: Vec<f64>,
    /// The cell of the first margin that each example is in.
    pub cells: Vec<Option<usize>>,
    /// The cells of the first margin.
    pub strata: Vec<Stratum>,
    /// Share of people in cells without examples who cannot be members, and of the others there.
    pub missing: (f64, f64),
    /// Names of the fields whose totals they are weighted to.
    pub fields: Vec<&'static str>,
    /// Whether the strata are of those drawn too, and not of the others alone.
    pub with_sample: bool,
}

/// One cell of the followers of a pattern.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stratum {
    /// Its share, and the standard deviation of that.
    pub share: (f64, f64),
    /// The part of its people that can meet the target's conditions on the field.
    pub possible: f64,
}

impl<'a> PatternCalibration<'a> {
    /// None where no margin tells of profiles that do not state its field.
    pub(super) fn new(
        margins: &'a [RestMargin],
        target: &'a Target,
        mask: u32,
        (profiles, unlabelled): (&Profiles, &[RowIndex]),
        answered: Option<&'a AnsweredConditions>,
    ) -> Option<Self> {
        let is_open = |margin: &&RestMargin| {
            let reader = CellReader::new(margin.field, &margin.cells, profiles);
            let stated = unlabelled.iter().filter(|at| reader.cell(**at).is_some()).count() as f64;
            stated <= MAX_STATED * unlabelled.len().max(1) as f64
        };
        let mut open: Vec<&RestMargin> = margins.iter().filter(is_open).collect();
        if open.iter().any(|margin| margin.field == TotalsField::AgeGender) {
            open.retain(|margin| !matches!(margin.field, TotalsField::Age | TotalsField::Gender));
        }
        // Ages, with or without genders, tell most apart.
        open.sort_by_key(|margin| !matches!(margin.field, TotalsField::Age | TotalsField::AgeGender));
        (!open.is_empty()).then_some(Self { margins: open, target, mask, answered })
    }

    /// Names of the fields that are used.
    pub(super) fn fields(&self) -> impl Iterator<Item = &'static str> {
        self.margins.iter().map(|margin| margin.field.as_str())
    }

    /// The margins that are used.
    pub(super) fn margins(&self) -> Vec<RestMargin> {
        self.margins.iter().map(|margin| (*margin).clone()).collect()
    }

    /// Whether the totals say how a field of a panel, which the audience lacks, is distributed.
    pub(super) fn covers(&self, field: &Field) -> bool {
        self.margins.iter().any(|margin| match margin.field {
            TotalsField::Age => matches!(field, Field::AgeMin | Field::AgeMax),
            TotalsField::Gender => *field == Field::Gender,
            TotalsField::AgeGender => matches!(field, Field::AgeMin | Field::AgeMax | Field::Gender),
            TotalsField::Region => *field == Field::Region,
        })
    }

    /// The labelled, weighted to the totals where they declare themselves, and in strata of known size where they were
    /// drawn; none where neither is possible.
    pub(super) fn of_labels(
        &self,
        sampling: LabelSampling,
        profiles: &Profiles,
        examples: &[TrainingExample],
    ) -> Option<Raked> {
        match sampling {
            LabelSampling::SelfDeclared => self.rake(profiles, examples),
            LabelSampling::RandomSample => {
                strata_of_sample(&self.margins, self.target, self.answered, (profiles, examples))
            }
        }
    }

    /// Weights examples to the totals; none where too little is left of them.
    pub(super) fn rake(&self, profiles: &Profiles, examples: &[TrainingExample]) -> Option<Raked> {
        let cells: Vec<Vec<Option<usize>>> = self
            .margins
            .iter()
            .map(|margin| {
                let reader = CellReader::new(margin.field, &margin.cells, profiles);
                examples.iter().map(|example| reader.cell(example.at)).collect()
            })
            .collect();
        let mut factors = vec![1.0; examples.len()];
        for _ in 0..ROUNDS {
            for (margin, cells) in self.margins.iter().zip(&cells) {
                fit_margin(margin, cells, examples, &mut factors);
            }
        }
        let weights: Vec<f64> = examples.iter().zip(&factors).map(|(e, f)| e.weight * f).collect();
        let (sum, squares): (f64, f64) = weights.iter().fold((0.0, 0.0), |(a, b), w| (a + w, b + w * w));
        let before: (f64, f64) = examples.iter().fold((0.0, 0.0), |(a, b), e| (a + e.weight, b + e.weight * e.weight));
        let effective = sum * sum / squares.max(f64::MIN_POSITIVE);
        let is_enough = effective >= MIN_EFFECTIVE * before.0 * before.0 / before.1.max(f64::MIN_POSITIVE);
        let first = self.margins.first()?;
        let strata: Vec<Stratum> = first
            .cells
            .iter()
            .zip(possible(self.target, self.mask, first))
            .map(|(cell, possible)| Stratum { share: (cell.share, cell.sd), possible })
            .collect();
        let is_missing = |i: usize| !cells[0].contains(&Some(i));
        let mass = |is: &dyn Fn(&Stratum) -> bool| -> f64 {
            strata.iter().enumerate().filter(|(i, s)| is_missing(*i) && is(s)).map(|(_, s)| s.share.0).sum()
        };
        let missing = (mass(&|s| s.possible == 0.0), mass(&|s| s.possible > 0.0));
        let cells = cells.into_iter().next().unwrap_or_default();
        (is_enough && missing.0 + missing.1 < 1.0).then_some(Raked {
            factors,
            cells,
            strata,
            missing,
            fields: self.fields().collect(),
            with_sample: false,
        })
    }
}

/// One step of raking: the weights of each cell's examples add up to its share.
fn fit_margin(margin: &RestMargin, cells: &[Option<usize>], examples: &[TrainingExample], factors: &mut [f64]) {
    let mut sums = vec![0.0; margin.cells.len()];
    for ((cell, example), factor) in cells.iter().zip(examples).zip(&*factors) {
        if let Some(cell) = cell {
            sums[*cell] += example.weight * factor;
        }
    }
    let all: f64 = sums.iter().sum();
    let covered: f64 = margin.cells.iter().zip(&sums).filter(|(_, sum)| **sum > 0.0).map(|(cell, _)| cell.share).sum();
    if all <= 0.0 || covered <= 0.0 {
        return;
    }
    for (cell, factor) in cells.iter().zip(factors) {
        if let Some(cell) = cell {
            let wanted = margin.cells[*cell].share / covered * all;
            *factor = (*factor * wanted / sums[*cell]).clamp(1.0 / MAX_FACTOR, MAX_FACTOR);
        }
    }
}

/// The part of the people of each cell of `margin` that can meet those conditions of `target` that are not among `met`.
pub fn possible(target: &Target, met: u32, margin: &RestMargin) -> Vec<f64> {
    let open =
        target.conditions().iter().enumerate().filter(|(i, _)| met >> i & 1 == 0).map(|(_, condition)| condition);
    let mut parts = vec![1.0; margin.cells.len()];
    for condition in open {
        for (part, cell) in parts.iter_mut().zip(&margin.cells) {
            *part *= match (condition, cell.ages) {
                (Condition::Age { min, max }, Some(ages)) => years_within(ages, (f64::from(*min), f64::from(*max))),
                (Condition::OneOf { field, accepted }, _) => accepted_part((field, accepted), margin, cell),
                _ => 1.0,
            };
        }
    }
    parts
}

/// Whether totals of `field` tell of a condition on the field called `name`.
pub(super) fn covers(field: TotalsField, name: &str) -> bool {
    match field {
        TotalsField::Gender | TotalsField::AgeGender => name == "gender",
        TotalsField::Region => name == "region",
        TotalsField::Age => false,
    }
}

/// Whether a cell has a value that a condition on its field accepts. People of places that are not listed may be of one
/// that is accepted and not listed either.
fn accepted_part((name, accepted): (&str, &[String]), margin: &RestMargin, cell: &MarginCell) -> f64 {
    if !covers(margin.field, name) {
        return 1.0;
    }
    let field = if name == "gender" { Field::Gender } else { Field::Region };
    let accepted: Vec<Box<str>> = accepted.iter().map(|text| level_key(&field, text)).collect();
    let is_met = match &cell.value {
        Some(value) => accepted.contains(value),
        None => !accepted.iter().all(|key| margin.cells.iter().any(|other| other.value.as_ref() == Some(key))),
    };
    f64::from(u8::from(is_met))
}

/// The part of a band of completed years that lies within two ends.
fn years_within((from, to): (f64, f64), (least, most): (f64, f64)) -> f64 {
    let to = if to > LAST_AGE { LAST_AGE.max(from) } else { to };
    let inside = to.min(most.floor()) - from.max(least.ceil()) + 1.0;
    (inside.max(0.0) / (to - from + 1.0)).min(1.0)
}

impl Raked {
    /// A panel's prediction with the error of the totals: people of cells without rows are no members, or anything.
    pub(super) fn adjust(&self, examples: &[TrainingExample], mut prediction: Prediction) -> Prediction {
        let (outside, unknown) = self.missing;
        let known = 1.0 - outside - unknown;
        let share = &prediction.share;
        let whole = ShareDistribution::from_quantiles(|p| known * share.quantile(p) + unknown * p);
        prediction.share = whole.blurred(self.totals_sd(examples));
        prediction
    }

    /// Standard deviation of the share because the totals err: `sum (rate - mean)^2 sd^2` over the cells.
    pub(super) fn totals_sd(&self, examples: &[TrainingExample]) -> f64 {
        let rates = self.rates(examples);
        let mean: f64 = self.strata.iter().zip(&rates).map(|(s, rate)| s.share.0 * rate).sum();
        let variance = |(s, rate): (&Stratum, &f64)| ((rate - mean) * s.share.1).powi(2);
        self.strata.iter().zip(&rates).map(variance).sum::<f64>().sqrt()
    }

    /// The rate of members among the examples of each cell, one example of the common rate added.
    fn rates(&self, examples: &[TrainingExample]) -> Vec<f64> {
        let mut sums = vec![(0.0, 0.0); self.strata.len()];
        for ((example, factor), cell) in examples.iter().zip(&self.factors).zip(&self.cells) {
            if let Some(cell) = cell {
                sums[*cell].0 += example.weight * factor;
                sums[*cell].1 += example.weight * factor * example.label;
            }
        }
        let (all, members) = sums.iter().fold((0.0, 0.0), |a, s| (a.0 + s.0, a.1 + s.1));
        let common = if all > 0.0 { members / all } else { 0.5 };
        self.strata
            .iter()
            .zip(&sums)
            .map(|(s, (n, k))| if s.possible == 0.0 { 0.0 } else { (k + common) / (n + 1.0) })
            .collect()
    }
}
