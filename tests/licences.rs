//! What goes into the binary: only permissive licences, and one version of each crate but for a reasoned few.
//!
//! Read from `cargo tree`, without a network. Known vulnerabilities are not looked up here: the advisory database
//! would have to be downloaded; `cargo audit` does that where a network is at hand.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

/// Licences without copyleft that a dependency may be used under.
const ALLOWED: [&str; 13] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Crates of more than one version, with the reason why they can't be brought together here.
const SEVERAL_VERSIONS: [(&str, &str); 20] = [
    ("base64", "object_store and reqwest hold the older one, parquet and hyper-util the newer"),
    ("block-buffer", "comes with digest"),
    ("constant_time_eq", "blake3 holds the older one; the newer is zip's, in the build script of Swagger UI only"),
    ("cpufeatures", "comes with sha2"),
    ("crypto-common", "comes with digest"),
    ("digest", "sqlx-core hashes migrations with the older one, its PostgreSQL driver passwords with the newer"),
    ("getrandom", "linfa 0.8 is built on rand 0.8, whose rand_core 0.6 needs getrandom 0.2"),
    ("hashbrown", "governor and hashlink are one behind arrow and indexmap"),
    ("http", "actix-web is built on http 0.2, object_store's client on http 1"),
    ("itertools", "ndarray-stats, below linfa, is one behind object_store"),
    ("md-5", "object_store and sqlx's PostgreSQL driver, each with its own digest"),
    ("quick-xml", "object_store holds the older one, calamine the newer"),
    ("r-efi", "comes with getrandom"),
    ("rand", "linfa 0.8 is built on rand 0.8; object_store and sqlx on rand 0.10"),
    ("rand_core", "comes with rand"),
    ("sha2", "comes with digest"),
    ("syn", "derive macros move to syn 3 one by one; it runs at build time only"),
    ("thiserror", "linfa-linalg and kdtree, below linfa-clustering 0.8, need thiserror 1"),
    ("thiserror-impl", "comes with thiserror"),
    ("windows-sys", "ring is on an older one; on Windows only"),
];

/// Licences without copyleft of crates that the features `cluster` and `delta` alone bring.
const ALLOWED_OF_FEATURES: [&str; 1] = ["bzip2-1.0.6"];

/// Crates of more than one version that the features `cluster` and `delta` alone bring, with the reason.
const SEVERAL_VERSIONS_OF_FEATURES: [(&str, &str); 9] = [
    ("core-foundation", "system-configuration, below the newer reqwest, holds the older one; on macOS only"),
    ("foldhash", "hashbrown 0.15, below petgraph of the DataFusion planner, holds the older one"),
    ("num-bigint", "bigdecimal, below DataFusion's SQL, holds the older one"),
    ("prettyplease", "tonic's and prost's generators, at build time only"),
    ("rand_chacha", "comes with rand 0.8 and 0.9"),
    ("reqwest", "object_store holds the older one, Delta's kernel the newer"),
    ("tower-http", "reqwest holds the older one, Ballista's scheduler the newer"),
    ("zstd", "async-compression, below DataFusion, is ahead of parquet"),
    ("zstd-safe", "comes with zstd"),
];

/// A crate in the binary or in what builds it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Dependency {
    name: String,
    version: String,
    licence: String,
}

/// The platforms whose dependencies are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Platforms {
    All,
    This,
}

/// All normal and build dependencies, for every platform where all of them were downloaded (`cargo fetch`), else for
/// this one.
fn dependencies() -> (Platforms, BTreeSet<Dependency>) {
    dependencies_with(&[])
}

/// Those with features more.
fn dependencies_with(features: &[&str]) -> (Platforms, BTreeSet<Dependency>) {
    let (everywhere, complaint) = cargo_tree(&[&["--target", "all"], features].concat());
    let (platforms, tree) = if complaint.is_empty() {
        (Platforms::All, everywhere)
    } else {
        println!("for this platform only (`cargo fetch` brings the others): {complaint}");
        let (here, complaint) = cargo_tree(features);
        assert_eq!(complaint, "", "cargo tree failed");
        (Platforms::This, here)
    };
    (platforms, tree.lines().filter_map(dependency).collect())
}

