use time::macros::date;
use time::{Date, Duration};

use super::*;
use crate::warning_code::WarningCode;

const FIRST: Date = date!(2026 - 01 - 05);

pub(super) fn event(name: &str, from: Date, to: Option<Date>) -> Event {
    let kind = if to.is_some() { EventKind::Quiz } else { EventKind::AlwaysOn };
    let (hours, money, channel, delivered, responded) = (None, None, None, None, None);
    Event { name: name.to_owned(), kind, from, to, hours, money, channel, delivered, responded }
}

fn day(t: usize) -> Date {
    FIRST + Duration::days(t as i64)
}

/// An event of days `from` to `to`, counted from 0.
fn days(name: &str, from: usize, to: usize) -> Event {
    event(name, day(from), Some(day(to)))
}

fn row(date: Date, metric: Metric, count: Option<u64>) -> SeriesRow {
    let mut counts = [None; 6];
    counts[metric as usize] = count;
    SeriesRow { date, counts }
}

/// A daily series of likes.
fn likes(n: usize, count: impl Fn(usize) -> Option<u64>) -> Series {
    let rows: Vec<SeriesRow> = (0..n).map(|t| row(day(t), Metric::Likes, count(t))).collect();
    Series::new(&rows, None).expect("a series")
}

/// Ordinary counts around 20 that no two days share by rule.
fn usual(t: usize) -> u64 {
    17 + (t as u64 * 7919 + 13) % 7
}

fn only(series: &Series, events: &[Event]) -> Vec<Finding> {
    let answer = assess(series, events, &series.metrics(), &Options::default());
    answer.events.into_iter().map(|mut e| e.findings.remove(0)).collect()
}

#[test]
fn a_known_effect_is_found_with_its_cost_and_fades() {
    let series = likes(90, |t| Some(usual(t) + if (60..70).contains(&t) { 15 } else { 0 }));
    let mut quiz = days("quiz", 60, 69);
    quiz.hours = Some(10.0);
    quiz.money = Some(Money { amount: 300.0, currency: "USD".to_owned() });
    quiz.channel = Some("facebook".to_owned());
    let answer = assess(&series, std::slice::from_ref(&quiz), &[Metric::Likes], &Options::default());
    let finding = &answer.events[0].findings[0];
    let during = finding.during.as_ref().expect("an effect");
    assert!(during.effect.lower <= 150.0 && 150.0 <= during.effect.upper, "{during:?}");
    assert!(during.effect.lower > 100.0 && during.probability_above_zero > 0.99, "{during:?}");
    assert_eq!(during.observed, (60..70).map(|t| usual(t) + 15).sum::<u64>() as f64);
    let per_hour = finding.per_hour.as_ref().expect("hours were given");
    assert!((per_hour.value * 10.0 - during.effect.value).abs() < 1e-9);
    assert!((finding.per_money.as_ref().expect("money").lower * 300.0 - during.effect.lower).abs() < 1e-9);
    assert_eq!(finding.persistence, Some(Persistence::Faded));
    let placebo = finding.placebo.expect("earlier dates");
    assert_eq!((placebo.rank, placebo.p), (None, None), "60 days hold fewer than 8 windows of 10: {placebo:?}");
    let outcome = answer.events[0].outcome.as_ref().expect("channel and cost are known");
    assert_eq!((outcome.delivered, outcome.responded, outcome.at), (None, None, day(69)), "nothing is made up");
    assert_eq!(outcome.event.as_ref().map(|e| e.effects[0].value), Some(during.effect.value));
    quiz.to = Some(day(400));
    let cut = assess(&series, std::slice::from_ref(&quiz), &[Metric::Likes], &Options::default());
    assert_eq!(cut.events[0].unfinished, Some(Unfinished { seen: 30, periods: 341 }));
    assert!(cut.events[0].outcome.is_none(), "what it took is of all its days, what it brought of a few");
    quiz.to = Some(day(69));
    let again = assess(&series, &[quiz], &[Metric::Likes], &Options::default());
    assert_eq!(again, answer, "the same question has the same answer");
}

#[test]
fn an_effect_that_stays_has_lasted_and_stands_out_among_earlier_dates() {
    let series = likes(170, |t| Some(usual(t) + if t >= 140 { 15 } else { 0 }));
    let finding = &only(&series, &[days("quiz", 140, 146)])[0];
    assert_eq!(finding.persistence, Some(Persistence::Lasted));
    let placebo = finding.placebo.expect("earlier dates");
    assert!(placebo.windows >= 20, "{placebo:?}");
    assert_eq!(placebo.rank, Some(1));
    assert!((placebo.p.expect("a p") - 1.0 / (1 + placebo.windows) as f64).abs() < 1e-12);
}

