//! Bringing followers: a file is sent, its reading is looked at and corrected, then it is kept.

use actix_multipart::{Field, Multipart};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use futures_util::TryStreamExt;

use super::columns::{Column, columns, mapping};
use super::form::{Fields, Form, see_other};
use super::frame::{Place, page};
use super::session::TOKEN;
use super::viewer::Viewer;
use crate::api::datasets::{
    Pace, Parts, UploadedFile, check_content_length, rejected_upload, stream_body, take_place, upload_limits,
};
use crate::api::problem::{not_found, unreadable_form};
use crate::api::quota::{check_room, keep_within_quota};
use crate::api::server::State;
use crate::api::{now, today};
use crate::error::{ErrorCode, Failure};
use crate::ingest::{Compression, FileInspection, Format, Mapping, ReadingNote, Role};
use crate::message::message;
use crate::report::format::count;
use crate::report::import_note::import_note;
use crate::report::messages::{Messages, args};
use crate::report::reading::reading_note;
use crate::report::sentences::rejection_group_sentence;
use crate::store::{
    Draft, FileReading, NewDraft, Upload, UploadError, draft, ingest, inspect_file, keep_draft as keep_file,
};

/// The longest text beside a file, in bytes.
const MAX_TEXT_BYTES: usize = 1024;
/// Units of incomes that the menu has.
const UNITS: [&str; 8] = [
    "KRW/month/household",
    "KRW/year/household",
    "KRW/month/personal",
    "KRW/year/personal",
    "USD/month/household",
    "USD/year/household",
    "USD/year/personal",
    "EUR/month/household",
];

#[derive(Template)]
#[template(
    ext = "html",
    source = r##"<ol class="steps"><li aria-current="step">{{ m.label("pages-step-file") }}</li><li>{{ m.label("pages-step-columns") }}</li><li>{{ m.label("pages-step-target") }}</li></ol>
<h1>{{ m.label("pages-upload-title") }}</h1>
{%- if let Some(problem) = problem %}
<div class="errors" role="alert"><h2>{{ m.label("pages-errors") }}</h2><ul><li><a href="#file">{{ problem }}</a></li></ul></div>
{%- endif %}
<p class="intro">{{ m.label("pages-upload-intro") }}</p>
<form method="post" action="/audiences/new" enctype="multipart/form-data" data-progress="{{ m.label("pages-upload-progress") }}" data-failed="{{ m.label("pages-upload-failed") }}">
<input type="hidden" name="csrf" value="{{ viewer.session.token }}">
<div class="field">
<label for="account">{{ m.label("pages-upload-account") }}</label>
<p class="hint" id="account-hint">{{ m.label("pages-upload-account-hint") }}</p>
<input type="text" id="account" name="account" maxlength="200" aria-describedby="account-hint">
</div>
<div class="field">
<label for="name">{{ m.label("pages-upload-name") }}</label>
<p class="hint" id="name-hint">{{ m.label("pages-upload-name-hint") }}</p>
<input type="text" id="name" name="name" maxlength="200" aria-describedby="name-hint">
</div>
<div class="field">
<label for="file">{{ m.label("pages-upload-file") }}</label>
<p class="hint" id="file-hint">{{ m.label("pages-upload-file-hint") }}</p>
<input type="file" id="file" name="file" required aria-describedby="file-hint">
</div>
<button>{{ m.label("pages-upload-button") }}</button>
</form>"##
)]
struct UploadPage<'a> {
    m: &'a Messages,
    viewer: &'a Viewer,
    problem: Option<String>,
}

/// The form for a file.
pub(super) async fn show_upload(viewer: Viewer) -> HttpResponse {
    upload_page(&viewer, None)
}

fn upload_page(viewer: &Viewer, problem: Option<Failure>) -> HttpResponse {
    let status = problem.as_ref().and_then(|failure| StatusCode::from_u16(failure.code.status()).ok());
    let body = UploadPage { m: viewer.m, viewer, problem: problem.map(|failure| words(viewer.m, &failure)) };
    page(viewer, Place::Followers, &viewer.m.label("pages-upload-title"), status.unwrap_or(StatusCode::OK), &body)
}

