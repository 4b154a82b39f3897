//! `check` by a service, instead of on this computer.

use std::fs;
use std::time::{Duration, Instant};

use reqwest::header::RETRY_AFTER;
use reqwest::{Client, Response, Url};
use serde::Deserialize;
use serde_json::json;

use super::analyze::target_spec;
use super::arg_values::ShiftArg;
use super::args::CheckArgs;
use super::records::{Records, read_records};
use super::totals;
use crate::analysis::{AnalysisWarning, RowsOf};
use crate::disclosure::MinCell;
use crate::error::{ErrorCode, Failure, Fault};
use crate::ingest::totals::TotalRow;
use crate::ingest::{Reading, RejectCode, Rejection, Rejections, excerpt};
use crate::message::json::json_message;
use crate::message::{Message, message};
use crate::prevalence::{LabelSampling, Outcome};
use crate::report::import_note::import_note;
use crate::report::messages::{Messages, args};
use crate::report::warning::warning;
use crate::report::{Gate, GateProvenance, GateShare, GateVerdict, Language};
use crate::warning_code::WarningCode;

/// Waits between two tries, where the service names none, and at most.
const MIN_WAIT: Duration = Duration::from_secs(1);
const MAX_WAIT: Duration = Duration::from_secs(60);
/// Largest answer taken, in bytes.
const MAX_RESPONSE_BYTES: usize = 256 << 20;

/// Asks the service at `server` what `args` ask.
///
/// # Errors
/// What the service refuses and what cannot be read here exits 2; a service that is not there, stays busy or fails, 4.
pub(super) fn ask(server: &str, args: &CheckArgs, language: Language) -> Result<Gate, Failure> {
    let url = analyses_url(server)?;
    let key = args.remote.key.as_deref().map(read_key).transpose()?;
    let (body, audience, panel_readings) = request(args)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|e| Failure::of(ErrorCode::Internal, message!["command-runtime", error = e]))?;
    let deadline = Instant::now() + Duration::from_secs(args.remote.timeout);
    let answer = runtime.block_on(post(&url, key.as_deref(), body, deadline, language))?;
    let answer: Answer = serde_json::from_slice(&answer).map_err(|e| {
        Failure::of(
            ErrorCode::Unavailable,
            message!["command-server-version", url = url].saying("why", json_message(&e)),
        )
    })?;
    answer.gate(audience, &panel_readings, MinCell(args.question.min_cell), language)
}

fn analyses_url(server: &str) -> Result<Url, Failure> {
    let url = Url::parse(&format!("{}/v1/analyses", server.trim_end_matches('/'))).ok();
    url.filter(|url| ["http", "https"].contains(&url.scheme()) && url.has_host())
        .ok_or_else(|| Failure::of(ErrorCode::InvalidRequest, message!["command-server", received = excerpt(server)]))
}

fn read_key(key: &str) -> Result<String, Failure> {
    let Some(path) = key.strip_prefix('@') else { return Ok(key.to_owned()) };
    let text = fs::read_to_string(path);
    text.map(|text| text.trim().to_owned())
        .map_err(|e| Failure::of(ErrorCode::Io, message!["command-file", place = format!("--key @{path}"), error = e]))
}