#[test]
fn too_little_history_is_an_answer_and_says_how_much_it_takes() {
    let series = likes(60, |t| Some(usual(t)));
    let findings = only(&series, &[days("early", 10, 16)]);
    assert_eq!(findings[0].status, Status::NotEnoughHistory);
    assert_eq!((findings[0].history, findings[0].need), (10, 21));
    assert_eq!(only(&series, &[days("enough", 21, 27)])[0].status, Status::Estimated);
    assert_eq!(only(&series, &[days("long", 25, 59)])[0].need, 35, "it takes as much history as it is to reach ahead");
    assert_eq!(only(&series, &[days("later", 80, 90)])[0].status, Status::NoObservations);
    assert_eq!(
        only(&series, &[event("before", FIRST - Duration::days(9), Some(FIRST - Duration::days(3)))])[0].status,
        Status::NoObservations
    );
}

#[test]
fn gaps_are_unknown_and_not_zero() {
    let gap = |t: usize| t % 5 == 2;
    let holed = likes(80, |t| (!gap(t)).then(|| usual(t)));
    let finding = &only(&holed, &[days("quiz", 60, 69)])[0];
    let during = finding.during.as_ref().expect("an effect");
    assert_eq!(during.periods, (60..70).filter(|t| !gap(*t)).count());
    assert!(during.effect.lower < 0.0 && during.effect.upper > 0.0, "{during:?}");
    assert!((during.expected.value / during.periods as f64 - 20.0).abs() < 1.5, "{during:?}");
    let zeros = likes(80, |t| Some(if gap(t) { 0 } else { usual(t) }));
    let as_zeros = only(&zeros, &[days("quiz", 60, 69)])[0].during.clone().expect("an effect");
    assert!(as_zeros.expected.value / 10.0 < 18.0, "zeros count: {as_zeros:?}");
}

#[test]
fn a_series_of_zeros_expects_zeros() {
    let series = likes(80, |t| Some(if t == 62 { 3 } else { 0 }));
    let finding = &only(&series, &[days("quiz", 60, 66)])[0];
    let during = finding.during.as_ref().expect("an effect");
    assert!(during.expected.lower == 0.0 && during.expected.upper <= 1.0, "{during:?}");
    assert!(during.effect.lower > 0.0 && during.effect.value > 1.5 && during.relative.is_none(), "{during:?}");
    assert!(finding.forecast.iter().all(|p| p.lower >= 0.0 && p.expected >= 0.0));
}

#[test]
fn overlapping_events_are_reported_together_and_later_ones_end_what_follows() {
    let series = likes(120, |t| Some(usual(t) + if (60..72).contains(&t) { 15 } else { 0 }));
    let events = [days("quiz", 60, 67), days("fair", 65, 71), days("letter", 80, 86)];
    let answer = assess(&series, &events, &[Metric::Likes], &Options::default());
    let [quiz, fair, letter] = &answer.events[..] else { panic!("three events") };
    assert_eq!(quiz.not_separable_from, ["fair"]);
    assert_eq!(fair.not_separable_from, ["quiz"]);
    assert_eq!(quiz.findings[0].status, Status::NotSeparable);
    assert!(quiz.findings[0].persistence.is_none() && quiz.findings[0].per_hour.is_none() && quiz.after.is_none());
    assert!(answer.warnings.iter().any(|w| w.code() == WarningCode::OverlappingEvents));
    let fair = fair.findings[0].during.as_ref().expect("figures of both");
    assert!(fair.expected.upper < 180.0, "it is forecast from before the quiz: {fair:?}");
    let letter = letter.findings[0].during.as_ref().expect("an effect");
    assert!(letter.effect.lower < 0.0 && letter.effect.upper > 0.0, "the quiz does not raise its forecast: {letter:?}");
    let apart = assess(&series, &[days("quiz", 60, 71), days("letter", 80, 86)], &[Metric::Likes], &Options::default());
    assert_eq!(apart.events[0].after, Some((day(72), day(79))), "what follows the quiz ends before the letter");
}

