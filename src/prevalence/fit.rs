//! The fit of an audience: one place that chooses the estimator of each group and adds the groups up.

use statrs::distribution::{ContinuousCDF, Normal};

use super::patterns::{Group, PanelCovariates, Place, Samples, UsableCovariates, groups};
use super::segment::{AudiencePartition, PatternScores, SegmentFit, segment_fits};
use super::shift::{PanelModel, Shift, TiltError};
use super::{
    AudienceStats, Estimate, Estimator, HypothesisWeight, LabelledOnly, LabelledPanel, MembershipTable, PanelTilt,
    Prediction, ShareDistribution,
};
use crate::disclosure::MinCell;
use crate::profile::Profiles;
use crate::segments::{Encoding, RowAt, covariate_name};
use crate::stats::multiply_odds;
use crate::target::Target;

/// How a fit was estimated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Method {
    /// Every profile states its membership: counted, not estimated.
    AllLabelled,
    /// Every profile states its membership up to a band that straddles a limit.
    LabelledBands,
    /// Nobody can teach about the few open profiles: they count as anything.
    Bounds,
    /// A regression on the labelled.
    LabelledOnly,
    /// A panel re-weighted to the audience.
    Panel,
    /// A panel re-weighted to the audience, with the labelled profiles as evidence.
    PanelAndLabelled,
}

impl Method {
    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Method::AllLabelled => "all_labelled",
            Method::LabelledBands => "labelled_bands",
            Method::Bounds => "bounds",
            Method::LabelledOnly => "labelled_only",
            Method::Panel => "panel",
            Method::PanelAndLabelled => "panel_and_labelled",
        }
    }

    /// What the method relies on, in plain words.
    pub fn assumption(self) -> &'static str {
        match self {
            Method::AllLabelled => "None: every profile states whether it is in the target.",
            Method::LabelledBands => {
                "Ages and incomes stated as bands are evenly spread within them; every profile states its membership \
                 otherwise."
            }
            Method::Bounds => "None: the few open profiles count as anything from none to all.",
            Method::LabelledOnly => {
                "Among like profiles, those who state what the target asks are like those who do not."
            }
            Method::Panel => {
                "The audience is made of people like the panel's, with a few covariates, one field that the audience \
                 does not show, or the target's share itself over- or under-represented."
            }
            Method::PanelAndLabelled => {
                "The audience is made of people like the panel's, some over- or under-represented; the declared \
                 profiles correct the panel, up to a common offset between those who declare and the rest."
            }
        }
    }
}

/// Whether there is an estimate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// There is.
    Estimated,
    /// The evidence cannot carry one.
    NotIdentified,
    /// So few people are behind it that it is withheld.
    Withheld,
}

/// Bounds of the share where declaring depends on membership.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SensitivityBounds {
    /// Odds ratio between the unlabelled and those who declare.
    pub gamma: f64,
    /// Lower end of the interval where the unlabelled have odds lower by that ratio.
    pub lower: f64,
    /// Upper end where they are higher.
    pub upper: f64,
}

/// What a fit rests on.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FitEvidence {
    /// Profiles whose membership is settled; this and the other counts are none where they are too few to be told of.
    pub labelled: Option<u64>,
    /// Profiles that state all the target asks, so that they may teach about others.
    pub complete: Option<u64>,
    /// Members among the labelled, fractions added up.
    pub labelled_members: Option<f64>,
    /// Profiles whose membership is open.
    pub unlabelled: Option<u64>,
    /// Least and most that the share can be, from the labelled alone.
    pub certain: (f64, f64),
    /// Labelled panel rows.
    pub panel_rows: u64,
    /// Covariates that panel and audience share.
    pub covariates: Vec<String>,
    /// Fields that the panel carries and the audience lacks.
    pub hidden: Vec<String>,
    /// Fields left out because only those who declare state them.
    pub left_out: Vec<String>,
    /// Number of independent observations that would give as narrow an interval; none where no interval is told.
    pub effective_n: Option<f64>,
}

/// How many of an audience match a target.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// Whether there is an estimate.
    pub status: Status,
    /// The share of members.
    pub share: Option<Estimate>,
    /// The number of members.
    pub count: Option<Estimate>,
    /// What is believed of the share.
    pub distribution: Option<ShareDistribution>,
    /// How it was reached.
    pub method: Option<Method>,
    /// What the audience seems to be against the panel; weights sum to one.
    pub hypotheses: Vec<HypothesisWeight>,
    /// What it rests on.
    pub evidence: FitEvidence,
    /// Bounds where declaring depends on membership.
    pub sensitivity: Vec<SensitivityBounds>,
    /// What would make an estimate possible, or narrow it.
    pub needs: Vec<String>,
    /// What a reader should know: code and sentence.
    pub notes: Vec<(&'static str, String)>,
    /// The fit of each segment; empty where there is no estimate.
    pub segments: Vec<SegmentFit>,
    /// For each of [`FitOptions::joins`], the fit of its cells; empty where there is no estimate.
    pub joins: Vec<Vec<SegmentFit>>,
}

