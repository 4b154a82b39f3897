//! The product's surface, one module a resource: the real server over HTTP and the real binary.

mod accuracy;
mod acquisition;
mod analyses;
mod architecture;
mod audits;
mod catalog;
mod channel;
mod cli;
mod config;
mod degenerate;
mod durability;
mod estimates;
mod exports;
mod exports_properties;
mod licences;
mod limits;
mod momentum;
mod observed;
mod openapi;
mod operations;
mod outcomes;
mod parquet_input;
mod plan;
mod privacy;
mod problems;
mod profile_properties;
mod profile_readers;
mod readme;
mod recommendations;
mod resources;
mod store;
mod stored_profiles;
mod story;
mod support;
#[cfg(feature = "otlp")]
mod traces;
