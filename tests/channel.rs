//! Where the target is: the stories of two countries, and what must hold of every answer.

use audience_fit::channel::{
    Among, Assumption, AudienceHint, ChannelCost, ChannelError, ChannelFigure, ChannelQuery, ObservedUse, Reason,
    Recommendation, Stance, StanceReason, recommend,
};
use audience_fit::prevalence::Estimate;
use audience_fit::reference::Catalog;
use audience_fit::report::Language;
use audience_fit::target::{AgeRange, IncomeLimits, Period, TargetSpec};
use proptest::prelude::*;

pub(crate) fn query(country: &str, year: Option<i32>) -> ChannelQuery {
    ChannelQuery { year, seed: 7, ..ChannelQuery::new(target(27.0, 49.0, Some(0.75)), country) }
}

pub(crate) fn target(min: f32, max: f32, max_median_ratio: Option<f32>) -> TargetSpec {
    let income =
        max_median_ratio.map(|ratio| IncomeLimits { max_median_ratio: Some(ratio), ..IncomeLimits::default() });
    TargetSpec { age: Some(AgeRange { min: Some(min), max: Some(max) }), income, ..TargetSpec::default() }
}

pub(crate) fn answer(query: &ChannelQuery) -> Recommendation {
    recommend(&Catalog::embedded(), query).expect("an answer")
}

pub(crate) fn figure<'a>(answer: &'a Recommendation, channel: &str) -> &'a ChannelFigure {
    answer.channels.iter().find(|figure| figure.channel == channel).expect(channel)
}

pub(crate) fn has_warning(answer: &Recommendation, code: &str) -> bool {
    answer.warnings.iter().any(|warning| warning.code().as_str() == code)
}

/// Probability of reaching more of the target with `one` than with `other`.
pub(crate) fn pairwise(answer: &Recommendation, one: &str, other: &str) -> f64 {
    let win = figure(answer, one).pairwise.iter().find(|win| win.channel == other);
    win.unwrap_or_else(|| panic!("{one} and {other} are not compared")).probability
}

#[test]
fn us_2018_the_poorer_under_50_are_on_youtube_then_facebook_then_instagram() {
    let mut query = query("US", Some(2018));
    let income = IncomeLimits {
        max_amount: Some(40_000.0),
        currency: Some("USD".to_owned()),
        period: Some(Period::Year),
        ..IncomeLimits::default()
    };
    query.target.income = Some(income);
    let answer = answer(&query);
    let use_group = answer.groups.iter().find(|group| group.id == "use").expect("use");
    // Podcasts are known from 2022 on, and were as many people's as Instagram.
    let platforms: Vec<&String> = use_group.channels.iter().filter(|channel| *channel != "podcast").take(3).collect();
    assert_eq!(platforms, ["youtube", "facebook", "instagram"]);
    // The survey's own joint cells for these people: .853, .817, .407.
    for (channel, share) in [("youtube", 0.853), ("facebook", 0.817), ("instagram", 0.407)] {
        let reach = &figure(&answer, channel).reach;
        assert!(
            (reach.value - share).abs() < 0.06 && reach.lower < share && share < reach.upper,
            "{channel} {reach:?}"
        );
    }
    let reason = &figure(&answer, "facebook").reasons[0];
    let Reason::Reach { target, source: Some(source), .. } = reason else { panic!("{reason:?}") };
    let limits = target.income.as_ref().expect("the survey has figures by income");
    assert_eq!((target.min_age, target.max_age, limits.max_amount), (Some(27.0), Some(49.0), Some(40_000.0)));
    assert!(source.contains("Pew Research Center, January 2018"), "{source}");
}

#[test]
fn us_the_older_and_the_poorer_use_less_social_media() {
    let reach = |min, max, ratio, channel: &str| {
        let mut query = query("US", Some(2018));
        query.target = target(min, max, ratio);
        figure(&answer(&query), channel).reach.value
    };
    assert!(reach(18.0, 29.0, None, "social_media") > reach(30.0, 49.0, None, "social_media"));
    assert!(reach(30.0, 49.0, None, "social_media") > reach(65.0, 90.0, None, "social_media"));
    for channel in ["instagram", "x", "linkedin", "youtube"] {
        assert!(reach(27.0, 49.0, Some(0.6), channel) < reach(27.0, 49.0, None, channel), "{channel}");
    }
}

