//! `config check` and a service with wrong settings, with the real binary.

use std::process::{Command, Output};

fn run(arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_audience-fit"));
    command.env_clear().envs(environment.iter().copied()).args(arguments);
    command.output().expect("the binary can be started")
}

fn file(content: &str) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("fit.toml");
    std::fs::write(&path, content).expect("it can be written");
    let name = path.to_str().expect("UTF-8").to_owned();
    (folder, name)
}

#[test]
fn config_check_prints_what_holds_and_where_it_came_from() {
    let (_folder, path) = file("queue = 5\nmin_cell = 20\n");
    let environment =
        [("AUDIENCE_FIT_DATABASE_URL", "postgres://fit:hunter2@db/fit"), ("AUDIENCE_FIT_QUEUE", "6"), ("HOME", "/")];
    let arguments = ["config", "check", "--config", &path, "--max-rows", "7", "--log", "debug"];
    let output = run(&arguments, &environment);
    let stdout = String::from_utf8(output.stdout).expect("UTF-8");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(!stdout.contains("hunter2"), "{stdout}");
    insta::assert_snapshot!(stdout.replace(&path, "FILE"));
}

#[test]
fn reports_all_mistakes_before_anything_starts() {
    let (folder, path) = file("queue = 0\nmin_cells = 20\n");
    let environment = [("AUDIENCE_FIT_LISTEN", "here"), ("AUDIENCE_FIT_DATABASE_URL", "mysql://fit:hunter2@db/fit")];
    let data = folder.path().join("data");
    let data = data.to_str().expect("UTF-8");
    for begin in [&["serve"][..], &["config", "check"][..]] {
        let arguments = [begin, &["--config", &path, "--threads", "many", "--data-dir", data]].concat();
        let output = run(&arguments, &environment);
        let stderr = String::from_utf8(output.stderr).expect("UTF-8");
        assert_eq!(output.status.code(), Some(2), "{stderr}");
        assert!(!stderr.contains("hunter2"), "{stderr}");
        for place in [
            &*format!("file {path}: queue: received `0`; accepted: a whole number"),
            &*format!("file {path}: min_cells: unknown setting"),
            "environment AUDIENCE_FIT_LISTEN: received `here`; accepted: an address",
            "environment AUDIENCE_FIT_DATABASE_URL: received `mysql://fit:***@db/fit`; accepted: a URL, postgres://",
            "flag --threads: received `many`; accepted: a whole number",
        ] {
            assert!(stderr.contains(place), "{place} is not in\n{stderr}");
        }
        assert!(stderr.contains("5 mistakes"), "{stderr}");
    }
    assert!(!std::path::Path::new(data).exists(), "the service touched its data folder");
}

#[test]
fn the_help_of_serve_names_every_setting() {
    let output = run(&["serve", "--help"], &[]);
    let help = String::from_utf8(output.stdout).expect("UTF-8");
    for setting in &audience_fit::config::SETTINGS {
        assert!(help.contains(&setting.flag()), "{} is not in\n{help}", setting.flag());
    }
}

#[test]
fn the_operations_page_lists_every_setting() {
    let page = std::fs::read_to_string(crate::support::file("docs/OPERATIONS.md")).expect("docs/OPERATIONS.md");
    let section =
        page.split("\n## Settings\n").nth(1).and_then(|rest| rest.split("\n## ").next()).expect("the section");
    let listed: Vec<&str> = section.lines().filter(|line| line.starts_with("| `")).collect();
    let english =
        |message: &audience_fit::message::Message| message.in_language(audience_fit::report::Language::English);
    let rows: Vec<String> = audience_fit::config::SETTINGS
        .iter()
        .map(|setting| {
            let default = setting.default.map(|default| format!("`{default}`")).unwrap_or_default();
            format!(
                "| `{}` | {default} | {} | {} |",
                setting.key,
                english(&setting.accepts.described()),
                english(&setting.meaning())
            )
        })
        .collect();
    assert_eq!(listed, rows);
}
