//! The answers of people who were asked, as labels of an audience.

use std::collections::BTreeMap;

use crate::ask::{AnswerTally, AnsweredPerson, ArmCounts, Nonresponse, StratumResponse, WaveResponse, nonresponse};
use crate::disclosure::MinCell;
use crate::prevalence::{AnsweredConditions, Estimate};
use crate::profile::Profiles;
use crate::segments::RowIndex;
use crate::target::{BoundTarget, Incomparable, Target};
use serde::{Deserialize, Serialize};

/// Why answers are not of an audience.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AnswerFault {
    /// The list names rows that the audience does not have.
    #[error("row {row} of the list is not among the {rows} profiles; give the file that the list was drawn from")]
    NoSuchRow {
        /// The first such row.
        row: u64,
        /// Profiles of the audience.
        rows: u64,
    },
    /// The list names people whose membership is known without asking.
    #[error(
        "{people} of those asked state already what the target asks for; give the file and the target that the list was \
         drawn from"
    )]
    AlreadyKnown {
        /// How many.
        people: u64,
    },
    /// The list was drawn from another number of people.
    #[error(
        "the list was drawn from {list} people, and {audience} have a membership that is not known; give the file and the \
         target that it was drawn from"
    )]
    OtherFrame {
        /// People of the list's strata.
        list: u64,
        /// Profiles whose membership is not known.
        audience: u64,
    },
}

/// What is told of the answers that a figure rests on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AnswerSummary {
    /// People asked.
    pub asked: u64,
    /// Those whose answers decide.
    pub answered: u64,
    /// Answers of nobody on the list.
    pub unknown: u64,
    /// Answers given again, alike.
    pub repeated: u64,
    /// People who answered one thing and another.
    pub conflicting: u64,
    /// People whose answer does not decide.
    pub undecided: u64,
    /// Answers that none of the choices is.
    pub unreadable: u64,
    /// People who answered other than their profile says.
    pub contradicted: u64,
    /// Whether a list says who was asked.
    pub listed: bool,
    /// People of groups of whom nobody answered.
    pub people_without_answer: f64,
    /// How each group answered.
    pub strata: Vec<StratumResponse>,
    /// How each wave answered.
    pub waves: Vec<WaveResponse>,
    /// How both arms answered.
    pub arms: Option<ArmCounts>,
    /// What the arms tell of those who do not answer; none where too few answered to tell anything of them.
    pub nonresponse: Option<Nonresponse>,
    /// The share of the audience as the arms tell it, those who do not answer included; none without `nonresponse`.
    pub corrected: Option<Estimate>,
    /// What they said of each condition of the target. Never published.
    pub conditions: AnsweredConditions,
}

/// An audience beside the answers of its people.
struct AnsweredAudience {
    contradicted: u64,
    rows: u64,
    /// Those whose membership is known without asking, and the members among them.
    known: u64,
    known_members: u64,
    conditions: AnsweredConditions,
}

impl AnsweredAudience {
    /// The share of the audience where that of those who may be asked is `of_open`. A count of members that would be small
    /// is anything that it may be.
    fn corrected(&self, of_open: &Estimate, min_cell: MinCell) -> Estimate {
        let open = (self.rows - self.known) as f64;
        let all = self.rows.max(1) as f64;
        let is_small = min_cell.is_small_nonzero(self.known_members);
        let (least, most) =
            if is_small { (0, min_cell.max_suppressed()) } else { (self.known_members, self.known_members) };
        let share = |members: f64, of_open: f64| ((members + open * of_open) / all).min(1.0);
        Estimate {
            value: share(0.5 * (least + most) as f64, of_open.value),
            lower: share(least as f64, of_open.lower),
            upper: share(most as f64, of_open.upper),
            ..of_open.clone()
        }
    }
}

impl AnswerSummary {
    /// The summary of `tally`. What the arms tell is left out where a count behind it is small.
    fn new(tally: &AnswerTally, audience: &AnsweredAudience, level: f64, min_cell: MinCell) -> Self {
        let publishable = |counts: &&ArmCounts| {
            let others = |arm: usize| counts.answered[arm] - counts.members[arm];
            (0..2).all(|arm| !min_cell.is_small_cell(counts.members[arm]) && !min_cell.is_small_cell(others(arm)))
        };
        let nonresponse = tally.arms.as_ref().filter(publishable).and_then(|arms| nonresponse(arms, level));
        Self {
            asked: tally.asked,
            answered: tally.answered(),
            unknown: tally.unknown,
            repeated: tally.repeated,
            conflicting: tally.conflicting,
            undecided: tally.undecided,
            unreadable: tally.unreadable,
            contradicted: audience.contradicted,
            listed: tally.listed,
            people_without_answer: tally.people_without_answer(),
            strata: tally.strata.values().copied().collect(),
            waves: tally.waves.values().copied().collect(),
            arms: tally.arms.map(|arms| ArmCounts { members: [0; 2], ..arms }),
            corrected: nonresponse.as_ref().map(|found| audience.corrected(&found.whole, min_cell)),
            nonresponse,
            conditions: audience.conditions.clone(),
        }
    }
}

