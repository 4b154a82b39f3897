//! The pages that the `type` of a problem document leads to: one for each error code.

use std::fmt::Write;

use actix_web::http::StatusCode;
use actix_web::web;

use crate::api::conditional::Representation;
use crate::api::problem::not_found;
use crate::error::{ErrorCode, Failure};

/// The page of one problem.
pub(super) async fn get_problem_page(code: web::Path<String>) -> Result<Representation, Failure> {
    let code = ErrorCode::all().find(|known| known.as_str() == *code).ok_or_else(|| not_found("problem"))?;
    let status = StatusCode::from_u16(code.status()).expect("the table holds valid statuses");
    let retry = if code.retry() { "The same request may succeed later." } else { "The same request will fail again." };
    let body = format!(
        "<p>Status: {status}. Code: <code>{}</code>.</p>\n<p>{}</p>\n<p>{retry}</p>\n\
         <p>The <code>detail</code> of the response says what happened, and <code>errors</code> lists every fault. The \
         log of the service has more under the <code>request_id</code>.</p>\n\
         <p><a href=\"/docs/problems\">All problems</a></p>\n",
        code.as_str(),
        advice(code)
    );
    Ok(page(code.title(), &body))
}

/// The list of all problems.
pub(super) async fn list_problem_pages() -> Representation {
    let mut list = String::from("<ul>\n");
    for code in ErrorCode::all() {
        let (name, title, status) = (code.as_str(), code.title(), code.status());
        writeln!(list, "<li><a href=\"/docs/problems/{name}\">{title}</a> ({status}, <code>{name}</code>)</li>")
            .expect("a string takes all");
    }
    list.push_str("</ul>\n");
    page("Problems", &list)
}

/// Titles and advice are constants without markup.
fn page(title: &str, body: &str) -> Representation {
    let html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title} - audience-fit</title>\n</head>\n\
         <body>\n<h1>{title}</h1>\n{body}</body>\n</html>\n"
    );
    Representation::of("text/html; charset=utf-8", html)
}

/// What a problem means, and what to do.
fn advice(code: ErrorCode) -> &'static str {
    match code {
        ErrorCode::MalformedBody => {
            "The service cannot read the body: it is not in the format that it should be in, or it was cut off. Check \
             the file and its format, then send it again."
        }
        ErrorCode::InvalidRequest => {
            "The service can read the request, but some of its values are not accepted. Correct each value that errors \
             lists."
        }
        ErrorCode::NoProfiles => {
            "No row could be read as a profile, so there is nobody to analyse. Check the names of the columns and the \
             reasons in errors."
        }
        ErrorCode::RowsRejected => {
            "Some rows could not be read, and the request asked to reject everything in that case. Correct the rows that \
             errors lists, or leave out on_error to go on without them."
        }
        ErrorCode::BodyTimeout => {
            "The body did not arrive in time. Send it again, over a faster connection if you can."
        }
        ErrorCode::BodyTooLarge => {
            "The body is larger than the service accepts. Compress or split it, or ask the operator to raise the limit."
        }
        ErrorCode::TooManyRows => {
            "The body has more rows than the service accepts. Split it, or ask the operator to raise the limit."
        }
        ErrorCode::UnsupportedMediaType => {
            "The service does not accept the Content-Type or Content-Encoding of the body. The detail lists those that it \
             accepts."
        }
        ErrorCode::Unauthorized => {
            "The request has no valid API key. Send one in the Authorization header: Bearer, a space, and the key. Your \
             administrator creates keys with audience-fit keys create."
        }
        ErrorCode::Forbidden => {
            "The key is valid, but does not have the scope that the request needs. Ask your administrator for a key that \
             has it."
        }
        ErrorCode::NotFound => {
            "There is nothing at this path, or it was deleted, or it belongs to another agency. Check the id."
        }
        ErrorCode::MethodNotAllowed => {
            "The path exists, but not for this method. The Allow header lists the right ones."
        }
        ErrorCode::TooManyRequests => "The key or address sent too many requests. Wait for the time in Retry-After.",
        ErrorCode::TooManyTargets => {
            "The key asked about as many different targets of this audience or panel as it may in a day, so that nobody can \
             work out single people from many answers. Repeat a target that was asked today, wait for the time in \
             Retry-After, or ask your administrator for a key with the scope exact if you own the rows."
        }
        ErrorCode::Conflict => {
            "The request contradicts the current state of the resource. Fetch it, then decide again."
        }
        ErrorCode::PreconditionFailed => {
            "The resource changed since you fetched it. Fetch it again, then repeat the request with its new ETag."
        }
        ErrorCode::IdempotencyMismatch => {
            "The Idempotency-Key was used for another request before. Use a new key for each new request."
        }
        ErrorCode::IdempotencyUnderWay => {
            "A request with this Idempotency-Key is in progress. Wait for the time in Retry-After, then send it again."
        }
        ErrorCode::NotAcceptable => {
            "The response is not available in a format that the Accept header allows. The detail lists the formats."
        }
        ErrorCode::MisdirectedRequest => {
            "A service that requires no keys answers only for names of its own machine, so that no web page can reach it \
             through a browser. Use http://127.0.0.1 or http://localhost, or ask the operator to set hosts."
        }
        ErrorCode::InvalidConfiguration => "The settings of the service are wrong. Its operator must correct them.",
        ErrorCode::Io => "The service could not read or write a file. Its operator finds the cause in the log.",
        ErrorCode::Busy => "All workers are busy. Wait for the time in Retry-After, then send the request again.",
        ErrorCode::StorageFull => {
            "The disk or database of the service has no room left. Reading and deleting still work: delete what you no \
             longer need, or tell the operator, who can add room."
        }
        ErrorCode::StoredDataDamaged => {
            "A stored file is missing or is not as it was written, so the service does not use it. Delete the audience or \
             panel and upload it again, or ask the operator to restore a backup."
        }
        ErrorCode::QuotaExceeded => {
            "Your agency stores as many audiences, panels, targets or results as it may. Delete what you no longer need, \
             or ask the operator to raise the limit that the detail names."
        }
        ErrorCode::Unavailable => {
            "The service is starting, stopping, or cannot reach its database or its files. Send the request again later."
        }
        ErrorCode::Internal => {
            "Something failed inside the service. Send the request again; if it fails again, report the request_id to its \
             operator."
        }
    }
}