#[test]
fn a_parent_and_its_children_never_compete() {
    let catalog = Catalog::embedded();
    for (country, years) in [("US", 2015..=2025), ("KR", 2011..=2024), ("GB", 2018..=2025), ("EU", 2019..=2024)] {
        for year in years {
            let answer = answer(&query(country, Some(year)));
            for group in &answer.groups {
                for a in &group.channels {
                    assert!(!group.channels.iter().any(|b| catalog.contains(a, b)), "{country} {year} {a}");
                }
                let sum: f64 = answer.channels.iter().filter(|f| f.group == group.id).filter_map(|f| f.p_best).sum();
                assert!((sum - 1.0).abs() < 1e-9, "{country} {year} {}: {sum}", group.id);
            }
            let mut ids: Vec<_> = answer.channels.iter().map(|figure| &figure.channel).collect();
            ids.sort();
            ids.dedup();
            assert_eq!(ids.len(), answer.channels.len(), "each channel once");
        }
    }
    let answer = answer(&query("US", Some(2018)));
    assert_eq!((figure(&answer, "social_media").rank, figure(&answer, "social_media").p_best), (None, None));
}

#[test]
fn the_same_seed_gives_the_same_answer_and_other_channels_change_no_figure() {
    let query = query("US", None);
    let first = answer(&query);
    assert_eq!(first, answer(&query));
    assert_eq!(format!("{first:?}"), format!("{:?}", answer(&query)));
    let alone = answer(&ChannelQuery { channels: Some(vec!["facebook".to_owned()]), ..query });
    assert_eq!(figure(&alone, "facebook").reach, figure(&first, "facebook").reach);
    assert_eq!(figure(&alone, "facebook").lift, figure(&first, "facebook").lift);
    assert_eq!((figure(&alone, "facebook").p_best, figure(&alone, "facebook").stance), (Some(1.0), Stance::Keep));
}

#[test]
fn a_staler_figure_has_a_wider_interval() {
    let width = |year, channel: &str| {
        let answer = answer(&query("US", Some(year)));
        let figure = figure(&answer, channel).clone();
        // On the logit scale, where the level of the share plays no part.
        let logit = |x: f64| (x / (1.0 - x)).ln();
        logit(figure.reach.upper) - logit(figure.reach.lower)
    };
    for channel in ["linkedin", "pinterest", "snapchat"] {
        let widths = [2025, 2027, 2029].map(|year| width(year, channel));
        assert!(widths[0] < widths[1] && widths[1] < widths[2], "{channel}: {widths:?}");
    }
    assert!(has_warning(&answer(&query("US", Some(2031))), "stale_figures"));
}

#[test]
fn borrowed_figures_are_said_and_wider() {
    let refused = recommend(&Catalog::embedded(), &query("NZ", None));
    assert!(matches!(&refused, Err(ChannelError::UnknownCountry { accepted, .. })
        if accepted.starts_with("KR, US, GB, EU, DE, FR, JP, AU, CA, BE") && !accepted.contains("BR")));
    let own = answer(&query("US", Some(2018)));
    let borrowed = answer(&ChannelQuery { donor_country: Some("US".to_owned()), ..query("NZ", Some(2018)) });
    let (a, b) = (figure(&own, "facebook"), figure(&borrowed, "facebook"));
    assert!(!a.borrowed && b.borrowed && has_warning(&borrowed, "borrowed"));
    assert!(b.reach.upper - b.reach.lower > a.reach.upper - a.reach.lower);
}

#[test]
fn what_no_figure_speaks_of_is_said() {
    let mut query = query("US", Some(2018));
    query.target.region = Some(vec!["US-CA".to_owned()]);
    query.target.tenure = Some(vec!["rented".to_owned()]);
    let answer = answer(&query);
    assert_eq!(answer.ignored_conditions, ["region", "tenure"]);
    assert!(has_warning(&answer, "ignored_condition"));
}