/// A failure with the first of its faults.
fn words(m: &Messages, failure: &Failure) -> String {
    match failure.faults.first() {
        Some(fault) => format!("{} {}: {}", failure.detail, fault.pointer, fault.say(m)),
        None => failure.detail.clone(),
    }
}

/// Keeps a file to be looked at.
pub(super) async fn create_draft(
    request: HttpRequest,
    viewer: Viewer,
    payload: web::Payload,
    state: web::Data<State>,
) -> Result<HttpResponse, Failure> {
    match receive(&request, &viewer, payload, &state).await {
        Ok(draft) => Ok(see_other(&format!("/audiences/drafts/{}", draft.dataset.id))),
        // What is wrong with the file is said beside it; all else is a page of its own.
        Err(failure) if failure.code.status() < 500 && failure.code != ErrorCode::Forbidden => {
            Ok(upload_page(&viewer, Some(failure)))
        }
        Err(failure) => Err(failure),
    }
}

async fn receive(
    request: &HttpRequest,
    viewer: &Viewer,
    payload: web::Payload,
    state: &State,
) -> Result<Draft, Failure> {
    check_content_length(request, state.settings.max_upload_bytes.saturating_add(MAX_TEXT_BYTES as u64 * 8))?;
    let mut form = Multipart::new(request.headers(), payload);
    let (mut token, mut account, mut name) = (None, None, None);
    loop {
        let part = tokio::time::timeout(state.settings.body_timeout, form.try_next()).await;
        let part = part.map_err(|_| Failure::of(ErrorCode::BodyTimeout, message!["failure-form-late"]))?;
        let Some(part) = part.map_err(|error| unreadable_form(&error))? else {
            return Err(Failure::new(ErrorCode::MalformedBody, viewer.m.label("pages-upload-no-file")));
        };
        match part.name() {
            Some(own) if own == TOKEN => token = Some(text(part, state).await?),
            Some("account") => account = Some(text(part, state).await?).filter(|text| !text.is_empty()),
            Some("name") => name = Some(text(part, state).await?).filter(|text| !text.is_empty()),
            Some("file") => {
                // The browser sends what is hidden before the file, so it is known before any of the file is kept.
                viewer.session.check(viewer.m, token.as_deref())?;
                return store_file(viewer, state, part, form, account, name).await;
            }
            Some(_) | None => {
                return Err(Failure::of(ErrorCode::MalformedBody, message!["failure-form-part"]));
            }
        }
    }
}

/// The text of a part, without control characters.
async fn text(part: Field, state: &State) -> Result<String, Failure> {
    let mut part = part;
    let read = tokio::time::timeout(state.settings.body_timeout, part.bytes(MAX_TEXT_BYTES)).await;
    let late = || Failure::of(ErrorCode::BodyTimeout, message!["failure-form-late"]);
    let long = |_| Failure::of(ErrorCode::BodyTooLarge, message!["failure-form-text-bytes", max = MAX_TEXT_BYTES]);
    let bytes = read.map_err(|_| late())?.map_err(long)?.map_err(|error| unreadable_form(&error))?;
    let text = String::from_utf8_lossy(&bytes);
    Ok(text.chars().filter(|c| !c.is_control()).take(200).collect::<String>().trim().to_owned())
}

