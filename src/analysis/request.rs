//! The request for an analysis, and what can be wrong with it.

use time::Date;

use super::answers::AnswerSummary;
use super::doubt::MAX_REJECTED_SHARE;
use crate::channel::{ChannelCost, Learning};
use crate::disclosure::{MinCell, Noise};
use crate::ingest::ReadOutcome;
use crate::ingest::excerpt;
use crate::ingest::totals::Totals;
use crate::message::{Message, message};
use crate::plan::Constraints;
use crate::prevalence::LabelSampling;
use crate::prevalence::shift::Shift;
use crate::reference::Catalog;
use crate::target::{MedianIncomes, SpecFault, Target, TargetSpec};

/// Odds ratios whose sensitivity bounds are given by default.
pub const DEFAULT_GAMMAS: [f64; 4] = [1.25, 1.5, 2.0, 3.0];

/// A request for the analysis of an audience.
#[derive(Debug)]
pub struct AnalysisRequest<'a> {
    /// The audience as it was read.
    pub audience: &'a ReadOutcome,
    /// Labelled people from elsewhere.
    pub panel: Option<&'a ReadOutcome>,
    /// The target, checked.
    pub target: Target,
    /// Reference data.
    pub catalog: &'a Catalog,
    /// How to answer.
    pub options: AnalysisOptions,
    /// The day against which the profiles were read.
    pub as_of: Date,
    /// Hash of the input, echoed in the answer.
    pub input_hash: String,
}

/// How to answer.
#[derive(Debug, Clone, PartialEq)]
pub struct AnalysisOptions {
    /// Minimum share to compare the fit with.
    pub min_share: Option<f64>,
    /// The largest share of rejected rows, of the audience or of the panel, that a verdict allows.
    pub max_rejected: f64,
    /// Nominal level of intervals.
    pub level: f64,
    /// Seed of every draw.
    pub seed: u64,
    /// Kinds of shift that are possible between panel and audience.
    pub shift: Shift,
    /// Odds ratios of the sensitivity bounds.
    pub gammas: Vec<f64>,
    /// Channels to compare; all that have figures by default.
    pub channels: Option<Vec<String>>,
    /// Channel that the account is on.
    pub account_channel: Option<String>,
    /// Whether to list the profiles that show the pattern of a suspected cohort.
    pub profile_patterns: bool,
    /// Whether to give the segment of each profile; only for whoever sent the profiles.
    pub assign: bool,
    /// Constraints of a plan; none where no plan is wanted.
    pub constraints: Option<Constraints>,
    /// What it costs to reach people on channels.
    pub costs: Vec<ChannelCost>,
    /// Minimum cell size: smaller counts are suppressed.
    pub min_cell: MinCell,
    /// The noise of every count of the audience; none where they are exact.
    pub noise: Option<Noise>,
    /// The noise of every count of the panel; none where they are exact.
    pub panel_noise: Option<Noise>,
    /// What the results of campaigns teach of channels; `None` where nothing is to be learnt or tried.
    pub learning: Option<Learning>,
    /// How the labelled profiles came to be labelled.
    pub labels: LabelSampling,
    /// Whether a random sample may be looked at more than once: its intervals then hold at every look.
    pub sequential: bool,
    /// The day on which the panel was asked.
    pub panel_as_of: Option<Date>,
    /// What is told of the answers that are among the labels.
    pub answers: Option<AnswerSummary>,
    /// The platform's statistics of all followers.
    pub totals: Option<Totals>,
    /// People who were asked, where the panel is a table of weighted cells.
    pub panel_size: Option<u64>,
    /// The number of followers, where there are no profiles.
    pub followers: Option<u64>,
}

