//! Reads all layers, and prints the settings in use.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt::{self, Write};
use std::path::{Path, PathBuf};

use super::layers::{ConfigIssue, Layer, Layers, ResolvedValue};
use super::secret::without_secrets;
use super::settings::ServeSettings;
use super::table::{Accepts, SETTINGS, Setting, VARIABLE_PREFIX};
use crate::ingest::excerpt;
use crate::message::{Message, message};
use crate::report::Language;
use crate::store::{SourceAddress, SourceGrant};

/// The variable that names the file.
const FILE_VARIABLE: &str = "AUDIENCE_FIT_CONFIG";

/// The variables of commands, which are no settings of the service: `--lang` and `--key`.
const OF_COMMANDS: [&str; 2] = ["LANG", "KEY"];

/// Names that Kubernetes sets in every container beside a Service called `audience-fit`, alone or followed by an
/// underscore and more.
const KUBERNETES: [&str; 3] = ["SERVICE_HOST", "SERVICE_PORT", "PORT"];

/// The settings of the service, and the layer that each came from.
#[derive(Debug)]
pub struct Configuration {
    /// The settings.
    pub settings: ServeSettings,
    layers: Layers,
}

/// The mistakes in all layers.
#[derive(Debug, PartialEq, thiserror::Error)]
pub struct ConfigError(pub Vec<ConfigIssue>);

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self.0.iter().map(ConfigIssue::to_string).collect();
        f.write_str(&lines.join("\n"))
    }
}

impl Configuration {
    /// Reads the file (`file`, or what `AUDIENCE_FIT_CONFIG` names), the environment of this process, and `flags`,
    /// the texts given on the command line by key.
    ///
    /// # Errors
    /// Every mistake of every layer.
    pub fn load(file: Option<&Path>, flags: &BTreeMap<&'static str, String>) -> Result<Self, ConfigError> {
        Self::read(file, std::env::vars_os(), flags)
    }

    /// Like [`Configuration::load`], with a given environment.
    ///
    /// # Errors
    /// Every mistake of every layer.
    pub fn read(
        file: Option<&Path>,
        environment: impl IntoIterator<Item = (OsString, OsString)>,
        flags: &BTreeMap<&'static str, String>,
    ) -> Result<Self, ConfigError> {
        let environment: BTreeMap<OsString, OsString> = environment.into_iter().collect();
        let mut layers = Layers::new();
        let named = || environment.get(&OsString::from(FILE_VARIABLE)).map(PathBuf::from);
        if let Some(path) = file.map(Path::to_path_buf).or_else(named) {
            apply_file(&mut layers, &path);
        }
        apply_environment(&mut layers, &environment);
        for setting in &SETTINGS {
            if let Some(text) = flags.get(setting.key) {
                layers.apply(setting, &Layer::Flag, text);
            }
        }
        let settings = ServeSettings::of(&layers.values);
        check_together(&mut layers, &settings);
        layers.check_oidc();
        if layers.issues.is_empty() { Ok(Self { settings, layers }) } else { Err(ConfigError(layers.issues)) }
    }

    /// The settings in use as TOML, each with the layer it came from in a language. Passwords are not shown.
    pub fn to_toml(&self, language: Language) -> String {
        let said = |message: Message| message.in_language(language);
        let mut out = format!("# {}\n", said(message!["setting-print-head"]));
        for setting in &SETTINGS {
            let line = match self.layers.values.get(setting.key) {
                Some(ResolvedValue { layer, text }) => {
                    format!(
                        "{} = {}  # {}",
                        setting.key,
                        toml_value(setting, text.expose()),
                        said(layer.place(setting))
                    )
                }
                None => format!("# {}", said(message!["setting-print-unset", key = setting.key])),
            };
            writeln!(out, "{line}").expect("a string takes all");
        }
        out
    }
}

fn apply_file(layers: &mut Layers, path: &Path) {
    let name = path.display().to_string();
    match std::fs::read_to_string(path) {
        Ok(content) => layers.apply_file(&name, &content),
        Err(error) => {
            let detail = message!["setting-fault-unreadable", error = error, variable = FILE_VARIABLE];
            layers.issues.push(ConfigIssue { place: message!["setting-fault-of-file", path = name], detail });
        }
    }
}

fn apply_environment(layers: &mut Layers, environment: &BTreeMap<OsString, OsString>) {
    for (name, value) in environment {
        let Some(rest) = name.to_str().and_then(|name| name.strip_prefix(VARIABLE_PREFIX)) else { continue };
        if name == FILE_VARIABLE || OF_COMMANDS.contains(&rest) || is_of_kubernetes(rest) {
            continue;
        }
        let place = || message!["setting-place-environment", name = format!("{VARIABLE_PREFIX}{}", excerpt(rest))];
        match (SETTINGS.iter().find(|setting| setting.key.to_ascii_uppercase() == rest), value.to_str()) {
            (Some(setting), Some(text)) => layers.apply(setting, &Layer::Environment, text),
            (Some(_), None) => {
                layers.issues.push(ConfigIssue { place: place(), detail: message!["setting-fault-utf8"] });
            }
            (None, _) => layers.unknown(place()),
        }
    }
}

fn is_of_kubernetes(rest: &str) -> bool {
    KUBERNETES.iter().any(|name| rest.strip_prefix(name).is_some_and(|end| end.is_empty() || end.starts_with('_')))
}

/// Checks settings against each other.
fn check_together(layers: &mut Layers, settings: &ServeSettings) {
    let mut refuse = |key: &str, detail: Message| {
        let setting = SETTINGS.iter().find(|setting| setting.key == key).expect("a setting");
        let layer = layers.values.get(key).map_or(Layer::Default, |value| value.layer.clone());
        layers.issues.push(ConfigIssue { place: layer.place(setting), detail });
    };
    if settings.auth == super::Auth::Off && !settings.listen.ip().is_loopback() {
        refuse("auth", message!["setting-fault-auth-off", address = settings.listen]);
    }
    if settings.metrics_listen == Some(settings.listen) && settings.listen.port() != 0 {
        refuse("metrics_listen", message!["setting-fault-metrics", address = settings.listen]);
    }
    let own = settings.object_store.as_ref().and_then(|url| SourceAddress::parse(url.expose()));
    let overlaps = |grant: &&SourceGrant| {
        own.as_ref().is_some_and(|own| own.is_below(&grant.prefix) || grant.prefix.is_below(own))
    };
    if let Some(grant) = settings.sources.iter().find(overlaps) {
        refuse("sources", message!["setting-fault-sources", place = grant.prefix.as_str()]);
    }
    if settings.otlp_endpoint.is_some() && !cfg!(feature = "otlp") {
        refuse("otlp_endpoint", message!["setting-fault-otlp"]);
    }
}

fn toml_value(setting: &Setting, text: &str) -> String {
    match setting.accepts {
        Accepts::Whole(_) => text.to_owned(),
        Accepts::Url(_) => toml::Value::from(without_secrets(text)).to_string(),
        Accepts::Address
        | Accepts::Folder
        | Accepts::OneOf(_)
        | Accepts::LogFilter
        | Accepts::HostNames
        | Accepts::Sources
        | Accepts::Text
        | Accepts::File
        | Accepts::Groups => toml::Value::from(text).to_string(),
    }
}
