//! The undeclared, grouped by what is known of them, with encoded samples of them and of those who can teach.

use ndarray::{Array2, Axis};

use super::labelled::{LabelledPanel, LabelledRow, labelled_rows};
use super::stats::{AudienceStats, MembershipTable};
use super::tilt::{Hidden, PanelModel, TiltError};
use super::{GroupEvidence, Stratum};
use crate::encode::{Encoding, Purpose, RowAt, Source, canonical_order, covariate_fields, covariate_name, sample_rows};
use crate::profile::{Field, Profiles};
use crate::target::{BoundTarget, Incomparable, Target};

/// Undeclared profiles that are weighed against a panel, and complete ones that teach; more are sampled.
pub const SAMPLE: usize = 8_000;
/// A field serves as a covariate where at least this share of the undeclared state it.
const STATED: f64 = 0.02;
/// Groups told apart; the smallest beyond them are judged without what is known of their conditions.
const MOST_GROUPS: usize = 8;
/// Hidden fields weighed.
const MOST_HIDDEN: usize = 6;

/// Which fields may serve as covariates, and which only those who declare state.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Usable {
    /// Fields that may serve.
    pub fields: Vec<Field>,
    /// Names of fields left out because the undeclared hardly state them.
    pub left_out: Vec<String>,
}