impl Fit {
    /// A fit of which nothing is told; `need` says what it takes.
    pub fn withheld(need: String) -> Self {
        let mut fit = blank(&MembershipTable::default(), &UsableCovariates::default());
        fit.status = Status::Withheld;
        fit.evidence = FitEvidence { certain: (0.0, 1.0), ..FitEvidence::default() };
        fit.needs.push(need);
        fit
    }
}

/// What the caller may choose.
#[derive(Debug, Clone, PartialEq)]
pub struct FitOptions {
    /// Nominal level of intervals, 0.5 to 0.99.
    pub level: f64,
    /// Seed of every draw.
    pub seed: u64,
    /// Kinds of shift that are possible between panel and audience.
    pub shift: Shift,
    /// Odds ratios of the sensitivity bounds.
    pub gammas: Vec<f64>,
    /// Ways to join the parts of [`AudienceStats::parts`] into cells whose fits are wanted: for each way, the cell of
    /// every part.
    pub joins: Vec<Vec<usize>>,
    /// The fewest people that a note may count.
    pub min_cell: MinCell,
}

/// An inconsistency inside the estimators; never caused by the data.
#[derive(Debug, thiserror::Error)]
#[error("the panel could not be weighed: {0}")]
pub struct EstimateError(#[from] pub TiltError);

/// Part of an audience that may stay unidentified: its share then counts as anything from 0 to 1.
const MAX_UNIDENTIFIED_SHARE: f64 = 0.1;

/// An audience, with what was summed up and found of it.
pub struct AudienceView<'a> {
    /// Its profiles.
    pub profiles: &'a Profiles,
    /// The sums over all of them.
    pub stats: &'a AudienceStats,
    /// The fields that may serve as covariates.
    pub usable: &'a UsableCovariates,
    /// What makes columns of these fields.
    pub encoding: &'a Encoding,
    /// The segment and part of a row.
    pub place: &'a dyn Fn(RowAt) -> Place,
}

/// Estimates the fit of an audience to `target`.
///
/// # Errors
/// Only on an inconsistency inside the estimators.
pub fn estimate_fit(
    audience: &AudienceView<'_>,
    target: &Target,
    panel: Option<&LabelledPanel<'_>>,
    options: &FitOptions,
) -> Result<Fit, EstimateError> {
    let AudienceView { profiles, stats, usable, encoding, place } = *audience;
    let total = stats.total();
    let mut fit = blank(&total, usable);
    let groups = groups(&total);
    let covariates = panel.and_then(|panel| shared_covariates(panel, usable, options.min_cell, &mut fit));
    let samples = Samples::draw(profiles, target, options.seed);
    let mut parts = Vec::new();
    for group in &groups {
        let model = match (panel, &covariates) {
            (Some(panel), Some(covariates)) => panel_model(panel, covariates, group, &mut fit)?,
            _ => None,
        };
        let encoding = model.as_ref().and(covariates.as_ref()).map_or(encoding, |c| &c.encoding);
        let (mut evidence, places) = samples.evidence(group, &total, profiles, encoding, model.as_ref(), place);
        evidence.shift = options.shift;
        evidence.min_cell = options.min_cell;
        let estimators: [&dyn Estimator; 2] = [&PanelTilt, &LabelledOnly];
        let chosen = estimators.into_iter().find(|e| e.applies(&evidence));
        let prediction = chosen.map(|e| e.predict(&evidence)).transpose()?;
        parts.push(Part { group, prediction, places, training_n: evidence.training_n });
    }
    conclude(&mut fit, stats, &total, parts, panel, options);
    Ok(fit)
}

/// One group with what is believed of it.
struct Part<'g> {
    group: &'g Group,
    prediction: Option<Prediction>,
    places: Vec<Place>,
    training_n: f64,
}

fn blank(total: &MembershipTable, usable: &UsableCovariates) -> Fit {
    let rows = total.rows.max(1) as f64;
    let unlabelled = total.rows - total.labelled;
    let members = total.members.value();
    let evidence = FitEvidence {
        labelled: Some(total.labelled),
        complete: Some(total.training_counts(0).0.round() as u64),
        labelled_members: Some(members),
        unlabelled: Some(unlabelled),
        certain: (
            total.certain_members as f64 / rows,
            (total.certain_members + total.fractional + unlabelled) as f64 / rows,
        ),
        left_out: usable.left_out.clone(),
        ..FitEvidence::default()
    };
    Fit {
        status: Status::NotIdentified,
        share: None,
        count: None,
        distribution: None,
        method: None,
        hypotheses: Vec::new(),
        evidence,
        sensitivity: Vec::new(),
        needs: Vec::new(),
        notes: Vec::new(),
        segments: Vec::new(),
        joins: Vec::new(),
    }
}

