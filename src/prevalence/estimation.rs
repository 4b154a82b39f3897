//! Estimates the fit of an audience: chooses the estimator of each missingness pattern and adds the patterns up.

use statrs::distribution::{ContinuousCDF, Normal};

use super::assumed::assume;
use super::calibration::{PatternCalibration, Raked, RestMargin, rest_margins};
use super::cell_fits::{CellPartition, PatternScores, cell_fits};
use super::fit::AuditFits;
use super::panel_covariates::{PanelComparison, PanelCovariates};
use super::patterns::{MissingnessPattern, PatternSamples, missingness_patterns, one_pattern};
use super::poststratified::Poststratified;
use super::shift::PanelModel;
use super::training::{TrainingExample, Weighting};
use super::{
    ASSUMED_PANEL_AGE_YEARS, AnsweredConditions, AssumedShares, AudienceStats, Balance, CellAssignment, Duplicates,
    EstimateError, Estimator, Fit, FitOptions, FitWarning, HypothesisWeight, LabelSampling, LabelledOnly,
    LabelledPanel, MembershipTable, Method, Overlap, PanelAge, PanelTilt, Prediction, RandomSample, RequiredData,
    SensitivityBounds, ShareDistribution, Status, UsableCovariates,
};
use crate::ingest::totals::{Totals, TotalsField};
use crate::profile::{Field, Profiles};
use crate::segments::{CovariateEncoding, RowIndex, covariate_fields, covariate_name};
use crate::stats::multiply_odds;
use crate::target::Target;

/// Part of an audience that may stay unidentified: its share then counts as anything from 0 to 1.
const MAX_UNIDENTIFIED_SHARE: f64 = 0.1;
/// A weight above this share of all weights is warned of: a tenth of any share would be one person's.
const MAX_WEIGHT_SHARE: f64 = 0.1;
/// Rows of equal weight that a panel must be worth.
const MIN_EFFECTIVE_ROWS: f64 = 10.0;
/// Visible tilt from which on a reader learns that the panel's rates may not hold: where nothing differs it is below .15
/// for 100 people, and users of a platform or of another survey wave have .4 to .7.
const LARGE_TILT: f64 = 0.25;
/// Probability of a target's share out of the panel's reach from which on the panel alone gives no estimate: the tail of a
/// 90 % interval.
const MAX_OUT_OF_REACH: f64 = 0.05;

/// Part of the labels alone where random labels stand beside a panel. They are right whatever the panel is, and err most
/// where they are few. On six sets of people, whose rates are off by odds of 1, 1.65, 2.7 and 5, 50 labels are worth 132, 83, 73
/// and 48 of Wilson's and 100 are worth 193, 139, 130 and 98. With .2, 100 are worth 180, 137, 129 and 100; without, 204, 140, 130
/// and 95, and at odds of 5 intervals cover .81. A part that grows with the distance between both figures loses more where
/// they differ by chance than it gains where the panel is wrong.
const LABELS_ALONE: f64 = 0.1;

/// An audience, with what was summed up and found of it.
pub struct AudienceView<'a> {
    /// Its profiles.
    pub profiles: &'a Profiles,
    /// The sums over all of them.
    pub stats: &'a AudienceStats,
    /// The fields that may serve as covariates.
    pub usable: &'a UsableCovariates,
    /// What makes columns of these fields.
    pub encoding: &'a CovariateEncoding,
    /// The cells of a row.
    pub assign: &'a dyn Fn(RowIndex) -> CellAssignment,
    /// What may be assumed, asked for only where nothing identifies the share.
    pub assumed: &'a dyn Fn() -> Option<Box<dyn AssumedShares + 'a>>,
    /// The platform's statistics of all its followers.
    pub totals: Option<&'a Totals>,
    /// What those who were asked said of the target's conditions.
    pub answered: Option<&'a AnsweredConditions>,
}

