//! Stored audiences and panels: one set of handlers, under two names.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use futures_util::stream;
use std::io::Read;

use super::{now, today};
use crate::api::answer::{Made, Turn, ended, found, made, missing, turn};
use crate::api::caller::caller;
use crate::api::problem::{BodyProblem, problem};
use crate::api::server::State;
use crate::api::told::dataset_body;
use crate::api::uploads::{announced, body, encoding, format};
use crate::api::work::{Fetched, Question, Tools, answer, fetch_one, kept, limits, refused};
use crate::disclosure::MinCell;
use crate::error::{ErrorCode, Failure};
use crate::ingest::Role;
use crate::profile::Profiles;
use crate::store::{Dataset, Page, Upload, UploadError, collect_garbage, ingest, rejections};
use crate::wire::{
    AnalysisBody, AnalysisRequestBody, ComparisonBody, DatasetBody, DatasetList, EstimateBody, FitAnswerBody, FitBody,
    FitQuestion, FollowersChangeBody, OnError, Parsed, ProblemBody, Query, ShiftName, UploadFile, UploadFormat,
    parse_day, read_fit_question,
};

/// What a role is called in a message.
fn what(role: Role) -> &'static str {
    match role {
        Role::Audience => "audience",
        Role::Panel => "panel",
    }
}

/// Keeps an upload of people.
async fn create(request: &HttpRequest, payload: web::Payload, state: &State, role: Role) -> Result<Made, Failure> {
    let upload = upload(request, state, role)?;
    announced(request, upload.limits.bytes)?;
    // The bytes of an upload are not held, so that its key stands for its address; see `same_bytes`.
    let token = match turn(request, state, b"").await? {
        Turn::Do(token) => token,
        Turn::Answered(made) => return same_bytes(payload, state, made).await,
    };
    let outcome = receive(payload, state, upload).await.and_then(|dataset| {
        let location = format!("/v1/{}s/{}", what(role), dataset.id);
        Ok(Made::new(StatusCode::CREATED, Some(location), &dataset_body(&dataset)?))
    });
    ended(request, state, token, outcome).await
}

/// What the headers and the query say of an upload.
fn upload(request: &HttpRequest, state: &State, role: Role) -> Result<Upload, Failure> {
    let mut query = Query::new(request.query_string());
    let (name, account) = (query.label("name"), query.label("account"));
    let taken_at = query.time("taken_at");
    let as_of = query.read("as_of", |text| parse_day(text).map_err(|_| "a day as 2026-11-01".to_owned()));
    let named = query.choice("format", &UploadFormat::NAMES);
    let on_error = query.choice("on_error", &[("reject_rows", false), ("reject_all", true)]);
    query.finish()?;
    Ok(Upload {
        agency: caller(request).agency,
        role,
        hidden: false,
        name,
        account,
        taken_at,
        as_of: as_of.unwrap_or_else(today),
        format: named.map_or_else(|| format(request), |named| Ok(named.into()))?,
        compression: encoding(request)?,
        reject_all: on_error.unwrap_or(false),
        limits: limits(state),
    })
}

async fn receive(payload: web::Payload, state: &State, upload: Upload) -> Result<Dataset, Failure> {
    let _place = state.uploads.place()?;
    let (body, pieces) = body(payload, state.settings.body_timeout);
    let (sent, stored) = tokio::join!(body.send(), ingest(state.store.as_ref(), &state.objects, upload, pieces, now));
    match (sent, stored) {
        (Ok(()), Ok(dataset)) => {
            state.metrics.count_rows(dataset.summary.profiles, dataset.summary.rejected, []);
            Ok(dataset)
        }
        (Ok(()), Err(error)) | (Err(_), Err(error @ (UploadError::Store(_) | UploadError::TooLarge(_)))) => {
            Err(refused(error))
        }
        (Err(failure), Err(_)) => Err(failure),
        (Err(failure), Ok(dataset)) => {
            // A cut body that happened to read as a whole one is none.
            state.store.mark_dataset_deleted(&dataset.agency, dataset.role, &dataset.id).await?;
            collect_garbage(state.store.as_ref(), &state.objects, now()).await?;
            Err(failure)
        }
    }
}

