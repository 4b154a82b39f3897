//! audience-fit tells a public agency whether the people who follow it are the people it exists for, and where to
//! reach the ones who are not.
//!
//! Read the modules in this order and you follow a profile through the product; each imports only those before it.
//!
//! - `words`: lists, numbers and days as people read them.
//! - [`min_cell`]: the fewest people that a figure may tell of.
//! - [`profile`]: a follower's record: its fields, its columns in memory, the readers that fill them (platform exports
//!   too), the rows refused.
//! - [`target`]: the people an agency exists for, and what makes a profile one of them: certainly, in part, or not to
//!   be known.
//! - [`catalog`]: published reference data: channels, who uses them, incomes, populations, target presets, sources.
//! - [`encode`]: profiles as a matrix, by a seeded sample that does not depend on their order.
//! - [`cluster`]: segments by linfa's k-means, how many of them, and what sets each apart.
//! - [`estimate`]: from declared profiles and a panel to the share of members with its interval, and the verdict.
//! - [`acquisition`]: which followers seem to have come in bulk, and on what evidence.
//! - [`privacy`]: what may be told of few people, with what would tell it by subtraction.
//! - [`channel`]: which channels reach the target, from published margins.
//! - [`plan`]: what to do next week: the hours and money of each channel under the staff and budget there are.
//! - [`momentum`]: what an event did to a series of engagement, against what would have happened without it.
//! - [`analysis`]: the use case: one question, one answer.
//! - [`report`]: an answer as text, HTML, Markdown, JUnit or SARIF.
//! - [`error`]: failures as the outside sees them.
//! - [`wire`]: the JSON of requests and answers, with its schemas.
//! - [`store`]: what the service keeps on disk.
//! - [`config`]: the settings of the service, from a file, the environment and flags.
//! - [`telemetry`]: what the service tells of itself: log, metrics, the place of a request in a trace.
//! - [`http`]: the service.
//! - [`cli`]: the command line.

pub mod acquisition;
pub mod analysis;
pub mod catalog;
pub mod channel;
pub mod cli;
pub mod cluster;
pub mod config;
pub mod encode;
pub mod error;
pub mod estimate;
pub mod http;
pub mod min_cell;
pub mod momentum;
pub mod plan;
pub mod privacy;
pub mod profile;
pub mod report;
pub mod store;
pub mod target;
pub mod telemetry;
pub mod wire;
mod words;