async fn store_file(
    viewer: &Viewer,
    state: &State,
    part: Field,
    form: Multipart,
    account: Option<String>,
    name: Option<String>,
) -> Result<Draft, Failure> {
    let agency = &viewer.caller.agency;
    let file = part.content_disposition().and_then(|disposition| disposition.get_filename()).unwrap_or_default();
    let file: String = file.chars().filter(|c| !c.is_control()).take(200).collect();
    if file.is_empty() {
        return Err(Failure::new(ErrorCode::MalformedBody, viewer.m.label("pages-upload-no-file")));
    }
    check_room(state, agency).await?;
    let _place = take_place(&viewer.caller, state).await?;
    let upload = NewDraft {
        agency: agency.clone(),
        name,
        account,
        file,
        as_of: today().to_string(),
        max_bytes: state.settings.max_upload_bytes,
        lease_ms: i64::try_from(state.settings.upload_timeout.as_millis()).unwrap_or(i64::MAX).saturating_add(120_000),
    };
    let (sender, reader) = stream_body(UploadedFile::part(part, form, Parts::File), Pace::of(&state.settings));
    let kept = keep_file(state.store.as_ref(), &state.objects, upload, reader, now);
    match tokio::join!(sender.send(), kept) {
        (Ok(()), Ok(draft)) => {
            keep_within_quota(state, draft.dataset.clone(), 0).await?;
            Ok(draft)
        }
        (Ok(()), Err(error)) | (Err(_), Err(error @ (UploadError::Store(_) | UploadError::TooLarge(_)))) => {
            Err(rejected_upload(error))
        }
        (Err(failure), Err(_)) => Err(failure),
        (Err(failure), Ok(draft)) => {
            draft.discard(state.store.as_ref(), &state.objects, now()).await?;
            Err(failure)
        }
    }
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r##"<ol class="steps"><li>{{ m.label("pages-step-file") }}</li><li aria-current="step">{{ m.label("pages-step-columns") }}</li><li>{{ m.label("pages-step-target") }}</li></ol>
<h1>{{ m.label("pages-draft-title") }}</h1>
{%- if let Some(problem) = problem %}
<div class="errors" role="alert"><h2>{{ m.label("pages-errors") }}</h2><p>{{ problem }}</p></div>
{%- endif %}
<p class="intro">{{ rows }}</p>
{%- if !notes.is_empty() %}
<div class="box"><h2>{{ m.label("reading-notes") }}</h2><ul>
{%- for note in notes %}
<li>{{ note }}</li>
{%- endfor %}
</ul></div>
{%- endif %}
<form method="get" action="/audiences/drafts/{{ id }}">
{%- if columns.is_empty() %}
<p>{{ m.label("pages-draft-fields") }} {{ fields }}</p>
{%- else %}
<table class="records">
<caption>{{ m.label("pages-draft-caption") }}</caption>
<thead><tr><th scope="col">{{ m.label("pages-draft-column") }}</th><th scope="col">{{ m.label("pages-draft-meaning") }}</th><th scope="col">{{ m.label("pages-draft-examples") }}</th><th scope="col">{{ m.label("pages-draft-filled") }}</th></tr></thead>
<tbody>
{%- for column in columns %}
<tr>
<th scope="row" id="{{ column.menu }}-name">{{ column.name }}</th>
<td>{% if column.is_fixed %}{{ m.label("pages-field-not-kept") }}{% else %}<select name="{{ column.menu }}" aria-labelledby="{{ column.menu }}-name">
{%- for choice in column.choices %}
<option value="{{ choice.value }}"{% if choice.is_chosen %} selected{% endif %}>{{ choice.text }}</option>
{%- endfor %}
</select>{% endif %}
{%- for note in column.notes %}
<p class="why">{{ note }}</p>
{%- endfor %}
</td>
<td data-name="{{ m.label("pages-draft-examples") }}">{{ column.examples }}</td>
<td data-name="{{ m.label("pages-draft-filled") }}" class="figure">{{ column.filled }}</td>
</tr>
{%- endfor %}
</tbody>
</table>
<div class="field">
<label for="income">{{ m.label("pages-draft-income") }}</label>
<p class="hint" id="income-hint">{{ m.label("pages-draft-income-hint") }}</p>
<select id="income" name="income" aria-describedby="income-hint">
<option value="">{{ m.label("pages-draft-income-said") }}</option>
{%- for unit in units %}
<option value="{{ unit }}"{% if choices.is("income", unit) %} selected{% endif %}>{{ unit }}</option>
{%- endfor %}
</select>
</div>
{%- endif %}
{%- if !rejections.is_empty() %}
<h2>{{ m.label("reading-rejected") }}</h2>
<ul>
{%- for rejection in rejections %}
<li>{{ rejection }}</li>
{%- endfor %}
</ul>
{%- endif %}
<p>{{ m.label("pages-draft-kept") }}</p>
<div class="actions">
{%- if !columns.is_empty() %}
<button class="second">{{ m.label("pages-draft-check") }}</button>
{%- endif %}
{%- if profiles > 0 %}
<button name="csrf" value="{{ viewer.session.token }}" formmethod="post">{{ keep }}</button>
{%- endif %}
</div>
</form>
<form method="post" action="/audiences/drafts/{{ id }}">
<input type="hidden" name="csrf" value="{{ viewer.session.token }}">
<button class="danger" name="discard" value="yes">{{ m.label("pages-draft-discard") }}</button>
</form>"##
)]
struct DraftPage<'a> {
    m: &'a Messages,
    viewer: &'a Viewer,
    id: &'a str,
    problem: Option<String>,
    rows: String,
    notes: Vec<String>,
    columns: Vec<Column>,
    fields: String,
    units: [&'static str; 8],
    choices: &'a Fields,
    rejections: Vec<String>,
    profiles: u64,
    keep: String,
}