/// The body of the request, and what became of the audience's rows on the way.
fn request(args: &CheckArgs) -> Result<(Vec<u8>, Records, Vec<Reading>), Failure> {
    let question = &args.question;
    let files = &question.files;
    let read_audience = |path: &std::path::PathBuf| read_records(path, files.input_format, &files.audience_options()?);
    let audience = question.file.as_ref().map(read_audience).transpose()?.unwrap_or_default();
    let panel = files.panel.as_ref().map(|path| read_records(path, None, &files.panel_options())).transpose()?;
    let shift = match question.shift {
        ShiftArg::Auto => "auto",
        ShiftArg::Covariate => "covariate",
        ShiftArg::Label => "label",
    };
    let cost = |c: &crate::channel::ChannelCost| json!({"channel": c.channel, "per_thousand": c.per_thousand, "currency": c.currency});
    let mut body = json!({
        "target": target_spec(&question.target, files.country.as_deref(), files.year)?,
        "labels": {"of_target": question.labels_of_target, "how": LabelSampling::from(question.labels).as_str()},
        "min_share": args.min_share,
        "max_rejected": question.max_rejected,
        "level": question.level,
        "seed": question.seed,
        "shift": shift,
        "as_of": files.as_of().to_string(),
        "on_error": if question.reject_all { "reject_all" } else { "reject_rows" },
        "account_channel": question.account_channel,
        "costs": question.costs.iter().map(cost).collect::<Vec<_>>(),
        // The command computes from the file alone, and so must the service.
        "use_outcomes": false,
        "retain": false,
    });
    if let Some(path) = &question.totals {
        let found = totals::read(path)?;
        // In whole billionths, so that the digits still tell what was rounded.
        let share = |row: &TotalRow| (1e9 * row.share).round() / 1e9;
        let row = |row: &TotalRow| json!({"field": row.field.as_str(), "band": row.band, "value": row.value, "share": share(row)});
        body["totals"] = found.rows.iter().map(row).collect::<Vec<_>>().into();
        body["totals_of"] = json!(found.of);
    }
    if let Some(size) = files.panel_size {
        body["panel_size"] = json!(size);
    }
    if let Some(followers) = question.followers {
        body["followers"] = json!(followers);
    }
    if let Some(day) = files.panel_date {
        body["panel_as_of"] = json!(day.to_string());
    }
    // A service suppresses at least the cells that its settings require, and rejects a smaller minimum.
    if question.min_cell > MinCell::default().0 {
        body["min_cell"] = json!(question.min_cell);
    }
    if !question.channels.is_empty() {
        body["channels"] = json!(question.channels);
    }
    if question.reject_all && audience.rejected.rows > 0 {
        let rejected = args![n = audience.rejected.rows];
        return Err(Failure::said(ErrorCode::RowsRejected, "command-some-rejected", rejected));
    }
    // The profiles may be many; they are laid into the body as they are.
    let mut bytes = body.to_string().into_bytes();
    bytes.pop();
    if question.file.is_some() {
        bytes.extend_from_slice(b",\"profiles\":");
        bytes.extend_from_slice(&audience.array);
    }
    let mut panel_readings = Vec::new();
    if let Some(panel) = panel {
        bytes.extend_from_slice(b",\"panel\":");
        bytes.extend_from_slice(&panel.array);
        panel_readings = panel.readings;
    }
    bytes.push(b'}');
    Ok((bytes, audience, panel_readings))
}

/// The answer to `body`; asks again while the service is busy, until `deadline`.
async fn post(
    url: &Url,
    key: Option<&str>,
    body: Vec<u8>,
    deadline: Instant,
    language: Language,
) -> Result<Vec<u8>, Failure> {
    let gone =
        |why: Message| Failure::of(ErrorCode::Unavailable, message!["command-server-at", url = url].saying("why", why));
    let client = Client::builder().user_agent(concat!("audience-fit/", env!("CARGO_PKG_VERSION"))).build();
    let client = client.map_err(|e| gone(causes(&e)))?;
    let body = bytes::Bytes::from(body);
    let mut wait = MIN_WAIT;
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        let mut request = client
            .post(url.clone())
            .timeout(left)
            .header("content-type", "application/json")
            .header("accept-language", language.tag());
        if let Some(key) = key {
            request = request.bearer_auth(key);
        }
        let response = request.body(body.clone()).send().await.map_err(|e| gone(causes(&e)))?;
        let status = response.status().as_u16();
        let asked = retry_after(&response);
        let answer = read_answer(response).await.map_err(gone)?;
        if (200..300).contains(&status) {
            return Ok(answer);
        }
        let pause = asked.unwrap_or(wait);
        let in_time = pause <= MAX_WAIT && Instant::now() + pause < deadline;
        if ![429, 503].contains(&status) || !in_time {
            return Err(problem(url, status, &answer));
        }
        tracing::warn!(status, seconds = pause.as_secs(), "the service is busy; retrying");
        tokio::time::sleep(pause).await;
        wait = (2 * wait).min(MAX_WAIT);
    }
}

