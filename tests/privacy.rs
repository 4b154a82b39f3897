//! No small count is published: not by the figures, not by their sums and differences, not in the log.

use std::io::Read;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use audience_fit::analysis::{Analysis, AnalysisOptions, AnalysisRequest, analyze, resolve_target};
use audience_fit::api::contract::AnalysisBody;
use audience_fit::disclosure::MinCell;
use audience_fit::ingest::{Format, ReadOptions, Role, read_profiles};
use audience_fit::reference::Catalog;
use audience_fit::report::{self, Language};
use audience_fit::target::TargetSpec;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use serde_json::{Value, json};
use time::macros::date;

use crate::support::TestServer;

const MIN_CELL: u64 = 10;

fn answer(rows: &[Value], target: Value, min_cell: u64) -> Analysis {
    analysis(rows, target, min_cell, None)
}

fn analysis(rows: &[Value], target: Value, min_cell: u64, min_share: Option<f64>) -> Analysis {
    let text = Value::from(rows.to_vec()).to_string();
    let options = ReadOptions::new(Role::Audience, date!(2026 - 11 - 01));
    let audience = read_profiles(Format::Json, text.as_bytes(), &options, &mut |_| {}).expect("an array");
    let catalog = Catalog::embedded();
    let spec: TargetSpec = serde_json::from_value(target).expect("a target");
    let request = AnalysisRequest {
        audience: &audience,
        panel: None,
        target: resolve_target(spec, &catalog).expect("a sound target"),
        catalog: &catalog,
        options: AnalysisOptions { min_cell: MinCell(min_cell), min_share, ..AnalysisOptions::default() },
        as_of: date!(2026 - 11 - 01),
        input_hash: "test".to_owned(),
    };
    analyze(request).expect("an answer")
}

fn body(analysis: &Analysis) -> Value {
    serde_json::to_value(AnalysisBody::new(analysis, Language::English)).expect("plain data")
}

/// An answer to whether a fifth of `rows` are members, which the few labels of these tests leave open.
fn answer_of_labels(rows: &[Value]) -> Analysis {
    analysis(rows, json!({"labelled": true}), MIN_CELL, Some(0.2))
}

/// Everything that is published about an analysis.
fn published(analysis: &Analysis) -> String {
    let count_as = report::InconclusiveAs::default();
    let gate = report::Gate::of(analysis, Language::English);
    [
        body(analysis).to_string(),
        report::text(analysis, Language::English, 100),
        report::html(analysis, Language::English),
        report::markdown(analysis, Language::English),
        report::junit(&gate, count_as, Language::English),
        report::sarif(&gate, "followers.json", Language::English),
        gate.line(Language::English),
    ]
    .join("\n")
}

/// Two groups far apart, of `sizes`, with so many members each, all labelled but for the last `open` of the first.
fn groups(sizes: [usize; 2], members: [usize; 2], open: usize) -> Vec<Value> {
    let group = |which: usize| {
        (0..sizes[which]).map(move |i| {
            let x = 100.0 * which as f64 + (i % 7) as f64;
            let mut profile = json!({"attributes": {"x": x, "y": -x, "kind": if which == 0 { "a" } else { "b" }}});
            if which == 1 || i < sizes[0] - open {
                profile["in_target"] = json!(i < members[which]);
            }
            profile
        })
    };
    group(0).chain(group(1)).collect()
}

#[test]
fn publishes_the_same_for_every_value_of_a_small_count() {
    let target = json!({"labelled": true});
    let published_for =
        |sizes, members, open| published(&answer(&groups(sizes, members, open), target.clone(), MIN_CELL));
    // Members of a counted audience, others of it, members among the labelled of an open one.
    for (sizes, base, open) in [([60, 60], [0, 0], 0), ([60, 60], [51, 60], 0), ([400, 60], [0, 0], 300)] {
        let first = published_for(sizes, base, open);
        for more in 1..MIN_CELL as usize {
            let other = published_for(sizes, [base[0] + more, base[1]], open);
            assert!(first == other, "{more} more of {base:?} of {sizes:?} with {open} open are published apart");
        }
        let beyond =
            published_for(sizes, [base[0] + if base[0] == 0 { 10 } else { 0 }, base[1].saturating_sub(10)], open);
        assert!(first != beyond, "what is not small is published: the comparison can fail");
    }
}