/// Splits the fields of an audience: one that the declared state and the undeclared do not would tell the declared
/// from the others and nothing else.
pub fn usable_fields(profiles: &Profiles, target: &Target, rows: &[RowAt]) -> Usable {
    let bound = BoundTarget::new(target, profiles);
    let declared =
        |at: &RowAt| bound.of(&profiles.chunks()[at.chunk()], at.row(), &mut Incomparable::default()).declared;
    let (with, without): (Vec<RowAt>, Vec<RowAt>) = rows.iter().copied().partition(declared);
    let mut usable = Usable::default();
    for field in covariate_fields(profiles) {
        let source = Source::new(profiles, &field, None);
        let stated = |rows: &[RowAt]| {
            let n = rows.iter().filter(|at| source.has(&profiles.chunks()[at.chunk()], at.row())).count();
            n as f64 / rows.len().max(1) as f64
        };
        let (open, settled) = (stated(&without), stated(&with));
        if without.is_empty() || (open >= STATED && open >= 0.5 * settled) {
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
    pub fn new(panel: &LabelledPanel<'_>, audience: &Usable) -> Option<Self> {
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
        hidden.truncate(MOST_HIDDEN);
        (encoding.width() > 0).then_some(Self { encoding, hidden })
    }

    /// Fits the panel rows that meet the conditions of `mask`.
    ///
    /// # Errors
    /// Where those rows hold one class only.
    pub fn fit(&self, panel: &LabelledPanel<'_>, mask: u32) -> Result<PanelModel, TiltError> {
        let chosen: Vec<&LabelledRow> = panel.meeting(mask).collect();
        let rows: Vec<RowAt> = chosen.iter().map(|r| r.at).collect();
        let x = self.encoding.bind(panel.profiles).matrix(panel.profiles, &rows);
        // The label and the weight break ties between like rows.
        let keyed = Array2::from_shape_fn((x.nrows(), x.ncols() + 2), |(i, j)| match j.checked_sub(x.ncols()) {
            None => x[[i, j]],
            Some(0) => chosen[i].label,
            Some(_) => chosen[i].weight,
        });
        let order = canonical_order(&keyed);
        let pick = |value: fn(&LabelledRow) -> f64| -> Vec<f64> { order.iter().map(|i| value(chosen[*i])).collect() };
        let hidden: Vec<Hidden> =
            self.hidden.iter().filter_map(|field| self.hidden_values(field, panel, &rows, &order)).collect();
        let (labels, weights) = (pick(|r| r.label), pick(|r| r.weight));
        PanelModel::fit(x.select(Axis(0), &order).view(), &self.encoding.groups(), &labels, &weights, &hidden)
    }

    fn hidden_values(
        &self,
        field: &Field,
        panel: &LabelledPanel<'_>,
        rows: &[RowAt],
        order: &[usize],
    ) -> Option<Hidden> {
        let source = Source::new(panel.profiles, field, None);
        let at = |i: &usize| source.number(&panel.profiles.chunks()[rows[*i].chunk()], rows[*i].row());
        let values: Vec<f64> = order.iter().map(|i| at(i).unwrap_or(f64::NAN)).collect();
        let stated = values.iter().filter(|x| !x.is_nan()).count();
        let varies = values.iter().filter(|x| !x.is_nan()).any(|x| x != &values[0]);
        (stated * 2 >= values.len() && varies).then(|| Hidden { name: covariate_name(field), values })
    }
}

/// One sampled profile: its stratum and segment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// Its segment.
    pub segment: usize,
    /// Its stratum.
    pub stratum: usize,
}

/// A group of undeclared profiles with the weight it has in the whole.
#[derive(Debug)]
pub struct Group {
    /// Conditions that its profiles are known to meet.
    pub mask: u32,
    /// Patterns that were merged into it.
    pub masks: Vec<u32>,
    /// Profiles.
    pub undeclared: u64,
    /// Sum of their chances to meet what a band leaves open: the most members that there may be among them.
    pub chances: f64,
}

/// The groups of an audience, largest first.
pub fn groups(total: &MembershipTable) -> Vec<Group> {
    let one = |(mask, undeclared, chances)| Group { mask, masks: vec![mask], undeclared, chances };
    let mut groups: Vec<Group> = total.patterns().map(one).collect();
    groups.sort_by(|a, b| b.undeclared.cmp(&a.undeclared).then(a.mask.cmp(&b.mask)));
    let rest: Vec<Group> = groups.split_off(groups.len().min(MOST_GROUPS));
    if !rest.is_empty() {
        let mut merged = Group { mask: 0, masks: Vec::new(), undeclared: 0, chances: 0.0 };
        for group in rest {
            merged.masks.push(group.mask);
            merged.undeclared += group.undeclared;
            merged.chances += group.chances;
        }
        groups.push(merged);
    }
    groups
}

/// A sample of an audience's undeclared profiles and of those that may teach.
pub struct Samples {
    undeclared: Vec<(RowAt, u32)>,
    teachers: Vec<LabelledRow>,
}

impl Samples {
    /// Draws both samples.
    pub fn draw(profiles: &Profiles, target: &Target, seed: u64) -> Self {
        let bound = BoundTarget::new(target, profiles);
        let of = |at: RowAt| bound.of(&profiles.chunks()[at.chunk()], at.row(), &mut Incomparable::default());
        let open = sample_rows(profiles, SAMPLE, seed, |at| !of(at).declared);
        let complete = sample_rows(profiles, SAMPLE, seed, |at| of(at).complete);
        Self {
            undeclared: open.into_iter().map(|at| (at, of(at).known)).collect(),
            teachers: labelled_rows(profiles, target, complete),
        }
    }

    /// The evidence on `group`, and the place of each sampled undeclared profile of it.
    pub fn evidence<'m>(
        &self,
        group: &Group,
        stats: &AudienceStats,
        profiles: &Profiles,
        encoding: Option<&Encoding>,
        panel: Option<&'m PanelModel>,
        place: &dyn Fn(RowAt) -> Place,
    ) -> (GroupEvidence<'m>, Vec<Place>) {
        let stratum = |table: &MembershipTable| {
            let (teachers, members) = table.teachers(group.mask);
            let undeclared = group.masks.iter().map(|mask| table.undeclared(*mask).0).sum::<u64>() as f64;
            Stratum { undeclared, teachers, members }
        };
        let open: Vec<RowAt> =
            self.undeclared.iter().filter(|(_, known)| group.masks.contains(known)).map(|(at, _)| *at).collect();
        let teachers: Vec<&LabelledRow> = self.teachers.iter().filter(|r| r.met & group.mask == group.mask).collect();
        let taught: Vec<RowAt> = teachers.iter().map(|r| r.at).collect();
        let matrix = |rows: &[RowAt]| match encoding {
            Some(encoding) => encoding.bind(profiles).matrix(profiles, rows),
            None => Array2::zeros((rows.len(), 0)),
        };
        let (open_x, taught_x) = (matrix(&open), matrix(&taught));
        let (open_order, taught_order) = (canonical_order(&open_x), canonical_order(&taught_x));
        let places: Vec<Place> = open_order.iter().map(|i| place(open[*i])).collect();
        let evidence = GroupEvidence {
            undeclared: group.undeclared,
            strata: stats.strata.iter().map(stratum).collect(),
            undeclared_x: open_x.select(Axis(0), &open_order),
            undeclared_strata: places.iter().map(|p| p.stratum).collect(),
            teachers_x: taught_x.select(Axis(0), &taught_order),
            teachers_y: taught_order.iter().map(|i| teachers[*i].label).collect(),
            panel,
            shift: super::tilt::Shift::Any,
            seed: 0,
        };
        (evidence, places)
    }
}