/// Estimates the fit of an audience to `target`.
///
/// Beside a panel, the interval is never wider than that of the labels of a random sample alone.
///
/// # Errors
/// Only on an inconsistency inside the estimators.
pub fn estimate_fit(
    audience: &AudienceView<'_>,
    target: &Target,
    panel: Option<&LabelledPanel<'_>>,
    options: &FitOptions,
) -> Result<Fit, EstimateError> {
    let total = audience.stats.total();
    let mut fit = Fit::not_identified(&total, audience.usable);
    fit.evidence.bounds = options.noise.bounds(fit.evidence.bounds, total.rows);
    fit.evidence.labels = options.labels;
    fit.evidence.panel_age = panel.is_some().then(|| PanelAge {
        years: options.panel_age_years.unwrap_or(ASSUMED_PANEL_AGE_YEARS),
        is_assumed: options.panel_age_years.is_none(),
    });
    let estimates = pattern_estimates(audience, target, panel, options, &mut fit)?;
    let labels_alone = labels_alone(audience, target, &estimates, options)?;
    let is_identified = add_up(&mut fit, audience.stats, &total, &estimates, (panel, labels_alone.as_ref()), options);
    if let Some(assumed) = (!is_identified).then(audience.assumed).flatten() {
        assume(&mut fit, &total, &estimates, (&*assumed, audience.totals), options);
    }
    if let Some(totals) = audience.totals {
        warn_of_unused(totals, &mut fit);
    }
    Ok(fit)
}

/// The share of the whole that the labels of a random sample tell without the panel that `estimates` rest on; none where
/// they rest on none, or too few are labelled.
fn labels_alone(
    audience: &AudienceView<'_>,
    target: &Target,
    estimates: &[PatternEstimate],
    options: &FitOptions,
) -> Result<Option<ShareDistribution>, EstimateError> {
    let by = |estimate: &PatternEstimate| estimate.prediction.as_ref().map(|prediction| prediction.method);
    if options.labels != LabelSampling::RandomSample
        || !estimates.iter().any(|e| by(e) == Some(Method::PanelAndLabelled))
    {
        return Ok(None);
    }
    let total = audience.stats.total();
    let mut unused = Fit::not_identified(&total, audience.usable);
    let alone = pattern_estimates(audience, target, None, options, &mut unused)?;
    let are_told = alone.iter().all(|estimate| estimate.prediction.is_some());
    let (known, anything) = (labelled_share(&total), ShareDistribution::from_quantiles(|p| p));
    Ok(are_told.then(|| ShareDistribution::sum(&weighted_shares(&total, &alone, (&known, &anything)))))
}

/// The share by a panel and random labels, beside that by the labels alone: the average of both distributions, quantile by
/// quantile, the labels alone with the part [`LABELS_ALONE`]. Before, the first is cut to the width of the second about its
/// median; whether it was.
fn beside_labels(with_panel: &ShareDistribution, labels: &ShareDistribution, level: f64) -> (ShareDistribution, bool) {
    let width = |share: &ShareDistribution| share.quantile(0.5 + 0.5 * level) - share.quantile(0.5 - 0.5 * level);
    let part = width(labels) / width(with_panel).max(f64::MIN_POSITIVE);
    let with_panel = with_panel.drawn_together(part.min(1.0));
    (ShareDistribution::sum(&[(1.0 - LABELS_ALONE, &with_panel), (LABELS_ALONE, labels)]), part < 1.0)
}

/// The probability of membership that a model gives each unlabelled profile, or each of a random sample of them where they
/// are very many. They are for choosing whom to ask: none is published for a person. Empty where there is no model.
///
/// # Errors
/// Only on an inconsistency inside the estimators.
pub fn unlabelled_scores(
    audience: &AudienceView<'_>,
    target: &Target,
    panel: Option<&LabelledPanel<'_>>,
    options: &FitOptions,
) -> Result<Vec<(RowIndex, f64)>, EstimateError> {
    let mut fit = Fit::not_identified(&audience.stats.total(), audience.usable);
    let estimates = pattern_estimates(audience, target, panel, options, &mut fit)?;
    let scores = |estimate: PatternEstimate| {
        let scores = estimate.prediction.map_or_else(Vec::new, |prediction| prediction.scores);
        estimate.rows.into_iter().zip(scores)
    };
    Ok(estimates.into_iter().flat_map(scores).collect())
}