/// What is wrong, in English.
fn said(error: &ChannelError) -> String {
    error.message().in_language(Language::English)
}

#[test]
fn nonsense_is_refused_with_what_is_accepted() {
    let refused = |query: ChannelQuery| said(&recommend(&Catalog::embedded(), &query).expect_err("a refusal"));
    let us = || query("US", None);
    let with_channels = ChannelQuery { channels: Some(vec!["telly".to_owned(), "tv".to_owned()]), ..us() };
    assert!(refused(with_channels).starts_with("received telly; accepted: social_media, facebook"));
    assert!(refused(ChannelQuery { year: Some(1950), ..us() }).contains("accepted: 2015, 2016"));
    assert!(refused(query("GB", Some(2012))).contains("accepted: 2018, 2019"));
    assert!(refused(ChannelQuery { measure: Some("likes".to_owned()), ..us() }).contains("accepted: use, uses"));
    assert!(refused(ChannelQuery { measure: Some("internet_uses".to_owned()), ..us() }).contains("accepted:"));
    assert!(refused(ChannelQuery { level: 1.0, ..us() }).contains("received 1;"));
    let only = ChannelQuery { channels: Some(vec!["website".to_owned()]), ..us() };
    assert!(refused(only).contains("no figures of website in US"));
    assert!(refused(ChannelQuery { target: target(5.0, 9.0, None), ..us() }).contains("ages run from 18"));
    let mut won = us();
    won.target.income = Some(IncomeLimits {
        max_amount: Some(3e6),
        currency: Some("KRW".to_owned()),
        period: Some(Period::Month),
        ..IncomeLimits::default()
    });
    assert!(refused(won).contains("KRW"));
}

#[test]
fn a_target_without_limits_is_everyone() {
    let mut query = query("US", Some(2018));
    query.target = TargetSpec { labelled: true, ..TargetSpec::default() };
    let answer = answer(&query);
    assert!(has_warning(&answer, "no_demographic_limit"));
    assert!((figure(&answer, "facebook").lift.value - 1.0).abs() < 0.01);
}

fn hint(channel: &str, fit: f64, observed: Vec<ObservedUse>) -> Option<AudienceHint> {
    let fit = Estimate { value: fit, lower: fit * 0.6, upper: fit * 1.6, level: 0.9, method: "declared", n: 100.0 };
    Some(AudienceHint { account_channel: Some(channel.to_owned()), fit: Some(fit), followers: 20_000.0, observed })
}

#[test]
fn present_reach_is_distinguished_from_potential_reach_on_the_account_s_channel() {
    let mut query = query("US", Some(2018));
    query.audience = hint("facebook", 0.05, Vec::new());
    let answer = answer(&query);
    let facebook = figure(&answer, "facebook");
    let account = facebook.account.as_ref().expect("an account");
    assert!((account.people.value - 1000.0).abs() < 1e-9 && (account.people.lower - 600.0).abs() < 1e-9);
    // Some 250 million adults, a fifth of them in the target, of whom three quarters use it.
    let potential = facebook.potential_people.as_ref().expect("people");
    assert!((20e6..60e6).contains(&potential.value), "{potential:?}");
    let people = answer.target_people.expect("people");
    assert!((potential.value - people * facebook.reach.value).abs() < 1.0);
    let share = account.of_target.as_ref().expect("a share");
    assert!((share.value - 1000.0 / people).abs() < 1e-12 && share.value < 0.0001);
    assert!(facebook.key_reasons().contains(&Reason::PresentReach), "{:?}", facebook.reasons);
    assert!(answer.channels.iter().all(|f| f.account.is_some() == (f.channel == "facebook")));
}