#[test]
fn publishes_a_share_of_few_members_as_a_range() {
    let analysis = answer(&groups([60, 60], [4, 0], 0), json!({"labelled": true}), MIN_CELL);
    let json = body(&analysis);
    assert_eq!(json["fit"]["status"], "estimated");
    assert_eq!(json["fit"]["count"]["method"], "range");
    assert_eq!((&json["fit"]["count"]["lower"], &json["fit"]["count"]["upper"]), (&json!(0.0), &json!(9.0)));
    assert_eq!(json["fit"]["evidence"]["labelled_members"], Value::Null);
    let suppressed = json["suppressed"].as_array().expect("a list");
    assert!(suppressed.iter().any(|s| s["pointer"] == "/fit/count"), "{suppressed:?}");
    assert!(
        report::text(&analysis, Language::English, 100).contains("fewer than 10"),
        "{}",
        report::text(&analysis, Language::English, 100)
    );
    assert!(report::markdown(&analysis, Language::English).contains("Suppressed for privacy"));
    let exact = body(&answer(&groups([60, 60], [4, 0], 0), json!({"labelled": true}), 0));
    assert_eq!((&exact["fit"]["count"]["value"], &exact["suppressed"]), (&json!(4.0), &json!([])));
}

/// 600 people of whom `share` are members, `labelled` of them drawn to say so, and the true share.
fn sampled(rng: &mut Xoshiro256PlusPlus, share: f64, labelled: usize) -> (Vec<Value>, f64) {
    let members: Vec<bool> = (0..600).map(|_| rng.gen_bool(share)).collect();
    let rows = members.iter().enumerate().map(|(i, member)| {
        let mut profile = json!({"attributes": {"x": i % 7}});
        if i < labelled {
            profile["in_target"] = json!(member);
        }
        profile
    });
    (rows.collect(), members.iter().filter(|m| **m).count() as f64 / 600.0)
}

#[test]
fn coarse_share_of_few_labels_covers_the_truth() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(8);
    let (mut published, mut covered, mut error) = (0, 0, 0.0);
    for _ in 0..150 {
        // Every number of suppressed members is as likely as the others, about as the estimate takes it.
        let share = rng.gen_range(0.0..0.25);
        let (rows, truth) = sampled(&mut rng, share, 40);
        let analysis = answer_of_labels(&rows);
        let share = analysis.fit.share.as_ref().expect("an estimate");
        if share.method != "coarse" {
            continue;
        }
        published += 1;
        covered += usize::from((share.lower..=share.upper).contains(&truth));
        error += (share.value - truth).abs();
        let bounds = analysis.fit.sensitivity.last().expect("bounds where labels alone teach");
        assert!(bounds.lower < share.lower && bounds.upper > share.upper, "{bounds:?} about {share:?}");
    }
    let (coverage, error) = (f64::from(covered as u32) / f64::from(published), error / f64::from(published));
    println!("coarse: {published} published, coverage {coverage:.2} of 0.9, mean absolute error {error:.3}");
    assert!(published > 100 && coverage > 0.85 && error < 0.08, "{published} {coverage} {error}");
}