/// The estimate of each pattern by the first estimator whose evidence is there.
fn pattern_estimates(
    audience: &AudienceView<'_>,
    target: &Target,
    panel: Option<&LabelledPanel<'_>>,
    options: &FitOptions,
    fit: &mut Fit,
) -> Result<Vec<PatternEstimate>, EstimateError> {
    let AudienceView { profiles, stats, usable, encoding, assign, totals, answered, .. } = *audience;
    let total = stats.total();
    let copies = copies_without_ids(profiles, fit);
    let samples = PatternSamples::draw(profiles, target, copies.as_ref(), options.seed);
    // A model's intervals hold at the one look that they are made for.
    let covariates = panel.filter(|_| !options.sequential).and_then(|panel| {
        is_large_enough(panel, options, fit)
            .then(|| PanelComparison::new(panel, usable, profiles, &samples.unlabelled(), options.min_cell))
            .and_then(|comparison| shared_covariates(comparison, panel, usable, fit))
    });
    let is_sample = options.labels == LabelSampling::RandomSample && covariates.is_none();
    let patterns = if is_sample { one_pattern(&total) } else { missingness_patterns(&total) };
    if let (Some(panel), Some(covariates)) = (panel, &covariates) {
        fit.overlap = Overlap::new(panel, covariates, profiles, &samples.unlabelled(), options.min_cell);
        fit.warnings.extend(fit.overlap.as_ref().and_then(weak_overlap));
    }
    let estimators: &[&dyn Estimator] = if options.sequential {
        &[&RandomSample]
    } else {
        &[&PanelTilt, &RandomSample, &Poststratified, &LabelledOnly]
    };
    let margins =
        totals.map(|totals| rest_margins(totals, profiles, options.noise.audience.as_ref())).unwrap_or_default();
    let mut estimates = Vec::with_capacity(patterns.len());
    for pattern in patterns {
        let unlabelled = samples.unlabelled_of(&pattern);
        let calibration = PatternCalibration::new(&margins, target, pattern.mask, (profiles, &unlabelled), answered);
        let calibration = calibration.as_ref();
        let model = match (panel, &covariates) {
            (Some(panel), Some(covariates)) => panel_model(panel, covariates, (&pattern, calibration), options, fit)?,
            _ => None,
        };
        let encoding = model.as_ref().and(covariates.as_ref()).map_or(encoding, |c| &c.encoding);
        // Beside a panel, labels of a random sample stand for all as they are.
        let of_labels = calibration.filter(|_| model.is_none() || options.labels == LabelSampling::SelfDeclared);
        let of_labels = of_labels.map(|calibration| (calibration, options.labels));
        let used = (model.as_ref().map(|model| &model.model), of_labels);
        let (mut evidence, rows) = samples.evidence(&pattern, &total, profiles, encoding, used);
        evidence.shift = options.shift;
        evidence.min_cell = options.min_cell;
        evidence.labels = options.labels;
        evidence.sequential = options.sequential;
        evidence.panel_age_years = options.panel_age_years;
        let chosen = estimators.iter().find(|e| e.applies(&evidence));
        let prediction = chosen.map(|e| e.predict(&evidence)).transpose()?;
        let prediction = prediction.filter(|prediction| panel_reaches(prediction, fit));
        let strata = evidence.raked.as_ref();
        let prediction = prediction.map(|prediction| with_totals(prediction, model.as_ref(), strata, fit));
        let prediction = prediction.map(|prediction| options.noise.add_to(prediction, &total, panel));
        let margins = calibration.map(PatternCalibration::margins).unwrap_or_default();
        let (training_n, cells) = (evidence.training_n, rows.iter().map(|at| assign(*at)).collect());
        estimates.push(PatternEstimate { pattern, prediction, rows, cells, training_n, margins });
    }
    Ok(estimates)
}

/// The warning of a panel that hardly has people like the audience's.
fn weak_overlap(overlap: &Overlap) -> Option<FitWarning> {
    let Overlap { rows, effective_rows, .. } = *overlap;
    let Balance { covariate, after, .. } = overlap.weakness()?;
    let hundredths = (100.0 * after).round() as i64;
    Some(FitWarning::WeakOverlap { covariate: covariate.clone(), hundredths, rows, effective_rows })
}

