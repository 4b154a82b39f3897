//! Requests on the wire, and their way to the questions they ask.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use time::Date;
use utoipa::ToSchema;

use super::body::{Faults, Parsed, escape, parse};
use super::outcome::{LearningFields, OutcomeBody};
use super::profile::ProfileBody;
use crate::analysis::{AnalysisOptions, inherit, panel_date_fault, resolve_target, resolve_with_donor};
use crate::channel::{AudienceHint, CampaignOutcome, ChannelCost, ChannelQuery};
use crate::disclosure::MinCell;
use crate::error::{ErrorCode, Failure, Fault};
use crate::ingest::{Format, Platform, ReadError, ReadOptions, ReadOutcome, Role, excerpt, read_profiles};
use crate::plan::Constraints;
use crate::prevalence::shift::Shift;
use crate::prevalence::{Estimate, LabelSampling};
use crate::reference::Catalog;
use crate::store::StoredProfiles;
use crate::target::{SpecFault, Target, TargetSpec};

/// A question about an audience.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AnalysisRequest)]
pub struct AnalysisRequestBody {
    /// The followers; or `audience_id`.
    #[schema(value_type = Option<Vec<ProfileBody>>, min_items = 1)]
    pub profiles: Option<Box<RawValue>>,
    /// Id of a stored audience, instead of `profiles`.
    pub audience_id: Option<String>,
    /// What `profiles` are: `json` (profiles, the default), or the export of a platform: then `profiles` is an array of
    /// that platform's pages of followers or users, in the order they were fetched, or of the users in them.
    pub format: Option<ProfilesFormat>,
    /// The people the agency exists for.
    #[schema(value_type = TargetSpec, required = true)]
    pub target: Option<TargetSpec>,
    /// Labelled people from elsewhere (a survey, applicants) with the same fields.
    #[schema(value_type = Option<Vec<ProfileBody>>)]
    pub panel: Option<Box<RawValue>>,
    /// Id of a stored panel, instead of `panel`.
    pub panel_id: Option<String>,
    /// The day on which the panel was asked, as `2024-05-01`; that of the stored panel by default. Without one the panel
    /// is taken to be two years old. Birth years in `panel` are judged against it.
    #[serde(default, with = "super::day")]
    #[schema(value_type = Option<String>, format = Date)]
    pub panel_as_of: Option<Date>,
    /// Whether to keep the analysis, for `GET /v1/analyses/{id}`; true by default. With false nothing is stored.
    pub retain: Option<bool>,
    /// What the labels (`in_target`) of `profiles` and `panel` are.
    pub labels: Option<LabelsBody>,
    /// Minimum share to compare the fit with, 0 to 1.
    #[schema(minimum = 0.0, maximum = 1.0)]
    pub min_share: Option<f64>,
    /// The largest share of rejected rows, of the audience or of the panel, that a verdict allows, 0 to 1; 0.05 by default.
    #[schema(minimum = 0.0, maximum = 1.0)]
    pub max_rejected: Option<f64>,
    /// Nominal level of intervals, 0.5 to 0.99; 0.9 by default.
    #[schema(minimum = 0.5, maximum = 0.99)]
    pub level: Option<f64>,
    /// Seed of every draw; 0 by default.
    #[schema(value_type = Option<u64>, format = "uint64")]
    pub seed: Option<u64>,
    /// Kind of shift between panel and audience; `auto` by default.
    pub shift: Option<ShiftName>,
    /// Odds ratios of the sensitivity bounds; 1.25, 1.5, 2 and 3 by default.
    #[schema(max_items = 20)]
    pub gammas: Option<Vec<f64>>,
    /// What to do where rows are refused; `reject_rows` by default.
    pub on_error: Option<OnError>,
    /// Channels to compare; all that have figures by default.
    pub channels: Option<Vec<String>>,
    /// Channel that the account is on.
    pub account_channel: Option<String>,
    /// Whether to list the profiles that show the pattern of a suspected cohort; false by default.
    pub profile_patterns: Option<bool>,
    /// Whether to give the segment of each profile, in `assignments`; false by default. Only for `profiles` of the same
    /// request, and the stored analysis does not have it.
    pub assign: Option<bool>,
    /// Staff, money and bounds, for a plan.
    pub constraints: Option<Constraints>,
    /// What it costs to reach people on channels, all in one currency.
    pub costs: Option<Vec<ChannelCostBody>>,
    /// The fewest people that a figure may tell of; the service's own least (10, unless it is run otherwise) by default,
    /// and no less than that.
    pub min_cell: Option<u64>,
    /// Results of campaigns to learn from, beside those that this service keeps.
    #[schema(max_items = 10000)]
    pub outcomes: Option<Vec<OutcomeBody>>,
    /// Whether to learn from the outcomes that this service keeps; true by default.
    pub use_outcomes: Option<bool>,
    /// Share of the effort to give to learning, 0 to 1; 0 by default, and then nothing is proposed to try.
    #[schema(minimum = 0.0, maximum = 1.0)]
    pub exploration: Option<f64>,
    /// Days after which an outcome counts half, above 0; 365 by default.
    #[schema(exclusive_minimum = 0.0)]
    pub half_life_days: Option<f64>,
    /// The day against which birth years, dates and the age of outcomes are judged, as `2026-11-01`; today by default.
    #[serde(default, with = "super::day")]
    #[schema(value_type = Option<String>, format = Date)]
    pub as_of: Option<Date>,
}