/// The answer given before, where the upload is that of before, byte for byte.
async fn same_bytes(payload: web::Payload, state: &State, made: Made) -> Result<Made, Failure> {
    let (body, mut pieces) = body(payload, state.settings.body_timeout);
    let most = state.settings.max_upload_bytes;
    let hash = tokio::task::spawn_blocking(move || {
        let mut hasher = blake3::Hasher::new();
        std::io::copy(&mut (&mut pieces).take(most + 1), &mut hasher).map(|_| hasher.finalize().to_hex().to_string())
    });
    let (sent, hash) = tokio::join!(body.send(), hash);
    sent?;
    let hash = hash.ok().and_then(Result::ok).unwrap_or_default();
    let kept: serde_json::Value = serde_json::from_str(&made.json).unwrap_or_default();
    if kept["content_hash"] == hash.as_str() {
        return Ok(made);
    }
    let detail = "this Idempotency-Key was used for an upload of other bytes; use a new one";
    Err(Failure::new(ErrorCode::IdempotencyMismatch, detail))
}

async fn list(request: &HttpRequest, state: &State, role: Role) -> Result<DatasetList, Failure> {
    let mut query = Query::new(request.query_string());
    let (limit, account) = (query.limit(), query.label("account"));
    let page = query.cursor(|cursor| Page::new(Some(cursor), limit));
    query.finish()?;
    let page = page.unwrap_or(Page { after: None, limit });
    let listed = state.store.datasets(&caller(request).agency, role, account.as_deref(), &page).await?;
    let items = listed.items.iter().map(|dataset| Ok(DatasetBody { rejections: Vec::new(), ..dataset_body(dataset)? }));
    Ok(DatasetList { items: items.collect::<Result<_, Failure>>()?, next_cursor: listed.next_cursor })
}

async fn dataset(request: &HttpRequest, state: &State, role: Role, id: &str) -> Result<Dataset, Failure> {
    let dataset = state.store.dataset(&caller(request).agency, role, id).await?;
    dataset.filter(|dataset| !dataset.hidden).ok_or_else(|| missing(what(role)))
}

async fn get(request: &HttpRequest, state: &State, role: Role, id: &str) -> Result<DatasetBody, Failure> {
    dataset_body(&dataset(request, state, role, id).await?)
}

async fn delete(request: &HttpRequest, state: &State, role: Role, id: &str) -> Result<HttpResponse, Failure> {
    let dataset = dataset(request, state, role, id).await?;
    if !state.store.mark_dataset_deleted(&dataset.agency, role, id).await? {
        return Err(missing(what(role)));
    }
    // It is gone for everybody; where its files can't be removed now, they are later.
    if let Err(error) = collect_garbage(state.store.as_ref(), &state.objects, now()).await {
        tracing::error!(%error, "the files of a deleted set could not be removed yet; it is tried again");
    }
    Ok(HttpResponse::NoContent().finish())
}

async fn rejected(request: &HttpRequest, state: &State, role: Role, id: &str) -> Result<HttpResponse, Failure> {
    const PIECE: u64 = 1 << 16;
    let dataset = dataset(request, state, role, id).await?;
    let lines = rejections(&state.objects, &dataset).await?;
    let pieces = stream::try_unfold(lines, |mut lines| async move {
        let read = tokio::task::spawn_blocking(move || {
            let mut piece = Vec::new();
            (&mut lines).take(PIECE).read_to_end(&mut piece).map(|_| (piece, lines))
        });
        let (piece, lines) = read.await.map_err(std::io::Error::other)??;
        Ok::<_, std::io::Error>((!piece.is_empty()).then(|| (web::Bytes::from(piece), lines)))
    });
    let name = format!("attachment; filename=\"{id}-rejections.ndjson\"");
    let mut response = HttpResponse::Ok();
    response.content_type("application/x-ndjson").insert_header((header::CONTENT_DISPOSITION, name));
    Ok(response.streaming(pieces))
}