#[test]
fn no_other_figure_reveals_the_count_behind_a_coarse_share() {
    let young_women = json!({"age": {"min": 19, "max": 39}, "gender": ["f"]});
    let young = json!({"age": {"min": 19, "max": 39}, "country": "KR"});
    let person = |age: Option<u32>, gender: Option<&str>| json!({"age": age, "gender": gender});
    let repeated = |n: usize, row: Value| std::iter::repeat_n(row, n);
    // Of sixty who state all but a few are members; channels they use, and others who state but a part.
    let with_channels = |few: usize| -> Vec<Value> {
        let viewer = |i: usize| json!({"tv": i.is_multiple_of(2)});
        let stated = (0..60).map(|i| json!({"age": if i < few { 50 } else { 30 }, "channels": viewer(i)}));
        stated.chain((0..140).map(|i| json!({"channels": viewer(i)}))).collect()
    };
    let beside_others = |few: usize| -> Vec<Value> {
        let stated = repeated(60 - few, person(Some(30), Some("f"))).chain(repeated(few, person(Some(50), Some("f"))));
        let part = repeated(100, person(None, Some("m"))).chain(repeated(100, person(None, Some("f"))));
        stated.chain(part).collect()
    };
    // A few of those who declare themselves state all that the target asks for.
    let complete = |few: usize| -> Vec<Value> {
        let declared = repeated(few, person(Some(50), Some("m"))).chain(repeated(60 - few, person(None, Some("m"))));
        declared.chain(repeated(140, json!({"attributes": {"x": 1}}))).collect()
    };
    // Whether anybody can teach of those known to be young.
    let teachers = |few: usize| -> Vec<Value> {
        let stated = repeated(few, person(Some(30), Some("f"))).chain(repeated(60 - few, person(Some(50), Some("f"))));
        let open = repeated(10, person(Some(30), None)).chain(repeated(100, person(Some(50), None)));
        stated.chain(open).collect()
    };
    type Audience<'a> = (&'a str, &'a Value, &'a dyn Fn(usize) -> Vec<Value>, [usize; 2]);
    let audiences: [Audience<'_>; 4] = [
        ("channels", &young, &with_channels, [3, 7]),
        ("others", &young_women, &beside_others, [3, 7]),
        ("complete", &young_women, &complete, [1, 9]),
        ("teachers", &young_women, &teachers, [1, 9]),
    ];
    for (name, target, rows, numbers) in audiences {
        let [one, other] = numbers.map(|few| {
            let mut json = body(&analysis(&rows(few), target.clone(), MIN_CELL, Some(0.3)));
            // Those who are few differ in their age, and segments, of which none is small, are published by it.
            json["segments"] = Value::Null;
            json
        });
        let parts = one.as_object().expect("an object").keys();
        let differing: Vec<_> = parts.filter(|part| one[*part] != other[*part]).collect();
        assert!(differing.is_empty(), "{name}: {numbers:?} are published apart by {differing:?}");
    }
}

#[test]
fn labels_needed_do_not_reveal_a_small_count() {
    let of = |members: usize| answer_of_labels(&groups([320, 20], [members, 0], 300));
    let verdict = |analysis: &Analysis| analysis.verdict.clone().expect("a minimum was given");
    let few: Vec<_> = (5..=9).map(|members| verdict(&of(members))).collect();
    let open = few.iter().filter(|v| v.labels_needed.is_some()).collect::<Vec<_>>();
    assert!(open.len() > 1 && open.iter().all(|v| *v == open[0]), "{few:?}");
}

#[test]
fn withholds_the_share_with_too_few_labels() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(9);
    let (rows, _) = sampled(&mut rng, 0.4, 18);
    assert_eq!(body(&answer_of_labels(&rows))["fit"]["status"], "withheld");
    let (rows, _) = sampled(&mut rng, 0.1, 19);
    assert_eq!(body(&answer_of_labels(&rows))["fit"]["share"]["method"], "coarse");
}

#[test]
fn partly_known_profiles_have_an_uninformative_share() {
    // Of 400 who state both, 10 are young, 5 of them members; 600 more are young and say no more.
    let both = (0..400).map(|i| json!({"age": if i < 10 { 30 } else { 70 }, "gender": if i < 5 { "f" } else { "m" }}));
    let young = (0..600).map(|_| json!({"age": 30}));
    let rows: Vec<Value> = both.chain(young).collect();
    let target = json!({"age": {"min": 19, "max": 39}, "gender": ["f"]});
    let json = body(&answer(&rows, target, MIN_CELL));
    let end = |name: &str| json["fit"]["share"][name].as_f64().expect("a number");
    assert!(end("lower") < 0.1 && end("upper") > 0.5, "{}", json["fit"]);
}

