//! Who looks at a page, and in which language.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use time::OffsetDateTime;

use super::session::Session;
use crate::api::extract::Caller;
use crate::api::language::speak;
use crate::error::Failure;
use crate::report::Language;
use crate::report::messages::{Messages, args};
use crate::store::Scope;

/// Who looks at a page.
#[derive(Clone)]
pub(super) struct Viewer {
    pub(super) caller: Caller,
    pub(super) session: Session,
    pub(super) language: Language,
    pub(super) m: &'static Messages,
}

impl Viewer {
    /// Whether they may keep, change and delete.
    pub(super) fn may_write(&self) -> bool {
        self.caller.scope >= Scope::Write
    }

    /// Whether they may ask single people, and see who was asked.
    pub(super) fn may_ask(&self) -> bool {
        self.may_write() && self.caller.exact
    }

    /// The day of a moment in milliseconds, for example `5 April 2024`.
    pub(super) fn moment(&self, millis: i64) -> String {
        day(self.m, millis)
    }
}

/// The day of a moment in milliseconds, in words.
pub(super) fn day(m: &Messages, millis: i64) -> String {
    let moment = OffsetDateTime::from_unix_timestamp(millis.div_euclid(1000)).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    let (year, month, day) = moment.date().to_calendar_date();
    m.text("pages-day", args![year = year.to_string(), month = u8::from(month), day = day])
}

/// The language that a request asks for.
pub(super) fn language_of(request: &HttpRequest) -> Language {
    speak(request)
}

impl FromRequest for Viewer {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let language = language_of(request);
        let extensions = request.extensions();
        let known = extensions.get::<Caller>().zip(extensions.get::<Session>());
        let (caller, session) = known.expect("auth lets no request through to a page without caller and session");
        let (caller, session) = (caller.clone(), session.clone());
        ready(Ok(Self { caller, session, language, m: Messages::of(language) }))
    }
}
