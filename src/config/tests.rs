use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::Path;

use super::table::VARIABLE_PREFIX;
use super::*;
use crate::report::Language;

type Flags = BTreeMap<&'static str, String>;

fn variables(given: &[(&str, &str)]) -> Vec<(OsString, OsString)> {
    given.iter().map(|(name, value)| (OsString::from(name), OsString::from(value))).collect()
}

fn flags(given: &[(&'static str, &str)]) -> Flags {
    given.iter().map(|(key, value)| (*key, (*value).to_owned())).collect()
}

fn file(content: &str) -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().expect("a temporary file");
    std::fs::write(file.path(), content).expect("it can be written");
    file
}

fn read(path: Option<&Path>, environment: &[(&str, &str)], given: &Flags) -> Result<Configuration, Vec<ConfigIssue>> {
    Configuration::read(path, variables(environment), given).map_err(|error| error.0)
}

fn alone(environment: &[(&str, &str)]) -> Result<Configuration, Vec<ConfigIssue>> {
    read(None, environment, &Flags::new())
}

#[test]
fn a_later_layer_overrides_an_earlier_one() {
    let file = file("queue = 1\nmax_rows = 2\nthreads = 3\n");
    let environment = [("AUDIENCE_FIT_MAX_ROWS", "20"), ("AUDIENCE_FIT_THREADS", "30")];
    let read = read(Some(file.path()), &environment, &flags(&[("threads", "300")])).expect("no mistake");
    let ServeSettings { queue, max_rows, threads, rate_burst, .. } = read.settings;
    assert_eq!((queue, max_rows, threads, rate_burst), (1, 20, 300, 100));
    let printed = read.to_toml(Language::English);
    let path = file.path().display();
    for line in [
        &*format!("queue = 1  # file {path}: queue"),
        "max_rows = 20  # environment AUDIENCE_FIT_MAX_ROWS",
        "threads = 300  # flag --threads",
        "rate_burst = 100  # default",
        "# retention is not set",
    ] {
        assert!(printed.lines().any(|printed| printed == line), "{line} is not in\n{printed}");
    }
}

#[test]
fn the_environment_names_the_file_unless_a_flag_does() {
    let (one, other) = (file("queue = 1"), file("queue = 2"));
    let environment = [("AUDIENCE_FIT_CONFIG", one.path().to_str().expect("UTF-8"))];
    let queue = |path| read(path, &environment, &Flags::new()).expect("no mistake").settings.queue;
    assert_eq!((queue(None), queue(Some(other.path()))), (1, 2));
}

#[test]
fn reports_the_mistakes_of_all_layers_at_once() {
    let file = file("queue = \"8\"\nqeue = 8\nmax_rows = 0\nlisten = true\n");
    let environment = [("AUDIENCE_FIT_QUEUE", "x"), ("AUDIENCE_FIT_MAX_ROW", "1"), ("AUDIENCE_FIT_LOG", "a=b=c")];
    let given = flags(&[("listen", "everywhere"), ("auth", "no"), ("threads", "-1")]);
    let issues = read(Some(file.path()), &environment, &given).expect_err("all of them are mistakes");
    let path = file.path().display().to_string();
    let lines: Vec<String> = issues.iter().map(|issue| issue.to_string().replace(&path, "FILE")).collect();
    let of =
        |begin: &str| lines.iter().find(|line| line.starts_with(begin)).unwrap_or_else(|| panic!("{begin}: {lines:?}"));
    assert_eq!(lines.len(), 10, "{lines:#?}");
    assert_eq!(
        of("file FILE: queue"),
        "file FILE: queue: received a value of type string; accepted: a whole number from 1 to 100000"
    );
    assert!(of("file FILE: qeue").contains("unknown setting; accepted: listen, data_dir,"));
    assert!(of("file FILE: max_rows").contains("received `0`; accepted: a whole number from 1 to"));
    assert!(of("file FILE: listen").contains("received a value of type boolean; accepted: an address"));
    assert_eq!(
        of("environment AUDIENCE_FIT_QUEUE"),
        "environment AUDIENCE_FIT_QUEUE: received `x`; accepted: a whole number from 1 to 100000"
    );
    assert!(of("environment AUDIENCE_FIT_MAX_ROW:").contains("unknown setting"));
    assert!(of("environment AUDIENCE_FIT_LOG").contains("accepted: a log filter"));
    assert!(of("flag --listen").contains("received `everywhere`; accepted: an address and port"));
    assert_eq!(of("flag --auth"), "flag --auth: received `no`; accepted: auto, on, off");
    assert!(of("flag --threads").contains("received `-1`"));
}

#[test]
fn shows_no_secrets() {
    let url = "postgres://fit:hunter2@db/fit?password=hunter2";
    let environment = [("AUDIENCE_FIT_DATABASE_URL", url)];
    let read = alone(&environment).expect("no mistake");
    assert_eq!(read.settings.database_url.as_ref().map(Secret::expose), Some(url));
    for shown in [read.to_toml(Language::English), format!("{:?}", read.settings), format!("{read:?}")] {
        assert!(!shown.contains("hunter2"), "{shown}");
    }
    assert!(
        read.to_toml(Language::English).contains("postgres://fit:***@db/fit?password=***"),
        "{}",
        read.to_toml(Language::English)
    );

    let wrong = ["mysql://fit:hunter2@db/fit", "hunter2", "postgres:hunter2"];
    for url in wrong {
        let issues = alone(&[("AUDIENCE_FIT_DATABASE_URL", url)]).expect_err("it is no URL of PostgreSQL");
        assert!(!format!("{issues:?}").contains("hunter2"), "{issues:?}");
    }
    for content in ["queue = 1\ndatabase_url = \"postgres://fit:hunter2@db", "hunter2", "database_url = hunter2"] {
        let file = file(content);
        let issues = read_file(file.path());
        assert_eq!(issues.len(), 1, "{issues:?}");
        assert!(!format!("{issues:?}").contains("hunter2"), "{issues:?}");
    }
    let broken = file("queue = 1\ndatabase_url = \"postgres://fit:hunter2@db");
    assert!(read_file(broken.path())[0].detail.in_language(Language::English).starts_with("line 2: "));
}

fn read_file(path: &Path) -> Vec<ConfigIssue> {
    read(Some(path), &[], &Flags::new()).expect_err("the file is at fault")
}

#[test]
fn ignores_the_variables_of_kubernetes() {
    let of_kubernetes = [
        ("AUDIENCE_FIT_SERVICE_HOST", "10.0.0.1"),
        ("AUDIENCE_FIT_SERVICE_PORT", "8080"),
        ("AUDIENCE_FIT_SERVICE_PORT_HTTP", "8080"),
        ("AUDIENCE_FIT_PORT", "tcp://10.0.0.1:8080"),
        ("AUDIENCE_FIT_PORT_8080_TCP_ADDR", "10.0.0.1"),
    ];
    assert_eq!(alone(&of_kubernetes).expect("no mistake").settings.listen.port(), 8080);
    for name in ["AUDIENCE_FIT_PORTS", "AUDIENCE_FIT_SERVICE", "AUDIENCE_FIT_"] {
        assert_eq!(alone(&[(name, "1")]).expect_err("no such setting").len(), 1, "{name}");
    }
}

#[test]
fn without_keys_the_service_listens_on_loopback_only() {
    let open = [("AUDIENCE_FIT_AUTH", "off"), ("AUDIENCE_FIT_LISTEN", "0.0.0.0:8080")];
    let issues = alone(&open).expect_err("others could reach it");
    assert_eq!(issues.len(), 1);
    assert!(
        issues[0].to_string().starts_with("environment AUDIENCE_FIT_AUTH: received `off` while listening on 0.0.0.0")
    );
    for accepted in [("auto", "0.0.0.0:80"), ("on", "127.0.0.1:80"), ("off", "127.0.0.2:80"), ("off", "[::1]:80")] {
        alone(&[("AUDIENCE_FIT_AUTH", accepted.0), ("AUDIENCE_FIT_LISTEN", accepted.1)]).expect("no mistake");
    }
}

#[test]
fn no_agency_reads_where_the_service_keeps_what_all_of_them_stored() {
    let own = ("AUDIENCE_FIT_OBJECT_STORE", "s3://store/kept");
    for (place, is_refused) in [("s3://store", true), ("s3://store/kept/a", true), ("s3://store/other", false)] {
        let sources = format!("agy_1=s3://lake, agy_2={place}");
        match alone(&[own, ("AUDIENCE_FIT_SOURCES", &sources)]) {
            Ok(read) => assert!(!is_refused && read.settings.sources.len() == 2, "{place}"),
            Err(issues) => assert!(is_refused && issues[0].to_string().contains(place), "{place}: {issues:?}"),
        }
    }
}

/// Another value than the default that `setting` accepts.
fn another(setting: &Setting) -> String {
    match &setting.accepts {
        Accepts::Whole(range) => {
            let (first, last) = (range.start().to_string(), range.end().to_string());
            if setting.default == Some(first.as_str()) { last } else { first }
        }
        Accepts::Address => "127.0.0.1:9".to_owned(),
        Accepts::Folder => "elsewhere".to_owned(),
        Accepts::OneOf(words) => {
            words.iter().find(|word| Some(**word) != setting.default).expect("two words").to_string()
        }
        Accepts::Url(schemes) => format!("{}://host/path", schemes[0]),
        Accepts::LogFilter => "audience_fit=debug".to_owned(),
        Accepts::HostNames => "fit.example, fit".to_owned(),
        Accepts::Sources => "local=s3://lake/own".to_owned(),
        Accepts::Text => "openid other".to_owned(),
        Accepts::File => "secret.txt".to_owned(),
        Accepts::Groups => "other=housing:read".to_owned(),
    }
}

/// Settings of a provider that go together.
const OIDC: [(&str, &str); 5] = [
    ("oidc_issuer", "https://id.example"),
    ("oidc_client_id", "fit"),
    ("oidc_client_secret_file", "/run/secrets/oidc"),
    ("oidc_redirect_url", "https://fit.example/sign-in/provider/return"),
    ("oidc_groups", "staff=housing:read"),
];

/// Where another service would be.
const ANOTHER_RETURN: &str = "https://other.example/sign-in/provider/return";

/// The environment variables of these settings.
fn in_environment(settings: &[(&str, &str)]) -> Vec<(String, String)> {
    let variable = |key: &str| format!("{VARIABLE_PREFIX}{}", key.to_ascii_uppercase());
    settings.iter().map(|(key, value)| (variable(key), (*value).to_owned())).collect()
}

#[test]
fn a_provider_needs_all_of_its_settings() {
    let issues_of = |settings: &[(&str, &str)]| {
        let owned = in_environment(settings);
        let environment: Vec<(&str, &str)> =
            owned.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let issues = alone(&environment).err().unwrap_or_default();
        issues.iter().map(ConfigIssue::to_string).collect::<Vec<_>>()
    };
    assert_eq!(issues_of(&OIDC), [""; 0]);
    for missing in OIDC {
        let rest: Vec<_> = OIDC.into_iter().filter(|setting| *setting != missing).collect();
        let issues = issues_of(&rest);
        assert_eq!(issues.len(), 1, "{issues:?}");
        assert!(issues[0].starts_with(&format!("{}: not set, but oidc_", missing.0)), "{issues:?}");
    }
    let wrong = [
        ("oidc_issuer", "http://id.example", "https, or http on this machine"),
        ("oidc_redirect_url", "http://fit.example/sign-in/provider/return", "https, or http on this machine"),
        ("oidc_redirect_url", "https://fit.example/callback", "ends in /sign-in/provider/return"),
        ("oidc_scopes", "profile email", "openid is missing"),
        ("oidc_groups", "staff=housing", "GROUP=AGENCY:SCOPE"),
        ("auth", "off", "received `off`, which asks nobody to sign in"),
    ];
    for (key, value, said) in wrong {
        let rest = OIDC.into_iter().filter(|setting| setting.0 != key).chain([(key, value)]);
        let issues = issues_of(&rest.collect::<Vec<_>>());
        assert_eq!(issues.len(), 1, "{key} = {value}: {issues:?}");
        assert!(
            issues[0].to_ascii_lowercase().contains(key) && issues[0].contains(said),
            "{key} = {value}: {issues:?}"
        );
    }
    let here =
        [("oidc_issuer", "http://localhost:9"), ("oidc_redirect_url", "http://127.0.0.1:8/sign-in/provider/return")];
    let rest: Vec<_> = OIDC.into_iter().filter(|(key, _)| here.iter().all(|(own, _)| own != key)).chain(here).collect();
    assert_eq!(issues_of(&rest), [""; 0], "on one machine nothing travels");
}

#[test]
fn every_setting_is_used_and_can_be_given_in_each_layer() {
    let keys: BTreeSet<&str> = SETTINGS.iter().map(|setting| setting.key).collect();
    assert_eq!(keys.len(), SETTINGS.len(), "a key stands twice");
    for setting in SETTINGS.iter().filter(|setting| setting.key != "otlp_endpoint" || cfg!(feature = "otlp")) {
        assert!(setting.default.is_none_or(|default| setting.accepts.accepts(default)), "{}", setting.key);
        // The settings of a provider are set together.
        let together: &[(&str, &str)] = if setting.key.starts_with("oidc_") { &OIDC } else { &[] };
        let companions = in_environment(together);
        let with = |environment: &[(String, String)], flags: &Flags| {
            let all: Vec<(&str, &str)> =
                companions.iter().chain(environment).map(|(name, value)| (name.as_str(), value.as_str())).collect();
            format!("{:?}", read(None, &all, flags).expect("no mistake").settings)
        };
        let plain = with(&[], &Flags::new());
        let value = if setting.key == "oidc_redirect_url" { ANOTHER_RETURN.to_owned() } else { another(setting) };
        let quoted = if value.parse::<u64>().is_ok() { value.clone() } else { format!("{value:?}") };
        let file = file(&format!("{} = {quoted}", setting.key));
        let variable = [(setting.variable(), value.clone())];
        let rest: Vec<_> = companions.iter().filter(|(name, _)| *name != setting.variable()).cloned().collect();
        let in_file = {
            let rest: Vec<(&str, &str)> = rest.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            format!("{:?}", read(Some(file.path()), &rest, &Flags::new()).expect("no mistake").settings)
        };
        for given in [with(&variable, &Flags::new()), with(&[], &flags(&[(setting.key, &value)])), in_file] {
            assert_ne!(given, plain, "{} = {value} changes nothing", setting.key);
        }
    }
}

#[test]
fn prints_settings_that_can_be_read_as_a_file() {
    let environment = [("AUDIENCE_FIT_DATA_DIR", "a \"b\" \\ \u{7f} #c"), ("AUDIENCE_FIT_RETENTION", "30")];
    let first = alone(&environment).expect("no mistake");
    let printed = file(&first.to_toml(Language::English));
    let again = read(Some(printed.path()), &[], &Flags::new()).expect("no mistake");
    assert_eq!(format!("{:?}", again.settings), format!("{:?}", first.settings));
}

#[test]
fn bounds_are_part_of_what_is_accepted() {
    for setting in &SETTINGS {
        let Accepts::Whole(range) = &setting.accepts else { continue };
        let accepts = |number: u64| setting.accepts.accepts(&number.to_string());
        assert!(accepts(*range.start()) && accepts(*range.end()), "{}", setting.key);
        assert!(!accepts(range.end() + 1), "{}", setting.key);
        assert!(range.start().checked_sub(1).is_none_or(|below| !accepts(below)), "{}", setting.key);
        for text in ["", " 1", "1.5", "-1", "1e3", "0x1", "99999999999999999999999"] {
            assert!(!setting.accepts.accepts(text), "{}: {text}", setting.key);
        }
    }
}
