//! Every setting: its name, what it accepts, its default. Flags, environment variables, the file's keys, the printed
//! configuration and the table of docs/OPERATIONS.md all come from here.

use std::net::SocketAddr;
use std::ops::RangeInclusive;

use tracing_subscriber::EnvFilter;

use super::oidc::groups;
use super::secret::url;
use crate::store::SourceGrant;

/// What a setting accepts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Accepts {
    /// A whole number within bounds.
    Whole(RangeInclusive<u64>),
    /// An address and port to listen on.
    Address,
    /// A folder.
    Folder,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A URL of one of these schemes.
    Url(&'static [&'static str]),
    /// A filter of log events.
    LogFilter,
    /// Names of hosts, separated by commas.
    HostNames,
    /// Places of buckets, each with the agency that may have them read.
    Sources,
    /// A line of text.
    Text,
    /// A file.
    File,
    /// Groups of people with what they may do.
    Groups,
}

impl Accepts {
    /// Whether `text` is accepted.
    pub fn accepts(&self, text: &str) -> bool {
        match self {
            Self::Whole(range) => text.parse().is_ok_and(|number| range.contains(&number)),
            Self::Address => text.parse::<SocketAddr>().is_ok(),
            Self::Folder | Self::File => !text.is_empty() && !text.contains('\0'),
            Self::Text => !text.trim().is_empty() && !text.chars().any(char::is_control),
            Self::Groups => groups(text).is_some(),
            Self::OneOf(words) => words.contains(&text),
            Self::Url(schemes) => url(text).is_some_and(|url| schemes.contains(&url.scheme())),
            Self::LogFilter => EnvFilter::try_new(text).is_ok(),
            Self::Sources => SourceGrant::list(text).is_some(),
            Self::HostNames => host_names(text).all(|name| !name.is_empty() && name.bytes().all(is_of_host_name)),
        }
    }

    /// What is accepted, for people.
    pub fn described(&self) -> String {
        match self {
            Self::Whole(range) => format!("a whole number from {} to {}", range.start(), range.end()),
            Self::Address => "an address and port, for example 127.0.0.1:8080 or [::1]:8080".to_owned(),
            Self::Folder => "a folder".to_owned(),
            Self::OneOf(words) => words.join(", "),
            Self::Url(schemes) => {
                let schemes: Vec<String> = schemes.iter().map(|scheme| format!("{scheme}://...")).collect();
                format!("a URL, {}", schemes.join(" or "))
            }
            Self::LogFilter => "a log filter, for example info or audience_fit=debug".to_owned(),
            Self::Sources => {
                "agencies with places of buckets, separated by commas, for example agy_1f=s3://lake/one".to_owned()
            }
            Self::HostNames => "names of hosts without ports, separated by commas".to_owned(),
            Self::Text => "a text without line breaks".to_owned(),
            Self::File => "a file".to_owned(),
            Self::Groups => {
                "GROUP=AGENCY:SCOPE, separated by semicolons, each group once, the scopes of one by plus signs"
                    .to_owned()
            }
        }
    }

    /// The word that stands for a value in the help.
    pub fn value_name(&self) -> &'static str {
        match self {
            Self::Whole(_) => "NUMBER",
            Self::Address => "ADDRESS",
            Self::Folder => "DIR",
            Self::OneOf(_) => "WORD",
            Self::Url(_) => "URL",
            Self::LogFilter => "FILTER",
            Self::HostNames => "NAMES",
            Self::Sources => "AGENCY=URL",
            Self::Text => "TEXT",
            Self::File => "FILE",
            Self::Groups => "GROUPS",
        }
    }
}

/// The names in a list of hosts.
pub(super) fn host_names(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim)
}

fn is_of_host_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.'
}

/// One setting of the service.
#[derive(Debug)]
pub struct Setting {
    /// Its key in the file.
    pub key: &'static str,
    /// What it accepts.
    pub accepts: Accepts,
    /// What it is unless set; without one it is optional.
    pub default: Option<&'static str>,
    /// What it is for.
    pub meaning: &'static str,
}

impl Setting {
    /// Its flag, for example `--max-rows`.
    pub fn flag(&self) -> String {
        format!("--{}", self.key.replace('_', "-"))
    }

