//! What commands say beside their results, in the language of whoever typed them.

use std::process::{Command, Output};

/// Every command that has a help of its own.
const COMMANDS: [&[&str]; 18] = [
    &[],
    &["serve"],
    &["config"],
    &["config", "check"],
    &["analyze"],
    &["ask"],
    &["check"],
    &["recommend"],
    &["import"],
    &["inspect"],
    &["simulate"],
    &["effect"],
    &["openapi"],
    &["schemas"],
    &["keys"],
    &["keys", "create"],
    &["keys", "list"],
    &["health"],
];

fn run(arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_audience-fit"));
    command.env_clear().env("HOME", "/").envs(environment.iter().copied()).args(arguments);
    command.output().expect("the binary can be started")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn has_hangul(text: &str) -> bool {
    text.chars().any(|c| ('가'..='힣').contains(&c))
}

/// The help of every command in a language.
fn help(language: &str) -> String {
    let of = |path: &&[&str]| {
        let output = run(&[path, &["--help", "--lang", language][..]].concat(), &[]);
        assert_eq!(output.status.code(), Some(0), "{path:?}: {}", text(&output.stderr));
        // The features of a build add commands.
        let lines = text(&output.stdout);
        let lines = lines.lines().filter(|line| !line.trim_start().starts_with("cluster "));
        format!("$ audience-fit {}\n{}\n", path.join(" "), lines.collect::<Vec<_>>().join("\n"))
    };
    COMMANDS.iter().map(of).collect::<Vec<_>>().join("\n")
}

#[test]
fn help_of_commands_in_english() {
    insta::assert_snapshot!(help("en"));
}

#[test]
fn help_of_commands_in_korean() {
    insta::assert_snapshot!(help("ko"));
}

#[test]
fn what_is_wrong_with_a_command_is_said_in_korean() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let csv = folder.path().join("people.csv");
    std::fs::write(&csv, "id,age\n1,30\n").expect("it can be written");
    let csv = csv.to_str().expect("UTF-8");
    let data = folder.path().join("data");
    let data = data.to_str().expect("UTF-8");
    let cases: [&[&str]; 16] = [
        &["analise"],
        &["analyze", csv, "--targt", "x"],
        &["analyze", csv],
        &["analyze", csv, "--target", "x", "--format", "pdf"],
        &["analyze", csv, "--target", "x", "--level", "much"],
        &["analyze", csv, "--target", "x", "--as-of", "yesterday"],
        &["analyze", csv, "--target", "{\"age\": {\"min\": \"x\"}}"],
        &["analyze", csv, "--target", "{\"age\": "],
        &["analyze", "missing.csv", "--target", "young-adults-19-to-34"],
        &["recommend", "--target", "young-adults-19-to-34", "--cost", "x=cheap"],
        &["ask", csv, "--target", "young-adults-19-to-34", "--within", "0"],
        &["check", csv, "--target", "young-adults-19-to-34", "--min-share", "0.5", "--server", "ftp://x"],
        &["keys", "list", "--data-dir", data],
        &["keys", "create", "--agency", "x", "--label", "x", "--scope", "all", "--data-dir", data],
        &["config", "check", "--queue", "0", "--listen", "here"],
        &["health", "--url", "https://127.0.0.1:1"],
    ];
    let mut said = String::new();
    for arguments in cases {
        let output = run(&[arguments, &["--lang", "ko"]].concat(), &[]);
        let stderr = text(&output.stderr).replace(folder.path().to_str().expect("UTF-8"), "FOLDER");
        assert_ne!(output.status.code(), Some(0), "{arguments:?}");
        let first = stderr.lines().next().unwrap_or_default();
        assert!(has_hangul(first), "{arguments:?}: {stderr}");
        let shown = arguments.join(" ").replace(folder.path().to_str().expect("UTF-8"), "FOLDER");
        said.push_str(&format!("$ audience-fit {shown}\n{stderr}\n"));
    }
    insta::assert_snapshot!(said);
}

#[test]
fn the_language_is_that_of_the_option_or_else_of_the_variable_and_of_the_system_where_it_is_asked_for() {
    let is_korean = |arguments: &[&str], environment: &[(&str, &str)]| {
        let output = run(&[arguments, &["--help"]].concat(), environment);
        has_hangul(text(&output.stdout).lines().next().unwrap_or_default())
    };
    let system = [("LC_ALL", "ko_KR.UTF-8")];
    assert!(!is_korean(&["health"], &system), "a report does not change with the machine it is made on");
    assert!(is_korean(&["health", "--lang", "auto"], &system));
    assert!(is_korean(&["health"], &[("AUDIENCE_FIT_LANG", "auto"), ("LANG", "ko_KR.UTF-8")]));
    assert!(!is_korean(&["health", "--lang=auto"], &[("LC_ALL", "C"), ("LANG", "ko_KR.UTF-8")]));
    assert!(is_korean(&["health"], &[("AUDIENCE_FIT_LANG", "ko")]));
    assert!(!is_korean(&["health", "--lang", "en"], &[("AUDIENCE_FIT_LANG", "ko")]));
}

#[test]
fn variables_of_commands_are_no_mistake_in_the_settings() {
    let output = run(&["config", "check"], &[("AUDIENCE_FIT_LANG", "ko"), ("AUDIENCE_FIT_KEY", "afk_x")]);
    let stdout = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(stdout.starts_with("# 쓰이는 설정") && stdout.contains("queue = 64  # 기본값"), "{stdout}");
}

/// Channels, plans and sources of the real catalogue, whose publishers stand in English in the reference data.
#[test]
fn publishers_with_a_korean_name_have_it_in_every_sentence() {
    let catalogue = include_str!("../src/report/messages/ko/names.toml");
    let (_, publishers) = catalogue.split_once("# Who published the sources").expect("the part of publishers");
    let names: Vec<&str> = publishers
        .lines()
        .filter_map(|line| line.strip_prefix('"')?.split_once("\" ="))
        .map(|(name, _)| name)
        .collect();
    assert!(names.contains(&"Korea Press Foundation"), "{names:?}");
    let target = "under-middle-class-late-20s-to-40s";
    let asked = ["recommend", "--target", target, "--country", "KR", "--hours", "20", "--lang", "ko"];
    let said = text(&run(&asked, &[]).stdout).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("입니다(한국언론진흥재단, 2024년"), "{said}");
    let english: Vec<&&str> = names.iter().filter(|name| said.contains(**name)).collect();
    assert!(english.is_empty(), "{english:?} in {said}");
}
