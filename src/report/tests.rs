//! What every report must hold to, whatever the answer.

use super::messages::Messages;
use super::*;
use crate::analysis::Analysis;
use crate::analysis::{NoVerdict, RowsOf};
use crate::ingest::Rejections;
use crate::prevalence::{Balance, Estimate, LabelSampling, Method, Outcome, Overlap, PanelAge};
use serde_json::Value;
use std::collections::BTreeSet;

fn gate(analysis: &Analysis) -> Gate {
    Gate::of(analysis, Language::English)
}

fn line(analysis: &Analysis) -> String {
    gate(analysis).line(Language::English)
}

fn text(analysis: &Analysis, width: usize) -> String {
    super::text(analysis, Language::English, width)
}

fn markdown(analysis: &Analysis) -> String {
    super::markdown(analysis, Language::English)
}

fn html(analysis: &Analysis) -> String {
    super::html(analysis, Language::English)
}

fn junit(analysis: &Analysis, count_as: InconclusiveAs) -> String {
    super::junit(&gate(analysis), count_as, Language::English)
}

fn sarif(analysis: &Analysis, input_name: &str) -> String {
    super::sarif(&gate(analysis), input_name, Language::English)
}

const OUTCOMES: [Outcome; 3] = [Outcome::Pass, Outcome::Fail, Outcome::Inconclusive];

fn analyses() -> Vec<Analysis> {
    let mut all = vec![fixtures::estimated(), fixtures::not_identified(), fixtures::hostile(), fixtures::planned()];
    all.extend(OUTCOMES.map(fixtures::judged));
    all
}

/// Where nothing depends on the crate's version.
fn without_version(page: &str) -> String {
    page.replace(concat!("audience-fit ", env!("CARGO_PKG_VERSION")), "audience-fit 0.0.0")
}

#[test]
fn terminal_pages_match_their_snapshots() {
    insta::assert_snapshot!("text_inconclusive", text(&fixtures::judged(Outcome::Inconclusive), 100));
    insta::assert_snapshot!("text_not_identified", text(&fixtures::not_identified(), 60));
    insta::assert_snapshot!(
        "text_recommendation",
        without_version(&recommendation_text(&fixtures::recommendation(), None, Language::English, 72))
    );
}

#[test]
fn markdown_and_html_match_their_snapshots() {
    insta::assert_snapshot!("markdown_fail", markdown(&fixtures::judged(Outcome::Fail)));
    insta::assert_snapshot!(
        "markdown_recommendation",
        without_version(&recommendation_markdown(&fixtures::recommendation(), None, Language::English))
    );
    let page = html(&fixtures::judged(Outcome::Inconclusive));
    let body = page.split_once("<body>").expect("a page has a body").1;
    insta::assert_snapshot!("html_inconclusive", body);
    assert!(
        recommendation_html(&fixtures::recommendation(), None, Language::English)
            .contains("<th scope=\"rowgroup\" rowspan=\"2\">YouTube</th>")
    );
}

#[test]
fn korean_pages_match_their_snapshots() {
    let language = Language::Korean;
    insta::assert_snapshot!(
        "ko_text_inconclusive",
        super::text(&fixtures::judged(Outcome::Inconclusive), language, 100)
    );
    insta::assert_snapshot!("ko_markdown_fail", super::markdown(&fixtures::judged(Outcome::Fail), language));
    let (recommendation, plan) = (fixtures::recommendation(), fixtures::plan());
    let page = recommendation_text(&recommendation, Some(&plan), language, 80);
    insta::assert_snapshot!("ko_text_plan", without_version(&page));
    let page = super::html(&fixtures::planned(), language);
    assert!(page.contains("<html lang=\"ko\">") && page.contains("word-break: keep-all"), "{page}");
    for width in [60, 80, 100] {
        let page = super::text(&fixtures::planned(), language, width);
        let widest = page.lines().map(super::text::display_width).max().unwrap_or(0);
        assert!(widest <= width, "{widest} of {width}:\n{page}");
    }
}