/// What the labels (`in_target`) of profiles are.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Labels)]
pub struct LabelsBody {
    /// Whether they were made for this target; false by default, and then they count for no target but
    /// `{"labelled": true}`.
    #[serde(default)]
    pub of_target: bool,
    /// How the labelled profiles of the audience came to be labelled; `self_declared` by default.
    pub how: Option<LabelsHow>,
}

/// How labelled profiles came to be labelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LabelsHow {
    /// They were drawn at random from the audience and asked: with equal probabilities, or with those that
    /// `label_weight` says.
    RandomSample,
    /// They say so of their own accord, so they may differ from the rest.
    SelfDeclared,
}

impl From<LabelsHow> for LabelSampling {
    fn from(how: LabelsHow) -> Self {
        match how {
            LabelsHow::RandomSample => Self::RandomSample,
            LabelsHow::SelfDeclared => Self::SelfDeclared,
        }
    }
}

impl From<LabelSampling> for LabelsHow {
    fn from(labels: LabelSampling) -> Self {
        match labels {
            LabelSampling::RandomSample => Self::RandomSample,
            LabelSampling::SelfDeclared => Self::SelfDeclared,
        }
    }
}

/// A question about channels, for which no followers are needed.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RecommendationRequest)]
pub struct RecommendationRequestBody {
    /// The people to reach; with a country.
    #[schema(value_type = TargetSpec, required = true)]
    pub target: Option<TargetSpec>,
    /// Channels to compare; all that have figures by default.
    pub channels: Option<Vec<String>>,
    /// A measure or group of measures to rank by.
    pub measure: Option<String>,
    /// A country whose figures stand in for one without figures of its own.
    pub borrow_from: Option<String>,
    /// Staff, money and bounds, for a plan.
    pub constraints: Option<Constraints>,
    /// What it costs to reach people on channels, all in one currency.
    pub costs: Option<Vec<ChannelCostBody>>,
    /// The agency's own account, to tell what it reaches from what its channel could reach.
    pub account: Option<AccountHintBody>,
    /// Nominal level of intervals, 0.5 to 0.99; 0.9 by default.
    #[schema(minimum = 0.5, maximum = 0.99)]
    pub level: Option<f64>,
    /// Seed of the simulation; 0 by default.
    #[schema(value_type = Option<u64>, format = "uint64")]
    pub seed: Option<u64>,
    /// Results of campaigns to learn from, beside those that this service keeps.
    #[schema(max_items = 10000)]
    pub outcomes: Option<Vec<OutcomeBody>>,
    /// Whether to learn from the outcomes that this service keeps; true by default.
    pub use_outcomes: Option<bool>,
    /// Share of the effort to give to learning, 0 to 1; 0 by default, and then nothing is proposed to try.
    #[schema(minimum = 0.0, maximum = 1.0)]
    pub exploration: Option<f64>,
    /// Days after which an outcome counts half, above 0; 365 by default.
    #[schema(exclusive_minimum = 0.0)]
    pub half_life_days: Option<f64>,
    /// The day that the age of outcomes is counted to, as `2026-11-01`; today by default.
    #[serde(default, with = "super::day")]
    #[schema(value_type = Option<String>, format = Date)]
    pub as_of: Option<Date>,
}