fn shared_covariates(
    panel: &LabelledPanel<'_>,
    usable: &UsableCovariates,
    min_cell: MinCell,
    fit: &mut Fit,
) -> Option<PanelCovariates> {
    fit.evidence.panel_rows = panel.labelled;
    if panel.unlabelled > 0 {
        let detail = format!(
            "{} panel rows do not say whether they are in the target and were left out; give in_target, or every \
             field the target asks for",
            min_cell.told(panel.unlabelled, panel.labelled + panel.unlabelled)
        );
        fit.notes.push(("panel_rows_unlabelled", detail));
    }
    if panel.rows.is_empty() {
        return None;
    }
    let covariates = PanelCovariates::new(panel, usable);
    match &covariates {
        Some(found) => {
            let mut names: Vec<String> = found.encoding.covariates().iter().map(|c| c.name.clone()).collect();
            names.dedup();
            fit.evidence.covariates = names;
            fit.evidence.hidden = found.hidden.iter().map(covariate_name).collect();
        }
        None => {
            let list = |fields: Vec<String>| if fields.is_empty() { "none".to_owned() } else { fields.join(", ") };
            let of_panel = crate::segments::covariate_fields(panel.profiles).iter().map(covariate_name).collect();
            let of_audience = usable.fields.iter().map(covariate_name).collect();
            let detail = format!(
                "the panel and the audience share no field that tells people apart, so the panel cannot speak for \
                 the audience. Panel: {}. Audience: {}.",
                list(of_panel),
                list(of_audience)
            );
            fit.notes.push(("no_overlap", detail));
        }
    }
    covariates
}

fn panel_model(
    panel: &LabelledPanel<'_>,
    covariates: &PanelCovariates,
    group: &Group,
    fit: &mut Fit,
) -> Result<Option<PanelModel>, EstimateError> {
    let model = covariates.fit(panel, group.mask)?;
    if model.is_none() && fit.notes.iter().all(|(code, _)| *code != "panel_one_class") {
        let detail =
            "the panel rows that are comparable with a group of the undeclared are none, all in the target, or \
                      all outside it, so they tell nothing apart; bring a panel with both that states what the group \
                      does"
                .to_owned();
        fit.notes.push(("panel_one_class", detail));
    }
    Ok(model)
}

fn conclude(
    fit: &mut Fit,
    stats: &AudienceStats,
    total: &MembershipTable,
    parts: Vec<Part<'_>>,
    panel: Option<&LabelledPanel<'_>>,
    options: &FitOptions,
) {
    let rows = total.rows as f64;
    let open: f64 = parts.iter().filter(|p| p.prediction.is_none()).map(|p| p.group.chances).sum();
    if total.rows == 0 || open > MAX_UNIDENTIFIED_SHARE * rows {
        fit.needs = needs(fit, panel.is_some());
        return;
    }
    if open > 0.0 {
        let detail = format!(
            "nobody, or too few people, can teach about {} profiles; their share counts as anything from 0 to 1",
            options.min_cell.told(open.round() as u64, total.rows)
        );
        fit.notes.push(("group_not_identified", detail));
    }
    let anything = ShareDistribution::from_quantiles(|p| p);
    let known = declared_share(total);
    let mut weighted: Vec<(f64, &ShareDistribution)> = vec![(1.0, &known)];
    for part in &parts {
        let share = part.prediction.as_ref().map_or(&anything, |p| &p.share);
        weighted.push((part.group.chances / rows, share));
    }
    let whole = ShareDistribution::sum(&weighted);
    let method = method(total, &parts);
    let effective_n = whole.effective_n(rows);
    let share = whole.estimate(options.level, method.as_str(), effective_n);
    fit.status = Status::Estimated;
    fit.method = Some(method);
    fit.evidence.effective_n = Some(effective_n);
    fit.hypotheses = hypotheses(&parts);
    let from_declared = |p: &Part<'_>| p.prediction.as_ref().is_some_and(|p| p.method != Method::Panel);
    if parts.iter().any(from_declared) {
        fit.sensitivity = options.gammas.iter().map(|gamma| bounds(*gamma, &weighted, options.level)).collect();
    }
    let scores: Vec<PatternScores<'_>> = parts.iter().map(Part::scores).collect();
    let panel_rows = panel.map_or(0.0, |p| p.rows.len() as f64);
    let segments = AudiencePartition {
        tables: stats.segments.iter().map(|s| &s.table).collect(),
        cell_of: &|place: &Place| place.segment,
    };
    fit.segments = segment_fits(&segments, &scores, share.value, panel_rows, options);
    let joined = options.joins.iter().map(|join| {
        let tables = merge_tables(&stats.parts, join);
        let partition =
            AudiencePartition { tables: tables.iter().collect(), cell_of: &|place: &Place| join[place.part] };
        segment_fits(&partition, &scores, share.value, panel_rows, options)
    });
    fit.joins = joined.collect();
    fit.count = Some(share.map(|x| x * rows));
    fit.share = Some(share);
    fit.distribution = Some(whole);
}

