//! The catalogue.

use actix_web::{HttpResponse, web};

use crate::api::server::State;
use crate::wire::{ChannelList, SourceList};

/// Lists the channels.
#[utoipa::path(
    get, path = "/v1/channels", tag = "catalogue", operation_id = "list_channels",
    responses((status = 200, body = ChannelList, description = "The channels"))
)]
pub(in crate::api) async fn list_channels(state: web::Data<State>) -> HttpResponse {
    HttpResponse::Ok().json(ChannelList::from(state.catalog.as_ref()))
}

/// Lists the sources of every figure.
#[utoipa::path(
    get, path = "/v1/sources", tag = "catalogue", operation_id = "list_sources",
    responses((status = 200, body = SourceList, description = "The sources"))
)]
pub(in crate::api) async fn list_sources(state: web::Data<State>) -> HttpResponse {
    HttpResponse::Ok().json(SourceList::from(state.catalog.as_ref()))
}
