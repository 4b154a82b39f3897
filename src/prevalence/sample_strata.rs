//! Strata of a random sample whose sizes the platform's totals tell.
//!
//! Whoever is drawn answers how old they are, or states it in their profile; the totals say how many followers are of that
//! age. The sample then has to tell the rate of members within a stratum alone, and not how large it is.
//!
//! Where profiles state the field, its strata are the cells of the totals. Where only answers tell, there are two: who
//! meets the target's conditions on the field, and who does not.

use std::collections::BTreeMap;

use super::calibration::{CellReader, Raked, RestMargin, Stratum, covers, possible};
use super::training::TrainingExample;
use crate::profile::Profiles;
use crate::target::{Condition, Target};
use serde::{Deserialize, Serialize};

/// Part of those drawn whose profiles must state a field for its cells to be strata: the others are left out.
const MIN_STATED: f64 = 0.9;
/// How far the people of a band across a limit may be from evenly spread, as a standard deviation of the part within the
/// limit: this times `part (1 - part)`. A judgement: a part of a half is .375 to .625 in two of three cases.
const UNEVEN_BAND: f64 = 0.5;

/// What the people who answered said of each condition of the target, by their position among the profiles: whether they
/// meet it, none where they did not say.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct AnsweredConditions(BTreeMap<usize, Vec<Option<bool>>>);

impl FromIterator<(usize, Vec<Option<bool>>)> for AnsweredConditions {
    fn from_iter<T: IntoIterator<Item = (usize, Vec<Option<bool>>)>>(answers: T) -> Self {
        Self(answers.into_iter().collect())
    }
}

impl AnsweredConditions {
    /// Whether a person meets all conditions of these numbers.
    fn meets(&self, example: &TrainingExample, conditions: &[usize]) -> Option<bool> {
        if example.label == 1.0 {
            return Some(true);
        }
        let said = self.0.get(&example.at.position())?;
        let met = || conditions.iter().map(|i| said.get(*i).copied().flatten());
        if met().any(|met| met == Some(false)) {
            return Some(false);
        }
        met().all(|met| met == Some(true)).then_some(true)
    }
}

/// The strata of a sample of which `margins`, of those who do not state the field, tell the sizes; none where neither
/// profiles nor answers tell who is of which, or not all were drawn with one probability.
pub(super) fn strata_of_sample(
    margins: &[&RestMargin],
    target: &Target,
    answered: Option<&AnsweredConditions>,
    (profiles, examples): (&Profiles, &[TrainingExample]),
) -> Option<Raked> {
    let drawn = drawn(examples)?;
    margins
        .iter()
        .find_map(|margin| stated(margin, target, (profiles, examples), &drawn))
        .or_else(|| margins.iter().find_map(|margin| told(margin, target, answered?, examples, &drawn)))
}

/// Who of the labelled was drawn: all, or those of the only label weight beside 1.
fn drawn(examples: &[TrainingExample]) -> Option<Vec<bool>> {
    let first = examples.first()?.label_weight;
    if examples.iter().all(|example| example.label_weight == first) {
        return Some(vec![true; examples.len()]);
    }
    let mut weights = examples.iter().map(|example| example.label_weight).filter(|weight| *weight != 1.0);
    let weight = weights.next()?;
    weights.all(|other| other == weight).then(|| examples.iter().map(|e| e.label_weight == weight).collect())
}

/// The cells that the profiles of those drawn state.
fn stated(
    margin: &RestMargin,
    target: &Target,
    (profiles, examples): (&Profiles, &[TrainingExample]),
    drawn: &[bool],
) -> Option<Raked> {
    let reader = CellReader::new(margin.field, &margin.cells, profiles);
    let cell = |(example, is_drawn): (&TrainingExample, &bool)| is_drawn.then(|| reader.cell(example.at)).flatten();
    let cells: Vec<Option<usize>> = examples.iter().zip(drawn).map(cell).collect();
    let all = drawn.iter().filter(|is| **is).count() as f64;
    if (cells.iter().flatten().count() as f64) < MIN_STATED * all {
        return None;
    }
    let possible = possible(target, 0, margin);
    let strata = margin.cells.iter().zip(possible);
    let strata = strata.map(|(cell, possible)| Stratum { share: (cell.share, cell.sd), possible }).collect();
    Some(of_sample(margin, cells, strata, false))
}

/// Whether those drawn meet the target's conditions on the field of `margin`, by their answers.
fn told(
    margin: &RestMargin,
    target: &Target,
    answered: &AnsweredConditions,
    examples: &[TrainingExample],
    drawn: &[bool],
) -> Option<Raked> {
    let is_on = |condition: &Condition| match condition {
        Condition::Age { .. } => margin.cells.iter().any(|cell| cell.ages.is_some()),
        Condition::OneOf { field, .. } => covers(margin.field, field),
        Condition::MedianRatio { .. } | Condition::Amount { .. } | Condition::Attribute(_) => false,
    };
    let conditions: Vec<usize> = (0..).zip(target.conditions()).filter(|(_, c)| is_on(c)).map(|(i, _)| i).collect();
    if conditions.is_empty() {
        return None;
    }
    let mut cells = Vec::with_capacity(examples.len());
    for (example, is_drawn) in examples.iter().zip(drawn) {
        cells.push(match is_drawn {
            true => Some(usize::from(!answered.meets(example, &conditions)?)),
            false => None,
        });
    }
    let parts = possible(target, 0, margin);
    let within: f64 = margin.cells.iter().zip(&parts).map(|(cell, part)| cell.share * part).sum();
    let variance = margin
        .cells
        .iter()
        .zip(&parts)
        .map(|(cell, part)| (cell.sd * part).powi(2) + (cell.share * UNEVEN_BAND * part * (1.0 - part)).powi(2));
    // Both strata err by the same people: the formula of many cells, whose errors are apart, takes this for it.
    let sd = (variance.sum::<f64>() / (within.powi(2) + (1.0 - within).powi(2))).sqrt();
    let strata =
        vec![Stratum { share: (within, sd), possible: 1.0 }, Stratum { share: (1.0 - within, sd), possible: 0.0 }];
    Some(of_sample(margin, cells, strata, true))
}

fn of_sample(margin: &RestMargin, cells: Vec<Option<usize>>, strata: Vec<Stratum>, with_sample: bool) -> Raked {
    Raked {
        factors: vec![1.0; cells.len()],
        cells,
        strata,
        missing: (0.0, 0.0),
        fields: vec![margin.field.as_str()],
        with_sample,
    }
}
