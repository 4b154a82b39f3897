//! Every line of output that the README shows is real.

use std::process::Command;

use crate::support::file;

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
