//! The catalogue: channels and the sources of every figure.

pub(crate) mod body;

use std::sync::OnceLock;

use actix_web::http::Method;
use actix_web::{HttpRequest, HttpResponse, web};
use utoipa::OpenApi;

use super::conditional::FixedRepresentation;
use super::endpoint::{AuditLevel, Endpoint};
use super::server::State;
use crate::api::contract::{ChannelList, SourceList};
use crate::store::Scope;

#[derive(OpenApi)]
#[openapi(
    paths(list_channels, list_sources),
    tags((name = "catalogue", description = "Presets, channels and sources"))
)]
pub(super) struct Document;

pub(super) static ENDPOINTS: [Endpoint; 2] = [
    Endpoint::new(Method::GET, "/v1/channels", "list_channels", Scope::Read, AuditLevel::None, |r| r.to(list_channels)),
    Endpoint::new(Method::GET, "/v1/sources", "list_sources", Scope::Read, AuditLevel::None, |r| r.to(list_sources)),
];

/// List channels
///
/// With the measures that published surveys report for each, by country and year.
#[utoipa::path(
    get, path = "/v1/channels", tag = "catalogue", operation_id = "list_channels",
    responses((status = 200, body = ChannelList, description = "The channels"))
)]
async fn list_channels(request: HttpRequest, state: web::Data<State>) -> HttpResponse {
    let (catalog, lists) = (state.catalog.as_ref(), state.catalog.derived::<Lists>());
    lists.channels.get_or_init(|| FixedRepresentation::json(&ChannelList::from(catalog))).response(&request)
}

/// List sources
///
/// The publication behind every figure of the catalogue.
#[utoipa::path(
    get, path = "/v1/sources", tag = "catalogue", operation_id = "list_sources",
    responses((status = 200, body = SourceList, description = "The sources"))
)]
async fn list_sources(request: HttpRequest, state: web::Data<State>) -> HttpResponse {
    let (catalog, lists) = (state.catalog.as_ref(), state.catalog.derived::<Lists>());
    lists.sources.get_or_init(|| FixedRepresentation::json(&SourceList::from(catalog))).response(&request)
}

/// The lists of a catalogue, which stay the same while the service runs.
#[derive(Default)]
struct Lists {
    channels: OnceLock<FixedRepresentation>,
    sources: OnceLock<FixedRepresentation>,
}