#[test]
fn an_account_of_the_wrong_followers_is_not_favoured_however_many_use_its_channel() {
    let stance = |fit| {
        let mut query = query("US", Some(2018));
        query.audience = hint("facebook", fit, Vec::new());
        let answer = answer(&query);
        let facebook = figure(&answer, "facebook").clone();
        let expected = facebook.account.as_ref().and_then(|a| a.expected_fit.clone()).expect("a share");
        // The target's share of the adults times the lift: what a random user's chance is.
        assert!((expected.value - answer.target_share_of_adults * facebook.lift.value).abs() < 1e-9);
        assert!((0.15..0.3).contains(&expected.value), "{expected:?}");
        (facebook.stance, facebook.reach.value, facebook.reasons)
    };
    let (poor, poor_reach, said) = stance(0.05);
    let (good, good_reach, _) = stance(0.4);
    assert_eq!((poor, good), (Stance::Keep, Stance::Favour));
    assert!((poor_reach - good_reach).abs() < 1e-12, "potential reach is the channel's, not the account's");
    assert!(said.contains(&Reason::ExpectedFit), "{said:?}");
    assert!(said.contains(&Reason::Stance(StanceReason::AccountMisses)), "{said:?}");
}

#[test]
fn a_country_without_a_size_says_that_it_cannot_tell_people() {
    let files = [
        "channels.toml",
        "measures.toml",
        "countries.toml",
        "signs.toml",
        "sources.toml",
        "sources/signs.toml",
        "incomes/us.csv",
    ]
    .into_iter()
    .chain(["populations/us-2018.csv", "priors/us-2018-pew-core-trends.csv"])
    .map(|name| (name.to_owned(), std::fs::read_to_string(crate::support::file("models").join(name)).expect(name)));
    let catalog = Catalog::from_files(files.collect()).expect("a catalogue without sizes");
    let mut query = query("US", Some(2018));
    query.audience = hint("facebook", 0.05, Vec::new());
    let answer = recommend(&catalog, &query).expect("an answer");
    let facebook = figure(&answer, "facebook");
    assert_eq!((answer.target_people, &facebook.potential_people), (None, &None));
    assert!(facebook.account.as_ref().is_some_and(|a| a.of_target.is_none() && a.people.value > 0.0));
    assert!(facebook.reasons.contains(&Reason::PotentialReach), "{:?}", facebook.reasons);
}

fn seen(among: Among, channel: &str, share: f64, people: f64) -> ObservedUse {
    ObservedUse {
        among,
        channel: channel.to_owned(),
        users: share * people,
        others: (1.0 - share) * people,
        effective_people: people,
    }
}

#[test]
fn use_that_was_seen_moves_reach_as_far_as_the_people_were_not_gathered_by_it() {
    let observed = vec![
        seen(Among::Followers, "x", 0.99, 400.0),
        seen(Among::Followers, "social_media", 0.99, 400.0),
        seen(Among::Followers, "instagram", 0.9, 400.0),
        seen(Among::Panel, "whatsapp", 0.7, 400.0),
    ];
    let before = answer(&query("US", Some(2018)));
    let mut with = query("US", Some(2018));
    with.audience = hint("x", 0.3, observed);
    let after = answer(&with);
    let reach = |answer: &Recommendation, id: &str| figure(answer, id).reach.clone();
    for untouched in ["x", "social_media", "facebook", "linkedin"] {
        assert_eq!(reach(&after, untouched), reach(&before, untouched), "{untouched}");
        assert!(figure(&after, untouched).observed.is_empty());
    }
    let moved = |id: &str| reach(&after, id).value - reach(&before, id).value;
    assert!(moved("instagram") > 0.0 && moved("instagram") < 0.05, "{}", moved("instagram"));
    assert!(moved("whatsapp") > 0.05, "{}", moved("whatsapp"));
    // On the logit scale, where the level of the share plays no part.
    let logit = |x: f64| (x / (1.0 - x)).ln();
    let width = |answer: &Recommendation, id: &str| logit(reach(answer, id).upper) - logit(reach(answer, id).lower);
    assert!(width(&after, "whatsapp") < width(&before, "whatsapp"));
    let update = &figure(&after, "whatsapp").observed[0];
    assert!(update.effective_n < 30.0, "400 people of a panel are no 400 at random: {update:?}");
    assert!((update.after - reach(&after, "whatsapp").value).abs() < 1e-12);
    assert!(figure(&after, "whatsapp").reasons.contains(&Reason::Observed(0)));
    let uninformative = Assumption::UninformativeUse(vec!["x".to_owned(), "social_media".to_owned()]);
    assert!(after.assumptions.contains(&uninformative), "{:?}", after.assumptions);
}

