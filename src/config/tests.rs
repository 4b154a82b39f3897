use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::Path;

use super::*;

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
    let printed = read.to_toml();
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
    for shown in [read.to_toml(), format!("{:?}", read.settings), format!("{read:?}")] {
        assert!(!shown.contains("hunter2"), "{shown}");
    }
    assert!(read.to_toml().contains("postgres://fit:***@db/fit?password=***"), "{}", read.to_toml());

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
    assert!(read_file(broken.path())[0].detail.starts_with("line 2: "));
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
    }
}

#[test]
fn every_setting_is_used_and_can_be_given_in_each_layer() {
    let plain = format!("{:?}", alone(&[]).expect("no mistake").settings);
    let keys: BTreeSet<&str> = SETTINGS.iter().map(|setting| setting.key).collect();
    assert_eq!(keys.len(), SETTINGS.len(), "a key stands twice");
    for setting in SETTINGS.iter().filter(|setting| setting.key != "otlp_endpoint" || cfg!(feature = "otlp")) {
        assert!(setting.default.is_none_or(|default| setting.accepts.accepts(default)), "{}", setting.key);
        let value = another(setting);
        let in_environment = alone(&[(setting.variable().as_str(), &value)]);
        let by_flag = read(None, &[], &flags(&[(setting.key, &value)]));
        let quoted = if value.parse::<u64>().is_ok() { value.clone() } else { format!("{value:?}") };
        let file = file(&format!("{} = {quoted}", setting.key));
        let in_file = read(Some(file.path()), &[], &Flags::new());
        for given in [in_environment, by_flag, in_file] {
            let settings = format!("{:?}", given.expect("no mistake").settings);
            assert_ne!(settings, plain, "{} = {value} changes nothing", setting.key);
        }
    }
}

#[test]
fn prints_settings_that_can_be_read_as_a_file() {
    let environment = [("AUDIENCE_FIT_DATA_DIR", "a \"b\" \\ \u{7f} #c"), ("AUDIENCE_FIT_RETENTION", "30")];
    let first = alone(&environment).expect("no mistake");
    let printed = file(&first.to_toml());
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