fn retry_after(response: &Response) -> Option<Duration> {
    let seconds = response.headers().get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds))
}

async fn read_answer(mut response: Response) -> Result<Vec<u8>, Message> {
    let mut answer = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|e| causes(&e))? {
        if answer.len() + chunk.len() > MAX_RESPONSE_BYTES {
            return Err(message!["command-server-large", max = MAX_RESPONSE_BYTES >> 20]);
        }
        answer.extend_from_slice(&chunk);
    }
    Ok(answer)
}

/// What went wrong, down to its cause, without the address, which may hold what it should not.
fn causes(error: &reqwest::Error) -> Message {
    let mut words = Vec::new();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        words.push(error.to_string());
        cause = error.source();
    }
    match (error.is_timeout(), words.is_empty()) {
        (true, _) => message!["command-server-late"],
        (false, true) => message!["command-server-gone"],
        (false, false) => message!["command-server-gone-because", why = words.join(": ")],
    }
}

/// A problem document of the service.
#[derive(Deserialize)]
struct Problem {
    code: String,
    detail: String,
    request_id: String,
    #[serde(default)]
    errors: Vec<ProblemFault>,
}

#[derive(Deserialize)]
struct ProblemFault {
    pointer: Option<String>,
    parameter: Option<String>,
    header: Option<String>,
    code: String,
    detail: String,
}

/// A refusal of the service as a failure of this command: 4xx exits 2; a service that is busy or fails, 4.
fn problem(url: &Url, status: u16, body: &[u8]) -> Failure {
    let fallback = match status {
        429 => ErrorCode::Busy,
        400..=499 => ErrorCode::InvalidRequest,
        _ => ErrorCode::Unavailable,
    };
    let Ok(problem) = serde_json::from_slice::<Problem>(body) else {
        return Failure::of(fallback, message!["command-server-other", url = url, status = status]);
    };
    let same = |code: &ErrorCode| code.as_str() == problem.code && code.exit_code() == fallback.exit_code();
    let code = ErrorCode::all().find(same).unwrap_or(fallback);
    let fault = |f: ProblemFault| match (f.parameter, f.header) {
        (Some(name), _) => Fault::in_parameter(&name, &f.code, &f.detail),
        (None, Some(name)) => Fault::in_header(&name, &f.code, &f.detail),
        (None, None) => Fault { pointer: f.pointer.unwrap_or_default(), code: f.code, detail: f.detail.into() },
    };
    // The service has said it in the language of the command.
    let detail = message![
        "command-server-problem",
        detail = problem.detail,
        status = status,
        code = problem.code,
        request = problem.request_id,
        url = url
    ];
    Failure::of(code, detail).with_faults(problem.errors.into_iter().map(fault).collect())
}

/// The parts of an analysis that a verdict needs.
#[derive(Deserialize)]
struct Answer {
    target: Target,
    audience: Audience,
    fit: Fit,
    verdict: Option<Verdict>,
    caveats: Vec<Warning>,
    warnings: Vec<Warning>,
    summary: Summary,
    provenance: Provenance,
}

#[derive(Deserialize)]
struct Target {
    summary: String,
}

#[derive(Deserialize)]
struct Audience {
    profiles: Option<u64>,
    rejected: u64,
    rejections: Vec<RejectedField>,
}

#[derive(Deserialize)]
struct RejectedField {
    row: u64,
    field: String,
    code: String,
    received: Option<String>,
    accepted: String,
}

#[derive(Deserialize)]
struct Fit {
    status: String,
    share: Option<Share>,
    method: Option<String>,
    evidence: Evidence,
}

#[derive(Deserialize)]
struct Share {
    value: f64,
    lower: f64,
    upper: f64,
    level: f64,
}