impl Default for AnalysisOptions {
    fn default() -> Self {
        Self {
            min_share: None,
            max_rejected: MAX_REJECTED_SHARE,
            level: 0.9,
            seed: 0,
            shift: Shift::Any,
            gammas: DEFAULT_GAMMAS.to_vec(),
            channels: None,
            account_channel: None,
            profile_patterns: false,
            assign: false,
            constraints: None,
            costs: Vec::new(),
            min_cell: MinCell::default(),
            noise: None,
            panel_noise: None,
            learning: None,
            labels: LabelSampling::default(),
            sequential: false,
            panel_as_of: None,
            answers: None,
            totals: None,
            panel_size: None,
            followers: None,
        }
    }
}

impl AnalysisOptions {
    /// The day against which the rows of a panel are read: that on which it was asked, or else that of the audience.
    pub fn panel_day(&self, as_of: Date) -> Date {
        self.panel_as_of.unwrap_or(as_of)
    }

    /// Everything that is out of range, with JSON pointers.
    pub fn faults(&self) -> Vec<SpecFault> {
        let mut faults = Vec::new();
        let mut fault = |pointer: &str, detail: Message| faults.push(SpecFault::new(pointer, "out_of_range", detail));
        if !(0.5..=0.99).contains(&self.level) {
            fault("/level", message!["fault-range", received = self.level, min = 0.5, max = 0.99]);
        }
        if let Some(share) = self.min_share.filter(|m| !(0.0..=1.0).contains(m)) {
            fault("/min_share", message!["fault-share-example", received = share, example = 0.3, percent = 30]);
        }
        if !(0.0..=1.0).contains(&self.max_rejected) {
            fault(
                "/max_rejected",
                message!["fault-share-example", received = self.max_rejected, example = 0.05, percent = 5],
            );
        }
        for (i, gamma) in self.gammas.iter().enumerate().take(20) {
            if !(1.0..=100.0).contains(gamma) {
                fault(&format!("/gammas/{i}"), message!["fault-odds-ratio", received = gamma]);
            }
        }
        if self.gammas.len() > 20 {
            fault("/gammas", message!["fault-gammas", received = self.gammas.len(), max = 20]);
        }
        faults
    }
}

/// A panel as old as this is a slip of the pen: nobody of it is followed by anybody today.
const MAX_PANEL_AGE_YEARS: f64 = 100.0;
/// Mean length of a year in days.
const DAYS_OF_YEAR: f64 = 365.25;

/// Years from the day on which a panel was asked to that of the audience.
pub fn panel_age_years(panel_as_of: Date, as_of: Date) -> f64 {
    (as_of - panel_as_of).whole_days() as f64 / DAYS_OF_YEAR
}

/// What is wrong with the day on which a panel was asked.
pub fn panel_date_fault(panel_as_of: Option<Date>, as_of: Date, has_panel: bool) -> Option<SpecFault> {
    let asked = panel_as_of?;
    let (code, detail) = if !has_panel {
        ("conflict", message!["fault-panel-date-alone", received = asked])
    } else if asked > as_of {
        ("out_of_range", message!["fault-panel-date-future", received = asked, as_of = as_of])
    } else if panel_age_years(asked, as_of) > MAX_PANEL_AGE_YEARS {
        ("out_of_range", message!["fault-panel-date-old", received = asked, years = MAX_PANEL_AGE_YEARS, as_of = as_of])
    } else {
        return None;
    };
    Some(SpecFault::new("/panel_as_of", code, detail))
}

