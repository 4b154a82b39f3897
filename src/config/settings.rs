//! The settings in the types that the service uses.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use super::layers::{Layers, Values};
use super::machine::available_memory;
use super::oidc::OidcSettings;
use super::secret::Secret;
use super::table::host_names;
use crate::store::SourceGrant;

/// Whether API keys are required.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Auth {
    /// Unless the service listens on loopback and there never was a key.
    Auto,
    /// Always.
    On,
    /// Never; only to be had on loopback.
    Off,
}

/// How log events are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// Text on a terminal, JSON elsewhere.
    Auto,
    /// Lines for people.
    Text,
    /// A JSON object a line.
    Json,
}

/// Memory for each upload at once: it takes up to a quarter of this.
const MEMORY_PER_UPLOAD: u64 = 512 << 20;

/// How to serve. The table of settings says what each is for and what it accepts.
#[derive(Debug, Clone)]
pub struct ServeSettings {
    /// Address to listen on; port 0 takes any free one.
    pub listen: SocketAddr,
    /// Folder for everything that the service stores.
    pub data_dir: PathBuf,
    /// Folder of reference data that overrides the built-in data.
    pub models: Option<PathBuf>,
    /// `postgres://...`, with its password; the SQLite database in `data_dir` where there is none.
    pub database_url: Option<Secret>,
    /// `s3://bucket/prefix`; the folder `objects` in `data_dir` where there is none.
    pub object_store: Option<Secret>,
    /// The places of buckets whose tables an agency may have read.
    pub sources: Vec<SourceGrant>,
    /// Largest request body, in bytes.
    pub max_body_bytes: usize,
    /// Largest upload as sent, in bytes.
    pub max_upload_bytes: u64,
    /// Largest upload once decompressed, in bytes.
    pub max_decompressed_bytes: u64,
    /// Maximum number of rows in the profiles of a body, or in its panel.
    pub max_rows: usize,
    /// Maximum number of rows of an upload.
    pub max_upload_rows: usize,
    /// Largest row of an upload, in bytes.
    pub max_row_bytes: usize,
    /// Threads for analyses.
    pub threads: usize,
    /// Maximum number of requests that wait for them or run on them.
    pub queue: usize,
    /// Memory for requests, stored profiles and uploads, in bytes.
    pub memory_bytes: u64,
    /// Maximum number of uploads at once.
    pub uploads: usize,
    /// Slowest upload, in bytes per second over `body_timeout`; 0 is no limit.
    pub min_upload_bytes_per_second: u64,
    /// Longest time that an upload is waited for altogether.
    pub upload_timeout: Duration,
    /// Longest time for a body to arrive, and longest pause of an upload.
    pub body_timeout: Duration,
    /// Longest time for the headers of a request to arrive.
    pub header_timeout: Duration,
    /// Time after which an idle connection is closed.
    pub keep_alive: Duration,
    /// Maximum number of connections.
    pub max_connections: usize,
    /// Time to go on answering after SIGTERM.
    pub drain: Duration,
    /// Time for requests in progress to finish when the service stops.
    pub shutdown: Duration,
    /// Time after which whoever signed in to the pages has to do so again.
    pub session: Duration,
    /// Minimum cell size: smaller counts are suppressed; 1 disables suppression.
    pub min_cell: u64,
    /// Days after which stored profiles and analyses are deleted; never where there is none.
    pub retention_days: Option<u32>,
    /// Whether API keys are required.
    pub auth: Auth,
    /// Names under which a service that requires no keys answers, beside localhost and loopback addresses.
    pub hosts: Vec<String>,
    /// The provider with which people sign in to the pages, beside their keys.
    pub oidc: Option<OidcSettings>,
    /// Maximum number of audiences and panels that an agency stores.
    pub max_datasets: u64,
    /// Maximum bytes of files that an agency stores.
    pub max_stored_bytes: u64,
    /// Maximum number of results of campaigns that an agency stores.
    pub max_outcomes: u64,
    /// Maximum number of targets that an agency stores.
    pub max_targets: u64,
    /// Maximum number of recommendations, and of effects, that an agency stores.
    pub max_documents: u64,
    /// Newest results of campaigns that a question learns from.
    pub outcomes_learned: u32,
    /// Requests per minute for each key; 0 is no limit.
    pub rate_per_minute: u32,
    /// Requests that a key may send at once.
    pub rate_burst: u32,
    /// Different targets a day that a key without the scope `exact` may ask about, for each stored audience and panel.
    pub targets_per_day: u64,
    /// Different targets that all keys of an agency without the scope `exact` may together ever ask about, for each stored
    /// audience and panel.
    pub targets_per_dataset: u64,
    /// Address for `/metrics` alone; the main one serves it where there is none.
    pub metrics_listen: Option<SocketAddr>,
    /// Filter of log events.
    pub log: String,
    /// How they are written.
    pub log_format: LogFormat,
    /// Where traces are sent by OTLP over HTTP.
    pub otlp_endpoint: Option<Secret>,
}

