//! The service: one folder for each resource, and what all of them share.
//!
//! A request passes `observe` (ids, log, metrics), `complete_problems` (problem documents) and `auth` (key, rate limit,
//! audit log) before its handler. A handler extracts, maps, calls one use case and maps back. The work of a use case runs
//! on a bounded pool of its own threads, never on the threads that serve connections.
//!
//! To add an endpoint, write its handler and its line of `ENDPOINTS` in the folder of the resource, and the types of its
//! request and response beside it.

mod access;
mod analyses;
mod asks;
mod audiences;
mod auth;
mod browsers;
mod catalog;
mod conditional;
pub mod contract;
mod datasets;
mod demo;
mod disclosure;
mod documents;
mod effects;
mod endpoint;
mod extract;
mod headers;
mod idempotency;
mod inspections;
mod jobs;
mod kept_sets;
mod language;
mod listen;
mod negotiate;
mod observe;
mod oidc;
mod openapi;
mod operations;
mod outcomes;
mod pages;
mod panels;
mod problem;
mod quota;
mod readiness;
mod recommendations;
mod server;
mod shares;
mod shutdown;
mod swagger;
mod targets;
mod track_record;
mod turns;
mod workers;

use time::{Date, OffsetDateTime};

pub use openapi::{openapi_3_0_json, openapi_json};
pub use server::{Application, ServeError};

/// Today, which birth years and dates are judged against.
fn today() -> Date {
    OffsetDateTime::now_utc().date()
}

/// Now, in milliseconds since 1970.
fn now() -> i64 {
    i64::try_from(OffsetDateTime::now_utc().unix_timestamp_nanos() / 1_000_000).unwrap_or(i64::MAX)
}
