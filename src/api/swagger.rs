//! Swagger UI: the files of the crate, with a style on top that gives its colours contrast.

use std::sync::{Arc, LazyLock};

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};
use utoipa_swagger_ui::{Config, serve};

use super::conditional::respond_with;
use super::problem::not_found;
use crate::error::{ErrorCode, Failure};

/// The document, without the bar for the address of another one.
static CONFIG: LazyLock<Arc<Config<'static>>> = LazyLock::new(|| {
    let config = Config::from("/openapi.json").try_it_out_enabled(true).use_base_layout();
    Arc::new(config.default_models_expand_depth(-1))
});

/// Texts of the crate's files that others stand for, by file.
const REPLACED: [(&str, &str, &str); 1] =
    [("index.html", "<title>Swagger UI</title>", "<title>audience-fit API</title>")];
/// What is added to the crate's own style.
const STYLE: &str = include_str!("swagger.css");

/// A file of Swagger UI.
pub(super) async fn get_docs(request: HttpRequest, path: web::Path<String>) -> Result<HttpResponse, Failure> {
    let name = if path.is_empty() { "index.html" } else { path.as_str() };
    let file = serve(name, Arc::clone(&CONFIG));
    let file = file.map_err(|error| Failure::new(ErrorCode::Internal, error.to_string()))?;
    let file = file.ok_or_else(|| not_found("page"))?;
    let mut bytes = file.bytes.into_owned();
    for (_, from, to) in REPLACED.iter().filter(|(own, ..)| *own == name) {
        bytes = String::from_utf8_lossy(&bytes).replace(from, to).into_bytes();
    }
    if name == "index.css" {
        bytes.extend_from_slice(STYLE.as_bytes());
    }
    let mut response = respond_with(&request, StatusCode::OK, &file.content_type, bytes);
    // Its files keep their names from version to version, so they are asked for again, and not sent again.
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_replaced_is_there() {
        for (name, from, _) in REPLACED {
            let file = serve(name, Arc::clone(&CONFIG)).expect("it is read").expect("it is there");
            assert!(String::from_utf8_lossy(&file.bytes).contains(from), "{name}");
        }
        let style = serve("index.css", Arc::clone(&CONFIG)).expect("it is read").expect("it is there");
        assert!(!style.gzpipped, "the style is added to plain text");
    }
}
