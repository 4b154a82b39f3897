//! The catalogue of messages and the sources that use it fit together.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};

use crate::support::file;

/// Where the catalogue's languages are.
const CATALOGUE: &str = "src/report/messages";

/// The text of a file.
fn read(path: &Path) -> String {
    fs::read_to_string(path).expect("a readable file")
}

/// The files below a folder whose names end with `extension`.
fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|e| e == extension) {
            found.push(path);
        }
    }
    found
}

/// The messages of a language: the id, its part (the name of its file) and the names of its arguments.
fn messages(language: &Path) -> BTreeMap<String, (String, BTreeSet<String>)> {
    let mut found: BTreeMap<String, (String, BTreeSet<String>)> = BTreeMap::new();
    for path in files(language, "ftl") {
        let part = path.file_stem().expect("a file has a name").to_string_lossy().into_owned();
        let mut open = None;
        for line in read(&path).lines().filter(|line| !line.starts_with('#')) {
            if line.starts_with(|c: char| c.is_ascii_alphabetic()) {
                let id = line.split(" =").next().unwrap_or_default().to_owned();
                assert!(found.insert(id.clone(), (part.clone(), BTreeSet::new())).is_none(), "{id} is there twice");
                open = Some(id);
            }
            let Some((_, names)) = open.as_ref().and_then(|id| found.get_mut(id)) else { continue };
            names.extend(line.split('$').skip(1).map(name));
        }
    }
    found
}

/// The name with which a text begins.
fn name(text: &str) -> String {
    text.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect()
}

/// The string literals of a source, each with what follows it.
fn literals(source: &str) -> impl Iterator<Item = (&str, &str)> {
    source.match_indices('"').filter_map(move |(at, _)| {
        let rest = &source[at + 1..];
        let end = rest.find(|c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'))?;
        (end > 0 && rest[end..].starts_with('"')).then(|| (&rest[..end], &rest[end + 1..]))
    })
}

/// The names of the arguments in `, args![a = 1, b = f(x)])`, where that is what follows.
fn given(after: &str) -> Option<BTreeSet<String>> {
    let list = after.trim_start_matches([',', ' ', '\n']).strip_prefix("args![")?;
    let mut names = BTreeSet::new();
    let mut depth = 0;
    let mut expects_name = true;
    for (at, c) in list.char_indices() {
        match c {
            ']' if depth == 0 => return Some(names),
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            ',' if depth == 0 => expects_name = true,
            c if expects_name && c.is_ascii_alphabetic() => {
                names.insert(name(&list[at..]));
                expects_name = false;
            }
            _ => {}
        }
    }
    None
}

/// The sources without their comments.
fn sources() -> Vec<(PathBuf, String)> {
    let code = |path: &Path| {
        let text = read(path);
        let lines: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        lines.join("\n")
    };
    files(&file("src"), "rs").into_iter().map(|path| (path.clone(), code(&path))).collect()
}

#[test]
fn messages_in_the_sources_exist_with_their_arguments() {
    let messages = messages(&file(CATALOGUE).join("en"));
    let parts: BTreeSet<&String> = messages.values().map(|(part, _)| part).collect();
    let is_message = |id: &str| parts.iter().any(|part| id.starts_with(&format!("{part}-")));
    let mut wrong = Vec::new();
    for (path, source) in sources() {
        for (id, _) in literals(&source).filter(|(id, _)| path.starts_with(file("src/report")) && is_message(id)) {
            if !messages.contains_key(id) {
                wrong.push(format!("{}: there is no message {id}", path.display()));
            }
        }
        let calls = [".text(", ".label("].into_iter().flat_map(|call| source.match_indices(call));
        let calls = calls.filter_map(|(at, call)| {
            let rest = source[at + call.len()..].trim_start();
            let (id, after) = literals(rest).next().filter(|_| rest.starts_with('"'))?;
            Some((id, if call == ".label(" { Some(BTreeSet::new()) } else { given(after) }))
        });
        for (id, given) in calls {
            if let (Some((_, wanted)), Some(given)) = (messages.get(id), given)
                && *wanted != given
            {
                wrong.push(format!("{}: {id} takes {wanted:?}, not {given:?}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_message_is_used_and_named_after_its_part() {
    let sources = sources();
    let used: BTreeSet<&str> = sources.iter().flat_map(|(_, source)| literals(source)).map(|(id, _)| id).collect();
    let mut wrong = Vec::new();
    for (id, (part, _)) in messages(&file(CATALOGUE).join("en")) {
        if !used.contains(id.as_str()) {
            wrong.push(format!("{id} is not used"));
        }
        if !id.starts_with(&format!("{part}-")) {
            wrong.push(format!("{id} of {part} must begin with {part}-"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn languages_have_the_same_messages_and_each_renders() {
    let english = messages(&file(CATALOGUE).join("en"));
    assert!(!english.is_empty());
    for language in fs::read_dir(file(CATALOGUE)).expect("languages") {
        let language = language.expect("a language").path();
        if !language.is_dir() {
            continue;
        }
        assert_eq!(messages(&language), english, "{}", language.display());
        let mut bundle = FluentBundle::new(vec!["en".parse().expect("a language")]);
        for part in files(&language, "ftl") {
            let parsed = FluentResource::try_new(read(&part));
            let resource = parsed.unwrap_or_else(|(_, faults)| panic!("{}: {faults:?}", part.display()));
            bundle.add_resource(resource).expect("ids are unique");
        }
        for (id, (_, names)) in &english {
            let message = bundle.get_message(id).and_then(|m| m.value()).unwrap_or_else(|| panic!("{id} has no text"));
            for value in [FluentValue::from(0), FluentValue::from(1), FluentValue::from(2.5), FluentValue::from("x")] {
                let args: FluentArgs<'_> = names.iter().map(|name| (name.as_str(), value.clone())).collect();
                let mut faults = Vec::new();
                let text = bundle.format_pattern(message, Some(&args), &mut faults);
                assert!(faults.is_empty() && !text.trim().is_empty(), "{id}: {faults:?}");
            }
        }
    }
}
