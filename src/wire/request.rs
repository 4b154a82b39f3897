//! Requests on the wire, and their way to the questions they ask.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use time::Date;
use time::macros::format_description;
use utoipa::ToSchema;

use super::fields::{Fields, escape, fault, whole};
use super::outcome::{OutcomeBody, take_learning};
use super::profile::ProfileBody;
use crate::analysis::{AnalysisOptions, inherit, resolve_borrowing, resolve_target};
use crate::channel::{AudienceHint, CampaignOutcome, ChannelCost, ChannelQuery};
use crate::disclosure::MinCell;
use crate::error::{ErrorCode, Failure, Fault};
use crate::ingest::{Format, Platform, ReadError, ReadOptions, ReadOutcome, Role, excerpt, read_profiles};
use crate::plan::Constraints;
use crate::prevalence::Estimate;
use crate::prevalence::shift::Shift;
use crate::reference::Catalog;
use crate::store::StoredProfiles;
use crate::target::{SpecFault, Target, TargetSpec};

/// A question about an audience.
#[derive(Debug, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AnalysisRequest)]
pub struct AnalysisRequestBody {
    /// The followers; or `audience_id`.
    #[schema(min_items = 1)]
    pub profiles: Option<Vec<ProfileBody>>,
    /// Id of a stored audience, instead of `profiles`.
    pub audience_id: Option<String>,
    /// What `profiles` are: `json` (profiles, the default), or `x_v2`, `mastodon`, `bluesky`: then `profiles` is an array
    /// of that platform's response pages of followers or users, in the order they were fetched, or of the users in them.
    pub format: Option<ProfilesFormat>,
    /// The people the agency exists for.
    pub target: TargetSpec,
    /// Labelled people from elsewhere (a survey, applicants) with the same fields.
    pub panel: Option<Vec<ProfileBody>>,
    /// Id of a stored panel, instead of `panel`.
    pub panel_id: Option<String>,
    /// Whether to keep the analysis, for `GET /v1/analyses/{id}`; true by default. With false nothing is stored.
    pub retain: Option<bool>,
    /// Minimum share to compare the fit with, 0 to 1.
    #[schema(minimum = 0.0, maximum = 1.0)]
    pub min_share: Option<f64>,
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
    #[schema(format = Date)]
    pub as_of: Option<String>,
}

/// A question about channels, for which no followers are needed.
#[derive(Debug, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RecommendationRequest)]
pub struct RecommendationRequestBody {
    /// The people to reach; with a country.
    pub target: TargetSpec,
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
    #[schema(format = Date)]
    pub as_of: Option<String>,
}

/// What it costs to reach a thousand users of a channel, whoever they are.
#[derive(Debug, Deserialize, ToSchema)]
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

fn take_min_cell(fields: &mut Fields<'_>, least: MinCell) -> MinCell {
    let asked = fields.take::<u64>("min_cell").map_or(least, MinCell);
    if asked < least {
        let detail =
            format!("received {}; accepted: {} or more, the least that this service is run with", asked.0, least.0);
        fields.faults.push(fault("/min_cell", "out_of_range", &detail));
    }
    asked.max(least)
}

fn take_costs(fields: &mut Fields<'_>) -> Vec<ChannelCost> {
    let given = fields.take::<Vec<ChannelCostBody>>("costs").unwrap_or_default();
    for (i, cost) in given.iter().enumerate() {
        if cost.per_thousand <= 0.0 {
            let detail =
                format!("received {}; accepted: an amount above 0; leave out what costs nothing", cost.per_thousand);
            fields.faults.push(fault(&format!("/costs/{i}/per_thousand"), "out_of_range", &detail));
        }
        if cost.currency.len() != 3 || !cost.currency.bytes().all(|b| b.is_ascii_uppercase()) {
            let detail = format!("received {}; accepted: three capital letters, as USD", excerpt(&cost.currency));
            fields.faults.push(fault(&format!("/costs/{i}/currency"), "unknown_currency", &detail));
        }
    }
    let cost =
        |c: ChannelCostBody| ChannelCost { channel: c.channel, per_thousand: c.per_thousand, currency: c.currency };
    given.into_iter().map(cost).collect()
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
    /// Pages or users of X API v2.
    XV2,
    /// Pages or accounts of Mastodon.
    Mastodon,
    /// Pages of followers or profiles of Bluesky, or the profile views in them.
    Bluesky,
}

