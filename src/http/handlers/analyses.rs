//! Analyses.

use actix_web::{HttpRequest, HttpResponse, web};

use super::{answer_body, respond, today};
use crate::analysis::{AnalysisRequest, analyze};
use crate::channel::Learning;
use crate::http::problem::BodyProblem;
use crate::http::server::State;
use crate::wire::{AnalysisBody, AnalysisRequestBody, read_analysis, write_record};

/// Tells how many of the profiles match the target, who they are, where the target is and, with `constraints`, what to
/// do in a week.
///
/// Every figure is an interval with its method. Where the evidence cannot carry an estimate, `fit.status` is
/// `not_identified` and `fit.needs` says what to bring; the other parts are still given. Rows in error are listed in
/// `audience.rejections` and the rest go on, unless `on_error` is `reject_all`. Results of campaigns, in `outcomes` and
/// those kept by `POST /v1/outcomes`, move the reach of channels as in `POST /v1/recommendations`.
#[utoipa::path(
    post, path = "/v1/analyses", tag = "analyses", operation_id = "create_analysis",
    request_body(content = AnalysisRequestBody, example = json!({
        "profiles": [
            {"id": "f1", "age": 31, "income": {"amount": 1_900_000, "currency": "KRW", "period": "month", "scope": "household"}, "household_size": 2, "region": "KR-11", "account": {"followers": 120, "following": 300}},
            {"id": "f2", "age_band": {"min": 25, "max": 34}, "income": {"median_ratio": 0.6}, "region": "KR-26"},
            {"id": "f3", "birth_year": 1961, "region": "KR-11", "account": {"followers": 15, "following": 900}},
            {"id": "f4", "region": "KR-26", "account": {"followers": 80, "following": 200}}
        ],
        "target": {"preset": "under-middle-class-late-20s-to-40s", "country": "KR"},
        "min_share": 0.3,
        "constraints": {"hours_per_week": 20, "task": "eligibility"}
    })),
    responses(
        (status = 200, body = AnalysisBody, description = "The analysis"),
        BodyProblem
    )
)]
pub(in crate::http) async fn create_analysis(
    request: HttpRequest,
    payload: web::Payload,
    state: web::Data<State>,
) -> HttpResponse {
    let max_rows = state.settings.max_rows;
    let journal = state.journal.clone();
    let outcome = answer_body(&request, payload, &state, move |body, catalog| {
        let question = read_analysis(body, catalog, today(), max_rows, &journal.outcomes())?;
        let input_hash = input_hash(body, question.options.learning.as_ref());
        let analysis = analyze(AnalysisRequest {
            audience: &question.audience,
            panel: question.panel.as_ref(),
            target: question.target,
            catalog,
            options: question.options,
            as_of: question.as_of,
            input_hash,
        })?;
        Ok(AnalysisBody::from(&analysis))
    });
    respond(&request, outcome.await)
}

/// Hash of all that an answer depends on beside the catalogue: the body, and outcomes kept before it.
fn input_hash(body: &[u8], learning: Option<&Learning>) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(body);
    if let Some(learning) = learning.filter(|learning| !learning.outcomes.is_empty()) {
        hasher.update(&write_record(&learning.outcomes));
    }
    hasher.finalize().to_hex().to_string()
}
