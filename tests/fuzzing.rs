//! The readers on the corpus of `tests/data/fuzz`, and on as many inputs made from it.

use std::fs;
use std::panic::catch_unwind;
use std::path::PathBuf;

use rand::Rng;
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_xoshiro::Xoshiro256PlusPlus;

use crate::support::file;

#[path = "fuzz/targets.rs"]
mod targets;

/// Inputs made for each reader; `AUDIENCE_FIT_FUZZ_INPUTS` asks for more.
const INPUTS: usize = 2_000;
/// Longest input made, in bytes.
const LONGEST: usize = 16 << 10;
/// Mutations of one input, at most.
const MUTATIONS: usize = 6;

/// What breaks readers, beside what stands in the corpus.
const TOKENS: [&[u8]; 36] = [
    b"{",
    b"}",
    b"[",
    b"]",
    b"\"",
    b",",
    b":",
    b"\\",
    b"\n",
    b"\r\n",
    b"\t",
    b";",
    b"\0",
    b"\xEF\xBB\xBF",
    b"\xFF\xFE",
    b"\xC3",
    b"\xED\xA0\x80",
    b"\\ud83d",
    b"\\u0000",
    b"null",
    b"true",
    b"-0",
    b"1e999",
    b"-1",
    b"0.1e-999",
    b"18446744073709551616",
    b"340282350000000000000000000000000000000",
    b"NaN",
    b"\"\"",
    b"[[[[[[[[[[[[[[[[",
    b"\"id\"",
    b"2026-02-30",
    b"9999-12-31T23:59:60Z",
    b"/*",
    b"\xE2\x80\xAE",
    b"{}",
];

/// Files elsewhere in tests/data that are input of a reader.
fn elsewhere(target: &str) -> Vec<PathBuf> {
    let names: &[&str] = match target {
        "x_v2" => &["exports/x-followers-1.json", "exports/x-followers-2.json", "exports/x-rate-limit.json"],
        "mastodon" => &["exports/mastodon-followers-1.json", "exports/mastodon-followers-2.json"],
        "bluesky" => {
            &["exports/bluesky-followers-1.json", "exports/bluesky-followers-2.json", "exports/bluesky-profiles.json"]
        }
        "csv" => &["exports/survey.csv"],
        "mapping" => &["exports/survey.toml"],
        "target" => &["uci-adult/target.json"],
        _ => &[],
    };
    names.iter().map(|name| file("tests/data").join(name)).collect()
}

fn corpus(target: &str) -> Vec<Vec<u8>> {
    let folder = file("tests/data/fuzz").join(target);
    let entries = fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.extend(elsewhere(target));
    paths.sort();
    paths.iter().map(|path| fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))).collect()
}

fn inputs() -> usize {
    std::env::var("AUDIENCE_FIT_FUZZ_INPUTS").ok().map_or(INPUTS, |n| n.parse().expect("a number of inputs"))
}

/// An input made from those of the corpus.
fn made(corpus: &[Vec<u8>], random: &mut Xoshiro256PlusPlus) -> Vec<u8> {
    let mut bytes = corpus.choose(random).cloned().unwrap_or_default();
    for _ in 0..random.gen_range(1..=MUTATIONS) {
        mutate(&mut bytes, corpus, random);
        bytes.truncate(LONGEST);
    }
    bytes
}

fn mutate(bytes: &mut Vec<u8>, corpus: &[Vec<u8>], random: &mut Xoshiro256PlusPlus) {
    let at = random.gen_range(0..=bytes.len());
    let end = (at + random.gen_range(0..=64)).min(bytes.len());
    match random.gen_range(0..8) {
        0 if at < bytes.len() => bytes[at] ^= 1 << random.gen_range(0..8),
        1 if at < bytes.len() => bytes[at] = random.r#gen(),
        2 => drop(bytes.drain(at..end)),
        3 => {
            let copy = bytes[at..end].to_vec();
            bytes.splice(at..at, copy);
        }
        4 => bytes.truncate(at),
        5 => {
            let other = corpus.choose(random).map_or(&[][..], Vec::as_slice);
            let from = random.gen_range(0..=other.len());
            let piece = &other[from..(from + 256).min(other.len())];
            bytes.splice(at..end, piece.iter().copied());
        }
        _ => {
            let token = TOKENS.choose(random).copied().unwrap_or_default();
            bytes.splice(at..at, token.iter().copied());
        }
    }
}

/// Runs one target on the corpus and on inputs made from it; an input that fails is told so that it can be kept.
fn fuzz(name: &str) {
    let (_, target) = targets::TARGETS.into_iter().find(|(other, _)| *other == name).expect("a target");
    let corpus = corpus(name);
    assert!(corpus.len() >= 2, "{name} has {} inputs in tests/data/fuzz", corpus.len());
    let mut random = Xoshiro256PlusPlus::seed_from_u64(name.bytes().map(u64::from).sum());
    let made = (0..inputs()).map(|_| made(&corpus, &mut random));
    for bytes in corpus.iter().cloned().chain(made.collect::<Vec<_>>()) {
        if catch_unwind(|| target(&bytes)).is_err() {
            panic!("{name} fails on {}; keep it in tests/data/fuzz/{name}", bytes.escape_ascii());
        }
    }
}

macro_rules! fuzz_tests {
    ($($name:ident),+) => {
        $(#[test] fn $name() { fuzz(stringify!($name)); })+

        #[test]
        fn every_target_is_run_and_given_to_libfuzzer() {
            let run = [$(stringify!($name)),+];
            assert_eq!(run.to_vec(), targets::TARGETS.map(|(name, _)| name).to_vec());
            let manifest = fs::read_to_string(file("tests/fuzz/Cargo.toml")).expect("the manifest");
            for name in run {
                assert!(manifest.contains(&format!("name = \"{name}\"")), "{name} is not in tests/fuzz/Cargo.toml");
                let code = fs::read_to_string(file(&format!("tests/fuzz/fuzz_targets/{name}.rs"))).expect(name);
                assert!(code.contains(&format!("targets::{name}(bytes)")), "{name}: {code}");
            }
        }
    };
}

fuzz_tests!(
    json,
    ndjson,
    csv,
    x_v2,
    mastodon,
    bluesky,
    mapping,
    analysis,
    recommendation,
    effect,
    outcomes,
    target,
    page
);