/// One pattern with its estimate, where there is one.
pub(super) struct PatternEstimate {
    pub(super) pattern: MissingnessPattern,
    pub(super) prediction: Option<Prediction>,
    /// The sampled unlabelled profiles of the pattern, in the order of the scores, and their cells.
    rows: Vec<RowIndex>,
    cells: Vec<CellAssignment>,
    training_n: f64,
    /// What the totals tell of its unlabelled profiles.
    pub(super) margins: Vec<RestMargin>,
}

/// A panel fitted for one pattern, with the weighting to the totals, if it was weighted.
struct CalibratedPanel {
    model: PanelModel,
    raked: Option<(Raked, Vec<TrainingExample>)>,
}

/// The prediction with the error of the totals that it was calibrated to; notes which these are.
fn with_totals(
    prediction: Prediction,
    model: Option<&CalibratedPanel>,
    labels: Option<&Raked>,
    fit: &mut Fit,
) -> Prediction {
    let raked = model.and_then(|model| model.raked.as_ref());
    let are_labels = matches!(prediction.method, Method::LabelledAndTotals | Method::RandomSampleAndTotals);
    let used = raked.map(|(raked, _)| raked).or(labels.filter(|_| are_labels));
    note_totals(fit, used.iter().flat_map(|raked| raked.fields.iter().copied()));
    match raked {
        Some((raked, examples)) => raked.adjust(examples, prediction),
        None => prediction,
    }
}

/// Notes that totals of these fields entered.
pub(super) fn note_totals(fit: &mut Fit, fields: impl Iterator<Item = &'static str>) {
    for field in fields {
        if !fit.evidence.totals.contains(&field) {
            fit.evidence.totals.push(field);
        }
    }
}

/// Says which totals tell nothing that was not known.
fn warn_of_unused(totals: &Totals, fit: &mut Fit) {
    let unused = totals.margins.iter().map(|margin| margin.field.as_str());
    let unused: Vec<String> = unused.filter(|name| !fit.evidence.totals.contains(name)).map(str::to_owned).collect();
    // Ages of each gender stand for both.
    let is_finer = fit.evidence.totals.contains(&TotalsField::AgeGender.as_str());
    let unused: Vec<String> =
        unused.into_iter().filter(|name| !(is_finer && (name == "age" || name == "gender"))).collect();
    if !unused.is_empty() {
        fit.warnings.push(FitWarning::TotalsNotUsed { fields: unused });
    }
}

/// Whether the panel can carry the estimate; says where it may not, or cannot.
fn panel_reaches(prediction: &Prediction, fit: &mut Fit) -> bool {
    if prediction.method == Method::Panel && prediction.far_tilt > MAX_OUT_OF_REACH {
        let percent = (100.0 * prediction.far_tilt).round() as u64;
        fit.warnings.push(FitWarning::ShareOutOfReach { percent });
        return false;
    }
    let hundredths = (100.0 * prediction.visible_tilt).round() as u64;
    let is_stated = fit.warnings.iter().any(|warning| matches!(warning, FitWarning::PanelMayNotCarry { .. }));
    if prediction.visible_tilt >= LARGE_TILT && !is_stated {
        fit.warnings.push(FitWarning::PanelMayNotCarry { tilt_hundredths: hundredths });
    }
    true
}

/// Copies among profiles that no id tells apart.
fn copies_without_ids(profiles: &Profiles, fit: &mut Fit) -> Option<Duplicates> {
    let has_ids = profiles.id_hashes().next().is_some();
    let copies = if has_ids { None } else { Duplicates::find(profiles) };
    if let Some(Duplicates { rows, copies, left, .. }) = &copies {
        fit.warnings.push(FitWarning::AudienceDuplicated { rows: *rows, copies: *copies, left: *left });
    }
    copies
}