#[test]
fn publishes_nothing_about_a_small_audience() {
    let rows: Vec<Value> = (0..9)
        .map(|i| json!({"region": "marker-region", "account": {"followers": 4711 + i}, "in_target": i < 3}))
        .collect();
    let target = json!({"labelled": true, "country": "KR", "name": "renters"});
    let analysis = answer(&rows, target.clone(), MIN_CELL);
    let json = body(&analysis);
    assert_eq!((&json["fit"]["status"], &json["audience"]["profiles"]), (&json!("withheld"), &Value::Null));
    assert_eq!(json["warnings"][0]["code"], "small_audience");
    assert!(json["segments"].as_array().is_some_and(Vec::is_empty));
    let fewer = answer(&rows[..4], target, MIN_CELL);
    assert!(published(&analysis) == published(&fewer), "nine and four are published alike");
    assert!(!published(&analysis).contains("marker-region"));
}

#[test]
fn verdict_follows_from_the_published_range_alone() {
    let rows = groups([60, 60], [4, 0], 0);
    let target = json!({"labelled": true});
    let server = TestServer::start();
    let ask =
        |min_share: f64| server.create_analysis(&json!({"profiles": rows, "target": target, "min_share": min_share}));
    let outcome = |min_share| ask(min_share).json()["verdict"]["outcome"].clone();
    // 4 of 120 are members; the range is of 0 to 9 of them.
    assert_eq!([0.01, 0.03, 0.04, 0.075].map(outcome), ["inconclusive"; 4]);
    assert_eq!(outcome(0.076), "fail");
    assert_eq!(ask(0.03).json()["fit"]["share"]["method"], "range");
}

#[test]
fn request_may_raise_but_not_lower_the_minimum_cell() {
    let server = TestServer::start_with(|settings| settings.min_cell = 20);
    let rows = groups([60, 60], [15, 30], 0);
    let ask = |least: Value| {
        server.create_analysis(&json!({"profiles": rows, "target": {"labelled": true}, "min_cell": least}))
    };
    assert_eq!(ask(Value::Null).json()["provenance"]["min_cell"], 20);
    assert_eq!(ask(json!(30)).json()["provenance"]["min_cell"], 30);
    let refused = ask(json!(5));
    assert_eq!(
        (refused.status, &refused.json()["errors"][0]["pointer"]),
        (422, &json!("/min_cell")),
        "{}",
        refused.text
    );
}

/// A random audience of a few kinds of people, some kinds small, with small and large numbers of members.
fn random_audience(rng: &mut Xoshiro256PlusPlus) -> (Vec<Value>, Vec<(usize, bool)>) {
    let kinds = rng.gen_range(2..6);
    let (mut rows, mut truth) = (Vec::new(), Vec::new());
    for kind in 0..kinds {
        let size = if rng.gen_bool(0.3) { rng.gen_range(1..10) } else { rng.gen_range(35..120) };
        let rate: f64 = [0.0, 0.05, 0.5, 0.95, 1.0][rng.gen_range(0..5)];
        for _ in 0..size {
            let member = rng.gen_bool(rate);
            let x = 50.0 * kind as f64 + rng.gen_range(0.0..3.0);
            rows.push(json!({"attributes": {"x": x, "z": (kind * kind) as f64}, "in_target": member}));
            truth.push((kind, member));
        }
    }
    (rows, truth)
}

