//! The catalogue: channels and the sources of every figure.

pub(crate) mod body;

use actix_web::http::Method;
use actix_web::web;
use utoipa::OpenApi;

use super::conditional::Representation;
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
async fn list_channels(state: web::Data<State>) -> Representation {
    Representation::json(&ChannelList::from(state.catalog.as_ref()))
}

/// List sources
///
/// The publication behind every figure of the catalogue.
#[utoipa::path(
    get, path = "/v1/sources", tag = "catalogue", operation_id = "list_sources",
    responses((status = 200, body = SourceList, description = "The sources"))
)]
async fn list_sources(state: web::Data<State>) -> Representation {
    Representation::json(&SourceList::from(state.catalog.as_ref()))
}