/// Whether enough is left of the panel without copies and unlabelled rows, and by its weights.
fn is_large_enough(panel: &LabelledPanel<'_>, options: &FitOptions, fit: &mut Fit) -> bool {
    fit.evidence.panel_rows = options.noise.panel_rows("panel rows", panel.labelled);
    if let Some(Duplicates { rows, copies, left, .. }) = &panel.duplicates {
        fit.warnings.push(FitWarning::PanelDuplicated { rows: *rows, copies: *copies, left: *left });
    }
    let unlabelled = options.noise.unlabelled_panel_rows(panel.unlabelled, options.min_cell);
    if unlabelled > 0 {
        let rows = options.min_cell.release(unlabelled, panel.labelled + panel.unlabelled);
        fit.warnings.push(FitWarning::PanelRowsUnlabelled { rows });
    }
    let Weighting { effective_rows, largest_share, is_weighted } = panel.weighting;
    let dominates = is_weighted && largest_share > MAX_WEIGHT_SHARE;
    if dominates {
        let percent = (100.0 * largest_share).round() as u64;
        fit.warnings.push(FitWarning::DominantWeight { percent, effective_rows: effective_rows as u64 });
    }
    let enough = effective_rows >= MIN_EFFECTIVE_ROWS;
    if !enough && !panel.rows.is_empty() {
        let (rows, effective_rows, needed) = (panel.labelled, effective_rows as u64, MIN_EFFECTIVE_ROWS as u64);
        fit.warnings.push(FitWarning::FewEffectiveRows { rows, effective_rows, needed });
    }
    enough
}

fn shared_covariates(
    comparison: PanelComparison,
    panel: &LabelledPanel<'_>,
    usable: &UsableCovariates,
    fit: &mut Fit,
) -> Option<PanelCovariates> {
    let PanelComparison { covariates, left_out, unmatched } = comparison;
    let names: Vec<String> = left_out.iter().map(|field| field.name.clone()).collect();
    fit.warnings.extend(left_out.into_iter().map(FitWarning::CovariateLeftOut));
    match &covariates {
        Some(found) => {
            fit.warnings.extend(unmatched.into_iter().map(FitWarning::UnmatchedLevels));
            let mut names: Vec<String> = found.encoding.covariates().iter().map(|c| c.name.clone()).collect();
            names.dedup();
            fit.evidence.covariates = names;
            fit.evidence.hidden = found.hidden.iter().map(covariate_name).collect();
        }
        None if !names.is_empty() => fit.warnings.push(FitWarning::PanelNotComparable { left_out: names }),
        None => {
            let panel = covariate_fields(panel.profiles).iter().map(covariate_name).collect();
            let audience = usable.fields.iter().map(covariate_name).collect();
            fit.warnings.push(FitWarning::NoOverlap { panel, audience });
        }
    }
    covariates
}

