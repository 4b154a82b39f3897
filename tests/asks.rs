//! Asks: whom to ask, the questionnaire, and answers that come back, by the real binary.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use crate::support::file;

const TARGET: &str =
    r#"{"country": "KR", "year": 2025, "age": {"min": 27, "max": 49}, "income": {"max_median_ratio": 0.75}}"#;

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_audience-fit"));
    command.args(arguments).current_dir(folder).stdin(Stdio::null()).output().expect("the binary runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

fn printed(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    text(&output.stdout)
}

fn refused(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(2), "{}", text(&output.stdout));
    text(&output.stderr)
}

fn json(output: &Output) -> Value {
    serde_json::from_str(&printed(output)).expect("JSON")
}

/// A thousand followers whose region and age are known of some: every tenth states an age out of the target. Row `i` is a
/// member by `is_member`.
fn followers(folder: &Path) {
    let mut table = String::from("id,region,age\n");
    for i in 0..1_000 {
        let region = ["KR-11", "KR-26", "KR-41"][i % 3];
        let age = if i % 10 == 9 { "61" } else { "" };
        table.push_str(&format!("person{i},{region},{age}\n"));
    }
    fs::write(folder.join("followers.csv"), table).expect("written");
}

/// Of those whose age is not known (rows are counted from 1) two in nine are members.
fn is_member(row: usize) -> bool {
    matches!(row % 10, 8 | 9)
}

/// Rows, codes and arms of a list.
fn list(folder: &Path, name: &str) -> Vec<(String, usize, String)> {
    let text = fs::read_to_string(folder.join(name)).expect("a list");
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("code,row,wave,arm,stratum,stratum_people"));
    lines
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            (cells[0].to_owned(), cells[1].parse().expect("a row"), cells[3].to_owned())
        })
        .collect()
}

/// What members and others answer, with words and with letters.
fn answers_of(people: &[(String, usize, String)], answers: impl Fn(usize) -> bool) -> String {
    let mut table = String::from("time;1. Your code, from our message;How old are you? *;income\n");
    for (code, row, _) in people.iter().filter(|(_, row, _)| answers(*row)) {
        let said = if is_member(*row) { "27 to 49;Less than that amount" } else { "b;b" };
        table.push_str(&format!("noon;{};{said}\n", code.to_lowercase()));
    }
    table
}

#[test]
fn sixty_followers_are_asked_and_their_answers_give_a_verdict() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    followers(here);
    let ask = ["ask", "followers.csv", "--target", TARGET, "--people"];
    let page = printed(&run(here, &[&ask[..], &["60", "--min-share", "0.2"]].concat()));
    assert!(page.contains("Ask 60 people of the 900 whose membership is not known"), "{page}");
    assert!(page.contains("60 answers give the share to within") && page.contains("chance to decide"), "{page}");
    let enough = printed(&run(here, &[&ask[..], &["400", "--within", "10", "--out", "fewer"]].concat()));
    assert!(enough.contains("so no more people are drawn"), "{enough}");
    assert!(list(here, "fewer/list.csv").len() < 100, "{enough}");
    let people = list(here, "ask/list.csv");
    assert_eq!(people.len(), 60);
    assert!(people.iter().all(|(_, row, _)| row % 10 != 0), "rows whose age decides are not asked");
    let form = fs::read_to_string(here.join("ask/form.en.csv")).expect("a form");
    assert!(form.contains("How old are you?,single_choice,no,26 or younger,27 to 49,50 or older"), "{form}");

    fs::write(here.join("answers.csv"), answers_of(&people, |_| true)).expect("written");
    let arguments =
        ["analyze", "followers.csv", "--target", TARGET, "--asked", "ask/list.csv", "--answers", "answers.csv"];
    let answer =
        json(&run(here, &[&arguments[..], &["--format", "json", "--min-share", "0.4", "--min-cell", "0"]].concat()));
    assert_eq!(answer["answers"]["asked"], 60);
    assert_eq!(answer["answers"]["answered"], 60);
    assert_eq!(answer["fit"]["method"], "random_sample");
    assert_eq!(answer["verdict"]["outcome"], "fail");
    // 100 are known to be out, and the 900 others are members as often as those of them who were asked.
    let of_asked = people.iter().filter(|(_, row, _)| is_member(*row)).count() as f64 / 60.0;
    let share = answer["fit"]["share"]["value"].as_f64().expect("a share");
    assert!((share - 0.9 * of_asked).abs() < 0.01, "{share}, {of_asked}");
    // Two in nine of those whose age is not known are members.
    let (lower, upper) = (answer["fit"]["share"]["lower"].as_f64(), answer["fit"]["share"]["upper"].as_f64());
    assert!(lower < Some(0.2) && upper > Some(0.2), "{lower:?} {upper:?}");
}