/// Sets the answers of `tally` as labels of `profiles`, each with the people it stands for; whoever states what the target
/// asks for stands for themselves. Labels that are not of the target are dropped. Gives the target of these labels, and
/// what is told of the answers.
///
/// # Errors
/// [`AnswerFault`] where the list was drawn from another audience or for another target; nothing is set then.
pub fn apply_answers(
    profiles: &mut Profiles,
    target: Target,
    tally: &AnswerTally,
    (level, min_cell): (f64, MinCell),
) -> Result<(Target, AnswerSummary), AnswerFault> {
    let bound = BoundTarget::new(&target, profiles);
    let rows = profiles.len();
    let chunk = |at: RowIndex| &profiles.chunks()[at.chunk()];
    let is_known = |at: RowIndex| bound.of(chunk(at), at.row(), &mut Incomparable::default()).labelled;
    let known: Vec<bool> = (0..rows).map(|position| is_known(RowIndex::new(position))).collect();
    let positions: BTreeMap<u64, usize> = (0..rows).map(|position| (profiles.row_number(position), position)).collect();
    let mut answered = BTreeMap::new();
    for (row, person) in &tally.people {
        let position = *positions.get(row).ok_or(AnswerFault::NoSuchRow { row: *row, rows: rows as u64 })?;
        answered.insert(position, person);
    }
    check_frame(tally, &known, answered.keys())?;
    let asks_alone = |person: &AnsweredPerson, i: usize| {
        // Of many conditions the last question asks about several, of which the profile may state one.
        person.met.len() == target.conditions().len() || i + 1 < person.met.len()
    };
    let contradicts = |(position, person): (&usize, &&AnsweredPerson)| {
        let at = RowIndex::new(*position);
        person.met.iter().take(target.conditions().len()).enumerate().any(|(i, met)| {
            let stated = bound.condition(i, chunk(at), at.row());
            asks_alone(person, i) && matches!((met, stated), (Some(true), Some(0.0)) | (Some(false), Some(1.0)))
        })
    };
    let contradicted = answered.iter().filter(|one| contradicts(*one)).count() as u64;
    let labels: Vec<(Option<bool>, Option<f32>)> = (0..rows)
        .map(|position| match answered.get(&position) {
            Some(person) => (Some(person.in_target), Some(person.weight as f32)),
            None if known[position] => {
                let at = RowIndex::new(position);
                (bound.label(chunk(at), at.row()), Some(1.0))
            }
            None => (None, None),
        })
        .collect();
    let of_conditions = |(position, person): (&usize, &&AnsweredPerson)| {
        let met = person.met.iter().take(target.conditions().len()).enumerate();
        (*position, met.map(|(i, met)| met.filter(|_| asks_alone(person, i))).collect())
    };
    let is_known_member =
        |(position, (label, _)): &(usize, &(Option<bool>, Option<f32>))| known[*position] && *label == Some(true);
    let people = AnsweredAudience {
        contradicted,
        rows: rows as u64,
        known: known.iter().filter(|known| **known).count() as u64,
        known_members: labels.iter().enumerate().filter(is_known_member).count() as u64,
        conditions: answered.iter().map(of_conditions).collect(),
    };
    profiles.set_labels(|position| labels[position]);
    let summary = AnswerSummary::new(tally, &people, level, min_cell);
    Ok((target.with_labels(), summary))
}

/// Whether the list was drawn from these profiles.
fn check_frame<'p>(
    tally: &AnswerTally,
    known: &[bool],
    answered: impl Iterator<Item = &'p usize>,
) -> Result<(), AnswerFault> {
    let people = answered.filter(|position| known[**position]).count() as u64;
    if people > 0 {
        return Err(AnswerFault::AlreadyKnown { people });
    }
    let list = tally.strata.values().map(|stratum| stratum.people).sum::<f64>().round() as u64;
    let audience = known.iter().filter(|known| !**known).count() as u64;
    // Groups of whom nobody was asked are not on the list.
    if list > audience {
        return Err(AnswerFault::OtherFrame { list, audience });
    }
    Ok(())
}

/// Profiles whose membership is not known from what they state.
pub fn open_profiles(profiles: &Profiles, target: &Target) -> u64 {
    let bound = BoundTarget::new(target, profiles);
    let is_open =
        |at: &RowIndex| !bound.of(&profiles.chunks()[at.chunk()], at.row(), &mut Incomparable::default()).labelled;
    (0..profiles.len()).map(RowIndex::new).filter(is_open).count() as u64
}
