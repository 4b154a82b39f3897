//! The request of an analysis, and its way to the question it asks.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use time::Date;
use utoipa::ToSchema;

use crate::analysis::{AnalysisOptions, panel_date_fault, resolve_target};
use crate::api::analyses::rows::{ensure_people, read_rows};
use crate::api::analyses::totals::{TotalBody, check_totals};
use crate::api::contract::body::{Faults, Parsed, parse};
use crate::api::contract::profile::ProfileBody;
use crate::api::outcomes::body::{LearningFields, OutcomeBody};
use crate::api::recommendations::request::{ChannelCostBody, check_constraints, check_costs};
use crate::api::targets::definition::{check_spec, noted, with_own};
use crate::channel::CampaignOutcome;
use crate::disclosure::MinCell;
use crate::error::{ErrorCode, Failure};
use crate::ingest::totals::TotalsOf;
use crate::ingest::{Format, Platform, ReadOptions, ReadOutcome, Role};
use crate::plan::Constraints;
use crate::prevalence::LabelSampling;
use crate::prevalence::shift::Shift;
use crate::reference::Catalog;
use crate::store::StoredProfiles;
use crate::target::{Target, TargetSpec};

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
    /// The day on which the panel was asked, for example `2024-05-01`; that of the stored panel by default. Without one the panel
    /// is taken to be two years old. Birth years in `panel` are judged against it.
    #[serde(default, with = "crate::api::contract::day")]
    #[schema(value_type = Option<String>, format = Date)]
    pub panel_as_of: Option<Date>,
    /// Whether to keep the analysis, for `GET /v1/analyses/{id}`; true by default. With false nothing is stored.
    pub retain: Option<bool>,
    /// What the labels (`in_target`) of `profiles` and `panel` are.
    pub labels: Option<LabelsBody>,
    /// Ids of asks of the stored audience, whose answers are labels of a random sample.
    #[schema(max_items = 100)]
    pub ask_ids: Option<Vec<String>>,
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
    pub shift: Option<Shift>,
    /// Odds ratios of the sensitivity bounds; 1.25, 1.5, 2 and 3 by default.
    #[schema(max_items = 20)]
    pub gammas: Option<Vec<f64>>,
    /// What to do where rows are refused; `reject_rows` by default.
    pub on_error: Option<OnError>,
    /// Channels to compare; all that have figures by default.
    pub channels: Option<Vec<String>>,
    /// Channel that the account is on.
    pub account_channel: Option<String>,
    /// The number of people who were asked, where the panel is a table of weighted cells (a cross table): its error is then
    /// that of so many people, not of the rows.
    #[schema(minimum = 1, maximum = 10000000u64)]
    pub panel_size: Option<u64>,
    /// Shares of the followers by age, gender and region, from the platform's own statistics.
    #[schema(max_items = 1000)]
    pub totals: Option<Vec<TotalBody>>,
    /// Whom `totals` are of; `followers` by default.
    pub totals_of: Option<TotalsOf>,
    /// The number of followers, where there are no profiles: with `totals`, or `account_channel` and the target's country.
    #[schema(minimum = 1, maximum = 10000000000u64)]
    pub followers: Option<u64>,
    /// Whether to list the profiles that show the pattern of a suspected cohort; false by default. The stored analysis does
    /// not have them.
    pub profile_patterns: Option<bool>,
    /// Whether to give the segment of each profile, in `assignments`; false by default. Only for `profiles` of the same
    /// request, and the stored analysis does not have it.
    pub assign: Option<bool>,
    /// Staff, money and bounds, for a plan.
    pub constraints: Option<Constraints>,
    /// What it costs to reach people on channels, all in one currency.
    pub costs: Option<Vec<ChannelCostBody>>,
    /// The fewest people that a figure may be about; the service's own least (10, unless it is run otherwise) by default,
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
    /// The day against which birth years, dates and the age of outcomes are judged, for example `2026-11-01`; today by default.
    #[serde(default, with = "crate::api::contract::day")]
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
    pub how: Option<LabelSampling>,
    /// Whether a random sample may be looked at more than once; false by default. Intervals then hold at every look, and
    /// are wider.
    #[serde(default)]
    pub sequential: bool,
}

fn check_min_cell(asked: Option<u64>, least: MinCell, faults: &mut Faults) -> MinCell {
    let asked = asked.map_or(least, MinCell);
    if asked < least {
        let detail = format!("received {}; accepted: {} or more, the minimum of this service", asked.0, least.0);
        faults.add("/min_cell", "out_of_range", &detail);
    }
    asked.max(least)
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
    /// The fewest people that a figure may be about.
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
    pub audience: Arc<ReadOutcome>,
    /// The panel.
    pub panel: Option<Arc<ReadOutcome>>,
    /// The target.
    pub target: Target,
    /// The options.
    pub options: AnalysisOptions,
    /// The day against which birth years and dates were judged.
    pub as_of: Date,
}

/// Stored people that a request names.
#[derive(Debug, Clone)]
pub struct StoredPeople {
    /// Who they are.
    pub profiles: Arc<StoredProfiles>,
    /// Whether whoever asks may see the values of their rejected rows.
    pub shows_received: bool,
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

