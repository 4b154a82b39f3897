//! How often forecasts held.

pub(crate) mod body;

use actix_web::http::Method;
use actix_web::web;
use time::OffsetDateTime;
use utoipa::OpenApi;

use super::conditional::Representation;
use super::endpoint::{AuditLevel, Endpoint};
use super::extract::Caller;
use super::server::State;
use crate::analysis::{FitSnapshot, TrackRecord, track_record};
use crate::api::contract::{TrackRecordBody, read_published_fit};
use crate::error::Failure;
use crate::ingest::Role;
use crate::report::Language;
use crate::store::{AgencyId, Page, Scope};

/// Newest analyses, and newest results of campaigns, that are looked at: each is read as a whole.
const MAX_ANALYSES: u32 = 200;
const MAX_OUTCOMES: u32 = 2_000;

#[derive(OpenApi)]
#[openapi(paths(get_track_record), tags((name = "track record", description = "How often forecasts held")))]
pub(super) struct Document;

pub(super) static ENDPOINTS: [Endpoint; 1] =
    [Endpoint::new(Method::GET, "/v1/track-record", "get_track_record", Scope::Read, AuditLevel::Read, |r| {
        r.to(get_track_record)
    })];

/// Get how often forecasts held
///
/// Of this agency. Every stored analysis of an account's audience is a forecast of the next snapshot of that account: it is
/// scored when a later audience of the same account is analysed for the same target. Every result of a campaign is scored
/// against the forecast that the results before it give. The newest 200 analyses and the newest 2,000 results are looked at;
/// what was deleted is not.
#[utoipa::path(
    get, path = "/v1/track-record", tag = "track record", operation_id = "get_track_record",
    responses((status = 200, body = TrackRecordBody, description = "How often forecasts held"))
)]
async fn get_track_record(
    caller: Caller,
    language: Language,
    state: web::Data<State>,
) -> Result<Representation, Failure> {
    let record = record_of(&state, &caller).await?;
    Ok(Representation::json(&TrackRecordBody::new(&record, language)))
}

/// How often the forecasts of an agency held.
pub(super) async fn record_of(state: &State, caller: &Caller) -> Result<TrackRecord, Failure> {
    let fits = published_fits(state, &caller.agency).await?;
    let outcomes = state.store.newest_outcomes(&caller.agency, MAX_OUTCOMES).await?;
    let permit = state.workers.permit(caller)?;
    state.workers.run(permit, move || Ok(track_record(fits, &outcomes))).await
}

/// The shares that stored analyses published of audiences of an account.
async fn published_fits(state: &State, agency: &AgencyId) -> Result<Vec<FitSnapshot>, Failure> {
    let page = Page { after: None, limit: MAX_ANALYSES };
    let heads = state.store.analyses(agency, &page).await?.items;
    let mut fits = Vec::new();
    for head in heads {
        let Some(id) = head.audience else { continue };
        let Some(audience) = state.store.dataset(agency, Role::Audience, &id).await? else { continue };
        let Some(account) = audience.account else { continue };
        let moment = audience.taken_at.unwrap_or(audience.created_at) / 1000;
        let Ok(day) = OffsetDateTime::from_unix_timestamp(moment).map(OffsetDateTime::date) else { continue };
        let Some(analysis) = state.store.analysis(agency, &head.id).await? else { continue };
        fits.extend(read_published_fit(analysis.json.any(), &account, &id, day));
    }
    Ok(fits)
}
