//! The unlabelled, grouped by what is known of them, with encoded samples of them and of those who can teach.

use ndarray::{Array2, Axis, concatenate};

use super::PatternEvidence;
use super::audience_stats::MembershipTable;
use super::hidden_fields::hidden_fields;
use super::shift::{PanelModel, TiltError};
use super::training::{LabelledPanel, LabelledRow, TrainingExample, labelled_rows};
use crate::disclosure::MinCell;
use crate::profile::{Field, Profiles};
use crate::segments::{
    Encoding, Purpose, RowAt, Source, canonical_order, covariate_fields, covariate_name, sample_rows,
};
use crate::target::{BoundTarget, Incomparable, Target};

/// Unlabelled profiles that are weighed against a panel, and complete ones that teach; more are sampled.
pub const SAMPLE: usize = 8_000;
/// A field serves as a covariate where at least this share of the unlabelled state it.
const STATED: f64 = 0.02;
/// A field that the target itself asks for serves only where nearly all of the unlabelled state it: who is open hides
/// one of them, and a field that is hidden from the open and stated by all training_n would speak of hiding, not of
/// membership. What is known of it is not lost, for the groups are formed by it.
const STATED_OF_CONDITIONS: f64 = 0.98;
/// Groups told apart; the smallest beyond them join the one that knows most of what they know.
const MOST_GROUPS: usize = 12;

/// Which fields may serve as covariates, and which only those who declare state.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct UsableCovariates {
    /// Fields that may serve.
    pub fields: Vec<Field>,
    /// Names of fields left out because the unlabelled hardly state them.
    pub left_out: Vec<String>,
}

/// Splits the fields of an audience: one that the labelled state and the unlabelled do not would tell the labelled
/// from the others and nothing else, and so would one that the target asks for.
pub fn usable_covariates(profiles: &Profiles, target: &Target, rows: &[RowAt]) -> UsableCovariates {
    let bound = BoundTarget::new(target, profiles);
    let labelled =
        |at: &RowAt| bound.of(&profiles.chunks()[at.chunk()], at.row(), &mut Incomparable::default()).labelled;
    let (with, without): (Vec<RowAt>, Vec<RowAt>) = rows.iter().copied().partition(labelled);
    let mut usable = UsableCovariates::default();
    for field in covariate_fields(profiles) {
        let source = Source::new(profiles, &field, None);
        let stated = |rows: &[RowAt]| {
            let n = rows.iter().filter(|at| source.has(&profiles.chunks()[at.chunk()], at.row())).count();
            n as f64 / rows.len().max(1) as f64
        };
        let (open, settled) = (stated(&without), stated(&with));
        let least = if target.reads(&field) { STATED_OF_CONDITIONS } else { STATED.max(0.5 * settled) };
        if without.is_empty() || open >= least {
            usable.fields.push(field);
        } else {
            usable.left_out.push(covariate_name(&field));
        }
    }
    usable
}

/// What the panel and the audience share, encoded on the panel.
#[derive(Debug)]
pub struct PanelCovariates {
    /// The encoding of the shared fields.
    pub encoding: Encoding,
    /// Fields the panel carries and the audience lacks.
    pub hidden: Vec<Field>,
}

impl PanelCovariates {
    /// Compares the fields of `panel` with those of the audience; `None` where they share none that tells rows apart.
    pub fn new(panel: &LabelledPanel<'_>, audience: &UsableCovariates) -> Option<Self> {
        let rows: Vec<RowAt> = panel.rows.iter().map(|r| r.at).collect();
        let (mut shared, mut hidden) = (Vec::new(), Vec::new());
        for field in covariate_fields(panel.profiles) {
            let source = Source::new(panel.profiles, &field, None);
            let at = |at: &&RowAt| source.has(&panel.profiles.chunks()[at.chunk()], at.row());
            let stated = rows.iter().filter(at).count() as f64 / rows.len().max(1) as f64;
            if audience.fields.contains(&field) && stated >= STATED {
                shared.push(field);
            } else if stated >= 0.5 {
                hidden.push(field);
            }
        }
        let encoding = Encoding::fit(panel.profiles, &rows, &shared, Purpose::Scores);
        (encoding.width() > 0).then_some(Self { encoding, hidden })
    }