#[test]
fn what_is_wrong_with_answers_is_counted_and_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    followers(here);
    printed(&run(here, &["ask", "followers.csv", "--target", TARGET, "--people", "80"]));
    let people = list(here, "ask/list.csv");
    let mut table = answers_of(&people[..40], |_| true);
    table.push_str("noon;ZZZZZZ;b;b\n");
    table.push_str(&format!("noon;{};I prefer not to say;a\n", people[40].0));
    table.push_str(&format!("noon;{};thirty or so;a\n", people[41].0));
    // The first again, alike; the second again, and otherwise.
    let said = |row: usize, member: bool| if is_member(row) == member { "b;a" } else { "b;b" };
    table.push_str(&format!("noon;{};{}\n", people[0].0, said(people[0].1, true)));
    table.push_str(&format!("noon;{};{}\n", people[1].0, said(people[1].1, false)));
    fs::write(here.join("answers.csv"), table).expect("written");
    let arguments =
        ["analyze", "followers.csv", "--target", TARGET, "--asked", "ask/list.csv", "--answers", "answers.csv"];
    let answer = json(&run(here, &[&arguments[..], &["--format", "json"]].concat()));
    let told = &answer["answers"];
    let counts = ["asked", "answered", "unknown", "repeated", "conflicting", "undecided", "unreadable"];
    assert_eq!(counts.map(|count| told[count].as_u64().expect("a count")), [80, 39, 1, 1, 1, 2, 1], "{told}");
    let page = printed(&run(here, &arguments));
    assert!(page.contains("39 of 80 people who were asked gave an answer that decides: 49 %"), "{page}");
    assert!(page.contains("1 answer is of nobody on the list"), "{page}");
}

#[test]
fn an_answer_that_contradicts_the_profile_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    let rows: String = (0..60).map(|i| format!("p{i},{}\n", 28 + i % 20)).collect();
    fs::write(here.join("followers.csv"), format!("id,age\n{rows}")).expect("written");
    printed(&run(here, &["ask", "followers.csv", "--target", TARGET, "--people", "60"]));
    // All state an age within the target's, and three answer another.
    let answers: String =
        (0..60).map(|i| format!("p{i},{},a\n", if i < 3 { "50 or older" } else { "27 to 49" })).collect();
    fs::write(here.join("answers.csv"), format!("id,age,income\n{answers}")).expect("written");
    let asked = ["--asked", "ask/list.csv", "--answers", "answers.csv", "--min-cell", "0", "--format", "json"];
    let answer = json(&run(here, &[&["analyze", "followers.csv", "--target", TARGET][..], &asked].concat()));
    assert_eq!(answer["answers"]["contradicted"], 3, "{}", answer["answers"]);
    assert_eq!(answer["fit"]["share"]["value"], 0.95);
}

#[test]
fn waves_add_up_and_name_nobody_twice() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    followers(here);
    let ask = ["ask", "followers.csv", "--target", TARGET, "--people", "50", "--by", "segment"];
    printed(&run(here, &ask));
    let second = printed(&run(here, &[&ask[..], &["--asked", "ask/list.csv"]].concat()));
    assert!(second.contains("50 people were asked before"), "{second}");
    let (first, second) = (list(here, "ask/list.csv"), list(here, "ask/list-2.csv"));
    let rows: BTreeSet<usize> = first.iter().chain(&second).map(|(_, row, _)| *row).collect();
    assert_eq!(rows.len(), 100);
    let both: Vec<_> = first.into_iter().chain(second).collect();
    fs::write(here.join("answers.csv"), answers_of(&both, |row| row % 2 == 1)).expect("written");
    let lists = ["--asked", "ask/list.csv", "--asked", "ask/list-2.csv", "--answers", "answers.csv"];
    let of = |lists: &[&str]| {
        let arguments = [&["analyze", "followers.csv", "--target", TARGET, "--format", "json"][..], lists].concat();
        run(here, &arguments)
    };
    let answer = json(&of(&lists));
    assert_eq!(answer["answers"]["waves"].as_array().map(Vec::len), Some(2));
    assert_eq!(answer["answers"]["asked"], 100);
    assert!(
        refused(&of(&["--asked", "ask/list.csv", "--asked", "ask/list.csv", "--answers", "answers.csv"]))
            .contains("on several lists")
    );
}