fn panel_model(
    panel: &LabelledPanel<'_>,
    covariates: &PanelCovariates,
    (pattern, calibration): (&MissingnessPattern, Option<&PatternCalibration<'_>>),
    options: &FitOptions,
    fit: &mut Fit,
) -> Result<Option<CalibratedPanel>, EstimateError> {
    let examples = panel.training_examples(pattern.mask);
    let raked = calibration.and_then(|calibration| calibration.rake(panel.profiles, &examples));
    let weighted: Vec<TrainingExample> = match &raked {
        Some(raked) => {
            let factors = examples.iter().zip(&raked.factors);
            factors.map(|(example, factor)| TrainingExample { weight: example.weight * factor, ..*example }).collect()
        }
        None => examples.clone(),
    };
    let is_known = |field: &Field| raked.is_some() && calibration.is_some_and(|calibration| calibration.covers(field));
    let model = match options.noise.may_learn(&examples, pattern.mask, options.min_cell) {
        true => covariates.fit(panel, &weighted, &is_known)?,
        false => None,
    };
    if model.is_none() && !fit.warnings.contains(&FitWarning::PanelOneClass) {
        fit.warnings.push(FitWarning::PanelOneClass);
    }
    Ok(model.map(|model| CalibratedPanel { model, raked: raked.map(|raked| (raked, examples)) }))
}

/// Adds the patterns up to the whole, its segments and the partitions of the audit; whether they identify it.
fn add_up(
    fit: &mut Fit,
    stats: &AudienceStats,
    total: &MembershipTable,
    estimates: &[PatternEstimate],
    (panel, labels_alone): (Option<&LabelledPanel<'_>>, Option<&ShareDistribution>),
    options: &FitOptions,
) -> bool {
    let rows = total.rows as f64;
    let unidentified: f64 = estimates.iter().filter(|e| e.prediction.is_none()).map(|e| e.pattern.max_members).sum();
    if total.rows == 0 || unidentified > MAX_UNIDENTIFIED_SHARE * rows {
        fit.required_data = required_data(fit, panel.is_some());
        return false;
    }
    if unidentified > 0.0 {
        let profiles = options.min_cell.release(unidentified.round() as u64, total.rows);
        fit.warnings.push(FitWarning::PatternNotIdentified { profiles });
    }
    let (known, anything) = (labelled_share(total), ShareDistribution::from_quantiles(|p| p));
    let weighted = weighted_shares(total, estimates, (&known, &anything));
    let methods: Vec<Method> = estimates.iter().filter_map(|e| Some(e.prediction.as_ref()?.method)).collect();
    let noise_sd = options.noise.sd(total, &methods, panel);
    let whole = ShareDistribution::sum(&weighted);
    let whole = match labels_alone {
        Some(labels) => {
            let (both, is_cut) = beside_labels(&whole, labels, options.level);
            fit.warnings.extend(is_cut.then_some(FitWarning::PanelAgainstLabels));
            both
        }
        None => whole,
    };
    let whole = whole.blurred(noise_sd);
    let method = method(total, estimates);
    let effective_n = whole.effective_n(rows);
    let share = whole.estimate(options.level, method.as_str(), effective_n);
    fit.status = Status::Estimated;
    fit.method = Some(method);
    fit.evidence.effective_n = Some(effective_n);
    fit.hypotheses = hypotheses(estimates);
    if estimates.iter().any(|estimate| estimate.prediction.is_some()) {
        fit.sensitivity =
            options.gammas.iter().map(|gamma| bounds(*gamma, &weighted, noise_sd, options.level)).collect();
    }
    let scores: Vec<PatternScores<'_>> = estimates.iter().map(PatternEstimate::scores).collect();
    let panel_rows = panel.map_or(0.0, |p| p.weighting.effective_rows);
    let fits = |name, tables: Vec<&MembershipTable>, cell_of: &dyn Fn(&CellAssignment) -> usize| {
        cell_fits(&CellPartition { name, tables, cell_of }, &scores, share.value, panel_rows, options)
    };
    fit.segments = fits("segment fit", stats.segments.iter().map(|s| &s.table).collect(), &|cells| cells.segment);
    fit.audit = options.audit_partitions.as_ref().and_then(|partitions| {
        let cohorts = partitions.cohort_tables(&stats.audit_cells);
        let cohorts = fits("cohort fit", cohorts.iter().collect(), &|cells| partitions.cohort[cells.audit_cell]);
        let suspected = partitions.suspected_tables(&stats.audit_cells);
        let suspected =
            fits("suspected fit", suspected.iter().collect(), &|cells| partitions.suspected[cells.audit_cell]);
        let [unsuspected, suspected] = <[_; 2]>::try_from(suspected).ok()?;
        Some(AuditFits { cohorts, unsuspected, suspected })
    });
    fit.count = Some(share.map(|x| x * rows));
    fit.share = Some(share);
    fit.distribution = Some(whole);
    true
}

/// The labelled as they are known, and the unlabelled of each pattern as estimated, or as anything: parts of the whole.
fn weighted_shares<'e>(
    total: &MembershipTable,
    estimates: &'e [PatternEstimate],
    (known, anything): (&'e ShareDistribution, &'e ShareDistribution),
) -> Vec<(f64, &'e ShareDistribution)> {
    let share = |e: &'e PatternEstimate| e.prediction.as_ref().map_or(anything, |prediction| &prediction.share);
    let parts = estimates.iter().map(|e| (e.pattern.max_members / total.rows as f64, share(e)));
    std::iter::once((1.0, known)).chain(parts).collect()
}

/// The method of most of the unlabelled profiles.
fn method(total: &MembershipTable, estimates: &[PatternEstimate]) -> Method {
    match estimates.iter().max_by_key(|e| e.pattern.unlabelled) {
        Some(estimate) => estimate.prediction.as_ref().map_or(Method::Bounds, |p| p.method),
        None if total.fractional > 0 => Method::LabelledBands,
        None => Method::AllLabelled,
    }
}

/// The labelled members as a share of all: counted, but for those whom a band leaves in between, who are drawn.
fn labelled_share(total: &MembershipTable) -> ShareDistribution {
    let rows = total.rows as f64;
    let members = total.members.value();
    if total.fractional == 0 {
        return ShareDistribution::known(members / rows);
    }
    let (sd, normal) = (total.variance.value().sqrt(), Normal::standard());
    let lower = total.certain_members as f64;
    let upper = (total.certain_members + total.fractional) as f64;
    ShareDistribution::from_quantiles(|p| (members + sd * normal.inverse_cdf(p)).clamp(lower, upper) / rows)
}

impl PatternEstimate {
    fn scores(&self) -> PatternScores<'_> {
        let prediction = self.prediction.as_ref();
        PatternScores {
            pattern: &self.pattern,
            cells: &self.cells,
            scores: prediction.map_or(&[][..], |p| &p.scores),
            mean: prediction.map_or(0.5, |p| p.share.mean()),
            share: prediction.map(|p| &p.share),
            training_n: self.training_n,
        }
    }
}

