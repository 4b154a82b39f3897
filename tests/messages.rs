//! The catalogue of messages and the sources that use it fit together.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

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
    arguments(after.trim_start_matches([',', ' ', '\n']).strip_prefix("args![")?)
}

/// The names of the arguments in `a = 1, b = f(x)]`.
fn arguments(list: &str) -> Option<BTreeSet<String>> {
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

/// The text after the bracket or parenthesis that closes what `text` is within.
fn after_closing(text: &str) -> Option<&str> {
    let mut depth = 0;
    for (at, c) in text.char_indices() {
        match c {
            ']' | ')' | '}' if depth == 0 => return Some(&text[at + 1..]),
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// The names of the arguments that are added to a message, as in `].with("a", 1).saying("b", why)`; `after` begins within the
/// brackets of its macro.
fn chained(after: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut rest = after_closing(after);
    while let Some(call) = rest
        .map(str::trim_start)
        .and_then(|rest| [".and(", ".with(", ".saying("].iter().find_map(|call| rest.strip_prefix(call)))
    {
        names.extend(call.trim_start().strip_prefix('"').map(name));
        rest = after_closing(call);
    }
    names
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
    // Elsewhere names of other things begin with those of parts.
    let is_of_messages = |path: &Path| ["src/report", "src/ingest"].iter().any(|folder| path.starts_with(file(folder)));
    let mut wrong = Vec::new();
    for (path, source) in sources() {
        for (id, _) in literals(&source).filter(|(id, _)| is_of_messages(&path) && is_message(id)) {
            if !messages.contains_key(id) {
                wrong.push(format!("{}: there is no message {id}", path.display()));
            }
        }
        for (at, call) in source.match_indices("message![") {
            let rest = source[at + call.len()..].trim_start();
            let Some((id, after)) = literals(rest).next().filter(|_| rest.starts_with('"')) else { continue };
            let mut given = arguments(after.trim_start_matches([',', ' ', '\n'])).unwrap_or_default();
            given.extend(chained(after));
            // Whether another country may be borrowed from is known further out.
            let optional = BTreeSet::from(["may_borrow".to_owned()]);
            match messages.get(id) {
                None => wrong.push(format!("{}: there is no message {id}", path.display())),
                Some((_, wanted)) if wanted.difference(&optional).ne(given.difference(&optional)) => {
                    wrong.push(format!("{}: {id} takes {wanted:?}, not {given:?}", path.display()));
                }
                Some(_) => {}
            }
        }
        let calls = [".text(", ".label(", "Failure::said("].into_iter().flat_map(|call| source.match_indices(call));
        let calls = calls.filter_map(|(at, call)| {
            let rest = source[at + call.len()..].trim_start();
            // The code of a failure stands before the message.
            let rest = if call == "Failure::said(" { rest.split_once(',')?.1.trim_start() } else { rest };
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
        // Ids of help and settings are made of the names of commands and settings, which a test beside them walks.
        if !used.contains(id.as_str()) && !["help", "setting"].contains(&part.as_str()) {
            wrong.push(format!("{id} is not used"));
        }
        if !id.starts_with(&format!("{part}-")) {
            wrong.push(format!("{id} of {part} must begin with {part}-"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The text of each message of a language.
fn texts(language: &Path) -> BTreeMap<String, String> {
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    for path in files(language, "ftl") {
        let mut open = String::new();
        for line in read(&path).lines().filter(|line| !line.starts_with('#')) {
            if line.starts_with(|c: char| c.is_ascii_alphabetic()) {
                open = line.split(" =").next().unwrap_or_default().to_owned();
            }
            found.entry(open.clone()).or_default().push_str(line);
        }
    }
    found.remove("");
    found
}

/// The arguments that a message shows, beside those that only choose between its variants.
fn shown(text: &str) -> BTreeSet<String> {
    let argument = |(at, _): (usize, &str)| {
        let name = name(&text[at + 1..]);
        (!text[at + 1 + name.len()..].trim_start().starts_with("->")).then_some(name)
    };
    text.match_indices('$').filter_map(argument).collect()
}

/// Letters of Korean.
fn has_hangul(text: &str) -> bool {
    text.chars().any(|c| ('가'..='힣').contains(&c))
}

#[test]
fn every_language_has_every_message_with_what_it_shows() {
    let english = file(CATALOGUE).join("en");
    let parts = |language: &Path| -> BTreeMap<String, String> {
        messages(language).into_iter().map(|(id, (part, _))| (id, part)).collect()
    };
    let (expected, texts_of_english) = (parts(&english), texts(&english));
    assert!(!expected.is_empty());
    let mut languages = 0;
    let mut wrong = Vec::new();
    for language in fs::read_dir(file(CATALOGUE)).expect("languages") {
        let language = language.expect("a language").path();
        if !language.is_dir() {
            continue;
        }
        languages += 1;
        let (own, name) = (parts(&language), language.file_name().expect("a name").to_string_lossy().into_owned());
        wrong.extend(expected.keys().filter(|id| !own.contains_key(*id)).map(|id| format!("{name}: {id} is missing")));
        for (id, part) in &own {
            match expected.get(id) {
                None => wrong.push(format!("{name}: {id} is not a message of English")),
                Some(of) if of != part => wrong.push(format!("{name}: {id} belongs to {of}, not to {part}")),
                Some(_) => {}
            }
        }
        for (id, text) in texts(&language) {
            let Some(english) = texts_of_english.get(&id) else { continue };
            let (all, given) = (shown(english), english.split('$').skip(1).map(self::name).collect::<BTreeSet<_>>());
            let own = shown(&text);
            if !(own.is_superset(&all) && own.is_subset(&given)) {
                wrong.push(format!("{name}: {id} shows {own:?}, and English {all:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(languages, 2);
}

#[test]
fn korean_messages_are_in_korean() {
    let korean = texts(&file(CATALOGUE).join("ko"));
    let english = texts(&file(CATALOGUE).join("en"));
    // What English says with figures and names alone needs no word in Korean.
    let words = |text: &str| {
        let literal: String = text.split(['{', '}']).step_by(2).collect();
        literal.split_once('=').map_or(0, |(_, text)| text.chars().filter(|c| c.is_ascii_alphabetic()).count())
    };
    let foreign: Vec<&String> = korean
        .iter()
        .filter(|(id, text)| !has_hangul(text) && english.get(*id).is_some_and(|text| words(text) > 2))
        .map(|(id, _)| id)
        .collect();
    assert!(foreign.is_empty(), "{foreign:?}");
    // Particles after an argument are chosen by its last sound: EUN, IGA, EUL, GWA and RO.
    let fixed = ["은 ", "는 ", "이 ", "가 ", "을 ", "를 ", "과 ", "와 ", "으로 ", "로 "];
    let percentages = ["share", "minimum", "max", "rate", "all", "lower", "upper", "fit", "percent"];
    let loose: Vec<String> = korean
        .iter()
        .flat_map(|(id, text)| text.match_indices(" }").map(move |(at, _)| (id, text, at)))
        .filter(|(_, text, at)| fixed.iter().any(|particle| text[at + 2..].starts_with(particle)))
        .filter(|(_, text, at)| {
            let inside = &text[text[..*at].rfind("{ ").map_or(0, |open| open + 2)..*at];
            inside.starts_with('$') && !percentages.contains(&&inside[1..])
        })
        .map(|(id, text, at)| format!("{id}: ...{}", &text[at..].chars().take(12).collect::<String>()))
        .collect();
    assert!(loose.is_empty(), "{loose:#?}");
}