impl ServeSettings {
    /// The defaults, without a look at file, environment or flags.
    pub fn new(listen: SocketAddr, data_dir: PathBuf) -> Self {
        Self { listen, data_dir, ..Self::of(&Layers::new().values) }
    }

    /// The settings of values that were each found accepted.
    pub(super) fn of(values: &Values) -> Self {
        let text = |key: &str| values.get(key).map(|value| value.text.expose());
        let secret = |key: &str| text(key).map(Secret::new);
        let address = |key: &str| text(key).map(|text| text.parse().expect("the table checks addresses"));
        let optional = |key: &str| text(key).map(|text| text.parse::<u64>().expect("the table checks numbers"));
        let number = |key: &str| optional(key).unwrap_or_else(|| panic!("{key} has a default"));
        let small = |key: &str| u32::try_from(number(key)).expect("the table bounds it");
        let size = |key: &str| usize::try_from(number(key)).expect("the table bounds it");
        let seconds = |key: &str| Duration::from_secs(number(key));
        let cores = || std::thread::available_parallelism().map_or(1, usize::from);
        let memory_bytes = optional("memory_mib").map_or_else(|| available_memory() / 2, |mib| mib << 20);
        let uploads = || (memory_bytes / MEMORY_PER_UPLOAD).clamp(2, 8) as usize;
        Self {
            listen: address("listen").expect("it has a default"),
            data_dir: text("data_dir").expect("it has a default").into(),
            models: text("models").map(PathBuf::from),
            database_url: secret("database_url"),
            object_store: secret("object_store"),
            sources: text("sources").and_then(SourceGrant::list).unwrap_or_default(),
            max_body_bytes: size("max_body_mib") << 20,
            max_upload_bytes: number("max_upload_mib") << 20,
            max_decompressed_bytes: number("max_decompressed_mib") << 20,
            max_rows: size("max_rows"),
            max_upload_rows: size("max_upload_rows"),
            max_row_bytes: size("max_row_kib") << 10,
            threads: optional("threads").map_or_else(cores, |threads| threads as usize),
            queue: size("queue"),
            memory_bytes,
            uploads: optional("uploads").map_or_else(uploads, |uploads| uploads as usize),
            min_upload_bytes_per_second: number("min_upload_kib_per_second") << 10,
            upload_timeout: seconds("upload_timeout_seconds"),
            body_timeout: seconds("body_timeout_seconds"),
            header_timeout: seconds("header_timeout_seconds"),
            keep_alive: seconds("keep_alive_seconds"),
            max_connections: size("max_connections"),
            drain: seconds("drain_seconds"),
            shutdown: seconds("shutdown_seconds"),
            session: seconds("session_seconds"),
            min_cell: number("min_cell"),
            retention_days: optional("retention").map(|days| days as u32),
            auth: match text("auth") {
                Some("on") => Auth::On,
                Some("off") => Auth::Off,
                _ => Auth::Auto,
            },
            hosts: text("hosts").into_iter().flat_map(host_names).map(str::to_ascii_lowercase).collect(),
            oidc: OidcSettings::of(values),
            max_datasets: number("max_datasets"),
            max_stored_bytes: number("max_stored_mib") << 20,
            max_outcomes: number("max_outcomes"),
            max_targets: number("max_targets"),
            max_documents: number("max_documents"),
            outcomes_learned: small("outcomes_learned"),
            rate_per_minute: small("rate_per_minute"),
            rate_burst: small("rate_burst"),
            targets_per_day: number("targets_per_day"),
            targets_per_dataset: number("targets_per_dataset"),
            metrics_listen: address("metrics_listen"),
            log: text("log").expect("it has a default").to_owned(),
            log_format: match text("log_format") {
                Some("text") => LogFormat::Text,
                Some("json") => LogFormat::Json,
                _ => LogFormat::Auto,
            },
            otlp_endpoint: secret("otlp_endpoint"),
        }
    }
}