#[test]
fn an_earlier_event_does_not_raise_the_forecast_of_a_later_one() {
    let series = likes(110, |t| Some(usual(t) + if (70..77).contains(&t) { 60 } else { 0 }));
    let alone = &only(&series, &[days("letter", 95, 101)])[0];
    let known = &only(&series, &[days("quiz", 70, 76), days("letter", 95, 101)])[1];
    let width = |f: &Finding| f.during.as_ref().map_or(0.0, |d| d.effect.upper - d.effect.lower);
    assert!(width(known) < 0.7 * width(alone), "{} {}", width(known), width(alone));
    assert!(known.history < alone.history);
}

#[test]
fn steady_work_is_judged_by_level_and_trend() {
    let series = likes(150, |t| Some(if t < 70 { usual(t) } else { usual(t) * 3 / 2 }));
    let finding = &only(&series, &[event("steady posting", day(70), None)])[0];
    let change = finding.change.as_ref().expect("a change");
    assert!(change.level.lower > 0.2 && change.level.lower < 0.5 && change.level.upper > 0.5, "{change:?}");
    assert!(change.trend.lower < 0.0 && change.trend.upper > 0.0, "{change:?}");
    assert_eq!(finding.persistence, Some(Persistence::Lasted), "{finding:?}");
    assert!(finding.after.is_none());
    let quiz = &only(&series, &[event("steady posting", day(70), None), days("quiz", 120, 126)])[1];
    let during = quiz.during.as_ref().expect("an effect");
    assert!(during.effect.lower < 0.0 && during.effect.upper > 0.0, "the new level is known: {during:?}");
}

#[test]
fn followers_are_judged_by_their_net_change_which_may_be_a_loss() {
    let stock = |t: usize| {
        let lost = if t >= 60 { 12 * (t.min(66) - 59) as u64 } else { 0 };
        1000 + 5 * t as u64 + (t as u64 * 7919) % 4 - lost
    };
    let observed = |t: usize| !matches!(t, 30..=33 | 63);
    let rows: Vec<SeriesRow> = (0..80).map(|t| row(day(t), Metric::Followers, observed(t).then(|| stock(t)))).collect();
    let series = Series::new(&rows, None).expect("a series");
    let finding = &only(&series, &[days("price rise", 60, 66)])[0];
    let during = finding.during.as_ref().expect("an effect");
    assert_eq!(during.periods, 7, "the gap of day 63 is bridged by the change over it");
    assert_eq!(during.observed, stock(66) as f64 - stock(59) as f64);
    assert!(during.effect.upper < 0.0 && during.effect.lower <= -84.0 && -84.0 <= during.effect.upper, "{during:?}");
    assert_eq!(finding.persistence, Some(Persistence::Faded));
    assert!(during.relative.is_none());
}

#[test]
fn weeks_are_known_from_the_dates_and_need_eight() {
    let rows: Vec<SeriesRow> =
        (0..30).map(|w| row(day(7 * w), Metric::Clicks, Some(7 * usual(w) + if w == 20 { 90 } else { 0 }))).collect();
    let series = Series::new(&rows, None).expect("a series");
    assert_eq!(series.frequency(), Frequency::Week);
    let findings = only(&series, &[days("quiz", 141, 143), days("early", 35, 41)]);
    let during = findings[0].during.as_ref().expect("an effect");
    assert_eq!(during.periods, 1, "the week that holds the three days");
    assert!(during.effect.lower > 0.0, "{during:?}");
    assert_eq!((findings[1].status, findings[1].need), (Status::NotEnoughHistory, 8));
}

#[test]
fn dates_in_any_order_are_one_series_and_wrong_ones_are_all_named() {
    let mut rows: Vec<SeriesRow> = (0..40).map(|t| row(day(t), Metric::Likes, Some(usual(t)))).collect();
    let sorted = Series::new(&rows, None);
    rows.reverse();
    assert_eq!(Series::new(&rows, None), sorted);
    rows.push(rows[3].clone());
    rows.push(rows[5].clone());
    let faults = Series::new(&rows, None).expect_err("two dates are there twice");
    assert_eq!(
        faults.iter().map(|f| (f.row, f.code)).collect::<Vec<_>>(),
        [(40, "duplicate_date"), (41, "duplicate_date")]
    );
    let mixed: Vec<SeriesRow> =
        (0..20).chain((27..90).step_by(7)).map(|t| row(day(t), Metric::Likes, Some(1))).collect();
    assert_eq!(Series::new(&mixed, None).expect_err("days, then weeks")[0].code, "mixed_frequency");
    assert!(Series::new(&mixed, Some(Frequency::Day)).is_ok());
    assert_eq!(Series::new(&mixed, Some(Frequency::Week)).expect_err("not weekly")[0].code, "off_the_week");
}