#[test]
fn a_panel_of_a_target_that_figures_do_not_speak_of_moves_it_apart_from_everyone() {
    let everyone = |region: Option<Vec<String>>| {
        let mut query = query("US", Some(2018));
        query.target = TargetSpec { region, labelled: false, ..target(18.0, 90.0, None) };
        query.audience = hint("x", 0.3, vec![seen(Among::Panel, "facebook", 0.2, 1000.0)]);
        let answer = answer(&query);
        (figure(&answer, "facebook").reach.value, figure(&answer, "facebook").reach_everyone.value)
    };
    let (all, of_all) = everyone(None);
    let (region, of_region) = everyone(Some(vec!["US-CA".to_owned()]));
    assert!(region < all, "the narrower target believes what was seen of it: {region} {all}");
    assert!(of_region > of_all, "and says less of everyone: {of_region} {of_all}");
}

#[test]
fn a_ceiling_of_everyone_is_no_infinity() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("priors")).expect("a folder");
    let rows = "channel,measure,dimension,band,share,n,source\n\
                website,internet_uses,total,all,1.0,,kisdi-panel-2019\nwebsite,uses,total,all,0.9,,kisdi-panel-2019\n";
    std::fs::write(folder.path().join("priors/kr-2019-own.csv"), rows).expect("a file");
    let catalog = Catalog::load_dir(folder.path()).expect("a sound table");
    let answer = recommend(&catalog, &query("KR", Some(2012))).expect("an answer");
    let website = figure(&answer, "website");
    assert!(website.ceiling.is_some() && (0.5..1.0).contains(&website.reach.value), "{:?}", website.reach);
    assert!(website.reach.upper - website.reach.lower > 0.1, "its distance is less certain now");
}

#[test]
fn every_pair_is_compared_and_ties_are_those_that_neither_wins() {
    let answer = answer(&query("US", Some(2018)));
    for group in &answer.groups {
        for one in &group.channels {
            assert_eq!(figure(&answer, one).pairwise.len(), group.channels.len() - 1);
            for other in group.channels.iter().filter(|other| *other != one) {
                let (there, back) = (pairwise(&answer, one, other), pairwise(&answer, other, one));
                assert!((there + back - 1.0).abs() < 1e-9, "{one} {other}");
                let tied = figure(&answer, one).tied_with.contains(other);
                assert_eq!(tied, there < 0.9 && there > 1.0 - 0.9, "{one} {other} {there}");
            }
        }
    }
    assert!(pairwise(&answer, "youtube", "linkedin") > 0.999);
}

#[test]
fn a_reached_person_of_the_target_costs_what_a_thousand_cost_over_those_who_match() {
    let mut query = query("US", Some(2018));
    let cost = |channel: &str, per_thousand, currency: &str| ChannelCost {
        channel: channel.to_owned(),
        per_thousand,
        currency: currency.to_owned(),
    };
    query.costs = vec![cost("facebook", 10.0, "USD"), cost("linkedin", 10.0, "USD")];
    let answer = answer(&query);
    let of = |id: &str| figure(&answer, id).cost.clone().expect("a cost").per_person;
    let matching = answer.target_share_of_adults * figure(&answer, "facebook").lift.value;
    assert!((of("facebook").value - 0.01 / matching).abs() < 1e-9);
    assert!(of("linkedin").value > of("facebook").value, "fewer of its users are poor");
    assert!(of("facebook").lower <= of("facebook").value && of("facebook").value <= of("facebook").upper);
    assert!(figure(&answer, "youtube").cost.is_none());

    let refused = |costs: Vec<ChannelCost>| {
        let query = ChannelQuery { costs, ..query.clone() };
        said(&recommend(&Catalog::embedded(), &query).expect_err("a refusal"))
    };
    assert!(refused(vec![cost("tv", 1.0, "USD"), cost("radio", 1.0, "EUR")]).contains("give all in one currency"));
    assert!(refused(vec![cost("telly", 1.0, "USD")]).starts_with("received telly; accepted: "));
    assert!(refused(vec![cost("tv", 0.0, "USD")]).contains("an amount above 0"));
    assert!(refused(vec![cost("tv", 1.0, "USD"), cost("tv", 2.0, "USD")]).contains("tv has two costs"));
}