    /// Whether the answer has something of single rows, which no stored analysis has.
    pub fn names_rows(&self) -> bool {
        self.assigns() || self.profile_patterns == Some(true)
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
            sequential: self.labels.is_some_and(|labels| labels.sequential),
            panel_as_of: None,
            totals: check_totals(self.totals.as_deref(), self.totals_of, faults),
            panel_size: self.panel_size,
            followers: self.followers,
            ..defaults
        };
        faults.extend("", options.faults());
        options
    }

    /// Notes people who are given twice, or not at all.
    fn check_people(&self, has_audience: bool, faults: &mut Faults) {
        if self.audience_id.is_some() || has_audience {
            refuse_beside(faults, self.profiles.is_some(), "profiles", "audience_id");
        } else if self.profiles.is_none() && self.followers.is_none() {
            let detail = "give the followers as an array of profiles, a stored audience as audience_id, or their number as followers";
            faults.add("/profiles", "missing", detail);
        }
        if self.followers.is_some() && (self.profiles.is_some() || self.audience_id.is_some() || has_audience) {
            let detail = "give the number of followers only where there are no profiles; those are counted";
            faults.add("/followers", "conflict", detail);
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

    /// How many people the panel stands for, as the request or the stored panel says.
    fn panel_size(&self, panel: Option<&StoredProfiles>, faults: &mut Faults) -> Option<u64> {
        let stored = panel.and_then(|panel| panel.panel_size);
        if let Some((given, stored)) = self.panel_size.zip(stored).filter(|(given, stored)| given != stored) {
            let detail = format!("received {given}; the stored panel is of {stored} people: leave panel_size out");
            faults.add("/panel_size", "conflict", &detail);
        }
        self.panel_size.or(stored)
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
        audience: Option<StoredPeople>,
        panel: Option<StoredPeople>,
    ) -> Result<AnalysisQuestion, Failure> {
        let Self { value: request, mut faults } = self;
        let as_of = request.as_of(context.today, profiles_of(&audience), &mut faults);
        let target = check_spec(request.target.clone(), &mut faults)
            .and_then(|spec| noted(&mut faults, resolve_target(with_own(spec, context.targets), context.catalog)));
        let are_labels_of_target = request.labels.is_some_and(|labels| labels.of_target);
        let target = if are_labels_of_target { target.map(Target::with_labels) } else { target };
        let panel_as_of = request.panel_as_of(as_of, profiles_of(&panel), &mut faults);
        let panel_size = request.panel_size(profiles_of(&panel), &mut faults);
        let options = AnalysisOptions { panel_as_of, panel_size, ..request.options(context, as_of, &mut faults) };
        request.check_people(audience.is_some(), &mut faults);
        let [shows_audience, shows_panel] = [&audience, &panel].map(shows_received);
        let format: Format = request.format.unwrap_or_default().into();
        let mut people = |at: &str, kept: Option<StoredPeople>, rows: Option<&RawValue>, format, role| match kept {
            Some(kept) => Some(Arc::clone(&kept.profiles.reading)),
            None => {
                let day = if role == Role::Panel { options.panel_day(as_of) } else { as_of };
                let options = ReadOptions { max_rows: context.max_rows, ..ReadOptions::new(role, day) };
                rows.and_then(|raw| read_rows(&mut faults, at, raw, format, &options)).map(Arc::new)
            }
        };
        let audience = people("/profiles", audience, request.profiles.as_deref(), format, Role::Audience)
            .or_else(|| request.followers.map(|_| ReadOutcome::default().into()));
        let panel = people("/panel", panel, request.panel.as_deref(), Format::Json, Role::Panel);
        let too_many = faults.has("too_many_rows");
        let read = audience.zip(target);
        let (audience, target) = faults.finish_with(read).map_err(|failure| match too_many {
            true => Failure::new(ErrorCode::TooManyRows, failure.detail).with_faults(failure.faults),
            false => failure,
        })?;
        let on_error = request.on_error.unwrap_or_default();
        ensure_people((&audience, format, shows_audience), (panel.as_deref(), shows_panel), on_error)?;
        Ok(AnalysisQuestion { audience, panel, target, options, as_of })
    }
}

fn profiles_of(people: &Option<StoredPeople>) -> Option<&StoredProfiles> {
    people.as_ref().map(|people| &*people.profiles)
}

/// Whoever sends people may see everything of them.
fn shows_received(people: &Option<StoredPeople>) -> bool {
    people.as_ref().is_none_or(|people| people.shows_received)
}

fn refuse_beside(faults: &mut Faults, both: bool, name: &str, id: &str) {
    if both {
        faults.add(&format!("/{name}"), "conflict", format!("give {name} or {id}, not both"));
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
    let AnalysisRequestBody { labels, shift, seed, as_of, panel_as_of, ask_ids, totals, totals_of, .. } = request;
    // Groups below the minimum cell count with others: two of these would tell their size by the difference.
    let AnalysisRequestBody { min_cell, account_channel, .. } = request;
    let (seed, panel_size) = (seed.unwrap_or_default(), request.panel_size);
    let [as_of, panel_as_of] = [as_of, panel_as_of].map(|day| day.map(|day| day.to_string()));
    let rest = serde_json::json!({
        "labels": labels, "shift": shift, "seed": seed, "as_of": as_of, "panel_as_of": panel_as_of, "asks": ask_ids,
        "totals": totals, "totals_of": totals_of, "panel_size": panel_size,
        "min_cell": min_cell, "account_channel": account_channel
    });
    let sent = |rows: &Option<Box<RawValue>>| rows.as_ref().map(|rows| blake3::hash(rows.get().as_bytes()).to_hex());
    let sent = [sent(&request.profiles), sent(&request.panel)];
    Some(sent.into_iter().flatten().fold(format!("{target} {rest}"), |text, hash| format!("{text} {hash}")))
}
