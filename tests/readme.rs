//! Every line of output that the README shows is real.

use std::path::Path;
use std::process::Command;

use crate::support::{TestServer, file};

/// A command of the README and the output shown below it.
struct Shown {
    command: String,
    output: Vec<String>,
}

fn shown() -> Vec<Shown> {
    let readme = std::fs::read_to_string(file("README.md")).expect("README.md");
    let mut found = Vec::new();
    let mut command = String::new();
    let mut lines = readme.lines();
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

#[test]
fn the_output_shown_is_what_the_commands_print() {
    let shown = shown();
    assert!(shown.len() >= 4, "only {} commands with output", shown.len());
    let binary = env!("CARGO_BIN_EXE_audience-fit");
    for Shown { command, output } in shown {
        assert!(command.contains("cargo run -- "), "output without a command: {command:?}");
        let real = command.replace("cargo run --", binary);
        let run = Command::new("bash").args(["-c", &real]).current_dir(file("")).output().expect("bash runs");
        assert!(run.status.success(), "{command}: {}", String::from_utf8_lossy(&run.stderr));
        let printed = String::from_utf8(run.stdout).expect("UTF-8");
        let mut rest = printed.lines();
        for line in output.iter().filter(|line| *line != "[...]") {
            assert!(rest.any(|l| l == line), "the README shows a line that `{command}` does not print there:\n{line}");
        }
    }
}

/// The commands of this binary in the examples for build servers, folded lines joined.
fn pipeline_commands() -> Vec<String> {
    let readme = std::fs::read_to_string(file("README.md")).expect("README.md");
    let mut commands: Vec<String> = Vec::new();
    let (mut in_yaml, mut goes_on) = (false, false);
    for line in readme.lines() {
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
