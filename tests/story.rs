//! The story that the product comes from, as the reference data have it: where the poorer of the late 20s to 40s are, in
//! three places and times; and how well the answers meet what surveys found.

use audience_fit::channel::{Breakdown, ChannelQuery, Reason, Stance, recommend};
use audience_fit::reference::Catalog;
use audience_fit::target::{AgeRange, IncomeLimits, Period, TargetSpec};

use crate::channel::{answer, figure, has_warning, pairwise, query, target};

#[test]
fn story_korea_2012_the_press_and_the_website_lead_social_media() {
    let answer = answer(&query("KR", Some(2012)));
    let (press, website) = (figure(&answer, "press"), figure(&answer, "website"));
    let social = figure(&answer, "social_media");
    println!(
        "Korea 2012: website {:.2}, press {:.2}, social media {:.2}; the press leads it with {:.3}",
        website.reach.value,
        press.reach.value,
        social.reach.value,
        pairwise(&answer, "press", "social_media")
    );
    for leader in ["press", "website"] {
        assert!(pairwise(&answer, leader, "social_media") > 0.9, "{leader}");
        assert!(figure(&answer, leader).rank < social.rank, "{leader}");
    }
    assert!(social.stance != Stance::Favour && website.stance == Stance::Favour);
    // Nobody published social media by income, and the answer says so rather than guess.
    assert!(social.reach.value < 0.4 && social.reach.upper - social.reach.lower > 0.15, "{:?}", social.reach);
    assert!(social.reasons.contains(&Reason::NoBreakdown(Breakdown::Income)));
    assert!(
        social.reasons.iter().any(|r| matches!(r, Reason::Groups { shares, .. } if shares.iter().any(|(_, share)| (0.136..0.145).contains(share)))),
        "{:?}",
        social.reasons
    );
    assert!(press.lift.value < 0.95, "newspaper reading rose with income: {:?}", press.lift);
    // The website has no figure of its own in those years: the use of the internet is its ceiling.
    let ceiling = website.ceiling.as_ref().expect("a ceiling");
    assert_eq!(ceiling.measure, "internet_uses");
    assert!(website.reach.value < ceiling.reach.value && website.reach.upper <= ceiling.reach.upper + 0.01);
    assert!(
        website.reasons.iter().any(
            |reason| matches!(reason, Reason::Ceiling { phrase, .. } if phrase.pattern.contains("use the internet"))
        )
    );
    assert!(has_warning(&answer, "ceiling_only"), "{:?}", answer.warnings);
}

#[test]
fn story_korea_2024_the_portal_and_television_lead_for_news_and_social_media_do_not_trail_with_income() {
    let news = |channels: Option<Vec<String>>| ChannelQuery {
        measure: Some("news_last_week".to_owned()),
        channels,
        ..query("KR", Some(2024))
    };
    let answer_for_news = answer(&news(None));
    let (portal, social) = (figure(&answer_for_news, "website"), figure(&answer_for_news, "social_media"));
    assert_eq!((portal.rank, portal.stance), (Some(1), Stance::Favour));
    assert!(portal.reach.lower > social.reach.upper && portal.ceiling.is_none());
    assert!(portal.reasons.iter().any(|reason| format!("{reason:?}").contains("internet portal")));
    assert!(answer_for_news.channels.iter().all(|figure| figure.measure == "news_last_week"));

    // The same people with any income: social media reach the poorer no less.
    let poorer = answer(&query("KR", Some(2024)));
    let mut all = query("KR", Some(2024));
    all.target = target(27.0, 49.0, None);
    let all = answer(&all);
    let (of_poorer, of_all) = (figure(&poorer, "social_media"), figure(&all, "social_media"));
    println!(
        "Korea 2024: social media reach {:.2} of the poorer, {:.2} of all",
        of_poorer.reach.value, of_all.reach.value
    );
    assert!(of_poorer.reach.value > 0.95 * of_all.reach.value);
    assert!(of_poorer.lift.value > 1.0 && of_poorer.reach.value > 0.5);
    // In 2012 they reached half as many: nothing but the year differs.
    let then = answer(&query("KR", Some(2012)));
    assert!(figure(&then, "social_media").reach.upper < of_poorer.reach.value);
}