/// What a file is taken for, with the menus as the query has them.
pub(super) async fn show_draft(
    request: HttpRequest,
    viewer: Viewer,
    id: web::Path<String>,
    state: web::Data<State>,
) -> Result<HttpResponse, Failure> {
    let fields = Fields::parse(request.query_string().as_bytes());
    let draft = find(&viewer, &state, &id).await?;
    match draft_page(&viewer, &state, &draft, &fields, None).await {
        // A file that cannot be read is of no use here.
        Err(failure) if (400..500).contains(&failure.code.status()) => {
            draft.discard(state.store.as_ref(), &state.objects, now()).await?;
            Ok(upload_page(&viewer, Some(failure)))
        }
        shown => shown,
    }
}

async fn find(viewer: &Viewer, state: &State, id: &str) -> Result<Draft, Failure> {
    let draft = draft(state.store.as_ref(), &viewer.caller.agency, id).await?;
    draft.ok_or_else(|| not_found("file"))
}

async fn draft_page(
    viewer: &Viewer,
    state: &State,
    draft: &Draft,
    fields: &Fields,
    problem: Option<Failure>,
) -> Result<HttpResponse, Failure> {
    let m = viewer.m;
    let (chosen, problem) = match chosen(viewer, state, draft, fields).await {
        Ok(chosen) => (chosen, problem),
        // A file that cannot be read at all leaves nothing to choose.
        Err(failure) if failure.code == ErrorCode::InvalidRequest => {
            (chosen(viewer, state, draft, &Fields::default()).await?, Some(failure))
        }
        Err(failure) => return Err(failure),
    };
    let FileInspection { profiles, rejected, rejections, reading, non_answers, notes, fields: stated } =
        &chosen.inspected;
    // What is said of single columns stands beside their menus.
    let is_of_rows =
        |note: &ReadingNote| matches!(note, ReadingNote::RowsLeftOut { .. } | ReadingNote::NonAnswers { .. });
    let sentences = reading.notes(non_answers).into_iter().filter(is_of_rows);
    let sentences = sentences.map(|note| m.capital(&reading_note(m, &note, &count(note.values()))));
    let stated: Vec<String> = stated.iter().map(|field| field.field.to_string()).collect();
    let status = problem.as_ref().map_or(StatusCode::OK, |_| StatusCode::UNPROCESSABLE_ENTITY);
    let body = DraftPage {
        m,
        viewer,
        id: &draft.dataset.id,
        problem: problem.map(|failure| words(viewer.m, &failure)),
        rows: m.text("pages-draft-rows", args![file = &draft.file, n = *profiles, rejected = *rejected]),
        notes: notes.iter().map(|note| m.capital(&import_note(m, note))).chain(sentences).collect(),
        columns: columns(m, &chosen.inspected),
        fields: stated.join(", "),
        units: UNITS,
        choices: fields,
        rejections: rejections.iter().map(|group| m.capital(&rejection_group_sentence(m, group))).collect(),
        profiles: *profiles,
        keep: m.text("pages-draft-keep", args![n = *profiles]),
    };
    Ok(page(viewer, Place::Followers, &m.label("pages-draft-title"), status, &body))
}

/// A file as the menus have it read.
struct Chosen {
    inspected: FileInspection,
    reading: FileReading,
}