    /// Its environment variable, for example `AUDIENCE_FIT_MAX_ROWS`.
    pub fn variable(&self) -> String {
        format!("{VARIABLE_PREFIX}{}", self.key.to_ascii_uppercase())
    }
}

/// What every environment variable of ours begins with.
pub(super) const VARIABLE_PREFIX: &str = "AUDIENCE_FIT_";

/// Mebibytes up to a tebibyte.
const TO_ONE_TIB: Accepts = Accepts::Whole(1..=1 << 20);
/// Things that an agency may store.
const QUOTA: Accepts = Accepts::Whole(1..=1_000_000_000);
/// Seconds up to an hour.
const TO_ONE_HOUR: Accepts = Accepts::Whole(1..=3600);

const fn setting(key: &'static str, accepts: Accepts, default: &'static str, meaning: &'static str) -> Setting {
    Setting { key, accepts, default: Some(default), meaning }
}

const fn optional(key: &'static str, accepts: Accepts, meaning: &'static str) -> Setting {
    Setting { key, accepts, default: None, meaning }
}

/// Every setting of the service, in the order of the help.
pub const SETTINGS: [Setting; 50] = [
    setting("listen", Accepts::Address, "127.0.0.1:8080", "Address to listen on; port 0 takes any free one"),
    setting("data_dir", Accepts::Folder, "data", "Folder for everything that the service stores"),
    optional("models", Accepts::Folder, "Folder of reference data that overrides the built-in data"),
    optional(
        "database_url",
        Accepts::Url(&["postgres", "postgresql"]),
        "PostgreSQL database, instead of the one in the data folder",
    ),
    optional("object_store", Accepts::Url(&["s3"]), "S3-compatible store for profiles, instead of the data folder"),
    optional(
        "sources",
        Accepts::Sources,
        "Places of buckets below which an agency may have tables read, as AGENCY=s3://bucket/prefix separated by commas; \
         none by default",
    ),
    setting("max_body_mib", Accepts::Whole(1..=4096), "64", "Largest request body, in MiB"),
    setting("max_upload_mib", TO_ONE_TIB, "2048", "Largest upload of profiles, in MiB as sent"),
    setting("max_decompressed_mib", TO_ONE_TIB, "8192", "Largest upload of profiles, in MiB once decompressed"),
    setting("max_rows", Accepts::Whole(1..=4_294_967_295), "200000", "Maximum number of profiles in a request body"),
    setting("max_upload_rows", Accepts::Whole(1..=4_294_967_295), "50000000", "Maximum number of rows of an upload"),
    setting("max_row_kib", Accepts::Whole(1..=65_536), "256", "Largest row of an upload, in KiB"),
    optional("threads", Accepts::Whole(1..=1024), "Threads for analyses; one for each core by default"),
    setting(
        "queue",
        Accepts::Whole(1..=100_000),
        "64",
        "Maximum number of requests that wait for these threads or run on them; a quarter of them for one agency",
    ),
    optional(
        "memory_mib",
        Accepts::Whole(64..=1 << 30),
        "Memory for requests, stored profiles and uploads, in MiB; half of what the machine or container has by default",
    ),
    optional(
        "uploads",
        Accepts::Whole(1..=1024),
        "Maximum number of uploads at once, a quarter of them for one agency; by default one for each 512 MiB of \
         memory_mib, 2 to 8",
    ),
    setting(
        "min_upload_kib_per_second",
        Accepts::Whole(0..=1 << 20),
        "16",
        "Slowest upload, in KiB per second over body_timeout_seconds; 0: no limit",
    ),
    setting(
        "upload_timeout_seconds",
        Accepts::Whole(1..=604_800),
        "3600",
        "Longest time that an upload is waited for altogether",
    ),
    setting(
        "body_timeout_seconds",
        TO_ONE_HOUR,
        "60",
        "Longest time for a request body to arrive, or pause of an upload",
    ),
    setting("header_timeout_seconds", TO_ONE_HOUR, "10", "Longest time for the headers of a request to arrive"),
    setting("keep_alive_seconds", TO_ONE_HOUR, "75", "Time after which an idle connection is closed"),
    setting("max_connections", Accepts::Whole(1..=1_000_000), "20000", "Maximum number of connections; others wait"),
    setting(
        "drain_seconds",
        Accepts::Whole(0..=3600),
        "1",
        "Time to go on answering after SIGTERM, not ready, so that load balancers turn away",
    ),
    setting("shutdown_seconds", TO_ONE_HOUR, "8", "Time for requests in progress to finish when the service stops"),
    setting(
        "session_seconds",
        Accepts::Whole(1..=604_800),
        "28800",
        "Time after which whoever signed in to the pages has to do so again",
    ),
    setting(
        "min_cell",
        Accepts::Whole(1..=1_000_000),
        "10",
        "Minimum cell size: smaller counts are suppressed; requests can only raise it; 1 disables suppression",
    ),
    optional(
        "retention",
        Accepts::Whole(1..=36_500),
        "Days after which stored profiles, analyses, recommendations and effects are deleted",
    ),
    setting(
        "auth",
        Accepts::OneOf(&["auto", "on", "off"]),
        "auto",
        "Require API keys; auto: required unless bound to loopback with no keys",
    ),
    optional(
        "hosts",
        Accepts::HostNames,
        "Names under which a service that requires no keys answers, beside localhost and loopback addresses",
    ),
    optional(
        "oidc_issuer",
        Accepts::Url(&["https", "http"]),
        "Issuer of the OpenID Connect provider with which people sign in to the pages, as it writes itself",
    ),
    optional("oidc_client_id", Accepts::Text, "Name of this service at the provider"),
    optional("oidc_client_secret_file", Accepts::File, "File with the secret of this service at the provider"),
    optional(
        "oidc_redirect_url",
        Accepts::Url(&["https", "http"]),
        "Where the provider sends people back to: the address of this service with /sign-in/provider/return",
    ),
    setting("oidc_scopes", Accepts::Text, "openid", "Scopes that the provider is asked for, separated by spaces"),
    setting("oidc_groups_claim", Accepts::Text, "groups", "Claim of the ID token that lists the groups of a person"),
    optional(
        "oidc_groups",
        Accepts::Groups,
        "What the members of a group may do, for example `analysts=housing:write+exact; staff=housing:read`",
    ),
    setting("max_datasets", QUOTA, "10000", "Maximum number of audiences and panels that an agency stores"),
    // A year of weekly snapshots of 10,000,000 followers, of 20 bytes each.
    setting(
        "max_stored_mib",
        TO_ONE_TIB,
        "10240",
        "Largest files of audiences and panels that an agency stores together, in MiB",
    ),
    setting("max_outcomes", QUOTA, "100000", "Maximum number of results of campaigns that an agency stores"),
    setting("max_targets", QUOTA, "1000", "Maximum number of targets that an agency stores"),
    setting(
        "max_documents",
        QUOTA,
        "10000",
        "Maximum number of recommendations, and of effects, that an agency stores",
    ),
    setting(
        "outcomes_learned",
        Accepts::Whole(0..=1_000_000),
        "5000",
        "Newest results of campaigns that a question learns from",
    ),
    setting("rate_per_minute", Accepts::Whole(0..=1_000_000), "600", "Requests per minute for each key; 0: no limit"),
    setting("rate_burst", Accepts::Whole(1..=1_000_000), "100", "Requests that a key may send at once"),
    setting(
        "targets_per_day",
        Accepts::Whole(1..=1_000_000),
        "8",
        "Different targets a day that a key without the scope exact may ask about, for each stored audience and panel",
    ),
    setting(
        "targets_per_dataset",
        Accepts::Whole(1..=1_000_000),
        "10",
        "Different targets that an agency's keys without the scope exact may ask about: of each audience and panel in all, \
         of all snapshots of an account within 365 days; the more, the larger the noise of each answer",
    ),
    optional("metrics_listen", Accepts::Address, "Serve /metrics only on this address"),
    setting("log", Accepts::LogFilter, "info", "Filter of log events"),
    setting(
        "log_format",
        Accepts::OneOf(&["auto", "text", "json"]),
        "auto",
        "Format of the log; auto: text on a terminal, JSON elsewhere",
    ),
    optional(
        "otlp_endpoint",
        Accepts::Url(&["http", "https"]),
        "Collector for traces (OTLP over HTTP), for example http://127.0.0.1:4318; needs a build with the feature otlp",
    ),
];
