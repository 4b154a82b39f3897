//! Made-up data for everybody to try: `demo` stands for an id in every path of the contract.
//!
//! A request for it is answered by the handlers that answer all others, as an agency of its own: nothing of it is among the
//! data of the caller, and whatever a caller changes in it is gone with the response. Each agency has a copy, so that not even
//! a request that was cut off leaves anything that others see, and nobody takes it away from others. What is missing is made
//! when it is asked for, from the examples of the OpenAPI document. A request may name `demo` as its audience or panel, too.

use std::io::Cursor;

use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::LOCATION;
use actix_web::http::{Method, Uri};
use actix_web::{HttpMessage, HttpRequest};
use serde_json::{Value, json};

use super::analyses::{create_from_page, load_input};
use super::asks::draw_ask;
use super::contract::{AnalysisRequestBody, AskRequestBody, StoredOutcomeBody};
use super::datasets::{rejected_upload, upload_limits};
use super::disclosure::AuditTarget;
use super::effects::document as effect_document;
use super::effects::request::read_effect;
use super::extract::Caller;
use super::jobs::enqueue;
use super::openapi::openapi_json;
use super::recommendations::document as recommendation_document;
use super::recommendations::request::read_recommendation;
use super::server::State;
use super::{analyses::load_agency_data, now, today};
use crate::api::effects::answer::EffectReportBody;
use crate::api::outcomes::body::read_outcome;
use crate::effect::assess;
use crate::error::Failure;
use crate::ingest::{Format, Role};
use crate::report::Language;
use crate::store::{AgencyId, Dataset, DocumentKind, FileReading, Page, Scope, StoredDocument, Upload, ingest};

/// What stands for an id.
pub(super) const DEMO: &str = "demo";
/// What the name of an agency begins with that has the made-up data of another. `keys create` could give it to one; nobody
/// would.
const AGENCY: &str = "demo (made-up data) of ";
/// The followers of `tests/data/made-up-followers`: none of them exists.
const FOLLOWERS: &[u8] = include_bytes!("pages/demo/followers.csv");

/// What `demo` names in a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Set(Role),
    Document(DocumentKind),
    Job,
    Ask,
    Outcome,
}

/// A request for made-up data.
#[derive(Debug, Clone)]
pub(super) struct DemoRequest {
    kind: Kind,
    method: Method,
    /// The path before and after the id.
    around: (String, String),
    agency: Option<AgencyId>,
}

impl DemoRequest {
    /// What a request for made-up data asks for; none for any other.
    pub(super) fn of(request: &ServiceRequest) -> Option<Self> {
        let path = request.path();
        let rest = path.strip_prefix("/v1/")?;
        let (resource, rest) = rest.split_once('/')?;
        let after = rest.strip_prefix(DEMO).filter(|after| after.is_empty() || after.starts_with('/'))?;
        let kind = match resource {
            "audiences" => Kind::Set(Role::Audience),
            "panels" => Kind::Set(Role::Panel),
            "analyses" => Kind::Document(DocumentKind::Analysis),
            "recommendations" => Kind::Document(DocumentKind::Recommendation),
            "effects" => Kind::Document(DocumentKind::Effect),
            "jobs" => Kind::Job,
            "asks" => Kind::Ask,
            "outcomes" => Kind::Outcome,
            _ => return None,
        };
        let around = (format!("/v1/{resource}/"), after.to_owned());
        Some(Self { kind, method: request.method().clone(), around, agency: None })
    }

    /// Lets the request be answered from the made-up data; its caller is their agency then.
    pub(super) async fn enter(
        &mut self,
        request: &mut ServiceRequest,
        state: &State,
        caller: &Caller,
    ) -> Result<Caller, Failure> {
        let agency = agency_of(state, &caller.agency).await?;
        // Nobody is hidden by noise here, for nobody is real.
        let demo = Caller { agency: agency.clone(), scope: Scope::Write, exact: true, ..caller.clone() };
        // A job that has ended cannot be cancelled.
        let is_new = self.kind == Kind::Job && self.method == Method::DELETE;
        let found = if is_new { None } else { newest(state, &agency, self.kind).await? };
        let id = match found {
            Some(id) => id,
            None => {
                let made = make(request.request(), state, &demo, self.kind).await?;
                // That is not what the caller asked about.
                request.extensions_mut().remove::<AuditTarget>();
                made
            }
        };
        let query = request.query_string();
        let query = if query.is_empty() { String::new() } else { format!("?{query}") };
        let (before, after) = &self.around;
        let uri: Uri = format!("{before}{id}{after}{query}").parse().expect("a path of ours and a query that came");
        request.match_info_mut().get_mut().update(&uri);
        request.head_mut().uri = uri;
        self.agency = Some(agency);
        Ok(Caller { scope: caller.scope, ..demo })
    }