/// What `cargo tree` prints with these arguments more, and what it complains of.
fn cargo_tree(more: &[&str]) -> (String, String) {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--locked", "--offline", "--edges", "normal,build"])
        .args(["--prefix", "none", "--format", "{p}|{l}|"])
        .args(more)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("the cargo that built this test can be started");
    let complaint = if output.status.success() { "" } else { &*String::from_utf8_lossy(&output.stderr) };
    (String::from_utf8_lossy(&output.stdout).into_owned(), complaint.to_owned())
}

/// A line as `serde v1.0.228|MIT OR Apache-2.0|`; headings and blank lines are none.
fn dependency(line: &str) -> Option<Dependency> {
    let mut parts = line.split('|');
    let (package, licence) = (parts.next()?, parts.next()?);
    let mut words = package.split(' ');
    let (name, version) = (words.next()?, words.next()?);
    Some(Dependency { name: name.to_owned(), version: version.to_owned(), licence: licence.to_owned() })
}

/// Whether a licence expression can be satisfied with allowed licences alone; `None` where it can't be understood.
fn permitted(expression: &str) -> Option<bool> {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let tokens: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = tokens.as_slice();
    let verdict = any_of(&mut rest)?;
    rest.is_empty().then_some(verdict)
}

fn any_of(rest: &mut &[&str]) -> Option<bool> {
    let mut verdict = all_of(rest)?;
    while let Some(("OR", after)) = rest.split_first().map(|(first, after)| (*first, after)) {
        *rest = after;
        verdict |= all_of(rest)?;
    }
    Some(verdict)
}

fn all_of(rest: &mut &[&str]) -> Option<bool> {
    let mut verdict = one(rest)?;
    while let Some(("AND", after)) = rest.split_first().map(|(first, after)| (*first, after)) {
        *rest = after;
        verdict &= one(rest)?;
    }
    Some(verdict)
}

fn one(rest: &mut &[&str]) -> Option<bool> {
    match **rest {
        ["(", ref inside @ ..] => {
            *rest = inside;
            let verdict = any_of(rest)?;
            let (")", after) = rest.split_first().map(|(first, after)| (*first, after))? else {
                return None;
            };
            *rest = after;
            Some(verdict)
        }
        [")" | "AND" | "OR" | "WITH", ..] | [] => None,
        [licence, "WITH", exception, ref after @ ..] => {
            *rest = after;
            Some(ALLOWED.contains(&format!("{licence} WITH {exception}").as_str()))
        }
        [licence, ref after @ ..] => {
            *rest = after;
            Some(ALLOWED.contains(&licence))
        }
    }
}

#[test]
fn no_dependency_is_under_copyleft() {
    let (_, all) = dependencies();
    assert!(all.len() > 100, "cargo tree listed {} packages only", all.len());
    let refused: Vec<String> = all
        .iter()
        .filter(|dependency| permitted(&dependency.licence) != Some(true))
        .map(|Dependency { name, version, licence }| format!("{name} {version}: {licence:?}"))
        .collect();
    assert!(refused.is_empty(), "not usable under {}:\n{}", ALLOWED.join(", "), refused.join("\n"));
    println!("{} packages, each usable under one of {}", all.len(), ALLOWED.join(", "));
}

#[test]
fn no_crate_has_two_versions_without_a_reason() {
    let mut versions: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let (platforms, all) = dependencies();
    for dependency in all {
        versions.entry(dependency.name).or_default().push(dependency.version);
    }
    versions.retain(|_, versions| versions.len() > 1);
    let reasoned: BTreeMap<&str, &str> = SEVERAL_VERSIONS.into();
    let unreasoned: Vec<String> = versions
        .iter()
        .filter(|(name, _)| !reasoned.contains_key(name.as_str()))
        .map(|(name, versions)| format!("{name}: {}", versions.join(", ")))
        .collect();
    // A version that another platform alone uses is not seen here.
    let is_settled = |name: &&str| platforms == Platforms::All && !versions.contains_key(*name);
    let settled: Vec<&str> = reasoned.keys().copied().filter(is_settled).collect();
    assert!(unreasoned.is_empty(), "bring these together, or list them with the reason:\n{}", unreasoned.join("\n"));
    assert!(settled.is_empty(), "these have one version now; take them off the list: {}", settled.join(", "));
    for (name, versions) in versions {
        println!("{name} {}: {}", versions.join(", "), reasoned[name.as_str()]);
    }
}

