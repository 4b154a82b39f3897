//! A made-up account to try the pages with.

use actix_web::{HttpRequest, HttpResponse, web};

use super::form::{Form, see_other};
use super::viewer::Viewer;
use crate::api::analyses::create_from_page;
use crate::api::demo::{question, store_people};
use crate::api::quota::{check_room, keep_within_quota};
use crate::api::server::State;
use crate::error::Failure;
use crate::ingest::Role;
use crate::store::{Dataset, Page};

/// The account that the made-up people follow.
const ACCOUNT: &str = "@demo";

/// Stores the made-up audience, unless it is there, and analyses it.
pub(super) async fn create_demo(
    request: HttpRequest,
    viewer: Viewer,
    Form(_): Form,
    state: web::Data<State>,
) -> Result<HttpResponse, Failure> {
    let audience = demo_audience(&viewer, &state).await?;
    let question = question(&audience.id).to_string().into_bytes();
    let id = create_from_page(&request, &state, &viewer.caller, question).await?;
    Ok(see_other(&format!("/analyses/{id}")))
}

async fn demo_audience(viewer: &Viewer, state: &State) -> Result<Dataset, Failure> {
    let agency = &viewer.caller.agency;
    let newest = Page { after: None, limit: 1 };
    let stored = state.store.datasets(agency, Role::Audience, Some(ACCOUNT), &newest).await?;
    if let Some(dataset) = stored.items.into_iter().next() {
        return Ok(dataset);
    }
    check_room(state, agency).await?;
    let name = viewer.m.label("pages-demo-name");
    let stored = store_people(state, agency, Role::Audience, name, Some(ACCOUNT.to_owned())).await?;
    keep_within_quota(state, stored, 0).await
}
