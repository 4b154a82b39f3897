//! audience-fit tells a public agency whether the people who follow it are the people it exists for, and where to
//! reach the ones who are not.
//!
//! Read the modules in this order and you follow a profile through the product. Each imports only those before it.
//!
//! # Tools
//! - `vocabulary`: enums whose values have a name in the contract and a meaning that documents it.
//! - [`cache`]: results that are made once and kept for whoever asks the same again.
//! - `stored_form`: the forms of values in what is stored, where serde has none.
//!
//! # Data
//! - [`message`]: sentences by their id, before they are in a language.
//! - [`warning_code`]: the codes of warnings, whichever method gives them.
//! - [`profile`]: a follower's fields, and the columns that hold them in memory.
//! - [`ingest`]: the readers that fill the columns (JSON, CSV, Parquet, platform exports) and the rows they reject.
//! - [`target`]: the people an agency exists for, and whether a profile is one of them: certainly, in part or unknown.
//! - [`mod@reference`]: published reference data: channels, who uses them, incomes, populations, target presets, sources.
//!
//! # Methods
//! - `stats`: numerical methods that several estimators share: regression, factorisation, quantiles.
//! - [`disclosure`]: the rules of disclosure control: which counts are too small to publish.
//! - [`segments`]: profiles as a matrix, latent classes of them, and what sets each apart.
//! - [`prevalence`]: from labelled profiles and a panel to the share of members with its interval, and the verdict.
//! - [`simulation`]: audiences drawn from a panel, to see the error and coverage that it will have.
//! - [`ask`]: whom to ask and what, and what the answers say.
//! - [`follower_audit`]: which followers seem to have come in bulk, and on what evidence.
//! - [`channel`]: which channels reach the target, from published margins and past campaigns.
//! - [`plan`]: the hours and money of each channel for a week, under the staff and budget there are.
//! - [`effect`]: what an event did to a series of engagement, against a forecast without it.
//!
//! # Answers
//! - [`analysis`]: the use case: one question, one answer.
//! - [`report`]: an answer as text, HTML, Markdown, JUnit or SARIF.
//!
//! # Shells
//! - [`error`]: failures as the outside sees them.
//! - [`store`]: what the service keeps on disk.
//! - [`config`]: the settings of the service, from a file, the environment and flags.
//! - [`engine`]: what reads an audience in parts, on this machine or on a cluster, for the analysis.
//! - [`telemetry`]: the service's log, metrics and traces.
//! - [`api`]: the HTTP service: each resource with its handlers and the types of its requests and answers.
//! - [`cli`]: the command line.

pub mod analysis;
pub mod api;
pub mod ask;
pub mod cache;
pub mod channel;
pub mod cli;
pub mod config;
pub mod disclosure;
pub mod effect;
pub mod engine;
pub mod error;
pub mod follower_audit;
pub mod ingest;
pub mod message;
pub mod plan;
pub mod prevalence;
pub mod profile;
pub mod reference;
pub mod report;
pub mod segments;
pub mod simulation;
mod stats;
pub mod store;
mod stored_form;
pub mod target;
pub mod telemetry;
mod vocabulary;
pub mod warning_code;
