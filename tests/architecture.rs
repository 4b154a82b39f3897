//! Imports point one way along the profile's path, and the domain knows no HTTP, no clock and no environment.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::file;

/// The modules from the profile outward: each may import those before it only.
const ORDER: [&str; 28] = [
    "vocabulary",
    "message",
    "warning_code",
    "cache",
    "stored_form",
    "profile",
    "ingest",
    "target",
    "reference",
    "stats",
    "disclosure",
    "segments",
    "prevalence",
    "simulation",
    "ask",
    "follower_audit",
    "channel",
    "plan",
    "effect",
    "analysis",
    "report",
    "error",
    "store",
    "config",
    "engine",
    "telemetry",
    "api",
    "cli",
];
/// Those that are pure: the ones up to `report`.
const DOMAIN: &[&str] = ORDER.split_at(21).0;
/// What a pure module must not name.
const IMPURE: [&str; 12] = [
    "actix_web",
    "tokio",
    "async fn",
    "SystemTime",
    "Instant::now",
    "now_utc",
    "now_local",
    "std::env",
    "env::var",
    "thread_rng",
    "from_entropy",
    "std::net",
];

fn sources(module: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let folder = file("src").join(module);
    let mut open = if folder.is_dir() { vec![folder] } else { Vec::new() };
    let single = file("src").join(format!("{module}.rs"));
    if single.is_file() {
        found.push((single.clone(), read(&single)));
    }
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                found.push((path.clone(), read(&path)));
            }
        }
    }
    assert!(!found.is_empty(), "no source of {module}");
    found
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).expect("a source file")
}

/// The code of a file without comments.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().map(|(i, line)| (i + 1, line.split("//").next().unwrap_or_default()))
}

#[test]
fn every_module_has_its_place() {
    let map = include_str!("../src/lib.rs");
    let module = |line: &'static str| line.strip_prefix("pub ").unwrap_or(line).strip_prefix("mod ")?.strip_suffix(';');
    let mut declared: Vec<&str> = map.lines().filter_map(module).collect();
    declared.sort_unstable();
    let mut order = ORDER.to_vec();
    order.sort_unstable();
    assert_eq!(declared, order);
}

#[test]
fn imports_point_one_way() {
    let rank: BTreeMap<&str, usize> = ORDER.iter().enumerate().map(|(i, m)| (*m, i)).collect();
    let mut wrong = Vec::new();
    let mut arrows = 0;
    for module in ORDER {
        for (path, text) in sources(module) {
            for (line, code) in code(&text) {
                for (at, _) in code.match_indices("crate::") {
                    let imported: String =
                        code[at + 7..].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
                    let Some(place) = rank.get(imported.as_str()) else { continue };
                    arrows += usize::from(imported != module);
                    if *place > rank[module] {
                        wrong.push(format!("{}:{line}: {module} imports {imported}", path.display()));
                    }
                }
            }
        }
    }
    assert!(arrows > 50, "only {arrows} imports were seen");
    assert!(wrong.is_empty(), "imports against the way of the data:\n{}", wrong.join("\n"));
}

#[test]
fn the_domain_is_pure() {
    let mut wrong = Vec::new();
    for module in DOMAIN {
        for (path, text) in sources(module) {
            for (line, code) in code(&text) {
                for word in IMPURE.iter().filter(|word| code.contains(**word)) {
                    wrong.push(format!("{}:{line}: {word}", path.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "the domain must not know these:\n{}", wrong.join("\n"));
}

#[test]
fn only_reference_reads_files_in_the_domain() {
    for module in DOMAIN.iter().filter(|m| **m != "reference") {
        for (path, text) in sources(module) {
            let text = text.split("#[cfg(test)]").next().unwrap_or_default();
            assert!(!text.contains("std::fs"), "{} reads files", path.display());
        }
    }
}

#[test]
fn only_config_reads_the_environment() {
    for module in ORDER.iter().filter(|m| **m != "config") {
        for (path, text) in sources(module) {
            for (line, code) in code(&text) {
                let reads = code.contains("std::env") || code.contains("env::var");
                assert!(!reads, "{}:{line} reads the environment", path.display());
            }
        }
    }
}