/// Reads the file as it is, and once more where the menus say otherwise.
async fn chosen(viewer: &Viewer, state: &State, draft: &Draft, fields: &Fields) -> Result<Chosen, Failure> {
    let reading = file_reading(state, draft, fields, None)?;
    let inspected = inspect(viewer, state, draft, &reading).await?;
    match mapping(viewer.m, &inspected.reading, fields)? {
        None => Ok(Chosen { inspected, reading }),
        Some(mapping) => {
            let reading = file_reading(state, draft, fields, Some(mapping))?;
            Ok(Chosen { inspected: inspect(viewer, state, draft, &reading).await?, reading })
        }
    }
}

fn file_reading(
    state: &State,
    draft: &Draft,
    fields: &Fields,
    mapping: Option<Mapping>,
) -> Result<FileReading, Failure> {
    let unit = fields.text("income").map(|unit| {
        unit.parse().map_err(|accepted: &str| {
            Failure::new(ErrorCode::InvalidRequest, format!("The unit of incomes: {accepted}."))
        })
    });
    let name = draft.file.to_ascii_lowercase();
    let compression = match name.rsplit('.').next() {
        Some("gz") => Compression::Gzip,
        Some("zst") => Compression::Zstd,
        Some(_) | None => Compression::Identity,
    };
    Ok(FileReading {
        role: Role::Audience,
        as_of: today(),
        format: Format::by_name(&draft.file),
        is_format_given: false,
        compression,
        sheet: None,
        // A mapping says the unit itself.
        income: if mapping.is_some() { None } else { unit.transpose()? },
        keep_columns: Vec::new(),
        mapping,
        takes_json_tables: true,
        limits: upload_limits(state),
    })
}

/// Reads the whole file, which takes as much as an upload does: so it has the place of one.
async fn inspect(
    viewer: &Viewer,
    state: &State,
    draft: &Draft,
    reading: &FileReading,
) -> Result<FileInspection, Failure> {
    let _place = take_place(&viewer.caller, state).await?;
    let file = draft.open(&state.objects).await?.ok_or_else(|| not_found("file"))?;
    let (objects, reading) = (state.objects.clone(), reading.clone());
    let inspected = tokio::task::spawn_blocking(move || inspect_file(&objects, &reading, file)).await;
    let inspected = inspected.map_err(|error| Failure::new(ErrorCode::Internal, error.to_string()))?;
    inspected.map_err(rejected_upload)
}

/// Keeps the file as the menus have it read, or throws it away.
pub(super) async fn keep_draft(
    viewer: Viewer,
    id: web::Path<String>,
    Form(fields): Form,
    state: web::Data<State>,
) -> Result<HttpResponse, Failure> {
    let draft = find(&viewer, &state, &id).await?;
    let store = state.store.as_ref();
    if fields.is("discard", "yes") {
        draft.discard(store, &state.objects, now()).await?;
        return Ok(see_other("/audiences/new"));
    }
    let reading = match chosen(&viewer, &state, &draft, &fields).await {
        Ok(chosen) => chosen.reading,
        Err(failure) if failure.code == ErrorCode::InvalidRequest => {
            return draft_page(&viewer, &state, &draft, &Fields::default(), Some(failure)).await;
        }
        Err(failure) => return Err(failure),
    };
    check_room(&state, &viewer.caller.agency).await?;
    let _place = take_place(&viewer.caller, &state).await?;
    let file = draft.open(&state.objects).await?.ok_or_else(|| not_found("file"))?;
    let upload = Upload {
        agency: viewer.caller.agency.clone(),
        hidden: false,
        name: draft.dataset.name.clone().or_else(|| Some(draft.file.clone())),
        account: draft.dataset.account.clone(),
        taken_at: None,
        panel_as_of: None,
        panel_size: None,
        reject_all: false,
        compares_ids: viewer.caller.exact,
        file: reading,
    };
    let audience = ingest(store, &state.objects, upload, file, now).await.map_err(rejected_upload)?;
    let audience = keep_within_quota(&state, audience, draft.dataset.summary.stored_bytes).await?;
    state.metrics.count_rows(audience.summary.profiles, audience.summary.rejected, []);
    draft.discard(store, &state.objects, now()).await?;
    Ok(see_other(&format!("/audiences/{}/analyse", audience.id)))
}