    /// Takes back what the request changed.
    pub(super) async fn leave<B>(&self, state: &State, response: &ServiceResponse<B>) -> Result<(), Failure> {
        let Some(agency) = self.agency.as_ref().filter(|_| response.status().is_success()) else { return Ok(()) };
        match (&self.method, self.kind) {
            (&Method::PUT, Kind::Outcome) => {
                if let Some((position, _)) = state.store.outcomes(agency, 0, 1).await?.first() {
                    state.store.delete_outcome(agency, *position).await?;
                }
            }
            // An ask that was drawn, or one that got answers.
            (&Method::POST, Kind::Set(_) | Kind::Ask) => {
                let location = response.headers().get(LOCATION).and_then(|value| value.to_str().ok());
                let drawn = location.and_then(|location| location.rsplit('/').next());
                if let Some(ask) = drawn.or_else(|| response.request().match_info().get("id")) {
                    state.store.delete_ask(agency, ask).await?;
                }
            }
            _ => {}
        }
        Ok(())
    }
}

/// The id of the made-up thing of a kind, where there is one.
async fn newest(state: &State, agency: &AgencyId, kind: Kind) -> Result<Option<String>, Failure> {
    let page = Page { after: None, limit: 1 };
    Ok(match kind {
        Kind::Set(role) => {
            state.store.datasets(agency, role, None, &page).await?.items.into_iter().next().map(|set| set.id)
        }
        Kind::Document(kind) => {
            state.store.documents(agency, kind, &page).await?.items.into_iter().next().map(|head| head.id)
        }
        Kind::Job => state.store.jobs(agency, &page).await?.items.into_iter().next().map(|job| job.id),
        Kind::Ask => state.store.asks(agency, &page).await?.items.into_iter().next().map(|ask| ask.id),
        Kind::Outcome => {
            let first = state.store.outcomes(agency, 0, 1).await?.into_iter().next();
            first.map(|(position, outcome)| StoredOutcomeBody::new(position, &outcome).id)
        }
    })
}

/// Makes the made-up thing of a kind; its id.
async fn make(request: &HttpRequest, state: &State, demo: &Caller, kind: Kind) -> Result<String, Failure> {
    let agency = &demo.agency;
    match kind {
        Kind::Set(role) => Ok(people(state, agency, role).await?.id),
        Kind::Document(DocumentKind::Analysis) => {
            let question = question(&people(state, agency, Role::Audience).await?.id);
            create_from_page(request, state, demo, question.to_string().into_bytes()).await
        }
        Kind::Document(kind) => {
            let document =
                if kind == DocumentKind::Effect { effect(state, demo).await? } else { plan(state, demo).await? };
            state.store.insert_document(agency, kind, &document).await?;
            Ok(document.head.id)
        }
        Kind::Job => {
            let body = question(&people(state, agency, Role::Audience).await?.id).to_string().into_bytes();
            let (parsed, permit) = (AnalysisRequestBody::parse(&body)?, state.workers.permit(demo)?);
            let (place, input) = load_input(request, state, demo, permit, parsed, &body).await?;
            Ok(enqueue(state, demo, place, input).await?.id)
        }
        Kind::Ask => {
            let audience = people(state, agency, Role::Audience).await?;
            let body = example("/v1/audiences/{id}/asks", "post").to_string().into_bytes();
            let (asked, permit) = (AskRequestBody::read(&body)?, state.workers.permit(demo)?);
            Ok(draw_ask(request, state, demo, permit, &asked, &audience, &body).await?.0.id)
        }
        Kind::Outcome => {
            let outcome =
                read_outcome(example("/v1/outcomes/{id}", "put").to_string().as_bytes(), &state.catalog, today())?;
            let position = state.store.append_outcomes(agency, std::slice::from_ref(&outcome), now(), None).await?;
            Ok(StoredOutcomeBody::new(position, &outcome).id)
        }
    }
}

/// The body of an operation's example.
fn example(path: &str, method: &str) -> Value {
    let document: Value = serde_json::from_str(openapi_json()).expect("the document is JSON");
    document["paths"][path][method]["requestBody"]["content"]["application/json"]["example"].clone()
}