fn respond(request: &HttpRequest, outcome: Result<HttpResponse, Failure>) -> HttpResponse {
    outcome.unwrap_or_else(|failure| problem(request, failure))
}

/// The handlers of a kind of people, with what the document says of them.
macro_rules! people {
    ($role:expr, $path:literal, $one:literal, $tag:literal, $create:ident, $list:ident, $get:ident, $delete:ident,
     $rejections:ident, $create_id:literal, $list_id:literal, $get_id:literal, $delete_id:literal,
     $rejections_id:literal, $kind:literal) => {
        #[doc = concat!("Keeps ", $kind, ", read as a stream: rows in error are listed and the rest go on.")]
        ///
        /// The body is NDJSON, CSV, Parquet or a JSON array, packed or not, or a platform's pages by `format`. Memory does not
        /// grow with it. Nothing is to be seen of an upload before it is whole.
        #[utoipa::path(
            post, path = $path, tag = $tag, operation_id = $create_id,
            params(
                ("name" = Option<String>, Query, description = "What to call it"),
                ("account" = Option<String>, Query, description = "The account whose followers these are"),
                ("taken_at" = Option<String>, Query, description = "When they were fetched, as `2026-11-01T09:30:00Z`"),
                ("as_of" = Option<String>, Query, description = "The day birth years and dates are judged against, as `2026-11-01`; today by default"),
                ("format" = inline(Option<UploadFormat>), Query, description = "What the rows are; by the media type otherwise"),
                ("on_error" = inline(Option<OnError>), Query, description = "What to do where rows are refused; `reject_rows` by default"),
                ("Content-Encoding" = Option<String>, Header, pattern = "^(identity|gzip|zstd)$", description = "How the body is packed; `identity` by default"),
                ("Idempotency-Key" = Option<String>, Header, description = "The same key and upload give the same answer again")
            ),
            request_body(content(
                (UploadFile = "application/x-ndjson", example = json!("{\"id\": \"f1\", \"age\": 31}\n{\"id\": \"f2\", \"region\": \"KR-26\"}\n")),
                (UploadFile = "application/vnd.apache.parquet"),
                (UploadFile = "text/csv", example = json!("id,age,region\nf1,31,KR-11\n")),
                (Vec<crate::wire::ProfileBody> = "application/json")
            )),
            responses(
                (status = 201, body = DatasetBody, description = "It is kept"),
                (status = 409, body = ProblemBody, content_type = "application/problem+json", description = "The same request is under way"),
                BodyProblem
            )
        )]
        pub(in crate::api) async fn $create(
            request: HttpRequest,
            payload: web::Payload,
            state: web::Data<State>,
        ) -> HttpResponse {
            let outcome = create(&request, payload, &state, $role).await;
            made(&request, outcome)
        }

        /// Lists what is kept, newest first.
        #[utoipa::path(
            get, path = $path, tag = $tag, operation_id = $list_id,
            params(
                ("account" = Option<String>, Query, description = "Of one account only"),
                ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before"),
                ("limit" = Option<u32>, Query, minimum = 1, maximum = 1000, description = "Entries of a page; 100 by default")
            ),
            responses(
                (status = 200, body = DatasetList, description = "A page"),
                (status = 422, body = ProblemBody, content_type = "application/problem+json", description = "A parameter is at fault")
            )
        )]
        pub(in crate::api) async fn $list(request: HttpRequest, state: web::Data<State>) -> HttpResponse {
            found(&request, list(&request, &state, $role).await)
        }

        #[doc = concat!("Tells of ", $kind, "; nothing of single people.")]
        #[utoipa::path(
            get, path = $one, tag = $tag, operation_id = $get_id,
            params(("id" = String, Path, description = "Its id")),
            responses(
                (status = 200, body = DatasetBody, description = "What is kept"),
                (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "There is none such")
            )
        )]
        pub(in crate::api) async fn $get(
            request: HttpRequest,
            id: web::Path<String>,
            state: web::Data<State>,
        ) -> HttpResponse {
            found(&request, get(&request, &state, $role, &id).await)
        }

        #[doc = concat!("Deletes ", $kind, " with its files.")]
        #[utoipa::path(
            delete, path = $one, tag = $tag, operation_id = $delete_id,
            params(("id" = String, Path, description = "Its id")),
            responses(
                (status = 204, description = "It is gone"),
                (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "There is none such")
            )
        )]
        pub(in crate::api) async fn $delete(
            request: HttpRequest,
            id: web::Path<String>,
            state: web::Data<State>,
        ) -> HttpResponse {
            respond(&request, delete(&request, &state, $role, &id).await)
        }

        /// Lists every reason why a row was refused, as NDJSON.
        #[utoipa::path(
            get, path = concat!($one, "/rejections"), tag = $tag, operation_id = $rejections_id,
            params(("id" = String, Path, description = "Its id")),
            responses(
                (status = 200, body = String, content_type = "application/x-ndjson", description = "A `Rejection` a line"),
                (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "There is none such")
            )
        )]
        pub(in crate::api) async fn $rejections(
            request: HttpRequest,
            id: web::Path<String>,
            state: web::Data<State>,
        ) -> HttpResponse {
            respond(&request, rejected(&request, &state, $role, &id).await)
        }
    };
}