/// The interval where the odds of the unlabelled are lower, and higher, by the ratio `gamma`.
fn bounds(gamma: f64, weighted: &[(f64, &ShareDistribution)], noise_sd: f64, level: f64) -> SensitivityBounds {
    let end = |factor: f64, p: f64| {
        let shifted = |share: f64| multiply_odds(share, factor);
        if noise_sd <= 0.0 {
            return ShareDistribution::quantile_of_sum(weighted[0], &weighted[1..], shifted, p);
        }
        let parts: Vec<(f64, ShareDistribution)> =
            weighted[1..].iter().map(|(weight, share)| (*weight, share.map(shifted))).collect();
        let all: Vec<(f64, &ShareDistribution)> =
            std::iter::once(weighted[0]).chain(parts.iter().map(|(weight, share)| (*weight, share))).collect();
        ShareDistribution::sum(&all).blurred(noise_sd).quantile(p)
    };
    let tail = (1.0 - level) / 2.0;
    SensitivityBounds { gamma, lower: end(1.0 / gamma, tail), upper: end(gamma, 1.0 - tail) }
}

/// The hypotheses of all patterns, each weighted by its pattern's part of the unlabelled.
fn hypotheses(estimates: &[PatternEstimate]) -> Vec<HypothesisWeight> {
    let mut all: Vec<HypothesisWeight> = Vec::new();
    let compared = |e: &&PatternEstimate| e.prediction.as_ref().is_some_and(|x| !x.hypotheses.is_empty());
    let unlabelled: f64 = estimates.iter().filter(compared).map(|e| e.pattern.unlabelled as f64).sum();
    for estimate in estimates.iter().filter(compared) {
        let pattern_weight = estimate.pattern.unlabelled as f64 / unlabelled;
        for h in estimate.prediction.iter().flat_map(|p| &p.hypotheses) {
            let weight = h.weight * pattern_weight;
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

/// What would make an estimate possible.
fn required_data(fit: &Fit, has_panel: bool) -> Vec<RequiredData> {
    let of_panel = fit.warnings.iter().find_map(|warning| {
        if let FitWarning::PanelNotComparable { left_out } = warning {
            Some(RequiredData::ComparableValues(left_out.clone()))
        } else if let FitWarning::FewEffectiveRows { needed, .. } = warning {
            Some(RequiredData::PanelRows(*needed))
        } else {
            None
        }
    });
    let panel = if has_panel { RequiredData::ComparablePanel } else { RequiredData::Panel };
    // To spell the values alike is the least work.
    let mut required = match of_panel {
        Some(values @ RequiredData::ComparableValues(_)) => vec![values, RequiredData::Labels],
        other => vec![RequiredData::Labels, other.unwrap_or(panel)],
    };
    if !fit.evidence.left_out.is_empty() {
        required.push(RequiredData::Fields(fit.evidence.left_out.clone()));
    }
    required
}