/// What it costs to reach a thousand users of a channel, whoever they are.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ChannelCost)]
pub struct ChannelCostBody {
    /// Channel id.
    pub channel: String,
    /// Cost of reaching a thousand people, above 0.
    #[schema(exclusive_minimum = 0.0)]
    pub per_thousand: f64,
    /// ISO 4217 code.
    #[schema(pattern = "^[A-Z]{3}$")]
    pub currency: String,
}

/// The agency's own account.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AccountHint)]
pub struct AccountHintBody {
    /// Channel that the account is on.
    pub channel: String,
    /// Number of its followers.
    #[schema(minimum = 0.0, maximum = 1e10)]
    pub followers: f64,
    /// Share of them in the target, as an analysis gave it.
    pub fit: FitHintBody,
}

/// A share with its interval at the request's level.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = FitHint)]
pub struct FitHintBody {
    /// The share, 0 to 1.
    #[schema(minimum = 0.0, maximum = 1.0)]
    pub value: f64,
    /// Lower end of its interval; the share itself by default.
    #[schema(minimum = 0.0, maximum = 1.0)]
    pub lower: Option<f64>,
    /// Upper end of its interval; the share itself by default.
    #[schema(minimum = 0.0, maximum = 1.0)]
    pub upper: Option<f64>,
}

/// How a fit that the caller gives is called.
const GIVEN: &str = "given";

impl AccountHintBody {
    /// The account as the ranking takes it.
    ///
    /// # Errors
    /// Every fault, with JSON pointers below the account.
    pub fn check(self, catalog: &Catalog, level: f64) -> Result<AudienceHint, Vec<SpecFault>> {
        let mut faults = Vec::new();
        let mut fault = |pointer: &str, code: &'static str, detail: String| {
            faults.push(SpecFault { pointer: pointer.to_owned(), code, detail });
        };
        if let Some(detail) = catalog.unknown_channel(&self.channel) {
            fault("/channel", "unknown_channel", detail);
        }
        if !(self.followers >= 0.0 && self.followers <= 1e10) {
            fault(
                "/followers",
                "out_of_range",
                format!("received {}; accepted: a number from 0 to 1e10", self.followers),
            );
        }
        let FitHintBody { value, lower, upper } = self.fit;
        let (lower, upper) = (lower.unwrap_or(value), upper.unwrap_or(value));
        if !(0.0 <= lower && lower <= value && value <= upper && upper <= 1.0) {
            let detail =
                format!("received {lower} to {upper} around {value}; accepted: shares of 0 to 1, in that order");
            fault("/fit", "out_of_range", detail);
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let fit = Estimate { value, lower, upper, level, method: GIVEN, n: 0.0 };
        let account_channel = Some(self.channel);
        Ok(AudienceHint { account_channel, fit: Some(fit), followers: self.followers, observed: Vec::new() })
    }
}

fn check_min_cell(asked: Option<u64>, least: MinCell, faults: &mut Faults) -> MinCell {
    let asked = asked.map_or(least, MinCell);
    if asked < least {
        let detail = format!("received {}; accepted: {} or more, the minimum of this service", asked.0, least.0);
        faults.add("/min_cell", "out_of_range", &detail);
    }
    asked.max(least)
}