#[test]
fn plans_match_their_snapshots() {
    let (recommendation, plan) = (fixtures::recommendation(), fixtures::plan());
    let page = without_version(&recommendation_text(&recommendation, Some(&plan), Language::English, 80));
    let section = page.split_once("What to do in a week").expect("the plan has a section").1;
    insta::assert_snapshot!("text_plan", section);
    insta::assert_snapshot!(
        "markdown_plan",
        without_version(&recommendation_markdown(&recommendation, Some(&plan), Language::English))
    );
    let ordered = recommendation_text(&recommendation, Some(&fixtures::ordered_plan()), Language::English, 80);
    let ordered = ordered.split_once("What to do in a week").expect("the plan has a section").1;
    insta::assert_snapshot!("text_plan_without_scale", without_version(ordered));
    let steps = |page: &str| -> Vec<String> {
        page.lines().filter_map(|line| line.strip_prefix("## ")).map(str::to_owned).collect()
    };
    let five = ["Objective", "Audience insight", "Strategy", "Implementation", "Scoring"];
    let analysis = markdown(&fixtures::planned());
    assert_eq!(steps(&analysis)[..5], five, "{analysis}");
    assert!(analysis.contains("Verdict: fail") && analysis.contains("52,000 followers"), "{analysis}");
    let html = recommendation_html(&recommendation, Some(&plan), Language::English);
    assert!(
        html.contains("What to do in a week")
            && html.contains("People of the target reached, by hours a week")
            && html.contains("<th scope=\"rowgroup\" rowspan=\"2\">텔레비전</th>")
    );
}

#[test]
fn programs_get_the_verdict() {
    insta::assert_snapshot!("junit_fail", junit(&fixtures::judged(Outcome::Fail), InconclusiveAs::default()));
    insta::assert_snapshot!("sarif_inconclusive", sarif(&fixtures::judged(Outcome::Inconclusive), "my followers.csv"));
}

#[test]
fn verdicts_state_their_reason() {
    let lines = OUTCOMES.map(|outcome| line(&fixtures::judged(outcome)));
    let fit = "About 34 % (29-40 %, 90 % interval) of 2,007 followers match: 680 (580-810).\n";
    let tips = "This verdict would no longer stand if the odds of the others were 1.4 times as high or low as those of like \
                people who are labelled.";
    let stands = "This verdict stands even if the odds of the others are 2.0 times as high or low as those of like people \
                  who are labelled.";
    assert_eq!(
        lines,
        [
            format!(
                "Pass. The lower end of the 90 % interval (29-40 %) is at or above the minimum of 25 %. {tips} {fit}"
            ),
            format!(
                "Fail. Even the upper end of the 90 % interval (29-40 %) is below the minimum of 50 %. {stands} {fit}"
            ),
            format!(
                "Inconclusive. The minimum of 30 % lies within the 90 % interval (29-40 %). To decide, label about 350 more \
             profiles drawn at random from the 1,786 unlabelled: this is enough in 4 cases of 5. {fit}"
            ),
        ]
    );
    assert_eq!(line(&fixtures::estimated()), fit);
}

#[test]
fn an_input_that_has_to_be_corrected_is_never_a_pass() {
    let mut analysis = fixtures::judged(Outcome::Inconclusive);
    analysis.no_verdict =
        Some(NoVerdict::TooManyRejected { of: RowsOf::Audience, rejected: 300, rows: 2300, max: 0.05 });
    let why = "Inconclusive. 300 of 2,300 rows were rejected, more than the 5 % that a verdict allows.";
    assert!(line(&analysis).starts_with(why), "{}", line(&analysis));
    let report = junit(&analysis, InconclusiveAs::Pass);
    assert!(report.contains("<error type=\"inconclusive\"") && report.contains("value=\"rejected_rows\""), "{report}");
    let sarif: Value = serde_json::from_str(&sarif(&analysis, "followers.csv")).expect("JSON");
    assert_eq!(sarif["runs"][0]["results"][0]["level"], "error");
}

