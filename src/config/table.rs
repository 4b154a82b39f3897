//! Every setting: its name, what it accepts, its default. Flags, environment variables, the file's keys, the printed
//! configuration and the table of docs/OPERATIONS.md all come from here.

use std::net::SocketAddr;
use std::ops::RangeInclusive;

use tracing_subscriber::EnvFilter;

use super::oidc::groups;
use super::secret::url;
use crate::message::{Message, message};
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
    pub fn described(&self) -> Message {
        match self {
            Self::Whole(range) => message!["setting-accepts-whole", min = range.start(), max = range.end()],
            Self::Address => message!["setting-accepts-address"],
            Self::Folder => message!["setting-accepts-folder"],
            Self::OneOf(words) => words.join(", ").into(),
            Self::Url(schemes) => {
                let beginnings: Vec<String> = schemes.iter().map(|scheme| format!("{scheme}://...")).collect();
                message![
                    "setting-accepts-url",
                    first = beginnings[0],
                    second = beginnings.get(1).map_or("none", |second| second)
                ]
            }
            Self::LogFilter => message!["setting-accepts-log-filter"],
            Self::Sources => message!["setting-accepts-sources"],
            Self::HostNames => message!["setting-accepts-host-names"],
            Self::Text => message!["setting-accepts-text"],
            Self::File => message!["setting-accepts-file"],
            Self::Groups => message!["setting-accepts-groups"],
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
}

impl Setting {
    /// Its flag, for example `--max-rows`.
    pub fn flag(&self) -> String {
        format!("--{}", self.key.replace('_', "-"))
    }

    /// What it is for: the message `setting-` and its key.
    pub fn meaning(&self) -> Message {
        Message::Catalogued { id: format!("setting-{}", self.key.replace('_', "-")).into(), args: Vec::new() }
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

const fn setting(key: &'static str, accepts: Accepts, default: &'static str) -> Setting {
    Setting { key, accepts, default: Some(default) }
}

const fn optional(key: &'static str, accepts: Accepts) -> Setting {
    Setting { key, accepts, default: None }
}

/// Every setting of the service, in the order of the help.
pub const SETTINGS: [Setting; 50] = [
    setting("listen", Accepts::Address, "127.0.0.1:8080"),
    setting("data_dir", Accepts::Folder, "data"),
    optional("models", Accepts::Folder),
    optional("database_url", Accepts::Url(&["postgres", "postgresql"])),
    optional("object_store", Accepts::Url(&["s3"])),
    optional("sources", Accepts::Sources),
    setting("max_body_mib", Accepts::Whole(1..=4096), "64"),
    setting("max_upload_mib", TO_ONE_TIB, "2048"),
    setting("max_decompressed_mib", TO_ONE_TIB, "8192"),
    setting("max_rows", Accepts::Whole(1..=4_294_967_295), "200000"),
    setting("max_upload_rows", Accepts::Whole(1..=4_294_967_295), "50000000"),
    setting("max_row_kib", Accepts::Whole(1..=65_536), "256"),
    optional("threads", Accepts::Whole(1..=1024)),
    setting("queue", Accepts::Whole(1..=100_000), "64"),
    optional("memory_mib", Accepts::Whole(64..=1 << 30)),
    optional("uploads", Accepts::Whole(1..=1024)),
    setting("min_upload_kib_per_second", Accepts::Whole(0..=1 << 20), "16"),
    setting("upload_timeout_seconds", Accepts::Whole(1..=604_800), "3600"),
    setting("body_timeout_seconds", TO_ONE_HOUR, "60"),
    setting("header_timeout_seconds", TO_ONE_HOUR, "10"),
    setting("keep_alive_seconds", TO_ONE_HOUR, "75"),
    setting("max_connections", Accepts::Whole(1..=1_000_000), "20000"),
    setting("drain_seconds", Accepts::Whole(0..=3600), "1"),
    setting("shutdown_seconds", TO_ONE_HOUR, "8"),
    setting("session_seconds", Accepts::Whole(1..=604_800), "28800"),
    setting("min_cell", Accepts::Whole(1..=1_000_000), "10"),
    optional("retention", Accepts::Whole(1..=36_500)),
    setting("auth", Accepts::OneOf(&["auto", "on", "off"]), "auto"),
    optional("hosts", Accepts::HostNames),
    optional("oidc_issuer", Accepts::Url(&["https", "http"])),
    optional("oidc_client_id", Accepts::Text),
    optional("oidc_client_secret_file", Accepts::File),
    optional("oidc_redirect_url", Accepts::Url(&["https", "http"])),
    setting("oidc_scopes", Accepts::Text, "openid"),
    setting("oidc_groups_claim", Accepts::Text, "groups"),
    optional("oidc_groups", Accepts::Groups),
    setting("max_datasets", QUOTA, "10000"),
    // A year of weekly snapshots of 10,000,000 followers, of 20 bytes each.
    setting("max_stored_mib", TO_ONE_TIB, "10240"),
    setting("max_outcomes", QUOTA, "100000"),
    setting("max_targets", QUOTA, "1000"),
    setting("max_documents", QUOTA, "10000"),
    setting("outcomes_learned", Accepts::Whole(0..=1_000_000), "5000"),
    setting("rate_per_minute", Accepts::Whole(0..=1_000_000), "600"),
    setting("rate_burst", Accepts::Whole(1..=1_000_000), "100"),
    setting("targets_per_day", Accepts::Whole(1..=1_000_000), "8"),
    setting("targets_per_dataset", Accepts::Whole(1..=1_000_000), "10"),
    optional("metrics_listen", Accepts::Address),
    setting("log", Accepts::LogFilter, "info"),
    setting("log_format", Accepts::OneOf(&["auto", "text", "json"]), "auto"),
    optional("otlp_endpoint", Accepts::Url(&["http", "https"])),
];