fn check_costs(given: &Option<Vec<ChannelCostBody>>, faults: &mut Faults) -> Vec<ChannelCost> {
    let given = given.as_deref().unwrap_or_default();
    for (i, cost) in given.iter().enumerate() {
        if cost.per_thousand <= 0.0 {
            let detail =
                format!("received {}; accepted: an amount above 0; leave out what costs nothing", cost.per_thousand);
            faults.add(&format!("/costs/{i}/per_thousand"), "out_of_range", &detail);
        }
        if cost.currency.len() != 3 || !cost.currency.bytes().all(|b| b.is_ascii_uppercase()) {
            let detail =
                format!("received {}; accepted: three capital letters, for example USD", excerpt(&cost.currency));
            faults.add(&format!("/costs/{i}/currency"), "unknown_currency", &detail);
        }
    }
    let cost = |c: &ChannelCostBody| ChannelCost {
        channel: c.channel.clone(),
        per_thousand: c.per_thousand,
        currency: c.currency.clone(),
    };
    given.iter().map(cost).collect()
}

/// Kind of shift between panel and audience.
#[derive(Debug, Clone, Copy, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ShiftName {
    /// All kinds, weighed by the evidence.
    Auto,
    /// Covariates differ, membership given covariates does not.
    Covariate,
    /// Only the target's share differs.
    Label,
}

impl From<ShiftName> for Shift {
    fn from(name: ShiftName) -> Self {
        match name {
            ShiftName::Auto => Shift::Any,
            ShiftName::Covariate => Shift::Covariate,
            ShiftName::Label => Shift::Label,
        }
    }
}

/// What the profiles of a request are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProfilesFormat {
    /// Profiles.
    #[default]
    Json,
    /// Pages or users of X API v2, also as libraries write them.
    XV2,
    /// Pages of users or ids of X API v1.1.
    XV1,
    /// Followers of an X archive: the array in `data/follower.js`.
    XArchive,
    /// Pages or accounts of Mastodon.
    Mastodon,
    /// Pages of followers or profiles of Bluesky, or the profile views in them.
    Bluesky,
    /// Followers of an Instagram download in JSON (`followers_1.json`).
    Instagram,
    /// Followers of a Facebook download in JSON (`people_who_followed_you.json`).
    Facebook,
}

impl From<ProfilesFormat> for Format {
    fn from(format: ProfilesFormat) -> Self {
        match format {
            ProfilesFormat::Json => Format::Json,
            ProfilesFormat::XV2 => Format::Platform(Platform::XV2),
            ProfilesFormat::XV1 => Format::Platform(Platform::XV1),
            ProfilesFormat::XArchive => Format::Platform(Platform::XArchive),
            ProfilesFormat::Mastodon => Format::Platform(Platform::Mastodon),
            ProfilesFormat::Bluesky => Format::Platform(Platform::Bluesky),
            ProfilesFormat::Instagram => Format::Platform(Platform::Instagram),
            ProfilesFormat::Facebook => Format::Platform(Platform::Facebook),
        }
    }
}

/// What to do where rows are refused.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OnError {
    /// List them and go on with the rest.
    #[default]
    RejectRows,
    /// Refuse the request.
    RejectAll,
}

/// What a request is read against: the catalogue, the day, and what the agency keeps.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// Reference data.
    pub catalog: &'a Catalog,
    /// Today.
    pub today: Date,
    /// Most rows of one request's profiles, or panel.
    pub max_rows: usize,
    /// The fewest people that a figure may tell of.
    pub min_cell: MinCell,
    /// Results of campaigns, the oldest first.
    pub outcomes: &'a [CampaignOutcome],
    /// Targets that the agency gave a name.
    pub targets: &'a [(String, TargetSpec)],
}

/// An analysis request, read.
#[derive(Debug)]
pub struct AnalysisQuestion {
    /// The audience.
    pub audience: ReadOutcome,
    /// The panel.
    pub panel: Option<ReadOutcome>,
    /// The target.
    pub target: Target,
    /// The options.
    pub options: AnalysisOptions,
    /// The day against which birth years and dates were judged.
    pub as_of: Date,
}

