//! Stored datasets: what audiences and panels have in common.

mod body;
mod source;
pub(crate) mod stored;
mod upload;

use actix_web::http::header::CONTENT_DISPOSITION;
use actix_web::{HttpRequest, HttpResponse, web};
use futures_util::stream;
use utoipa::IntoParams;

use super::conditional::{Preconditions, Representation};
use super::extract::{Caller, read_page};
use super::language::speak;
use super::now;
use super::problem::not_found;
use super::server::State;
use crate::api::contract::{
    DatasetBody, DatasetList, Query, RejectionBody, SourceTableBody, WarningBody, column_uses, timestamp,
};
use crate::error::Failure;
use crate::ingest::Role;
use crate::report::Language;
use crate::report::format::count;
use crate::report::import_note::import_note;
use crate::report::messages::{Messages, args};
use crate::report::reading::reading_note;
use crate::store::{Dataset, Scope, UploadDetails, collect_garbage, details, rejections};
use crate::warning_code::WarningCode;

pub(super) use body::{Pace, Parts, UploadedFile, check_content_length, stream_body};
pub(super) use upload::{FileParameters, UploadParameters, create, open, rejected_upload, take_place, upload_limits};

/// What messages call a dataset.
fn noun(role: Role) -> &'static str {
    match role {
        Role::Audience => "audience",
        Role::Panel => "panel",
    }
}

/// The page of a list of datasets.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it documents the parameters that `list` reads")]
pub(super) struct ListParameters {
    /// Of this account only.
    account: Option<String>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
    /// Entries of a page; 100 by default.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<u32>,
}

pub(super) async fn list(
    request: &HttpRequest,
    caller: &Caller,
    state: &State,
    role: Role,
) -> Result<Representation, Failure> {
    let mut query = Query::new(request.query_string());
    let (page, account) = (read_page(&mut query), query.label("account"));
    query.finish()?;
    let listed = state.store.datasets(&caller.agency, role, account.as_deref(), &page).await?;
    let language = speak(request);
    let items = listed.items.iter().map(|dataset| {
        let mut body = listed_body(dataset, &details(dataset)?, caller.scope >= Scope::Write, language);
        if let Some(source) = &mut body.source {
            source.files.clear();
        }
        Ok(body)
    });
    let items = items.collect::<Result<_, Failure>>()?;
    Ok(Representation::json(&DatasetList { items, next_cursor: listed.next_cursor }))
}

/// The dataset of the caller's agency.
pub(super) async fn find(caller: &Caller, state: &State, role: Role, id: &str) -> Result<Dataset, Failure> {
    let dataset = state.store.dataset(&caller.agency, role, id).await?;
    dataset.filter(|dataset| !dataset.hidden).ok_or_else(|| not_found(noun(role)))
}

pub(super) async fn get(
    caller: &Caller,
    state: &State,
    role: Role,
    id: &str,
    language: Language,
) -> Result<Representation, Failure> {
    let dataset = find(caller, state, role, id).await?;
    Ok(Representation::json(&dataset_body(&dataset, caller.scope >= Scope::Write, language)?))
}

/// Deletes a dataset, where the request's conditions hold for it.
pub(super) async fn delete_on_condition(
    request: &HttpRequest,
    caller: &Caller,
    state: &State,
    role: Role,
    id: &str,
) -> Result<HttpResponse, Failure> {
    let conditions = Preconditions::of(request);
    if conditions.any() {
        let current = get(caller, state, role, id, speak(request)).await?;
        conditions.check(Some(current.text.as_bytes()))?;
    }
    delete(caller, state, role, id).await
}