/// The memberships of the cells that `join` makes of parts.
pub fn merge_tables(parts: &[MembershipTable], join: &[usize]) -> Vec<MembershipTable> {
    let cells = join.iter().max().map_or(0, |last| last + 1);
    let mut tables = vec![MembershipTable::default(); cells];
    for (part, cell) in parts.iter().zip(join) {
        tables[*cell].merge(part);
    }
    tables
}

/// The method of most of the open profiles.
fn method(total: &MembershipTable, parts: &[Part<'_>]) -> Method {
    let of = |p: &Part<'_>| p.prediction.as_ref().map_or(Method::Bounds, |p| p.method);
    match parts.iter().max_by_key(|p| p.group.unlabelled) {
        Some(part) => of(part),
        None if total.fractional > 0 => Method::LabelledBands,
        None => Method::AllLabelled,
    }
}

/// The labelled members as a share of all: counted, but for those whom a band leaves in between, who are drawn.
fn declared_share(total: &MembershipTable) -> ShareDistribution {
    let rows = total.rows as f64;
    let members = total.members.value();
    if total.fractional == 0 {
        return ShareDistribution::known(members / rows);
    }
    let (sd, normal) = (total.variance.value().sqrt(), Normal::standard());
    let least = total.certain_members as f64;
    let most = (total.certain_members + total.fractional) as f64;
    ShareDistribution::from_quantiles(|p| (members + sd * normal.inverse_cdf(p)).clamp(least, most) / rows)
}

impl Part<'_> {
    fn scores(&self) -> PatternScores<'_> {
        let scores = self.prediction.as_ref().map_or(&[][..], |p| &p.scores);
        let mean = self.prediction.as_ref().map_or(0.5, |p| p.share.mean());
        let share = self.prediction.as_ref().map(|p| &p.share);
        PatternScores { group: self.group, places: &self.places, scores, mean, share, training_n: self.training_n }
    }
}

fn bounds(gamma: f64, weighted: &[(f64, &ShareDistribution)], level: f64) -> SensitivityBounds {
    let shifted = |factor: f64| {
        let known = weighted[0];
        let parts: Vec<(f64, ShareDistribution)> =
            weighted[1..].iter().map(|(w, share)| (*w, share.map(|q| multiply_odds(q, factor)))).collect();
        let mut all = vec![known];
        all.extend(parts.iter().map(|(w, share)| (*w, share)));
        ShareDistribution::sum(&all).estimate(level, "", 0.0)
    };
    SensitivityBounds { gamma, lower: shifted(1.0 / gamma).lower, upper: shifted(gamma).upper }
}

fn hypotheses(parts: &[Part<'_>]) -> Vec<HypothesisWeight> {
    let mut all: Vec<HypothesisWeight> = Vec::new();
    let told = |p: &&Part<'_>| p.prediction.as_ref().is_some_and(|x| !x.hypotheses.is_empty());
    let unlabelled: f64 = parts.iter().filter(told).map(|p| p.group.unlabelled as f64).sum();
    for part in parts.iter().filter(told) {
        let part_weight = part.group.unlabelled as f64 / unlabelled;
        for h in part.prediction.iter().flat_map(|p| &p.hypotheses) {
            let weight = h.weight * part_weight;
            match all.iter_mut().find(|other| other.hypothesis == h.hypothesis) {
                Some(other) => {
                    let both = other.weight + weight;
                    if both > 0.0 {
                        other.tilt = (other.tilt * other.weight + h.tilt * weight) / both;
                    }
                    other.weight = both;
                }
                None => all.push(HypothesisWeight { weight, ..h.clone() }),
            }
        }
    }
    all.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.hypothesis.cmp(&b.hypothesis)));
    all
}

fn needs(fit: &Fit, has_panel: bool) -> Vec<String> {
    let mut needs = vec![
        "label profiles: give in_target, or the fields the target asks for, for at least 100 followers drawn at random"
            .to_owned(),
    ];
    if has_panel {
        needs.push("a panel with members and others that shares fields with the audience".to_owned());
    } else {
        needs.push(
            "a panel: a few hundred labelled people from elsewhere (a survey, applicants) with the same fields as the \
             audience"
                .to_owned(),
        );
    }
    if !fit.evidence.left_out.is_empty() {
        needs.push(format!("more of the undeclared stating: {}", fit.evidence.left_out.join(", ")));
    }
    needs
}