/// A recommendation request, read.
#[derive(Debug)]
pub struct RecommendationQuestion {
    /// What is asked about channels.
    pub query: ChannelQuery,
    /// What a plan must keep to; none where no plan is asked for.
    pub constraints: Option<Constraints>,
}

impl AnalysisRequestBody {
    /// Reads the body of an analysis request.
    ///
    /// # Errors
    /// Where the body is not a JSON object.
    pub fn parse(body: &[u8]) -> Result<Parsed<Self>, Failure> {
        parse(body)
    }

    /// Whether the answer is kept.
    pub fn retains(&self) -> bool {
        self.retain.unwrap_or(true)
    }

    /// Whether the answer has the segment of each profile.
    pub fn assigns(&self) -> bool {
        self.assign.unwrap_or(false)
    }

    /// The options, their faults noted.
    fn options(&self, context: Context<'_>, as_of: Date, faults: &mut Faults) -> AnalysisOptions {
        let Context { catalog, min_cell, outcomes, .. } = context;
        let defaults = AnalysisOptions::default();
        let constraints = check_constraints(self.constraints.as_ref(), catalog, faults);
        let learning = LearningFields {
            outcomes: &self.outcomes,
            use_outcomes: self.use_outcomes,
            exploration: self.exploration,
            half_life_days: self.half_life_days,
        };
        let options = AnalysisOptions {
            min_share: self.min_share,
            max_rejected: self.max_rejected.unwrap_or(defaults.max_rejected),
            level: self.level.unwrap_or(defaults.level),
            seed: self.seed.unwrap_or(defaults.seed),
            shift: self.shift.map_or(defaults.shift, Shift::from),
            gammas: self.gammas.clone().unwrap_or(defaults.gammas),
            channels: self.channels.clone(),
            account_channel: self.account_channel.clone(),
            profile_patterns: self.profile_patterns.unwrap_or(defaults.profile_patterns),
            assign: self.assigns(),
            min_cell: check_min_cell(self.min_cell, min_cell, faults),
            costs: check_costs(&self.costs, faults),
            learning: learning.check((catalog, outcomes), as_of, constraints.as_ref().map(|c| c.task), faults),
            constraints,
            labels: self.labels.and_then(|labels| labels.how).map_or(defaults.labels, LabelSampling::from),
            panel_as_of: None,
            ..defaults
        };
        faults.extend("", options.faults());
        options
    }

    /// Notes people who are given twice, or not at all.
    fn check_people(&self, has_audience: bool, faults: &mut Faults) {
        if self.audience_id.is_some() || has_audience {
            refuse_beside(faults, self.profiles.is_some(), "profiles", "audience_id");
        } else if self.profiles.is_none() {
            let detail = "give the followers as an array of profiles, or a stored audience as audience_id";
            faults.add("/profiles", "missing", detail);
        }
        refuse_beside(faults, self.panel_id.is_some() && self.panel.is_some(), "panel", "panel_id");
        if self.assigns() && (self.audience_id.is_some() || has_audience) {
            let detail = "received true with a stored audience; only who sends profiles gets the segment of each: send \
                          them as profiles, or leave out assign";
            faults.add("/assign", "out_of_range", detail);
        }
    }

    /// The day asked for, or that against which a stored audience was read, or today.
    fn as_of(&self, today: Date, audience: Option<&StoredProfiles>, faults: &mut Faults) -> Date {
        let stored = audience.map(|audience| audience.as_of);
        let day = self.as_of.or(stored).unwrap_or(today);
        if let Some(read) = stored.filter(|read| *read != day) {
            let detail = format!("received {day}; the stored audience was read against {read}: leave as_of out");
            faults.add("/as_of", "conflict", &detail);
        }
        day
    }

    /// The day on which the panel was asked, as the request or the stored panel says.
    fn panel_as_of(&self, as_of: Date, panel: Option<&StoredProfiles>, faults: &mut Faults) -> Option<Date> {
        let stored = panel.and_then(|panel| panel.panel_as_of);
        if let Some((given, stored)) = self.panel_as_of.zip(stored).filter(|(given, stored)| given != stored) {
            let detail = format!("received {given}; the stored panel is of {stored}: leave panel_as_of out");
            faults.add("/panel_as_of", "conflict", &detail);
        }
        let asked = self.panel_as_of.or(stored);
        faults
            .extend("", panel_date_fault(asked, as_of, panel.is_some() || self.panel.is_some()).into_iter().collect());
        asked
    }
}