people!(
    Role::Audience,
    "/v1/audiences",
    "/v1/audiences/{id}",
    "audiences",
    create_audience,
    list_audiences,
    get_audience,
    delete_audience,
    list_audience_rejections,
    "create_audience",
    "list_audiences",
    "get_audience",
    "delete_audience",
    "list_audience_rejections",
    "the followers of an account"
);
people!(
    Role::Panel,
    "/v1/panels",
    "/v1/panels/{id}",
    "panels",
    create_panel,
    list_panels,
    get_panel,
    delete_panel,
    list_panel_rejections,
    "create_panel",
    "list_panels",
    "get_panel",
    "delete_panel",
    "list_panel_rejections",
    "labelled people from elsewhere"
);

/// Tells how many of a stored audience match a target, alone or beside another audience, as an earlier one of the same
/// account.
#[utoipa::path(
    get, path = "/v1/audiences/{id}/fit", tag = "audiences", operation_id = "get_audience_fit",
    params(
        ("id" = String, Path, description = "Id of the audience"),
        ("target" = String, Query, example = "under-middle-class-late-20s-to-40s", description = "Name of a target, or its definition as JSON"),
        ("country" = Option<String>, Query, example = "KR", description = "Country whose tables are used, as `KR`; beside the target's own"),
        ("year" = Option<i32>, Query, minimum = 1900, maximum = 2100, description = "Year whose tables are used"),
        ("panel_id" = Option<String>, Query, description = "Id of a stored panel"),
        ("min_share" = Option<f64>, Query, minimum = 0.0, maximum = 1.0, description = "Minimum share to compare the fit with, 0 to 1"),
        ("level" = Option<f64>, Query, minimum = 0.5, maximum = 0.99, description = "Nominal level of intervals, 0.5 to 0.99; 0.9 by default"),
        ("seed" = Option<u64>, Query, description = "Seed of every draw; 0 by default"),
        ("shift" = inline(Option<ShiftName>), Query, description = "How the panel differs from the audience; `auto` by default"),
        ("compare" = Option<String>, Query, description = "Id of another audience")
    ),
    responses(
        (status = 200, body = FitAnswerBody, description = "The fit and the verdict"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "There is no such audience or panel"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json", description = "A parameter is at fault"),
        (status = 503, body = ProblemBody, content_type = "application/problem+json", description = "All workers are busy")
    )
)]
pub(in crate::api) async fn get_audience_fit(
    request: HttpRequest,
    id: web::Path<String>,
    state: web::Data<State>,
) -> HttpResponse {
    found(&request, fit(&request, id.into_inner(), &state).await)
}

