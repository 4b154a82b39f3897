//! A made-up account to try the pages with.

use std::io::Cursor;

use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::json;

use super::form::{Form, see_other};
use super::viewer::Viewer;
use crate::api::analyses::create_from_page;
use crate::api::datasets::{rejected_upload, upload_limits};
use crate::api::quota::{check_room, keep_within_quota};
use crate::api::server::State;
use crate::api::{now, today};
use crate::error::Failure;
use crate::ingest::{Compression, Format, Role};
use crate::store::{Dataset, FileReading, Page, Upload, ingest};

/// The followers of `tests/data/made-up-followers`: none of them exists.
const FOLLOWERS: &[u8] = include_bytes!("demo/followers.csv");
/// The account that they follow.
const ACCOUNT: &str = "@demo";

/// Stores the made-up audience, unless it is there, and analyses it.
pub(super) async fn create_demo(
    request: HttpRequest,
    viewer: Viewer,
    Form(_): Form,
    state: web::Data<State>,
) -> Result<HttpResponse, Failure> {
    let audience = demo_audience(&viewer, &state).await?;
    let question = json!({
        "audience_id": audience.id,
        "target": {"preset": "under-middle-class-late-20s-to-40s", "country": "KR"},
        "labels": {"of_target": true, "how": "self_declared"},
        "min_share": 0.3,
        "constraints": {"hours_per_week": 20, "task": "eligibility"}
    });
    let id = create_from_page(&request, &state, &viewer.caller, question.to_string().into_bytes()).await?;
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
    let upload = Upload {
        agency: agency.clone(),
        hidden: false,
        name: Some(viewer.m.label("pages-demo-name")),
        account: Some(ACCOUNT.to_owned()),
        taken_at: None,
        panel_as_of: None,
        panel_size: None,
        reject_all: true,
        file: FileReading {
            role: Role::Audience,
            as_of: today(),
            format: Some(Format::Csv),
            is_format_given: true,
            compression: Compression::Identity,
            sheet: None,
            income: None,
            keep_columns: Vec::new(),
            mapping: None,
            takes_json_tables: false,
            limits: upload_limits(state),
        },
    };
    let stored = ingest(state.store.as_ref(), &state.objects, upload, Cursor::new(FOLLOWERS), now).await;
    keep_within_quota(state, stored.map_err(rejected_upload)?, 0).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demo_is_the_audience_of_the_documentation() {
        assert!(FOLLOWERS == include_bytes!("../../../tests/data/made-up-followers/followers.csv"));
    }
}
