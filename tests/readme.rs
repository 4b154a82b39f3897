//! What README.md and docs/ show is real: commands, their output, examples for build servers and links.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::{TestServer, file};

/// A command of a page and the output shown below it.
struct Shown {
    command: String,
    output: Vec<String>,
}

/// README.md and all of docs/.
fn pages() -> Vec<PathBuf> {
    let docs = std::fs::read_dir(file("docs")).expect("docs/").map(|entry| entry.expect("an entry").path());
    let mut pages: Vec<PathBuf> = docs.filter(|path| path.extension().is_some_and(|e| e == "md")).collect();
    pages.push(file("README.md"));
    pages.sort();
    pages
}

fn read(page: &Path) -> String {
    std::fs::read_to_string(page).unwrap_or_else(|error| panic!("{}: {error}", page.display()))
}

fn examples(page: &Path) -> Vec<Shown> {
    let text = read(page);
    let mut found = Vec::new();
    let mut command = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let block = |lines: &mut std::str::Lines<'_>| -> Vec<String> {
            lines.by_ref().take_while(|l| *l != "```").map(str::to_owned).collect()
        };
        match line {
            "```sh" => command = block(&mut lines).join("\n"),
            "```text" => found.push(Shown { command: std::mem::take(&mut command), output: block(&mut lines) }),
            _ => {}
        }
    }
    found
}

/// `.ci/run` takes both from there; a newcomer does too.
#[test]
fn the_readme_shows_the_command_that_answers_first_and_the_one_that_tests() {
    let text = read(&file("README.md"));
    let blocks: Vec<&str> = text.split("```sh\n").skip(1).filter_map(|rest| rest.split("\n```").next()).collect();
    assert!(blocks.first().is_some_and(|first| first.starts_with("cargo run -- analyze ")), "{blocks:?}");
    assert!(blocks.contains(&"cargo test"), "{blocks:?}");
}

#[test]
fn every_line_of_output_shown_is_printed() {
    let binary = env!("CARGO_BIN_EXE_audience-fit");
    let mut count = 0;
    for page in pages() {
        for Shown { command, output } in examples(&page) {
            count += 1;
            assert!(command.contains("cargo run -- "), "{}: output without a command: {command:?}", page.display());
            let real = command.replace("cargo run --", binary);
            let run = Command::new("bash").args(["-c", &real]).current_dir(file("")).output().expect("bash runs");
            assert!(run.status.success(), "{command}: {}", String::from_utf8_lossy(&run.stderr));
            let printed = String::from_utf8(run.stdout).expect("UTF-8");
            let mut rest = printed.lines();
            for line in output.iter().filter(|line| *line != "[...]") {
                let page = page.display();
                assert!(rest.any(|l| l == line), "{page} shows a line that `{command}` does not print there:\n{line}");
            }
        }
    }
    assert!(count >= 8, "only {count} commands with output");
}

/// The targets of links to files of this repository.
fn local_links(text: &str) -> impl Iterator<Item = &str> {
    text.split("](").skip(1).filter_map(|rest| rest.split(')').next()).filter(|link| !link.starts_with("http"))
}

/// The anchors of a page's headings, as GitHub makes them.
fn anchors(text: &str) -> Vec<String> {
    let headings = text.lines().filter(|line| line.starts_with('#')).map(|line| line.trim_start_matches('#').trim());
    headings
        .map(|heading| {
            let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
            kept.collect::<String>().to_lowercase().replace(' ', "-")
        })
        .collect()
}

#[test]
fn every_link_to_a_file_or_heading_resolves() {
    for page in pages() {
        let text = read(&page);
        for link in local_links(&text) {
            let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
            let linked = if path.is_empty() { page.clone() } else { page.parent().expect("a folder").join(path) };
            assert!(linked.exists(), "{}: there is no {link}", page.display());
            if !anchor.is_empty() {
                assert!(anchors(&read(&linked)).contains(&anchor.to_owned()), "{}: no {link}", page.display());
            }
        }
    }
}

/// The commands of this binary in the examples for build servers, folded lines joined.
fn pipeline_commands() -> Vec<String> {
    let page = read(&file("docs/CI.md"));
    let mut commands: Vec<String> = Vec::new();
    let (mut in_yaml, mut goes_on) = (false, false);
    for line in page.lines() {
        match line.trim() {
            "```yaml" => in_yaml = true,
            "```" => in_yaml = false,
            line if in_yaml && line.starts_with("audience-fit ") => {
                commands.push(line.to_owned());
                goes_on = true;
            }
            line if in_yaml && goes_on && line.starts_with("--") => {
                let command = commands.last_mut().expect("it goes on");
                command.push(' ');
                command.push_str(line);
            }
            _ => goes_on = false,
        }
    }
    commands
}

#[test]
fn the_examples_for_build_servers_run_as_they_stand() {
    let commands = pipeline_commands();
    assert_eq!(commands.len(), 2, "{commands:?}");
    let server = TestServer::start();
    let binary = Path::new(env!("CARGO_BIN_EXE_audience-fit")).parent().expect("a folder");
    let path = std::env::var("PATH").expect("PATH");
    for command in commands {
        let folder = tempfile::tempdir().expect("a folder");
        for (from, to) in
            [("audience.csv", "followers.csv"), ("panel.csv", "panel.csv"), ("target.json", "target.json")]
        {
            let from = file("tests/data/uci-adult").join(from);
            std::fs::copy(from, folder.path().join(to)).expect("an input of the example");
        }
        let run = Command::new("sh")
            .args(["-e", "-c", &command])
            .current_dir(folder.path())
            .env("PATH", format!("{}:{path}", binary.display()))
            .env("AUDIENCE_FIT_URL", server.url(""))
            .env("AUDIENCE_FIT_KEY", "a-key")
            .output()
            .expect("a shell");
        assert_eq!(run.status.code(), Some(0), "{command}: {}", String::from_utf8_lossy(&run.stderr));
        let written =
            command.split(' ').skip_while(|word| !["--sarif", "--junit"].contains(word)).nth(1).expect("a file");
        assert!(folder.path().join(written).metadata().expect(written).len() > 100, "{written}");
    }
}

#[test]
fn the_mapping_shown_is_the_file() {
    let page = read(&file("docs/DATA.md"));
    let shown = page.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).expect("a mapping");
    let mapping = read(&file("tests/data/exports/survey.toml"));
    let without_comments: Vec<&str> = mapping.lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(shown.lines().collect::<Vec<_>>(), without_comments);
}

#[test]
fn the_table_of_resources_has_every_path_of_the_contract() {
    let page = read(&file("docs/API.md"));
    let table = page.split("\n## Resources\n").nth(1).and_then(|rest| rest.split("\n## ").next()).expect("the table");
    let in_code = table.split('`').skip(1).step_by(2).filter_map(|code| code.split(' ').next_back());
    let listed: BTreeSet<&str> = in_code.filter(|word| word.starts_with('/')).collect();
    let document = audience_fit::api::openapi_json();
    let document: serde_json::Value = serde_json::from_str(document).expect("JSON");
    let paths: BTreeSet<&str> = document["paths"].as_object().expect("paths").keys().map(String::as_str).collect();
    let pages = ["/docs/"];
    assert_eq!(listed.iter().filter(|path| !pages.contains(path)).copied().collect::<BTreeSet<_>>(), paths);
}