pub(super) async fn delete(caller: &Caller, state: &State, role: Role, id: &str) -> Result<HttpResponse, Failure> {
    let dataset = find(caller, state, role, id).await?;
    let mark = async || state.store.mark_dataset_deleted(&dataset.agency, role, id).await;
    if !state.write_with_reserve(mark).await? {
        return Err(not_found(noun(role)));
    }
    state.kept_sets.forget(id);
    // The dataset is gone for everybody; files that cannot be removed now are removed later.
    let collect = async || collect_garbage(state.store.as_ref(), &state.objects, now()).await;
    if let Err(error) = state.write_with_reserve(collect).await {
        tracing::error!(%error, "failed to remove the files of a deleted dataset; it will be tried again");
    }
    Ok(HttpResponse::NoContent().finish())
}

/// Every reason why a row was rejected, as NDJSON; the values received only for whoever may upload.
pub(super) async fn list_rejections(
    caller: &Caller,
    state: &State,
    role: Role,
    id: &str,
    language: Language,
) -> Result<HttpResponse, Failure> {
    const CHUNK_LINES: usize = 512;
    let dataset = find(caller, state, role, id).await?;
    let shows_received = caller.scope >= Scope::Write;
    let lines = rejections(&state.objects, &dataset).await?;
    let chunks = stream::try_unfold(lines, move |mut lines| async move {
        let read = tokio::task::spawn_blocking(move || {
            let mut chunk = Vec::new();
            for rejection in lines.by_ref().take(CHUNK_LINES) {
                let body = RejectionBody::new(&rejection?, language);
                serde_json::to_writer(&mut chunk, &body.shown(shows_received))?;
                chunk.push(b'\n');
            }
            Ok::<_, std::io::Error>((chunk, lines))
        });
        let (chunk, lines) = read.await.map_err(std::io::Error::other)??;
        Ok::<_, std::io::Error>((!chunk.is_empty()).then(|| (web::Bytes::from(chunk), lines)))
    });
    let name = format!("attachment; filename=\"{id}-rejections.ndjson\"");
    let mut response = HttpResponse::Ok();
    response.content_type("application/x-ndjson").insert_header((CONTENT_DISPOSITION, name));
    Ok(response.streaming(chunks))
}

/// A dataset as it is sent; `shows_rows` to whoever may upload, with what could tell of its rows.
///
/// # Errors
/// Where its stored details cannot be read.
pub(super) fn dataset_body(dataset: &Dataset, shows_rows: bool, language: Language) -> Result<DatasetBody, Failure> {
    let details = details(dataset)?;
    let rejections = details.rejections.iter().map(|r| RejectionBody::new(r, language).shown(shows_rows)).collect();
    Ok(DatasetBody { rejections, ..listed_body(dataset, &details, shows_rows, language) })
}

/// The same as a list has it: without rejected rows.
fn listed_body(dataset: &Dataset, details: &UploadDetails, shows_rows: bool, language: Language) -> DatasetBody {
    let messages = Messages::of(language);
    let dropped = details.dropped_values.iter().map(|(field, count)| WarningBody {
        code: WarningCode::TooManyLevels,
        detail: messages.text("warning-too-many-levels", args![field = field, count = *count]),
    });
    let notes =
        details.notes.iter().map(|note| WarningBody { code: WarningCode::Import, detail: import_note(messages, note) });
    let reading = details
        .reading
        .notes(&details.non_answers)
        .into_iter()
        .map(|note| WarningBody { code: note.code(), detail: reading_note(messages, &note, &count(note.values())) });
    DatasetBody {
        id: dataset.id.clone(),
        name: dataset.name.clone(),
        account: dataset.account.clone(),
        taken_at: dataset.taken_at.map(timestamp),
        as_of: dataset.as_of.clone(),
        panel_as_of: details.panel_as_of.clone(),
        panel_size: details.panel_size,
        created_at: timestamp(dataset.created_at),
        profiles: dataset.summary.profiles,
        rejected: dataset.summary.rejected,
        columns: column_uses(&details.reading),
        warnings: dropped.chain(notes).chain(reading).collect(),
        rejections: Vec::new(),
        bytes: dataset.summary.bytes,
        source: details.table.as_ref().filter(|_| shows_rows).map(SourceTableBody::from),
        content_hash: shows_rows.then(|| dataset.summary.content_hash.clone()),
    }
}