/// What is asked about the made-up followers.
pub(super) fn question(audience: &str) -> Value {
    json!({
        "audience_id": audience,
        "target": {"preset": "under-middle-class-late-20s-to-40s", "country": "KR"},
        "labels": {"of_target": true, "how": "self_declared"},
        "min_share": 0.3,
        "constraints": {"hours_per_week": 20, "task": "eligibility"}
    })
}

/// The agency that has the made-up data of an agency.
async fn agency_of(state: &State, agency: &AgencyId) -> Result<AgencyId, Failure> {
    Ok(state.store.get_or_create_agency(&format!("{AGENCY}{}", agency.as_str()), now()).await?)
}

/// The made-up followers of an agency, or the panel that was made up with them.
pub(super) async fn people_for(state: &State, agency: &AgencyId, role: Role) -> Result<Dataset, Failure> {
    people(state, &agency_of(state, agency).await?, role).await
}

/// Those of an agency that has made-up data.
async fn people(state: &State, agency: &AgencyId, role: Role) -> Result<Dataset, Failure> {
    let newest = Page { after: None, limit: 1 };
    match state.store.datasets(agency, role, None, &newest).await?.items.into_iter().next() {
        Some(people) => Ok(people),
        // No account: what is found of them is no forecast of one.
        None => store_people(state, agency, role, DEMO.to_owned(), None).await,
    }
}

/// Stores made-up followers, or the panel that was made up with them.
pub(super) async fn store_people(
    state: &State,
    agency: &AgencyId,
    role: Role,
    name: String,
    account: Option<String>,
) -> Result<Dataset, Failure> {
    let upload = Upload {
        agency: agency.clone(),
        hidden: false,
        name: Some(name),
        account,
        taken_at: None,
        panel_as_of: (role == Role::Panel).then(today),
        panel_size: None,
        reject_all: true,
        compares_ids: false,
        file: FileReading::of_format(role, today(), Format::Csv, upload_limits(state)),
    };
    let file = match role {
        Role::Audience => FOLLOWERS.to_vec(),
        Role::Panel => panel().into_bytes(),
    };
    ingest(state.store.as_ref(), &state.objects, upload, Cursor::new(file), now).await.map_err(rejected_upload)
}

/// Labelled people who do not exist: two in five of those aged 27 to 49 are in the target, and few others.
fn panel() -> String {
    let row = |i: usize| {
        let (age, region) = (20 + i * 7 % 60, ["KR-11", "KR-26", "KR-28"][i % 3]);
        let is_in = if (27..=49).contains(&age) { i % 5 < 2 } else { i.is_multiple_of(20) };
        format!("{age},{region},{is_in}\n")
    };
    std::iter::once("age,region,in_target\n".to_owned()).chain((0..240).map(row)).collect()
}

async fn plan(state: &State, demo: &Caller) -> Result<Box<StoredDocument>, Failure> {
    let data = load_agency_data(state, &demo.agency).await?;
    let (body, catalog) = (example("/v1/recommendations", "post").to_string(), state.catalog.clone());
    let work = move || {
        let question = read_recommendation(body.as_bytes(), data.context(&catalog, today(), 0))?;
        recommendation_document(&catalog, &question, &data)
    };
    state.workers.run(state.workers.permit(demo)?, work).await
}

async fn effect(state: &State, demo: &Caller) -> Result<Box<StoredDocument>, Failure> {
    let secret = state.store.agency_secret(&demo.agency).await?;
    let (body, catalog) = (example("/v1/effects", "post").to_string(), state.catalog.clone());
    let work = move || {
        let question = read_effect(body.as_bytes(), &catalog)?;
        let id = super::documents::id("eff", &secret, body.as_bytes());
        let answer = assess(&question.series, &question.events, &question.metrics, &question.options);
        let json = |language: Language| {
            let body = EffectReportBody::new(&answer, Some(id.clone()), language);
            serde_json::to_string(&body).expect("the body is plain data")
        };
        Ok::<_, Failure>(Box::new(effect_document(id.clone(), &question, &answer, &json)))
    };
    state.workers.run(state.workers.permit(demo)?, work).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demo_is_the_audience_of_the_documentation() {
        assert!(FOLLOWERS == include_bytes!("../../tests/data/made-up-followers/followers.csv"));
    }
}