#[test]
fn more_metrics_do_not_change_an_answer_and_no_input_panics() {
    let both = |t: usize| SeriesRow {
        date: day(t),
        counts: [Some(1), Some(t as u64), Some(usual(t)), None, Some(u64::MAX >> 24), Some(0)],
    };
    let rows: Vec<SeriesRow> = (0..60).map(both).collect();
    let series = Series::new(&rows, None).expect("a series");
    let events = [days("quiz", 40, 46)];
    let all = assess(&series, &events, &series.metrics(), &Options::default());
    let alone = assess(&series, &events, &[Metric::Likes], &Options::default());
    assert_eq!(all.events[0].findings[2], alone.events[0].findings[0]);
    for finding in &all.events[0].findings {
        let effect = &finding.during.as_ref().expect("an effect").effect;
        assert!(
            effect.lower.is_finite() && effect.lower <= effect.value && effect.value <= effect.upper,
            "{finding:?}"
        );
    }
    for wild in [[0, 1_000_000_000_000], [1, 0], [3, 1_000_000]] {
        let series = likes(70, |t| Some(wild[usize::from(t % 9 == 0)]));
        let effect = only(&series, &[days("quiz", 50, 56)])[0].during.clone().expect("an effect").effect;
        assert!(effect.lower.is_finite() && effect.upper.is_finite(), "{effect:?}");
    }
}

#[test]
fn months_are_told_from_the_dates_first_or_last_of_the_month() {
    let firsts: Vec<Date> = (0..30)
        .map(|m| {
            Date::from_calendar_date(2024 + m / 12, time::Month::try_from((m % 12 + 1) as u8).expect("a month"), 1)
                .expect("a day")
        })
        .collect();
    let rows = |dates: &[Date]| -> Vec<SeriesRow> {
        dates
            .iter()
            .enumerate()
            .map(|(t, day)| row(*day, Metric::Likes, Some(30 * usual(t) + if t >= 28 { 400 } else { 0 })))
            .collect()
    };
    let lasts: Vec<Date> =
        firsts.iter().map(|day| day.replace_day(day.month().length(day.year())).expect("the last day")).collect();
    let series = Series::new(&rows(&firsts), None).expect("months");
    assert_eq!((series.frequency(), series.periods()), (Frequency::Month, 30));
    assert_eq!((series.date(13), series.last_day(13)), (date!(2025 - 02 - 01), date!(2025 - 02 - 28)));
    assert_eq!(Series::new(&rows(&lasts), None), Ok(series.clone()), "the last days stand for the same months");
    let quiz = event("quiz", date!(2026 - 05 - 10), Some(date!(2026 - 06 - 20)));
    let finding = &only(&series, &[quiz])[0];
    let during = finding.during.as_ref().expect("an effect");
    assert_eq!((during.periods, finding.need, finding.history), (2, 12, 28), "May and June");
    assert!(during.effect.lower > 300.0 && during.effect.upper < 1_300.0, "{during:?}");
    let mut odd = rows(&firsts);
    odd[4].date += Duration::days(2);
    assert_eq!(Series::new(&odd, Some(Frequency::Month)).expect_err("one is off")[0].code, "off_the_month");
}

#[test]
fn a_control_that_moves_with_the_counts_narrows_the_forecast_and_noise_does_not() {
    // A wave of four days that no weekday pattern follows, which the searches show as well.
    let wave = |t: usize| [0.6, 1.4, 0.8, 1.3, 0.9, 1.6, 0.5, 1.1, 0.7, 1.5, 1.0][(t * t + 3 * t) % 11];
    let mut series = likes(97, |t| Some((40.0 * wave(t)) as u64 + usual(t) + if t >= 90 { 20 } else { 0 }));
    let alone = only(&series, &[days("quiz", 90, 96)]).remove(0);
    series.add_control("searches".to_owned(), (0..97).map(|t| (day(t), 1000.0 * wave(t))));
    series.add_control("noise".to_owned(), (0..97).map(|t| (day(t), ((t * 7919) % 101) as f64)));
    series.add_control("constant".to_owned(), (0..97).map(|t| (day(t), 5.0)));
    let answer = assess(&series, &[days("quiz", 90, 96)], &[Metric::Likes], &Options::default());
    let finding = &answer.events[0].findings[0];
    let width = |f: &Finding| f.during.as_ref().map_or(f64::NAN, |d| d.effect.upper - d.effect.lower);
    assert!(width(finding) < 0.6 * width(&alone), "{} {}", width(finding), width(&alone));
    let [searches, noise] = &finding.controls[..] else { panic!("two can be used: {:?}", finding.controls) };
    assert!(searches.probability > 0.95 && noise.probability < 0.5, "{:?}", finding.controls);
    assert!(finding.controls_narrowed.expect("it is there") > 0.4, "{:?}", finding.controls_narrowed);
    let effect = &finding.during.as_ref().expect("an effect").effect;
    assert!(effect.lower < 140.0 && 140.0 < effect.upper, "{effect:?}");
    assert!(answer.warnings.iter().any(|w| w.code() == WarningCode::ControlLeftOut), "{:?}", answer.warnings);
}

