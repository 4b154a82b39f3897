//! The fit of a stored audience alone, and beside that of another.

use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::analysis::resolve_target;
use crate::api::analyses::answer::{AnalysisBody, CaveatBody, ProvenanceBody, TargetBody, WarningBody};
use crate::api::analyses::fit::{FitBody, VerdictBody};
use crate::api::analyses::request::AnalysisRequestBody;
use crate::api::contract::body::Parsed;
use crate::api::contract::figure::EstimateBody;
use crate::api::contract::query::Query;
use crate::api::targets::definition::{read_target, with_own};
use crate::error::Failure;
use crate::error::Fault;
use crate::message::json::json_message;
use crate::message::message;
use crate::reference::Catalog;
use crate::target::{Target, TargetSpec};

/// How many of a stored audience match.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AudienceFit)]
pub struct FitAnswerBody {
    /// The audience.
    pub audience_id: String,
    /// The target as it was resolved.
    pub target: TargetBody,
    /// How many match.
    pub fit: FitBody,
    /// The comparison with `min_share`; null without it.
    pub verdict: Option<VerdictBody>,
    /// The other audience, and what changed; null without `compare`.
    pub comparison: Option<ComparisonBody>,
    /// What could move the share furthest, the most first; at most three, and none where the share is exact and complete.
    pub caveats: Vec<CaveatBody>,
    /// What a reader should know.
    pub warnings: Vec<WarningBody>,
    /// What the answer was made from.
    pub provenance: ProvenanceBody,
}

/// Another audience, as an earlier one of the same account, and what changed from it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AudienceComparison)]
pub struct ComparisonBody {
    /// The other audience.
    pub audience_id: String,
    /// How many of it match.
    pub fit: FitBody,
    /// How much larger the share is than in the other audience; null where either is not identified. The two are taken
    /// as independent, which is wide where they share followers or a panel.
    pub difference: Option<EstimateBody>,
    /// Who stayed, came and went; null where no row of one of them has an id.
    pub followers: Option<FollowersChangeBody>,
}

/// Who stayed, came and went, by the ids of the rows; null where there are fewer than may be reported.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FollowersChange)]
pub struct FollowersChangeBody {
    /// In both audiences.
    pub stayed: Option<u64>,
    /// In this one alone.
    pub came: Option<u64>,
    /// In the other one alone.
    pub went: Option<u64>,
}

impl FitAnswerBody {
    /// The fit that an analysis of the audience found.
    pub fn new(audience_id: String, analysis: AnalysisBody, comparison: Option<ComparisonBody>) -> Self {
        let AnalysisBody { target, fit, verdict, caveats, warnings, provenance, .. } = analysis;
        Self { audience_id, target, fit, verdict, comparison, caveats, warnings, provenance }
    }
}

/// What is asked of the fit of a stored audience.
#[derive(Debug)]
pub struct FitQuestion {
    /// The analysis request that it stands for.
    pub request: Parsed<AnalysisRequestBody>,
    /// The text of that request, which is the same whatever order the parameters came in.
    pub text: String,
    /// Id of a stored panel.
    pub panel: Option<String>,
    /// Id of the audience to compare with.
    pub compare: Option<String>,
}

/// Reads the query of a fit.
///
/// # Errors
/// Every fault, by the parameter's name.
pub fn read_fit_question(query: &str) -> Result<FitQuestion, Failure> {
    let mut query = Query::new(query);
    let mut body = Map::new();
    let mut target = target_parameter(&mut query).unwrap_or_else(|| {
        query.refuse("target", message!["fault-target-missing"]);
        Value::Null
    });
    let year = query.parse::<i32>("year", message!["accepts-year"]).map(Value::from);
    for (name, value) in [("country", query.text("country").map(Value::from)), ("year", year)] {
        if let (Some(value), Some(target)) = (value, target.as_object_mut()) {
            target.insert(name.to_owned(), value);
        }
    }
    body.insert("target".to_owned(), target);
    let share = message!["accepts-share-example", example = 0.3, percent = 30];
    let level = message!["accepts-within", min = 0.5, max = 0.99];
    for (name, accepted) in [("min_share", share), ("level", level)] {
        if let Some(number) = query.parse::<f64>(name, accepted) {
            body.insert(name.to_owned(), number.into());
        }
    }
    let rejected = message!["accepts-share-example", example = 0.05, percent = 5];
    if let Some(share) = query.parse::<f64>("max_rejected", rejected) {
        body.insert("max_rejected".to_owned(), share.into());
    }
    if let Some(channel) = query.text("account_channel") {
        body.insert("account_channel".to_owned(), channel.into());
    }
    let of_target =
        query.parse::<bool>("labels_of_target", message!["accepts-flag"]).map(|of| ("of_target", Value::from(of)));
    let how = query.text("labels_how").map(|how| ("how", Value::from(how)));
    let labels: Map<String, Value> = [of_target, how].into_iter().flatten().map(|(k, v)| (k.to_owned(), v)).collect();
    if !labels.is_empty() {
        body.insert("labels".to_owned(), Value::Object(labels));
    }
    if let Some(day) = query.text("panel_as_of") {
        body.insert("panel_as_of".to_owned(), day.into());
    }
    if let Some(seed) = query.parse::<u64>("seed", message!["accepts-count"]) {
        body.insert("seed".to_owned(), seed.into());
    }
    if let Some(shift) = query.text("shift") {
        body.insert("shift".to_owned(), shift.into());
    }
    let (panel, compare) = (query.text("panel_id"), query.text("compare"));
    query.finish()?;
    let text = Value::Object(body).to_string();
    Ok(FitQuestion { request: AnalysisRequestBody::parse(text.as_bytes())?, text, panel, compare })
}

/// The parameter `target` as in a request: the name of a target, or its definition as JSON; `None` without it, null where
/// it is at fault.
fn target_parameter(query: &mut Query<'_>) -> Option<Value> {
    let text = query.text("target")?;
    if !text.starts_with('{') {
        return Some(serde_json::json!({"preset": text}));
    }
    Some(serde_json::from_str(&text).unwrap_or_else(|error| {
        query.refuse("target", message!["failure-json-object"].saying("error", json_message(&error)));
        Value::Null
    }))
}

/// The target that the parameter `target` defines or names, if it is given; `own` are the agency's.
pub fn read_target_parameter(query: &mut Query<'_>, own: &[(String, TargetSpec)], catalog: &Catalog) -> Option<Target> {
    let definition = target_parameter(query).filter(|definition| !definition.is_null())?;
    let resolved = match read_target(definition.to_string().as_bytes()) {
        Ok(spec) => {
            resolve_target(with_own(spec, own), catalog).map_err(|faults| faults.into_iter().map(Fault::from).collect())
        }
        Err(failure) if failure.faults.is_empty() => {
            query.refuse("target", failure.message());
            return None;
        }
        Err(failure) => Err(failure.faults),
    };
    let refuse = |faults: Vec<Fault>| faults.into_iter().for_each(|fault| query.refuse("target", fault.detail));
    resolved.map_err(refuse).ok()
}