    /// Fits the panel's rows that meet the conditions of `mask`; none where they tell nothing apart.
    ///
    /// # Errors
    /// Only on an inconsistency inside the estimator.
    pub fn fit(&self, panel: &LabelledPanel<'_>, mask: u32) -> Result<Option<PanelModel>, TiltError> {
        let examples = panel.training_examples(mask);
        let rows: Vec<RowAt> = examples.iter().map(|r| r.at).collect();
        let x = self.encoding.bind(panel.profiles).matrix(panel.profiles, &rows);
        let mut hidden = hidden_fields(&self.hidden, panel, &examples);
        // Whatever enters the fit breaks ties between like rows, so that their order in the panel does not matter.
        let d = x.ncols();
        let entry = |(i, j): (usize, usize)| match j {
            j if j < d => x[[i, j]],
            j if j == d => examples[i].label,
            j if j == d + 1 => examples[i].weight,
            j => hidden[j - d - 2].values[i],
        };
        let order = canonical_order(&Array2::from_shape_fn((examples.len(), d + 2 + hidden.len()), entry));
        let x = x.select(Axis(0), &order);
        let ordered = |values: &dyn Fn(usize) -> f64| -> Vec<f64> { order.iter().map(|i| values(*i)).collect() };
        let labels = ordered(&|i| examples[i].label);
        let weights = ordered(&|i| examples[i].weight);
        for field in &mut hidden {
            field.values = ordered(&|i| field.values[i]);
        }
        match PanelModel::fit(x.view(), &self.encoding.groups(), &labels, &weights, &hidden) {
            Ok(model) => Ok(Some(model)),
            Err(TiltError::OneClass | TiltError::NoRows { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// One sampled profile: its segment and part.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// Its segment.
    pub segment: usize,
    /// Its part of a partition given from outside, 0 where there is none.
    pub part: usize,
}

/// A group of unlabelled profiles with the weight it has in the whole.
#[derive(Debug)]
pub struct Group {
    /// Conditions that its profiles are known to meet.
    pub mask: u32,
    /// Patterns that were merged into it.
    pub masks: Vec<u32>,
    /// Profiles.
    pub unlabelled: u64,
    /// Sum of their chances to meet what a band leaves open: the most members that there may be among them.
    pub chances: f64,
}

/// The groups of an audience, largest first.
pub fn groups(total: &MembershipTable) -> Vec<Group> {
    let one = |(mask, unlabelled, chances)| Group { mask, masks: vec![mask], unlabelled, chances };
    let mut groups: Vec<Group> = total.patterns().map(one).collect();
    groups.sort_by(|a, b| b.unlabelled.cmp(&a.unlabelled).then(a.mask.cmp(&b.mask)));
    for rest in groups.split_off(groups.len().min(MOST_GROUPS)) {
        // The kept group that knows most of what this one knows.
        let within = |g: &&mut Group| g.mask & rest.mask == g.mask;
        match groups.iter_mut().filter(within).max_by_key(|g| g.mask.count_ones()) {
            Some(group) => {
                group.masks.push(rest.mask);
                group.unlabelled += rest.unlabelled;
                group.chances += rest.chances;
            }
            None => groups.push(Group { mask: 0, ..rest }),
        }
    }
    groups
}

/// A sample of an audience's unlabelled profiles and of those that may teach.
pub struct Samples {
    unlabelled: Vec<(RowAt, u32)>,
    training_n: Vec<LabelledRow>,
}

impl Samples {
    /// Draws both samples.
    pub fn draw(profiles: &Profiles, target: &Target, seed: u64) -> Self {
        let bound = BoundTarget::new(target, profiles);
        let of = |at: RowAt| bound.of(&profiles.chunks()[at.chunk()], at.row(), &mut Incomparable::default());
        let open = sample_rows(profiles, SAMPLE, seed, |at| !of(at).labelled);
        let complete = sample_rows(profiles, SAMPLE, seed, |at| of(at).complete);
        Self {
            unlabelled: open.into_iter().map(|at| (at, of(at).known)).collect(),
            training_n: labelled_rows(profiles, target, complete),
        }
    }

    /// The evidence on `group`, and the place of each sampled unlabelled profile of it.
    pub fn evidence<'m>(
        &self,
        group: &Group,
        total: &MembershipTable,
        profiles: &Profiles,
        encoding: &Encoding,
        panel: Option<&'m PanelModel>,
        place: &dyn Fn(RowAt) -> Place,
    ) -> (PatternEvidence<'m>, Vec<Place>) {
        let open: Vec<RowAt> =
            self.unlabelled.iter().filter(|(_, known)| group.masks.contains(known)).map(|(at, _)| *at).collect();
        let examples: Vec<TrainingExample> =
            self.training_n.iter().filter_map(|r| r.training_example(group.mask)).collect();
        let taught: Vec<RowAt> = examples.iter().map(|r| r.at).collect();
        let encoder = encoding.bind(profiles);
        let (open_x, taught_x) = (encoder.matrix(profiles, &open), encoder.matrix(profiles, &taught));
        // Labels and weights break ties between like rows, so that their order does not matter.
        let told = Array2::from_shape_fn((examples.len(), 2), |(i, j)| [examples[i].label, examples[i].weight][j]);
        let open_order = canonical_order(&open_x);
        let taught_order = canonical_order(&concatenate![Axis(1), taught_x, told]);
        let places: Vec<Place> = open_order.iter().map(|i| place(open[*i])).collect();
        let (training_n, members) = total.training_counts(group.mask);
        let evidence = PatternEvidence {
            unlabelled: group.unlabelled,
            training_n,
            members,
            unlabelled_x: open_x.select(Axis(0), &open_order),
            training_x: taught_x.select(Axis(0), &taught_order),
            training_labels: taught_order.iter().map(|i| examples[*i].label).collect(),
            training_weights: taught_order.iter().map(|i| examples[*i].weight).collect(),
            panel,
            shift: super::shift::Shift::Any,
            min_cell: MinCell::OFF,
        };
        (evidence, places)
    }
}