/// What an attacker knows of the members of each segment and of all, by the answer alone: least and most.
fn known(json: &Value) -> (Vec<(f64, f64)>, (f64, f64)) {
    let of = |fit: &Value, size: f64| match fit.is_null() {
        true => (0.0, size),
        // Six decimals are published.
        false => {
            let end = |name: &str| size * fit[name].as_f64().expect("a number");
            ((end("lower") - 1e-3).ceil().max(0.0), (end("upper") + 1e-3).floor().min(size))
        }
    };
    let all = json["audience"]["profiles"].as_f64().expect("a number");
    let segments = json["segments"].as_array().expect("a list");
    let by_segment = segments.iter().map(|s| of(&s["fit"], s["count"].as_f64().expect("a number"))).collect();
    (by_segment, of(&json["fit"]["share"], all))
}

#[test]
fn subtraction_does_not_reveal_small_counts() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(6);
    let (mut ranges, mut withheld, mut small) = (0, 0, 0);
    for _ in 0..120 {
        let (rows, truth) = random_audience(&mut rng);
        let json = body(&answer(&rows, json!({"labelled": true}), MIN_CELL));
        if json["audience"]["profiles"].is_null() {
            continue;
        }
        let all = truth.len() as f64;
        let counts: Vec<f64> = json["segments"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|s| s["count"].as_f64().expect("a number"))
            .collect();
        assert_eq!(counts.iter().sum::<f64>(), all, "everybody is in one segment");
        assert!(counts.iter().all(|n| *n >= MIN_CELL as f64), "{counts:?}");
        let (segments, whole) = known(&json);
        let sum = |ends: fn(&(f64, f64)) -> f64| segments.iter().map(ends).sum::<f64>();
        let (least, most) = (sum(|s| s.0), sum(|s| s.1));
        // What the sums leave to each, and what to the whole.
        let whole = (whole.0.max(least), whole.1.min(most));
        let mut cells = vec![(whole, all)];
        for ((lower, upper), size) in segments.iter().zip(&counts) {
            let others = (least - lower, most - upper);
            cells.push(((lower.max(whole.0 - others.1), upper.min(whole.1 - others.0)), *size));
        }
        for ((lower, upper), size) in cells {
            let members_small = upper < MIN_CELL as f64;
            let others_small = lower > size - MIN_CELL as f64;
            if members_small || others_small {
                small += 1;
                assert!(upper - lower >= MIN_CELL as f64 - 1.0, "pinned to {lower} to {upper} of {size}: {json:#}");
            }
            assert!(
                lower < upper || (lower >= MIN_CELL as f64 && size - lower >= MIN_CELL as f64),
                "{lower} of {size}"
            );
        }
        let fits = json["segments"].as_array().expect("a list").iter().map(|s| &s["fit"]);
        fits.for_each(|fit| {
            ranges += usize::from(fit["method"] == "range");
            withheld += usize::from(fit.is_null());
        });
    }
    assert!(small > 10 && ranges > 10 && withheld > 10, "small {small}, ranges {ranges}, withheld {withheld}");
}

#[test]
fn timeline_and_traits_have_no_small_counts() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(7);
    let rows: Vec<Value> = (0..300)
        .map(|i| {
            let day = 1 + i % 28;
            let month = 1 + (i * i) % 12;
            json!({
                "followed_at": format!("2025-{month:02}-{day:02}T0{}:00:00Z", i % 10),
                "gender": if rng.gen_bool(0.03) { "x" } else if i < 150 { "f" } else { "m" },
                "attributes": {"x": if i < 150 { 1.0 } else { 90.0 } + rng.gen_range(0.0..2.0)},
            })
        })
        .collect();
    let json = body(&answer(&rows, json!({"labelled": true}), MIN_CELL));
    let timeline = json["acquisition"]["timeline"].as_array().expect("a list");
    assert!(timeline.len() > 5, "{timeline:?}");
    let came = |b: &Value| b["followers"].as_u64().expect("a number");
    assert!(timeline.iter().all(|b| came(b) >= MIN_CELL), "{timeline:?}");
    assert_eq!(timeline.iter().map(came).sum::<u64>(), 300, "nobody is lost");
    let mut shares = 0;
    for segment in json["segments"].as_array().expect("a list") {
        for found in segment["traits"].as_array().expect("a list").iter().filter(|t| t["covariate"] == "gender") {
            let count = segment["count"].as_f64().expect("a number") * found["segment"].as_f64().expect("a number");
            let size = segment["count"].as_f64().expect("a number");
            let is_coarse = |n: f64| n < 1e-3 || n >= MIN_CELL as f64 - 0.5;
            assert!(is_coarse(count) && is_coarse(size - count), "{found}");
            shares += 1;
        }
    }
    assert!(shares > 0, "{:#}", json["segments"]);
}