impl Parsed<AnalysisRequestBody> {
    /// The question that the request asks. The outcomes of `context` are learnt from beside those in the body, unless it
    /// says not to. `audience` and `panel` are the stored people that it names, already fetched. No figure is of fewer
    /// people than `context` says; the body may ask for more of them.
    ///
    /// # Errors
    /// Every fault of the request at once.
    pub fn check(
        self,
        context: Context<'_>,
        audience: Option<StoredProfiles>,
        panel: Option<StoredProfiles>,
    ) -> Result<AnalysisQuestion, Failure> {
        let Self { value: request, mut faults } = self;
        let as_of = request.as_of(context.today, audience.as_ref(), &mut faults);
        let target = check_spec(request.target.clone(), &mut faults)
            .and_then(|spec| noted(&mut faults, resolve_target(with_own(spec, context.targets), context.catalog)));
        let are_labels_of_target = request.labels.is_some_and(|labels| labels.of_target);
        let target = if are_labels_of_target { target.map(Target::with_labels) } else { target };
        let panel_as_of = request.panel_as_of(as_of, panel.as_ref(), &mut faults);
        let options = AnalysisOptions { panel_as_of, ..request.options(context, as_of, &mut faults) };
        request.check_people(audience.is_some(), &mut faults);
        let format: Format = request.format.unwrap_or_default().into();
        let mut people = |at: &str, kept: Option<StoredProfiles>, rows: Option<&RawValue>, format, role| match kept {
            Some(kept) => Some(kept.reading),
            None => {
                let day = if role == Role::Panel { options.panel_day(as_of) } else { as_of };
                let options = ReadOptions { max_rows: context.max_rows, ..ReadOptions::new(role, day) };
                rows.and_then(|raw| read_rows(&mut faults, at, raw, format, &options))
            }
        };
        let audience = people("/profiles", audience, request.profiles.as_deref(), format, Role::Audience);
        let panel = people("/panel", panel, request.panel.as_deref(), Format::Json, Role::Panel);
        let too_many = faults.has("too_many_rows");
        let read = audience.zip(target);
        let (audience, target) = faults
            .finish_with(read)
            .map_err(|failure| if too_many { Failure { code: ErrorCode::TooManyRows, ..failure } } else { failure })?;
        let on_error = request.on_error.unwrap_or_default();
        ensure_people((&audience, format), panel.as_ref(), on_error)?;
        Ok(AnalysisQuestion { audience, panel, target, options, as_of })
    }
}

/// Refuses a request of whose people nobody is left, or some are rejected where it asks for all.
fn ensure_people(
    (audience, format): (&ReadOutcome, Format),
    panel: Option<&ReadOutcome>,
    on_error: OnError,
) -> Result<(), Failure> {
    let rejected = audience.rejected.rows + panel.map_or(0, |p| p.rejected.rows);
    let nobody = |people: &ReadOutcome| people.profiles.is_empty() && people.rejected.rows > 0;
    // A panel that was sent and of which nothing is left must not pass for none.
    let none_left = nobody(audience) || panel.is_some_and(nobody);
    if !none_left && (rejected == 0 || on_error == OnError::RejectRows) {
        return Ok(());
    }
    let code = if none_left { ErrorCode::NoProfiles } else { ErrorCode::RowsRejected };
    let mut faults = row_faults("profiles", format, audience);
    faults.extend(panel.iter().flat_map(|p| row_faults("panel", Format::Json, p)));
    let rows = if rejected == 1 { "1 row was rejected".to_owned() } else { format!("{rejected} rows were rejected") };
    Err(Failure { code, detail: format!("{rows}; errors has the reasons."), faults })
}