#[test]
fn sequential_answers_say_whether_to_stop() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    followers(here);
    printed(&run(here, &["ask", "followers.csv", "--target", TARGET, "--people", "300", "--sequential"]));
    let people = list(here, "ask/list.csv");
    let look = |n: usize, min_share: &str, more: &[&str]| {
        fs::write(here.join("answers.csv"), answers_of(&people[..n], |_| true)).expect("written");
        let arguments = ["analyze", "followers.csv", "--target", TARGET, "--asked", "ask/list.csv", "--answers"];
        let rest = ["answers.csv", "--min-share", min_share, "--min-cell", "0", "--format", "json"];
        json(&run(here, &[&arguments[..], &rest, more].concat()))
    };
    let width = |answer: &Value| {
        let share = &answer["fit"]["share"];
        share["upper"].as_f64().expect("an end") - share["lower"].as_f64().expect("an end")
    };
    let (fixed, open) = (look(60, "0.2", &[]), look(60, "0.2", &["--sequential"]));
    assert_eq!(open["fit"]["method"], "confidence_sequence");
    assert!(width(&open) > 1.2 * width(&fixed), "{} {}", width(&open), width(&fixed));
    assert_eq!(open["verdict"]["outcome"], "inconclusive");
    let next = open["answers"]["next_step"].as_str().expect("what to do");
    assert!(next.starts_with("Not decided yet. Asking about"), "{next}");
    let decided = look(300, "0.5", &["--sequential"]);
    assert_eq!(decided["verdict"]["outcome"], "fail");
    assert_eq!(decided["answers"]["next_step"], "Stop asking: the answers decide.");
}

#[test]
fn two_arms_tell_of_those_who_do_not_answer() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    followers(here);
    printed(&run(here, &["ask", "followers.csv", "--target", TARGET, "--people", "800", "--arms"]));
    assert!(here.join("ask/questionnaire-prize.en.txt").exists());
    let people = list(here, "ask/list.csv");
    let prize = people.iter().filter(|(.., arm)| arm == "prize").count();
    assert_eq!((people.len(), prize), (800, 400));
    // Members are keen on prizes: two in three of them answer for one, and one in three without; of others one in three.
    let arm_of = |row: usize| people.iter().find(|person| person.1 == row).map_or("", |person| person.2.as_str());
    let answers = |row: usize| (row / 10) % 3 < if arm_of(row) == "prize" && is_member(row) { 2 } else { 1 };
    fs::write(here.join("answers.csv"), answers_of(&people, answers)).expect("written");
    let arguments =
        ["analyze", "followers.csv", "--target", TARGET, "--asked", "ask/list.csv", "--answers", "answers.csv"];
    let answer = json(&run(here, &[&arguments[..], &["--format", "json"]].concat()));
    let found = &answer["answers"]["nonresponse"];
    let value = |of: &str| found[of]["value"].as_f64().expect("a share");
    assert!(value("prize_only") > value("always") + 0.1, "{found}");
    assert!(found["whole"]["upper"].as_f64() > Some(0.3), "{found}");
    let summary = found["summary"].as_str().expect("a summary");
    assert!(summary.starts_with("People who answered only for the prize match at"), "{summary}");
    let page = printed(&run(here, &arguments));
    assert!(page.contains("Nobody has seen those who never answer"), "{page}");

    // Of those who answered about 29 % of all are members; with the others it may be more. A minimum between decides
    // nothing, and one that both figures miss is missed.
    let share = |at: &Value, end: &str| at[end].as_f64().expect("an end");
    let (fit, corrected) = (&answer["fit"]["share"], &found["share"]);
    assert!(share(corrected, "upper") > share(fit, "upper") + 0.02, "{fit} {corrected}");
    let between = 0.5 * (share(corrected, "upper") + share(fit, "upper"));
    let verdict = |minimum: f64| {
        let minimum = minimum.to_string();
        json(&run(here, &[&arguments[..], &["--min-share", &minimum, "--format", "json"]].concat()))["verdict"].clone()
    };
    let open = verdict(between);
    assert_eq!(
        (&open["outcome"], &open["reason"]),
        (&serde_json::json!("inconclusive"), &serde_json::json!("nonresponse")),
        "{open}"
    );
    assert_eq!((&verdict(0.95)["outcome"], &verdict(0.95)["reason"]), (&serde_json::json!("fail"), &Value::Null));
    let words = printed(&run(here, &[&arguments[..], &["--min-share", "0.95"]].concat()));
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("The share with those who do not answer says the same:"), "{words}");
}