#[test]
fn a_holiday_of_the_country_is_not_taken_for_an_effect() {
    // The likes of Korean accounts fall to a third over Chuseok, in 2024 and in 2025.
    let chuseok = |t: usize| (253..=257).contains(&t) || (637..=641).contains(&t);
    let first = date!(2024 - 01 - 07);
    let rows: Vec<SeriesRow> = (0..645)
        .map(|t| {
            let mut counts = [None; 6];
            counts[Metric::Likes as usize] = Some(if chuseok(t) { usual(t) / 3 } else { usual(t) });
            SeriesRow { date: first + Duration::days(t as i64), counts }
        })
        .collect();
    let series = Series::new(&rows, None).expect("a series");
    let letter = event("letter", first + Duration::days(636), Some(first + Duration::days(642)));
    let judged = |country: Option<&str>| {
        let options = Options { country: country.map(str::to_owned), ..Options::default() };
        assess(&series, std::slice::from_ref(&letter), &[Metric::Likes], &options)
    };
    let (named, unnamed) = (judged(Some("KR")), judged(None));
    assert!(!named.events[0].findings[0].is_shown(), "{:?}", named.events[0].findings[0].during);
    assert!(unnamed.events[0].findings[0].is_shown(), "{:?}", unnamed.events[0].findings[0].during);
    let codes = |answer: &EffectAnalysis| answer.warnings.iter().map(EffectWarning::code).collect::<Vec<_>>();
    assert_eq!(codes(&named), [WarningCode::HolidayDuringEvent]);
    assert_eq!(codes(&unnamed), [WarningCode::HolidaysUnknown]);
    assert_eq!(codes(&judged(Some("XX"))), [WarningCode::HolidaysUnknown]);
}

#[test]
fn a_plan_tells_the_least_effect_and_it_is_shown_about_four_times_in_five() {
    let draw = |run: u64| -> Vec<u64> {
        use rand::SeedableRng;
        use rand_distr::Distribution;
        let mut random = rand_xoshiro::Xoshiro256PlusPlus::seed_from_u64(run);
        let poisson = rand_distr::Poisson::new(40.0).expect("a rate");
        (0..84)
            .map(|_| {
                let n: f64 = poisson.sample(&mut random);
                n as u64
            })
            .collect()
    };
    let (mut shown, mut shares) = (0, Vec::new());
    const RUNS: u64 = 60;
    for run in 0..RUNS {
        let counts = draw(run);
        let before = likes(70, |t| Some(counts[t]));
        let plan = planned::plan(&before, &[], &[Metric::Likes], 0.2, &Options::default());
        let window = plan.metrics[0].windows.iter().find(|w| w.periods == 14).expect("two weeks");
        let share = window.share.expect("a share");
        shares.push(share);
        let with =
            likes(84, |t| Some(if t < 70 { counts[t] } else { (counts[t] as f64 * (1.0 + share)).round() as u64 }));
        shown += u64::from(only(&with, &[days("quiz", 70, 83)])[0].is_shown());
        assert!(plan.metrics[0].windows.iter().all(|w| w.effect > 0.0));
    }
    let power = shown as f64 / RUNS as f64;
    println!("planned for 0.80, shown {power:.2}; least effects {shares:.2?}");
    assert!((0.7..=0.95).contains(&power), "{power}");
    let too_short = planned::plan(&likes(10, |t| Some(usual(t))), &[], &[Metric::Likes], 0.2, &Options::default());
    assert!(too_short.metrics[0].windows.is_empty() && too_short.metrics[0].need == 21);
}