/// Reads the body of a recommendation request. The outcomes of `context` are learnt from beside those in the body, unless
/// it says `"use_outcomes": false`.
///
/// # Errors
/// Every fault of the request at once.
pub fn read_recommendation(body: &[u8], context: Context<'_>) -> Result<RecommendationQuestion, Failure> {
    let Context { catalog, today, outcomes, .. } = context;
    let Parsed { value: request, mut faults } = parse::<RecommendationRequestBody>(body)?;
    let donor = request.borrow_from.as_deref();
    let spec = check_spec(request.target, &mut faults).map(|spec| with_own(spec, context.targets));
    let resolved = spec.and_then(|spec| noted(&mut faults, resolve_with_donor(spec, donor, catalog)));
    let level = request.level.unwrap_or(0.9);
    let audience = request.account.and_then(|account| match account.check(catalog, level) {
        Ok(hint) => Some(hint),
        Err(found) => {
            faults.extend("/account", found);
            None
        }
    });
    let constraints = check_constraints(request.constraints.as_ref(), catalog, &mut faults);
    let learning = LearningFields {
        outcomes: &request.outcomes,
        use_outcomes: request.use_outcomes,
        exploration: request.exploration,
        half_life_days: request.half_life_days,
    };
    let (as_of, task) = (request.as_of.unwrap_or(today), constraints.as_ref().map(|c| c.task));
    let learning = learning.check((catalog, outcomes), as_of, task, &mut faults);
    let costs = check_costs(&request.costs, &mut faults);
    faults.extend("", AnalysisOptions { level, ..AnalysisOptions::default() }.faults());
    if let Some((_, country)) = &resolved
        && country.as_deref().unwrap_or_default().is_empty()
    {
        let detail = "channels need the target's country, for example \"KR\" or \"US\"";
        faults.add("/target/country", "missing", detail);
    }
    let (target, country) = faults.finish_with(resolved)?;
    let query = ChannelQuery {
        year: target.spec().year,
        target: target.spec().clone(),
        country: country.unwrap_or_default(),
        channels: request.channels,
        measure: request.measure,
        donor_country: request.borrow_from,
        level,
        seed: request.seed.unwrap_or(0),
        audience,
        costs,
        learning,
    };
    Ok(RecommendationQuestion { query, constraints })
}

fn check_constraints(given: Option<&Constraints>, catalog: &Catalog, faults: &mut Faults) -> Option<Constraints> {
    let constraints = given?;
    faults.extend("/constraints", constraints.faults(catalog));
    Some(constraints.clone())
}

fn refuse_beside(faults: &mut Faults, both: bool, name: &str, id: &str) {
    if both {
        faults.add(&format!("/{name}"), "conflict", &format!("give {name} or {id}, not both"));
    }
}

/// Reads the definition of a target, as the body of a request.
///
/// # Errors
/// Where it is no definition, with the field.
pub fn read_target(body: &[u8]) -> Result<TargetSpec, Failure> {
    let Parsed { value, faults } = parse(body)?;
    faults.finish_with(Some(value))
}

/// The definition, with what it leaves open filled in from the agency's own target where it names one.
pub fn with_own(spec: TargetSpec, targets: &[(String, TargetSpec)]) -> TargetSpec {
    match targets.iter().find(|(name, _)| Some(name) == spec.preset.as_ref()) {
        Some((_, own)) => inherit(spec, own),
        None => spec,
    }
}

/// The target that a request asks about as JSON, resolved: the same text however it was written. None where it is at fault.
pub fn canonical_target(
    request: &AnalysisRequestBody,
    targets: &[(String, TargetSpec)],
    catalog: &Catalog,
) -> Option<String> {
    let target = resolve_target(with_own(request.target.clone()?, targets), catalog).ok()?;
    serde_json::to_string(target.spec()).ok()
}