#[test]
fn asking_where_the_panel_is_unsure_weights_the_answers() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    let data = |name: &str| file(&format!("tests/data/uci-adult/{name}")).display().to_string();
    let (audience, panel, target) = (data("audience.csv"), data("panel.csv"), format!("@{}", data("target.json")));
    let question = [audience.as_str(), "--target", &target, "--panel", &panel];
    let ask = [&["ask"][..], &question, &["--people", "100", "--by", "uncertainty"]].concat();
    printed(&run(here, &ask));
    let text = fs::read_to_string(here.join("ask/list.csv")).expect("a list");
    let strata: BTreeSet<&str> = text.lines().skip(1).filter_map(|line| line.split(',').nth(4)).collect();
    assert_eq!(strata.len(), 8);
    let rows: Vec<&str> = text.lines().skip(1).filter_map(|line| line.split(',').nth(1)).collect();
    let answers: String = rows.iter().enumerate().map(|(i, row)| format!("{row},{}\n", ["yes", "no"][i % 2])).collect();
    fs::write(here.join("answers.csv"), format!("row,in_target\n{answers}")).expect("written");
    let answers = ["--asked", "ask/list.csv", "--answers", "answers.csv", "--format", "json"];
    let answer = json(&run(here, &[&["analyze"][..], &question, &answers].concat()));
    assert_eq!(answer["fit"]["method"], "panel_and_labelled");
    assert_eq!(answer["answers"]["groups"].as_array().map(Vec::len), Some(8));
    let often = [&["analyze"][..], &question, &answers, &["--sequential"]].concat();
    assert!(refused(&run(here, &often)).contains("only where all were drawn with one probability"));
}

#[test]
fn what_cannot_be_asked_or_taken_back_is_refused_with_what_to_do() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    followers(here);
    let ask = |more: &[&str]| run(here, &[&["ask", "followers.csv", "--target", TARGET][..], more].concat());
    assert!(refused(&ask(&[])).contains("give the people, the width wanted, or the minimum share"));
    assert!(refused(&ask(&["--people", "10", "--by", "uncertainty"])).contains("give a panel, or draw by chance"));
    assert!(refused(&ask(&["--people", "10", "--by", "segment", "--arms"])).contains("draw by chance"));
    let labelled = ["ask", "followers.csv", "--target", r#"{"labelled": true}"#, "--people", "9"];
    assert!(refused(&run(here, &labelled)).contains("give it a name"));
    printed(&ask(&["--people", "20"]));
    assert!(refused(&ask(&["--people", "30"])).contains("is there already"));
    let analyze = |answers: &str, more: &[&str]| {
        fs::write(here.join("answers.csv"), answers).expect("written");
        let arguments = ["analyze", "followers.csv", "--target", TARGET, "--answers", "answers.csv"];
        run(here, &[&arguments[..], more].concat())
    };
    let asked = ["--asked", "ask/list.csv"];
    assert!(refused(&analyze("name,age\nx,b\n", &asked)).contains("no column code, row or id"));
    assert!(refused(&analyze("code,age\nABCDEF,b\n", &asked)).contains("accepted: age, income, or in_target"));
    assert!(refused(&analyze("code,age,income\nABCDEF,b,a\n", &asked)).contains("none of 1 answers counts"));
    assert!(refused(&analyze("code,in_target\nABCDEF,yes\n", &[])).contains("give it with --asked"));
    // Row 10 states an age of 61.
    assert!(refused(&analyze("row,in_target\n10,yes\n", &[])).contains("state already what the target asks for"));
    assert!(refused(&analyze("row,in_target\n1001,yes\n", &[])).contains("row 1001 of the list is not among"));
    let unlisted =
        text(&analyze("row,in_target\n1,yes\n2,no\n3,no\n4,no\n5,no\n6,no\n7,no\n8,yes\n9,no\n11,no\n", &[]).stdout);
    assert!(unlisted.contains("Nothing says who was asked"), "{unlisted}");
}
