//! The product's surface, one module a resource: the real server over HTTP and the real binary.

mod accuracy;
mod acquisition;
mod analyses;
mod architecture;
mod audits;
mod catalog;
mod channel;
mod cli;
mod degenerate;
mod estimates;
mod exports;
mod exports_properties;
mod licences;
mod momentum;
mod openapi;
mod outcomes;
mod parquet_input;
mod plan;
mod problems;
mod profile_properties;
mod profile_readers;
mod readme;
mod recommendations;
mod stored_profiles;
mod story;
mod support;
