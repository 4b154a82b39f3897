//! How often forecasts held.

pub(crate) mod body;

use actix_web::http::Method;
use actix_web::web;
use utoipa::OpenApi;

use super::conditional::Representation;
use super::endpoint::{AuditLevel, Endpoint};
use super::extract::Caller;
use super::server::State;
use crate::analysis::{TrackRecord, track_record};
use crate::api::contract::TrackRecordBody;
use crate::error::Failure;
use crate::report::Language;
use crate::store::{Scope, read_forecasts};

/// Newest stored answers that forecast something, and newest results of campaigns, that are looked at.
const MAX_ANSWERS: u32 = 1_000;
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
/// Of this agency, by kind. What a stored answer forecasts is registered with it and scored once the truth is known:
///
/// - `fit`: an analysis of an account's audience, by the next analysis of a later audience of the account for the same target;
/// - `reach` and `plan`: the people that the plan of a stored recommendation or analysis meets on a channel and in all, by the
///   results of campaigns that name it (`plan_id`) and say how many of those delivered to are in the target;
/// - `effect`: what an account's counts come to without an event (`plan` of a stored effect), by the next stored effect of the
///   account that counts all of the days and has no event in them;
/// - `response`: each result of a campaign, by the forecast that the results before it give.
///
/// A score follows from what is stored: a correction changes it, and what is deleted has none. The newest 1,000 answers and
/// the newest 2,000 results are looked at. Fewer than 20 scored forecasts say little, and the sentences say so.
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
    let stored = state.store.registered_forecasts(&caller.agency, MAX_ANSWERS).await?;
    let outcomes = state.store.newest_outcomes(&caller.agency, MAX_OUTCOMES).await?;
    let permit = state.workers.permit(caller)?;
    let score = move || {
        let registered = stored.iter().map(read_forecasts).collect::<Result<Vec<_>, _>>()?;
        Ok(track_record(&registered, &outcomes))
    };
    state.workers.run(permit, score).await
}
