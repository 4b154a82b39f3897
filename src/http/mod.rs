//! The service: routes, problem documents, limits and the OpenAPI document.
//!
//! A handler extracts, maps, calls one use case and maps back. The work of a use case runs on a bounded pool of its
//! own threads, never on those that serve connections.

mod answer;
mod caller;
mod handlers;
mod observe;
mod openapi;
mod problem;
mod readiness;
mod runner;
mod server;
mod stop;
mod told;
mod uploads;
mod work;
mod workers;

pub use openapi::openapi_json;
pub use problem::{FaultBody, ProblemBody};
pub use server::{Application, ServeError};