async fn fit(request: &HttpRequest, id: String, state: &State) -> Result<FitAnswerBody, Failure> {
    let FitQuestion { request: asked, hasher, panel, compare: other } = read_fit_question(request.query_string())?;
    let audience = dataset(request, state, Role::Audience, &id).await?;
    let panel = match panel {
        Some(panel) => Some(dataset(request, state, Role::Panel, &panel).await?),
        None => None,
    };
    let other = match other {
        Some(other) => Some(dataset(request, state, Role::Audience, &other).await?),
        None => None,
    };
    let asked = (asked, hasher);
    let (this, ids) = one(request, state, asked.clone(), &audience, panel.as_ref()).await?;
    let comparison = match other {
        None => None,
        Some(other) => {
            let (that, other_ids) = one(request, state, asked, &other, panel.as_ref()).await?;
            Some(compare(state, other.id, &this, &that, ids, other_ids))
        }
    };
    Ok(FitAnswerBody::new(id, AnalysisBody::from(&this), comparison))
}

/// The analysis of one stored audience, and the hashes of its ids.
async fn one(
    request: &HttpRequest,
    state: &State,
    (asked, hasher): (Parsed<AnalysisRequestBody>, blake3::Hasher),
    audience: &Dataset,
    panel: Option<&Dataset>,
) -> Result<(crate::analysis::Analysis, Vec<u64>), Failure> {
    let place = state.workers.place()?;
    let kept = kept(state, &caller(request).agency).await?;
    let audience: Fetched = fetch_one(state, audience).await?;
    let ids = ids(&audience.people.reading.profiles);
    let panel = match panel {
        Some(panel) => Some(fetch_one(state, panel).await?),
        None => None,
    };
    let question = Question { request: asked, hasher, kept, audience: Some(audience), panel, today: today() };
    let tools = Tools::of(state);
    let work = move || answer(question, &tools, &|_| std::ops::ControlFlow::Continue(()));
    Ok((state.workers.run(place, work).await?, ids))
}

/// The hashes of the ids of rows, ascending.
fn ids(profiles: &Profiles) -> Vec<u64> {
    let mut ids: Vec<u64> = profiles.id_hashes().collect();
    ids.sort_unstable();
    ids
}

fn compare(
    state: &State,
    other: String,
    this: &crate::analysis::Analysis,
    that: &crate::analysis::Analysis,
    ids: Vec<u64>,
    other_ids: Vec<u64>,
) -> ComparisonBody {
    let shares = this.fit.distribution.as_ref().zip(that.fit.distribution.as_ref());
    let level = this.fit.share.as_ref().map_or(0.9, |share| share.level);
    let n = this.profiles.zip(that.profiles).map_or(0.0, |(this, that)| this.min(that) as f64);
    let min_cell = MinCell(state.settings.min_cell);
    let told = |count: usize| Some(count as u64).filter(|count| !min_cell.hides(*count));
    let followers = (!ids.is_empty() && !other_ids.is_empty()).then(|| {
        let stayed = ids.iter().filter(|id| other_ids.binary_search(id).is_ok()).count();
        let (came, went) = (ids.len() - stayed, other_ids.len() - stayed);
        // With the totals of both audiences any two of these tell the third.
        let all_told = told(stayed).is_some() && told(came).is_some() && told(went).is_some();
        let one = |count: usize| told(count).filter(|_| all_told);
        FollowersChangeBody { stayed: one(stayed), came: one(came), went: one(went) }
    });
    ComparisonBody {
        audience_id: other,
        fit: FitBody::from(&that.fit),
        difference: shares.map(|(this, that)| EstimateBody::from(&this.difference(that, level, n))),
        followers,
    }
}