/// A text and a number for every field that may have them.
const SECRET: &str = "zqsecretmarkerzq";
const NUMBER: i64 = 736_251_947;

#[test]
fn log_has_no_values_of_profiles() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut server = Command::new(env!("CARGO_BIN_EXE_audience-fit"))
        .args(["--log", "trace", "serve", "--listen", "127.0.0.1:0", "--data-dir"])
        .arg(folder.path())
        .env("RUST_LOG", "trace")
        .stdout(Stdio::null())
        .stderr(Stdio::from(std::fs::File::create(folder.path().join("log")).expect("a file")))
        .spawn()
        .expect("the server starts");
    let log = || {
        let mut text = String::new();
        let read = std::fs::File::open(folder.path().join("log")).and_then(|mut file| file.read_to_string(&mut text));
        read.expect("a log");
        text
    };
    let begun = Instant::now();
    let address = loop {
        let published =
            log().split("listens on ").nth(1).and_then(|rest| rest.split([';', '\n']).next().map(str::to_owned));
        match published {
            Some(address) => break address,
            None => assert!(begun.elapsed() < Duration::from_secs(60), "the server does not start: {}", log()),
        }
        std::thread::yield_now();
    };
    let profile = |i: usize| {
        let text = format!("{SECRET}{}", i % 3);
        json!({
            "id": format!("{SECRET}-{i}"), "age": 20 + i % 60, "region": text, "gender": text, "education": text,
            "employment": text, "tenure": text, "account": {"followers": NUMBER + (i % 5) as i64, "following": 3},
            "attributes": {SECRET: text, "n": NUMBER}, "in_target": i.is_multiple_of(3),
        })
    };
    let bad = [
        json!({"id": SECRET, "age": SECRET}),
        json!({"account": {"followers": -NUMBER}}),
        json!({SECRET: NUMBER}),
        json!({"followed_at": SECRET}),
        json!({"income": {"amount": NUMBER, "currency": SECRET}}),
    ];
    let rows: Vec<Value> = (0..80).map(profile).chain(bad).collect();
    let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
    let ask = |body: String| {
        let url = format!("{address}/v1/analyses");
        let request = agent.post(url).header("content-type", "application/json");
        request.send(body.as_bytes()).expect("an answer").status().as_u16()
    };
    let target = json!({"labelled": true, "region": [SECRET]});
    let question = json!({"profiles": rows, "panel": rows, "target": target, "on_error": "reject_rows"});
    let statuses = [
        ask(question.to_string()),
        ask(json!({"profiles": rows, "target": {"labelled": true}, "on_error": "reject_all"}).to_string()),
        ask(format!("{{\"profiles\": [{{\"region\": \"{SECRET}\"")),
        ask(json!({"profiles": rows, "target": {"preset": SECRET}, SECRET: NUMBER}).to_string()),
    ];
    server.kill().expect("the server ends");
    server.wait().expect("the server ends");
    assert!(statuses.iter().any(|s| *s >= 400) && statuses.iter().all(|s| *s < 500), "{statuses:?}");
    let log = log();
    assert!(log.matches("/v1/analyses").count() >= statuses.len(), "the log tells of requests: {log}");
    for marker in [SECRET, &NUMBER.to_string()] {
        let line = log.lines().find(|line| line.contains(marker));
        assert_eq!(line, None, "a value is in the log");
    }
}