#[test]
fn the_features_bring_nothing_more_than_is_listed() {
    let (platforms, with) = dependencies_with(&["--features", "cluster,delta"]);
    let (_, without) = dependencies();
    if !with.iter().any(|dependency| dependency.name == "datafusion") && platforms == Platforms::This {
        println!("NOT CHECKED: the crates of the features were not downloaded; `cargo fetch` brings them");
        return;
    }
    assert!(with.len() > without.len() + 50, "{} packages with the features, {} without", with.len(), without.len());
    let is_allowed = |dependency: &&Dependency| {
        permitted(&dependency.licence) == Some(true) || ALLOWED_OF_FEATURES.contains(&dependency.licence.as_str())
    };
    let refused: Vec<&Dependency> = with.difference(&without).filter(|dependency| !is_allowed(dependency)).collect();
    assert!(refused.is_empty(), "not usable: {refused:?}");
    let names = |all: &BTreeSet<Dependency>| {
        let mut versions: BTreeMap<String, usize> = BTreeMap::new();
        all.iter().for_each(|dependency| *versions.entry(dependency.name.clone()).or_default() += 1);
        versions.into_iter().filter(|(_, n)| *n > 1).map(|(name, _)| name).collect::<BTreeSet<String>>()
    };
    let more: Vec<String> = names(&with).difference(&names(&without)).cloned().collect();
    let listed: Vec<&str> = SEVERAL_VERSIONS_OF_FEATURES.iter().map(|(name, _)| *name).collect();
    if platforms == Platforms::All {
        assert_eq!(more, listed);
    } else {
        assert!(more.iter().all(|name| listed.contains(&name.as_str())), "{more:?}");
    }
}

#[test]
fn licence_expressions_are_read_as_spdx_has_them() {
    let permissive = [
        "MIT",
        "MIT/Apache-2.0",
        "Apache-2.0 / MIT",
        "MIT OR Apache-2.0 OR LGPL-2.1-or-later",
        "GPL-3.0-only OR (MIT AND Unicode-3.0)",
        "Apache-2.0 WITH LLVM-exception",
    ];
    for expression in permissive {
        assert_eq!(permitted(expression), Some(true), "{expression}");
    }
    let copyleft = [
        "GPL-3.0-or-later",
        "MPL-2.0",
        "MIT AND GPL-3.0-only",
        "(MIT OR Apache-2.0) AND LGPL-3.0-only",
        "GPL-2.0-only WITH Classpath-exception-2.0",
        "AGPL-3.0-only/MPL-2.0",
    ];
    for expression in copyleft {
        assert_eq!(permitted(expression), Some(false), "{expression}");
    }
    for expression in ["", "MIT OR", "(MIT", "MIT)", "MIT Apache-2.0", "AND", "()"] {
        assert_eq!(permitted(expression), None, "{expression}");
    }
}

#[test]
fn lines_of_the_tree_are_distinguished_from_its_headings() {
    let line = dependency("syn v2.0.119 (proc-macro)|MIT OR Apache-2.0| (*)").expect("it is a package");
    assert_eq!((line.name.as_str(), line.version.as_str()), ("syn", "v2.0.119"));
    assert_eq!(line.licence, "MIT OR Apache-2.0");
    assert_eq!(dependency("unlicensed v1.0.0||").map(|d| d.licence), Some(String::new()));
    assert_eq!(dependency("[build-dependencies]"), None);
    assert_eq!(dependency(""), None);
}