#[derive(Deserialize)]
struct Evidence {
    lower_bound: f64,
    upper_bound: f64,
}

#[derive(Deserialize)]
struct Verdict {
    min_share: f64,
    outcome: String,
    labels_needed: Option<u64>,
    reason: Option<String>,
}

#[derive(Deserialize)]
struct Warning {
    code: String,
    detail: String,
}

#[derive(Deserialize)]
struct Summary {
    fit: String,
    verdict: Option<String>,
    provenance: String,
}

#[derive(Deserialize)]
struct Provenance {
    version: String,
    catalog_version: String,
    seed: u64,
    input_hash: String,
}

impl Answer {
    /// The verdict of this answer, with the rows rejected before the request.
    fn gate(
        self,
        audience: Records,
        panel_readings: &[Reading],
        min_cell: MinCell,
        language: Language,
    ) -> Result<Gate, Failure> {
        // Of the rows that were rejected here the service knows only that they are no profiles.
        let known = if audience.rejected.is_empty() { u64::MAX } else { audience.accepted };
        let of_service = self.audience.rejections.into_iter().filter(|r| r.row <= known);
        let rejected = Rejections {
            rows: self.audience.rejected,
            listed: audience.rejected.listed.into_iter().chain(of_service.map(rejection)).collect(),
        };
        let mut warnings: Vec<(String, String)> = Vec::new();
        let m = Messages::of(language);
        warnings.extend(audience.notes.iter().map(|note| (WarningCode::Import.to_string(), import_note(m, note))));
        let readings = [(RowsOf::Audience, audience.readings.as_slice()), (RowsOf::Panel, panel_readings)];
        for (of, reading) in readings.into_iter().flat_map(|(of, all)| all.iter().map(move |reading| (of, reading))) {
            for note in reading.notes(&[]) {
                let values = min_cell.release(note.values(), self.audience.profiles.unwrap_or(0));
                let noted = AnalysisWarning::Reading { of, note, values, is_of_target: false };
                warnings.push((noted.code().to_string(), warning(m, &noted)));
            }
        }
        warnings.extend(self.warnings.into_iter().map(|w| (w.code, w.detail)));
        let verdict = self.verdict.map(|verdict| {
            let why = self.summary.verdict.unwrap_or_default();
            outcome(&verdict.outcome).map(|outcome| GateVerdict {
                min_share: verdict.min_share,
                outcome,
                labels_needed: verdict.labels_needed,
                why,
                reason: verdict.reason,
            })
        });
        let p = self.provenance;
        Ok(Gate {
            target: self.target.summary,
            profiles: self.audience.profiles,
            rejected,
            fit: self.summary.fit,
            status: self.fit.status,
            share: self.fit.share.map(|s| GateShare { value: s.value, lower: s.lower, upper: s.upper, level: s.level }),
            certain: (self.fit.evidence.lower_bound, self.fit.evidence.upper_bound),
            method: self.fit.method,
            verdict: verdict.transpose()?,
            caveats: self.caveats.into_iter().map(|caveat| caveat.detail).collect(),
            warnings,
            provenance: GateProvenance {
                version: p.version,
                catalog_version: p.catalog_version,
                seed: p.seed,
                input_hash: p.input_hash,
                words: self.summary.provenance,
            },
        })
    }
}

fn outcome(name: &str) -> Result<Outcome, Failure> {
    match name {
        "pass" => Ok(Outcome::Pass),
        "fail" => Ok(Outcome::Fail),
        "inconclusive" => Ok(Outcome::Inconclusive),
        other => {
            Err(Failure::of(ErrorCode::Unavailable, message!["command-server-verdict", received = excerpt(other)]))
        }
    }
}

fn rejection(r: RejectedField) -> Rejection {
    // A newer service may know more codes; its text still says what is wrong.
    let code = RejectCode::named(&r.code).unwrap_or(RejectCode::Syntax);
    Rejection {
        row: r.row,
        field: r.field,
        code,
        received: r.received.unwrap_or_default().into(),
        accepted: r.accepted.into(),
    }
}
