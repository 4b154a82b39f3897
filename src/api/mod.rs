//! The service: routes, problem documents, limits and the OpenAPI document.
//!
//! Nothing gets to a handler but through `auth`, which asks for a key, counts requests and writes the audit log. A
//! handler extracts, maps, calls one use case and maps back. The work of a use case runs on a bounded pool of its
//! own threads, never on those that serve connections.

mod answer;
mod auth;
mod caller;
mod handlers;
mod listen;
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
pub use server::{Application, ServeError};