/// Merges the preset that `spec` names and checks the result against the catalogue.
///
/// # Errors
/// Every fault of the definition, with pointers below it.
pub fn resolve_target(spec: TargetSpec, catalog: &Catalog) -> Result<Target, Vec<SpecFault>> {
    let spec = match &spec.preset {
        None => spec,
        Some(name) => match catalog.target(name) {
            Some(preset) => merge(spec, preset),
            None => {
                let known: Vec<&str> = catalog.targets().iter().map(|p| p.name.as_str()).collect();
                let detail = message!["fault-unknown", received = excerpt(name), accepted = known.join(", ")];
                return Err(vec![SpecFault::new("/preset", "unknown_preset", detail)]);
            }
        },
    };
    if let Some(year) = spec.year.filter(|year| !TargetSpec::YEARS.contains(year)) {
        let (min, max) = (TargetSpec::YEARS.start(), TargetSpec::YEARS.end());
        let detail = message!["fault-range", received = year, min = min, max = max];
        return Err(vec![SpecFault::new("/year", "out_of_range", detail)]);
    }
    let ruler = match &spec.country {
        Some(country) if catalog.country(country).is_none() => {
            let known = catalog.countries().iter().map(|c| format!("{} ({})", c.code, c.name));
            let accepted = known.collect::<Vec<_>>().join(", ");
            let detail =
                message!["fault-unknown-country", received = excerpt(country), accepted = accepted, may_borrow = "no"];
            return Err(vec![SpecFault::new("/country", "unknown_country", detail)]);
        }
        Some(country) if limits_median_ratio(&spec) => MedianIncomes::new(catalog.medians(country, spec.year)),
        Some(_) | None => MedianIncomes::default(),
    };
    Target::resolve(spec, ruler)
}

/// Fills in what `spec` leaves out from the target `own` that an agency stored under the name of the preset.
pub fn inherit(spec: TargetSpec, own: &TargetSpec) -> TargetSpec {
    TargetSpec { preset: own.preset.clone(), ..merge(spec, own) }
}

/// Resolves a target whose country may have no reference data, with those of a donor country. The requested country, if
/// any, comes beside the target, whose incomes are compared with the donor's medians where they are used.
///
/// # Errors
/// Every fault of the definition, with pointers below it.
pub fn resolve_with_donor(
    mut spec: TargetSpec,
    donor: Option<&str>,
    catalog: &Catalog,
) -> Result<(Target, Option<String>), Vec<SpecFault>> {
    let requested = spec.country.clone();
    let is_known = |code: &str| catalog.country(code).is_some();
    if let Some(donor) = donor.filter(|donor| is_known(donor) && requested.as_deref().is_some_and(|c| !is_known(c))) {
        spec.country = Some(donor.to_owned());
    }
    match resolve_target(spec, catalog) {
        Ok(target) => {
            let country = requested.or_else(|| target.spec().country.clone());
            Ok((target, country))
        }
        Err(mut faults) => {
            for fault in faults.iter_mut().filter(|fault| fault.code == "unknown_country") {
                fault.detail = std::mem::replace(&mut fault.detail, String::new().into()).with("may_borrow", "yes");
            }
            Err(faults)
        }
    }
}

/// Whether incomes are to be measured with a median at all.
fn limits_median_ratio(spec: &TargetSpec) -> bool {
    spec.income.as_ref().is_some_and(|i| i.min_median_ratio.is_some() || i.max_median_ratio.is_some())
}

/// `spec` with the preset's fields where it has none.
fn merge(spec: TargetSpec, preset: &TargetSpec) -> TargetSpec {
    let overridden = spec.age.is_some()
        || spec.income.is_some()
        || spec.region.is_some()
        || spec.gender.is_some()
        || spec.education.is_some()
        || spec.employment.is_some()
        || spec.tenure.is_some()
        || !spec.attributes.is_empty();
    TargetSpec {
        preset: spec.preset,
        // The preset's name would call something else by its name.
        name: spec.name.or_else(|| preset.name.clone().filter(|_| !overridden)),
        labelled: spec.labelled || preset.labelled,
        age: spec.age.or(preset.age),
        income: spec.income.or_else(|| preset.income.clone()),
        region: spec.region.or_else(|| preset.region.clone()),
        gender: spec.gender.or_else(|| preset.gender.clone()),
        education: spec.education.or_else(|| preset.education.clone()),
        employment: spec.employment.or_else(|| preset.employment.clone()),
        tenure: spec.tenure.or_else(|| preset.tenure.clone()),
        attributes: if spec.attributes.is_empty() { preset.attributes.clone() } else { spec.attributes },
        country: spec.country.or_else(|| preset.country.clone()),
        year: spec.year.or(preset.year),
    }
}