#[test]
fn an_error_is_reported_like_a_verdict_and_escaped() {
    let error = GateError {
        target: Some("aged 27 to 49".to_owned()),
        min_share: Some(0.3),
        code: "no_profiles".to_owned(),
        message: format!("]]> {}", fixtures::HOSTILE),
        exit_code: 2,
    };
    let report = junit_error(&error, Language::English);
    let verdict = junit(&fixtures::judged(Outcome::Fail), InconclusiveAs::default());
    let shape = |report: &str| {
        report
            .lines()
            .map(|line| line.trim_start().split(' ').next().unwrap_or_default().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(shape(&report)[..3], shape(&verdict)[..3]);
    assert!(report.contains("errors=\"1\"") && report.contains("name=\"At least 30 % of the followers"), "{report}");
    let sarif = sarif_error(&error, "my followers.csv", "0.1.0", Language::English);
    for text in [&report, &sarif] {
        assert!(!text.contains(|c: char| c.is_control() && c != '\n'), "{text:?}");
    }
    assert!(!report.contains("]]>") && !report.contains("<script>"), "{report}");
    let document: Value = serde_json::from_str(&sarif).expect("JSON");
    let run = &document["runs"][0];
    assert_eq!((&run["invocations"][0]["exitCode"], &run["results"][0]["level"]), (&2.into(), &"error".into()));
}

#[test]
fn caveats_stand_between_the_verdict_and_the_evidence() {
    let text = text(&fixtures::judged(Outcome::Inconclusive), 100);
    let places: Vec<usize> = ["VERDICT", "Before you use this figure:", "Evidence and method"]
        .map(|part| text.find(part).expect(part))
        .into();
    assert!(places.is_sorted(), "{text}");
    assert!(text.contains("7 of 2,007 people could not be read"), "{text}");
}

#[test]
fn a_narrow_failure_does_not_read_as_a_pass() {
    let mut analysis = fixtures::judged(Outcome::Fail);
    analysis.fit.share = Some(fixtures::share(0.45, 0.4, 0.499_6));
    assert!(line(&analysis).contains("(40.00-49.96 %) is below the minimum of 50 %"), "{}", line(&analysis));
}

#[test]
fn a_verdict_without_an_estimate_uses_the_certain_range() {
    let mut analysis = fixtures::not_identified();
    analysis.verdict = fixtures::judged(Outcome::Inconclusive).verdict;
    analysis.verdict.as_mut().expect("just set").labels_needed = Some(1786);
    let line = line(&analysis);
    assert!(line.starts_with("Inconclusive. The minimum of 30 % lies within the certain range (4-93 %). "), "{line}");
    assert!(line.contains("label all 1,786 unlabelled profiles"), "{line}");
    assert!(line.ends_with("at least 3.5 % (71) and at most 92.9 % (1,858).\n"), "{line}");
}

#[test]
fn labels_that_people_gave_themselves_are_distinguished_from_those_to_be_drawn() {
    let mut analysis = fixtures::judged(Outcome::Inconclusive);
    assert!(line(&analysis).contains("this is enough in 4 cases of 5. About"), "{}", line(&analysis));
    analysis.fit.evidence.labels = LabelSampling::SelfDeclared;
    let beside =
        "(--labels random-sample, labels.how), with a label_weight of 5.10 for each of them and of 1 for those";
    assert!(line(&analysis).contains(beside), "{}", line(&analysis));
    analysis.fit.evidence.labelled = Some(0);
    let alone = "4 cases of 5. Say that they are a random sample (--labels random-sample, labels.how). About";
    assert!(line(&analysis).contains(alone), "{}", line(&analysis));
}

#[test]
fn the_age_of_a_panel_is_stated_and_an_assumed_one_is_called_so() {
    let mut analysis = fixtures::judged(Outcome::Pass);
    analysis.fit.evidence.panel_age = Some(PanelAge { years: 3.04, is_assumed: false });
    assert!(markdown(&analysis).contains("The panel was asked 3 years before."), "{}", markdown(&analysis));
    analysis.fit.evidence.panel_age = Some(PanelAge { years: 2.0, is_assumed: true });
    let said = markdown(&analysis);
    assert!(said.contains("The panel has no date and is taken to be 2 years old; say it with"), "{said}");
}

#[test]
fn differences_between_panel_and_audience_are_in_every_layout() {
    let mut analysis = fixtures::judged(Outcome::Pass);
    let (covariate, level) = ("region".to_owned(), Some("KR-11".to_owned()));
    let (before, after, missing_in_panel, missing_in_audience) = (0.62, -0.03, 0.1, 0.0);
    let balance = Balance { covariate, level, before, after, missing_in_panel, missing_in_audience };
    analysis.fit.overlap = Some(Overlap { rows: 900, effective_rows: 410, balances: vec![balance] });
    let layouts = [text(&analysis, 100), markdown(&analysis), html(&analysis)];
    for layout in &layouts {
        for word in ["are worth 410 rows", "region: KR", "+0.62", "-0.03"] {
            assert!(layout.replace('\\', "").contains(word), "{word}: {layout}");
        }
    }
    assert_eq!(layouts.map(|layout| layout.matches("<circle cx").count()), [0, 0, 4]);
    assert!(!text(&fixtures::judged(Outcome::Pass), 100).contains("How alike panel"));
}

#[test]
fn a_counted_share_is_not_called_an_estimate() {
    let mut analysis = fixtures::judged(Outcome::Pass);
    let known = Estimate { value: 0.342, lower: 0.342, upper: 0.342, ..fixtures::share(0.0, 0.0, 0.0) };
    analysis.fit.count = Some(Estimate { value: 684.0, lower: 684.0, upper: 684.0, ..known.clone() });
    analysis.fit.share = Some(known);
    analysis.fit.method = Some(Method::AllLabelled);
    analysis.fit.sensitivity = Vec::new();
    analysis.rejected = Rejections::default();
    assert_eq!(
        line(&analysis),
        "Pass. The share, 34.2 %, is at or above the minimum of 25 %. 34.2 % of 2,000 followers match: 684.\n"
    );
}

/// The codes of warnings, which no language translates.
fn texts_of_other_modules(analysis: &Analysis) -> Vec<String> {
    let mut texts = Vec::new();
    let warnings = warning::warnings(Messages::of(Language::English), analysis);
    texts.extend(warnings.into_iter().map(|(code, _)| code.to_string()));
    texts
}

/// No words but those of the data are left where the catalogue has other letters.
#[test]
fn every_sentence_is_in_the_catalogue() {
    let language = Language::Pseudo;
    let data = include_str!("fixtures.rs");
    let words = |text: &str| -> Vec<String> {
        let letters = |c: char| !c.is_ascii_alphabetic();
        text.split(letters).filter(|word| word.len() > 1).map(str::to_ascii_lowercase).collect()
    };
    let mut known: BTreeSet<String> = words(data).into_iter().collect();
    // Markdown writes `<`, `>` and `&` as entities.
    known.extend(["lt", "gt", "amp"].map(str::to_owned));
    // The name of the channel `tv` in the reference data.
    known.insert("television".to_owned());
    let plans = [fixtures::plan(), fixtures::ordered_plan()];
    let mut pages: Vec<String> =
        plans.iter().map(|plan| recommendation_text(&fixtures::recommendation(), Some(plan), language, 100)).collect();
    let outcomes = OUTCOMES.map(fixtures::judged);
    for analysis in outcomes.into_iter().chain([fixtures::estimated(), fixtures::not_identified(), fixtures::planned()])
    {
        known.extend(texts_of_other_modules(&analysis).iter().flat_map(|text| words(text)));
        pages.push(super::text(&analysis, language, 100));
        pages.push(super::markdown(&analysis, language));
        pages.push(Gate::of(&analysis, language).line(language));
    }
    let left: BTreeSet<String> = pages
        .iter()
        .flat_map(|page| page.lines())
        .filter(|line| words(line).iter().any(|word| !known.contains(word)))
        .map(str::to_owned)
        .collect();
    assert!(left.is_empty(), "{left:#?}");
}

#[test]
fn no_line_is_wider_than_asked_for() {
    for analysis in analyses() {
        for width in [0, 60, 61, 67, 72, 80, 99, 100, 120, 500] {
            let page = text(&analysis, width);
            let widest = page.lines().map(super::text::display_width).max().unwrap_or(0);
            assert!(widest <= width.clamp(60, 120), "{widest} of {width}:\n{page}");
        }
    }
}

#[test]
fn pages_have_no_control_characters_and_are_reproducible() {
    for analysis in analyses() {
        let render = || {
            [
                text(&analysis, 80),
                markdown(&analysis),
                html(&analysis),
                junit(&analysis, InconclusiveAs::Fail),
                sarif(&analysis, "a\u{1b}[31m b.csv"),
            ]
        };
        let pages = render();
        assert_eq!(pages, render());
        for page in pages {
            assert!(!page.chars().any(|c| c != '\n' && safe_text::is_control(c)), "{page}");
        }
    }
}

#[test]
fn markup_in_values_is_escaped() {
    let analysis = fixtures::hostile();
    let page = html(&analysis);
    assert!(!page.contains("<script"), "{page}");
    assert!(page.contains("&#60;script&#62;alert(&#39;1&#39;)&#60;/script&#62;"), "{page}");
    let page = markdown(&analysis);
    assert!(!page.contains("<script") && !page.contains("@everyone"), "{page}");
    let pipes = |line: &str| line.replace("\\|", "").matches('|').count();
    let tables: Vec<usize> = page.lines().filter(|line| line.starts_with('|')).map(pipes).collect();
    // Segments, cohorts, segments of the target, places, channels of two groups, the plan, its weeks, its curve.
    let plan = [vec![7; 5], vec![3; 4], vec![3; 5]].concat();
    let expected = [vec![5; 5], vec![6; 3], vec![4; 4], vec![5; 3], vec![6; 8], plan].concat();
    assert_eq!(tables, expected, "{page}");
}

#[test]
fn junit_counts_an_inconclusive_verdict_as_asked() {
    let analysis = fixtures::judged(Outcome::Inconclusive);
    let with = |count_as| junit(&analysis, count_as);
    let undecided = with(InconclusiveAs::Inconclusive);
    assert!(
        undecided.contains("failures=\"0\" errors=\"1\" skipped=\"0\"")
            && undecided.contains("<error type=\"inconclusive\"")
    );
    let failed = with(InconclusiveAs::Fail);
    assert!(
        failed.contains("failures=\"1\" errors=\"0\" skipped=\"0\"")
            && failed.contains("<failure type=\"inconclusive\"")
    );
    let passed = with(InconclusiveAs::Pass);
    assert!(passed.contains("failures=\"0\" errors=\"0\" skipped=\"0\"") && !passed.contains("<failure"));
    let skipped = junit(&fixtures::estimated(), InconclusiveAs::default());
    assert!(skipped.contains("skipped=\"1\"") && skipped.contains("<skipped message=\"Nothing to compare"));
}

#[test]
fn sarif_has_a_level_for_each_outcome_and_a_place_for_each_row() {
    let read =
        |analysis: &Analysis, name| -> Value { serde_json::from_str(&sarif(analysis, name)).expect("SARIF is JSON") };
    let level = |outcome| read(&fixtures::judged(outcome), "f.json")["runs"][0]["results"][0]["level"].clone();
    assert_eq!(level(Outcome::Fail), "error");
    assert_eq!(level(Outcome::Inconclusive), "warning");
    let passed = read(&fixtures::judged(Outcome::Pass), "/srv/내 팔로워.ndjson");
    let first = &passed["runs"][0]["results"][0];
    assert_eq!(first["ruleId"], "audience-fit/rejected-row", "a pass has no result");
    let place = &first["locations"][0];
    assert_eq!(place["physicalLocation"]["region"]["startLine"], 10);
    let uri = place["physicalLocation"]["artifactLocation"]["uri"].as_str();
    assert_eq!(uri, Some("file:///srv/%EB%82%B4%20%ED%8C%94%EB%A1%9C%EC%9B%8C.ndjson"));
    assert_eq!(place["logicalLocations"][0]["fullyQualifiedName"], "/9/age");
    let of_json = &read(&fixtures::judged(Outcome::Pass), "f.json")["runs"][0]["results"][0]["locations"][0];
    assert!(of_json["physicalLocation"]["region"].is_null(), "rows of JSON have no known line");
}

#[test]
fn a_stored_analysis_gives_the_same_reports() {
    for analysis in analyses() {
        let stored = Analysis::from_bytes(&analysis.to_bytes()).expect("an analysis");
        for language in Language::ALL {
            assert_eq!(html_and_markdown(&stored, language), html_and_markdown(&analysis, language));
            assert_eq!(super::text(&stored, language, 80), super::text(&analysis, language, 80));
            let gates = [&stored, &analysis].map(|analysis| Gate::of(analysis, language));
            let [stored, direct] = gates.map(|gate| super::junit(&gate, InconclusiveAs::default(), language));
            assert_eq!(stored, direct);
        }
    }
}
