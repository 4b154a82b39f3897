//! The language of a response's sentences: `Accept-Language` of the request, `Content-Language` and `Vary` of the response.
//! What stands outside of the contract is for people in a browser, who may have chosen another (`pages`).
//!
//! A handler that takes a [`Language`] speaks it; problems speak it whatever the handler. Codes are the same in every
//! language.

use std::convert::Infallible;
use std::future::{Ready, ready};

use actix_web::body::MessageBody;
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::header::{ACCEPT_LANGUAGE, CONTENT_LANGUAGE, HeaderValue, VARY};
use actix_web::middleware::Next;
use actix_web::{Error, FromRequest, HttpMessage, HttpRequest};

use super::pages::chosen_language;
use crate::report::Language;

/// That the response to a request has sentences in a language.
#[derive(Debug, Clone, Copy)]
struct Speaks(Language);

/// The language for a request, in which its response then is.
pub(super) fn speak(request: &HttpRequest) -> Language {
    let is_of_contract = request.path().starts_with("/v1/");
    let chosen = if is_of_contract { None } else { chosen_language(request.headers()) };
    let language = chosen.unwrap_or_else(|| {
        let values = request.headers().get_all(ACCEPT_LANGUAGE).filter_map(|value| value.to_str().ok());
        Language::accepted(&values.collect::<Vec<_>>().join(","))
    });
    request.extensions_mut().insert(Speaks(language));
    language
}

impl FromRequest for Language {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(speak(request)))
    }
}

/// Says of a response that has sentences in which language they are, and that it differs by what callers accept.
pub(super) async fn declare_language<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let mut response = next.call(request).await?;
    let spoken = response.request().extensions().get::<Speaks>().copied();
    if let Some(Speaks(language)) = spoken {
        let headers = response.headers_mut();
        headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static(language.tag()));
        headers.append(VARY, HeaderValue::from_static("accept-language"));
    }
    Ok(response)
}