#[test]
fn story_us_the_older_and_the_poorer_use_less_social_media_and_the_answer_says_so() {
    let mut older = query("US", Some(2018));
    older.target = target(65.0, 90.0, Some(0.75));
    let answer = answer(&older);
    for channel in ["social_media", "facebook", "instagram", "x", "youtube", "linkedin"] {
        let figure = figure(&answer, channel);
        assert!(figure.lift.upper < 1.0, "{channel}: {:?}", figure.lift);
        assert!(matches!(figure.reasons[0], Reason::Reach { .. }), "{:?}", figure.reasons[0]);
    }
}

/// The joint cells of a fixture as targets, and how far the answers are from what the survey found.
fn joint_cells(fixture: &str, year: i32) -> (f64, f64) {
    let text = std::fs::read_to_string(crate::support::file("tests/fixtures/channel").join(fixture)).expect(fixture);
    let catalog = Catalog::embedded();
    let (mut errors, mut covered) = (Vec::new(), 0);
    for row in text.lines().skip(1) {
        let cells: Vec<&str> = row.split(',').collect();
        let (channel, measure) = (cells[0], cells[1]);
        if measure.starts_with("internet") {
            continue; // A ceiling is no channel's reach.
        }
        let share: f64 = cells[4].parse().expect("a share");
        let mut query = query("US", Some(year));
        query.measure = Some(measure.to_owned());
        query.channels = Some(vec![channel.to_owned()]);
        query.target = target_of_cell(cells[2], cells[3]);
        let answer = recommend(&catalog, &query).expect("an answer");
        let reach = &figure(&answer, channel).reach;
        errors.push((reach.value - share).abs());
        covered += usize::from((reach.lower..=reach.upper).contains(&share));
    }
    (errors.iter().sum::<f64>() / errors.len() as f64, f64::from(covered as u32) / errors.len() as f64)
}

pub(crate) fn target_of_cell(ages: &str, incomes: &str) -> TargetSpec {
    let ends = |text: &str| -> (f32, Option<f32>) {
        let number = |t: &str| t.parse::<f32>().expect("a number");
        match (text.strip_suffix('+'), text.strip_prefix('<'), text.split_once('-')) {
            (Some(from), ..) => (number(from), None),
            (_, Some(to), _) => (0.0, Some(number(to))),
            (_, _, Some((from, to))) => (number(from), Some(number(to))),
            (None, None, None) => panic!("{text}"),
        }
    };
    let (from, to) = ends(ages);
    let (amounts, unit) = incomes.split_once(' ').expect("a unit");
    let (low, high) = ends(amounts);
    let low = Some(low).filter(|low| *low > 0.0);
    let income = if unit == "median" {
        IncomeLimits { min_median_ratio: low, max_median_ratio: high, ..IncomeLimits::default() }
    } else {
        IncomeLimits {
            min_amount: low,
            max_amount: high,
            currency: Some("USD".to_owned()),
            period: Some(Period::Year),
            ..IncomeLimits::default()
        }
    };
    TargetSpec { age: Some(AgeRange { min: Some(from), max: to }), income: Some(income), ..TargetSpec::default() }
}

#[test]
fn answers_meet_the_joint_cells_of_pew_2018_and_gss_2016() {
    let (pew, pew_covered) = joint_cells("us-2018-pew-core-trends-cells.csv", 2018);
    let (gss, gss_covered) = joint_cells("us-2016-gss-cells.csv", 2016);
    println!(
        "answers for the joint cells: Pew 2018 {pew:.4} (covered {pew_covered:.2}), GSS 2016 {gss:.4} ({gss_covered:.2})"
    );
    assert!(pew <= 0.030 && gss <= 0.022, "{pew} {gss}");
    assert!(pew_covered >= 0.85 && gss_covered >= 0.85, "{pew_covered} {gss_covered}");
}

#[test]
fn the_top_three_of_the_poorer_under_50_stay_the_same_for_years() {
    let mut query = query("US", None);
    let income = IncomeLimits {
        max_amount: Some(40_000.0),
        currency: Some("USD".to_owned()),
        period: Some(Period::Year),
        ..IncomeLimits::default()
    };
    query.target.income = Some(income);
    for year in 2018..=2022 {
        query.year = Some(year);
        let answer = answer(&query);
        let group = answer.groups.iter().find(|group| group.id == "use").expect("use");
        // Radio and podcasts stand in the same group; surveys of some years ask about them.
        let is_platform = |channel: &&String| !["radio", "podcast"].contains(&channel.as_str());
        let used: Vec<&String> = group.channels.iter().filter(is_platform).take(3).collect();
        assert_eq!(used, ["youtube", "facebook", "instagram"], "{year}");
    }
}