impl From<ProfilesFormat> for Format {
    fn from(format: ProfilesFormat) -> Self {
        match format {
            ProfilesFormat::Json => Format::Json,
            ProfilesFormat::XV2 => Format::Platform(Platform::XV2),
            ProfilesFormat::Mastodon => Format::Platform(Platform::Mastodon),
            ProfilesFormat::Bluesky => Format::Platform(Platform::Bluesky),
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

/// What must be fetched before an analysis request can be read, and what becomes of its answer.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct AnalysisSources {
    /// The stored audience it names.
    pub audience: Option<String>,
    /// The stored panel it names.
    pub panel: Option<String>,
    /// Whether the answer is kept.
    pub retain: bool,
}

impl AnalysisSources {
    /// Looks into the body of an analysis request; what is at fault in it is for [`read_analysis`] to tell.
    ///
    /// # Errors
    /// Where the body is not a JSON object.
    pub fn of(body: &[u8]) -> Result<Self, Failure> {
        let mut fields = Fields::new(body)?;
        Ok(Self {
            audience: fields.take("audience_id"),
            panel: fields.take("panel_id"),
            retain: fields.take("retain").unwrap_or(true),
        })
    }
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

/// Reads the body of an analysis request. The outcomes of `context` are learnt from beside those in the body, unless it
/// says not to. `audience` and `panel` are the stored people that it names, already fetched. No figure tells of fewer
/// people than `context` says; the body may ask for more of them.
///
/// # Errors
/// Every fault of the request at once.
pub fn read_analysis(
    body: &[u8],
    context: Context<'_>,
    audience: Option<StoredProfiles>,
    panel: Option<StoredProfiles>,
) -> Result<AnalysisQuestion, Failure> {
    let mut fields = Fields::new(body)?;
    let Context { catalog, today, max_rows, min_cell, outcomes, .. } = context;
    let as_of = take_as_of_people(&mut fields, today, audience.as_ref());
    let profiles = fields.raw("profiles");
    let format: Format = fields.take::<ProfilesFormat>("format").unwrap_or_default().into();
    let target = take_target(&mut fields, context);
    let panel_rows = fields.raw("panel");
    let defaults = AnalysisOptions::default();
    let constraints = take_constraints(&mut fields, catalog);
    let options = AnalysisOptions {
        min_share: fields.take("min_share"),
        level: fields.take("level").unwrap_or(defaults.level),
        seed: fields.take("seed").unwrap_or(defaults.seed),
        shift: fields.take("shift").map_or(defaults.shift, |name: ShiftName| name.into()),
        gammas: fields.take("gammas").unwrap_or(defaults.gammas),
        channels: fields.take("channels"),
        account_channel: fields.take("account_channel"),
        profile_patterns: fields.take("profile_patterns").unwrap_or(defaults.profile_patterns),
        min_cell: take_min_cell(&mut fields, min_cell),
        costs: take_costs(&mut fields),
        learning: take_learning(&mut fields, catalog, as_of, outcomes, constraints.as_ref().map(|c| c.task)),
        constraints,
    };
    let on_error: OnError = fields.take("on_error").unwrap_or_default();
    fields.note("", options.faults());
    // Taken, so that another type than theirs is a fault.
    fields.take::<bool>("retain");
    let kept_panel = fields.take::<String>("panel_id").is_some();
    if fields.take::<String>("audience_id").is_some() || audience.is_some() {
        refuse_beside(&mut fields, profiles.is_some(), "profiles", "audience_id");
    } else if profiles.is_none() {
        let detail = "give the followers as an array of profiles, or a stored audience as audience_id";
        fields.faults.push(fault("/profiles", "missing", detail));
    }
    refuse_beside(&mut fields, kept_panel && panel_rows.is_some(), "panel", "panel_id");
    let mut people =
        |name: &'static str, kept: Option<StoredProfiles>, rows: Option<&RawValue>, format, role| match kept {
            Some(kept) => Some(kept.reading),
            None => {
                let options = ReadOptions { max_rows, ..ReadOptions::new(role, as_of) };
                rows.and_then(|raw| take_profiles(&mut fields, name, raw, format, &options))
            }
        };
    let audience = people("profiles", audience, profiles, format, Role::Audience);
    let panel = people("panel", panel, panel_rows, Format::Json, Role::Panel);
    fields.finish().map_err(|failure| {
        let too_many = failure.faults.iter().any(|f| f.code == "too_many_rows");
        if too_many { Failure { code: ErrorCode::TooManyRows, ..failure } } else { failure }
    })?;
    let (Some(audience), Some(target)) = (audience, target) else {
        return Err(Failure::new(ErrorCode::Internal, "a fault went unnoted"));
    };
    let refused = audience.rejected.rows + panel.as_ref().map_or(0, |p| p.rejected.rows);
    let nobody = |reading: &ReadOutcome| reading.profiles.is_empty() && reading.rejected.rows > 0;
    // A panel that was sent and of which nothing is left must not pass for none.
    let none_left = nobody(&audience) || panel.as_ref().is_some_and(nobody);
    if none_left || refused > 0 && on_error == OnError::RejectAll {
        let code = if none_left { ErrorCode::NoProfiles } else { ErrorCode::RowsRejected };
        let mut faults = row_faults("profiles", format, &audience);
        faults.extend(panel.iter().flat_map(|p| row_faults("panel", Format::Json, p)));
        return Err(Failure { code, detail: format!("{refused} rows were refused; see errors."), faults });
    }
    Ok(AnalysisQuestion { audience, panel, target, options, as_of })
}

/// Reads the body of a recommendation request. The outcomes of `context` are learnt from beside those in the body, unless
/// it says `"use_outcomes": false`.
///
/// # Errors
/// Every fault of the request at once.
pub fn read_recommendation(body: &[u8], context: Context<'_>) -> Result<RecommendationQuestion, Failure> {
    let Context { catalog, today, outcomes, .. } = context;
    let mut fields = Fields::new(body)?;
    let borrow_from: Option<String> = fields.take("borrow_from");
    let lender = borrow_from.as_deref();
    let spec = take_spec(&mut fields).map(|spec| with_own(spec, context.targets));
    let resolved = spec.and_then(|spec| noted(&mut fields, resolve_borrowing(spec, lender, catalog)));
    let level = fields.take("level").unwrap_or(0.9);
    let account: Option<AccountHintBody> = fields.take("account");
    let checked = account.map(|account| account.check(catalog, level));
    let audience = checked.and_then(|checked| match checked {
        Ok(hint) => Some(hint),
        Err(faults) => {
            fields.note("/account", faults);
            None
        }
    });
    let has_target = resolved.is_some();
    let (target, country) = resolved.map_or((None, None), |(target, country)| (Some(target), country));
    let as_of = take_as_of(&mut fields, today);
    let constraints = take_constraints(&mut fields, catalog);
    let query = ChannelQuery {
        target: target.as_ref().map(|t| t.spec().clone()).unwrap_or_default(),
        country: country.unwrap_or_default(),
        year: target.as_ref().and_then(|t| t.spec().year),
        channels: fields.take("channels"),
        measure: fields.take("measure"),
        donor_country: borrow_from,
        level,
        seed: fields.take("seed").unwrap_or(0),
        audience,
        costs: take_costs(&mut fields),
        learning: take_learning(&mut fields, catalog, as_of, outcomes, constraints.as_ref().map(|c| c.task)),
    };
    fields.note("", AnalysisOptions { level, ..AnalysisOptions::default() }.faults());
    if has_target && query.country.is_empty() {
        fields.faults.push(fault(
            "/target/country",
            "missing",
            "channels need the target's country, as \"KR\" or \"US\"",
        ));
    }
    fields.finish()?;
    Ok(RecommendationQuestion { query, constraints })
}

/// The day asked for, or today.
pub(super) fn take_as_of(fields: &mut Fields<'_>, today: Date) -> Date {
    let Some(text) = fields.take::<String>("as_of") else { return today };
    parse_day(&text).unwrap_or_else(|detail| {
        fields.faults.push(fault("/as_of", "wrong_type", &detail));
        today
    })
}

/// A day as `2026-11-01`.
///
/// # Errors
/// What was received and what is accepted.
pub fn parse_day(text: &str) -> Result<Date, String> {
    Date::parse(text, format_description!("[year]-[month]-[day]"))
        .map_err(|_| format!("received {}; accepted: a day as 2026-11-01", excerpt(text)))
}

fn take_constraints(fields: &mut Fields<'_>, catalog: &Catalog) -> Option<Constraints> {
    let constraints: Constraints = fields.take("constraints")?;
    fields.note("/constraints", constraints.faults(catalog));
    Some(constraints)
}

/// The day asked for, or that against which a stored audience was read, or today.
fn take_as_of_people(fields: &mut Fields<'_>, today: Date, audience: Option<&StoredProfiles>) -> Date {
    let day = take_as_of(fields, audience.map_or(today, |audience| audience.as_of));
    if let Some(read) = audience.map(|audience| audience.as_of).filter(|read| *read != day) {
        let detail = format!("received {day}; the stored audience was read against {read}: leave as_of out");
        fields.faults.push(fault("/as_of", "conflict", &detail));
    }
    day
}

fn refuse_beside(fields: &mut Fields<'_>, both: bool, name: &str, id: &str) {
    if both {
        fields.faults.push(fault(&format!("/{name}"), "conflict", &format!("give {name} or {id}, not both")));
    }
}

fn take_target(fields: &mut Fields<'_>, context: Context<'_>) -> Option<Target> {
    let spec = with_own(take_spec(fields)?, context.targets);
    noted(fields, resolve_target(spec, context.catalog))
}

/// Reads the definition of a target, as the body of a request.
///
/// # Errors
/// Where it is no definition, with the field.
pub fn read_target(body: &[u8]) -> Result<TargetSpec, Failure> {
    whole(body)
}

/// The definition, with what it leaves open filled in from the agency's own target where it names one.
pub fn with_own(spec: TargetSpec, targets: &[(String, TargetSpec)]) -> TargetSpec {
    match targets.iter().find(|(name, _)| Some(name) == spec.preset.as_ref()) {
        Some((_, own)) => inherit(spec, own),
        None => spec,
    }
}

fn take_spec(fields: &mut Fields<'_>) -> Option<TargetSpec> {
    let before = fields.faults.len();
    let spec = fields.take::<TargetSpec>("target");
    if spec.is_none() && fields.faults.len() == before {
        let detail = "name a preset, as {\"preset\": \"under-middle-class-late-20s-to-40s\", \"country\": \"KR\"}, or \
                      give conditions";
        fields.faults.push(fault("/target", "missing", detail));
    }
    spec
}

/// What was resolved; its faults are noted below the target.
fn noted<T>(fields: &mut Fields<'_>, resolved: Result<T, Vec<SpecFault>>) -> Option<T> {
    resolved.map_err(|faults| fields.note("/target", faults)).ok()
}

fn take_profiles(
    fields: &mut Fields<'_>,
    name: &str,
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
                ReadError::Format { .. } | ReadError::OtherFormat { .. } => "wrong_type",
                ReadError::Io(_) | ReadError::Sink(_) => "io",
            };
            let instead = match &error {
                ReadError::OtherFormat { platform: Some(platform), .. } => {
                    format!("; give \"format\": \"{platform}\"")
                }
                ReadError::OtherFormat { platform: None, .. }
                | ReadError::Format { .. }
                | ReadError::TooManyRows { .. }
                | ReadError::TooManyBytes { .. }
                | ReadError::Io(_)
                | ReadError::Sink(_) => String::new(),
            };
            fields.faults.push(fault(&format!("/{name}"), code, &format!("{error}{instead}")));
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