#[test]
fn channels_that_the_asked_measure_does_not_cover_are_refused_with_what_to_do() {
    let asked = ChannelQuery {
        channels: Some(vec!["tv".to_owned(), "facebook".to_owned()]),
        measure: Some("news_often".to_owned()),
        ..query("US", Some(2018))
    };
    let refused = recommend(&Catalog::embedded(), &asked).expect_err("a refusal");
    assert!(matches!(refused, ChannelError::NotComparable { .. }));
    let said = said(&refused);
    assert!(
        said.contains("facebook cannot be compared by news_often in US near 2018: facebook has figures by uses"),
        "{said}"
    );
    assert!(said.contains("leave facebook out, ask for another measure, or leave measure out"), "{said}");
    // Without the measure both are ranked, each among its own.
    let apart = answer(&ChannelQuery { measure: None, ..asked });
    assert_eq!(apart.groups.len(), 2);
    assert!(has_warning(&apart, "several_measures"));
}

#[test]
fn the_uk_and_the_eu_are_answered_by_measures_of_their_own() {
    let uk = answer(&query("GB", Some(2024)));
    assert_eq!(uk.groups[0].id, "news_uses");
    assert!(
        figure(&uk, "social_media").reach.value > 0.5,
        "ages 27 to 49 lie between 82 % of the young and 28 % of the old"
    );
    assert!(figure(&uk, "social_media").lift.value > 1.05 && figure(&uk, "tv").lift.value < 1.0);
    let eu = answer(&query("EU", Some(2023)));
    let ids: Vec<&str> = eu.groups.iter().map(|group| group.id.as_str()).collect();
    assert!(ids.contains(&"news_most_used_last_week"), "{ids:?}");
    assert!(eu.target_people.is_some_and(|people| (30e6..60e6).contains(&people)), "{:?}", eu.target_people);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn every_answer_is_a_share_in_its_interval(
        country in prop::sample::select(vec!["KR", "US", "GB", "EU"]),
        year in 2012..2026i32,
        min in 18u8..80,
        width in 0u8..40,
        low in 0.0f32..1.5,
        high in 0.05f32..3.0,
        level in 0.55f64..0.99,
        seed: u64,
    ) {
        // Figures of Europe begin later.
        let year = if ["GB", "EU"].contains(&country) { year.max(2016) } else { year };
        let mut query = query(country, Some(year));
        query.target = target(f32::from(min), f32::from(min + width), None);
        query.target.income = Some(IncomeLimits {
            min_median_ratio: Some(low),
            max_median_ratio: Some(low + high),
            ..IncomeLimits::default()
        });
        (query.level, query.seed) = (level, seed);
        let answer = answer(&query);
        for figure in &answer.channels {
            for share in [&figure.reach, &figure.reach_everyone] {
                prop_assert!(0.0 <= share.lower && share.lower <= share.value && share.value <= share.upper);
                prop_assert!(share.upper <= 1.0 && share.n > 0.0);
            }
            prop_assert!(0.0 < figure.lift.lower && figure.lift.lower <= figure.lift.value);
            prop_assert!(figure.lift.value <= figure.lift.upper);
            prop_assert!(figure.p_best.is_none_or(|p| (0.0..=1.0).contains(&p)));
            prop_assert!(!figure.reasons.is_empty() && !figure.sources.is_empty());
        }
        for group in &answer.groups {
            let reaches: Vec<f64> = group.channels.iter()
                .map(|id| answer.channels.iter().find(|f| f.channel == *id).expect("ranked").reach.value).collect();
            prop_assert!(reaches.is_sorted_by(|a, b| a >= b));
        }
    }
}