/// Everything that a request says of how the people are counted: the target, and what changes whom it counts or how they
/// are estimated. None where the target is at fault.
pub fn canonical_question(
    request: &AnalysisRequestBody,
    targets: &[(String, TargetSpec)],
    catalog: &Catalog,
) -> Option<String> {
    let target = canonical_target(request, targets, catalog)?;
    let AnalysisRequestBody { labels, shift, seed, as_of, panel_as_of, .. } = request;
    let seed = seed.unwrap_or_default();
    let [as_of, panel_as_of] = [as_of, panel_as_of].map(|day| day.map(|day| day.to_string()));
    let rest = serde_json::json!({
        "labels": labels, "shift": shift, "seed": seed, "as_of": as_of, "panel_as_of": panel_as_of
    });
    let sent = |rows: &Option<Box<RawValue>>| rows.as_ref().map(|rows| blake3::hash(rows.get().as_bytes()).to_hex());
    let sent = [sent(&request.profiles), sent(&request.panel)];
    Some(sent.into_iter().flatten().fold(format!("{target} {rest}"), |text, hash| format!("{text} {hash}")))
}

fn check_spec(spec: Option<TargetSpec>, faults: &mut Faults) -> Option<TargetSpec> {
    if spec.is_none() {
        let detail = "name a preset, for example {\"preset\": \"under-middle-class-late-20s-to-40s\", \"country\": \
                      \"KR\"}, or give conditions";
        faults.add("/target", "missing", detail);
    }
    spec
}

/// What was resolved; its faults are noted below the target.
fn noted<T>(faults: &mut Faults, resolved: Result<T, Vec<SpecFault>>) -> Option<T> {
    resolved.map_err(|found| faults.extend("/target", found)).ok()
}

fn read_rows(
    faults: &mut Faults,
    at: &str,
    raw: &RawValue,
    format: Format,
    options: &ReadOptions,
) -> Option<ReadOutcome> {
    match read_profiles(format, raw.get().as_bytes(), options, &mut |_| {}) {
        Ok(reading) => Some(reading),
        Err(error) => {
            let code = match &error {
                ReadError::TooManyRows { .. } => "too_many_rows",
                ReadError::TooManyBytes { .. } => "too_large",
                ReadError::Format { .. } | ReadError::OtherFormat { .. } | ReadError::Refused(_) => "wrong_type",
                ReadError::Io(_) | ReadError::Sink(_) => "io",
            };
            let instead = match &error {
                ReadError::OtherFormat { platform: Some(platform), .. } => {
                    format!("; give \"format\": \"{platform}\"")
                }
                ReadError::OtherFormat { platform: None, .. }
                | ReadError::Format { .. }
                | ReadError::Refused(_)
                | ReadError::TooManyRows { .. }
                | ReadError::TooManyBytes { .. }
                | ReadError::Io(_)
                | ReadError::Sink(_) => String::new(),
            };
            faults.add(at, code, &format!("{error}{instead}"));
            None
        }
    }
}

/// The pointer of a profile's field: names of attributes and channels are one token, whatever they hold.
fn pointer_of(field: &str) -> String {
    let escaped = |token: &str| format!("/{}", escape(token));
    match field.split_once('.') {
        Some((open @ ("attributes" | "channels"), own)) => format!("/{open}{}", escaped(own)),
        _ => field.split('.').filter(|token| !token.is_empty()).map(escaped).collect(),
    }
}

/// The pointer of a field in a platform's page, as in `[0].data[3].id`.
fn pointer_in_page(path: &str) -> String {
    let tokens = path.split(['.', '[', ']']).filter(|token| !token.is_empty());
    tokens.map(|token| format!("/{}", escape(token))).collect()
}

fn row_faults(name: &str, format: Format, reading: &ReadOutcome) -> Vec<Fault> {
    let pointer = |row: u64, field: &str| match format {
        Format::Platform(_) => pointer_in_page(field),
        Format::Json | Format::Ndjson | Format::Csv | Format::Parquet => format!("/{}{}", row - 1, pointer_of(field)),
    };
    let listed = reading.rejected.listed.iter();
    listed
        .map(|r| Fault {
            pointer: format!("/{name}{}", pointer(r.row, &r.field)),
            code: r.code.as_str().to_owned(),
            detail: format!("received {}; accepted: {}", r.received, r.accepted),
        })
        .collect()
}
