//! Small answers for tests of reports.

use std::sync::Arc;

use crate::analysis::{
    Analysis, AnalysisWarning, Audited, Caveat, CaveatKind, DisclosureControlled, Provenance, RowsOf, Segment,
};
use crate::cache::Derived;
use crate::channel::{
    AccountReach, Among, Assumption, ChannelFigure, ChannelWarning, CostFigure, MeasureGroup, ObservedUpdate,
    OtherLimit, Reason, Recommendation, Stance, StanceReason,
};
use crate::channel::{IncomeBand, SegmentBounds, TargetGroup, UsePhrase};
use crate::disclosure::{MinCell, ReleasedCount};
use crate::follower_audit::{
    AuditStatus as Examined, Basis, Cohort, Evidence, EvidenceKind, EvidenceStats, Finding, FollowerAudit,
    FollowersBuilder, Limitation, NotExamined, TimelineBucket, UncorroboratedSignal,
};
use crate::ingest::{Note, PlatformNote, Reading, RejectCode, Rejection, Rejections};
use crate::message::message;
use crate::plan::{
    Allocation, AllocationReason, CurvePoint, ExcludedChannel, Exclusion, GoalOutlook, PlaceReach, Plan,
    PlanAssumption, PlanWarning, ReachCurve, ReachUnit, Regret, Resource, RunnerUp, Scale, SegmentReach, ShadowPrice,
    Staffing, TargetShareBasis, Task, WeekReach,
};
use crate::prevalence::shift::{HiddenField, Hypothesis};
use crate::prevalence::{
    Estimate, Fit, FitEvidence, HypothesisWeight, LabelSampling, Method, Outcome, RequiredData, SensitivityBounds,
    Status, Verdict,
};
use crate::reference::{Catalog, Confidence, Source, SurveyMode};
use crate::segments::{NumberBasis, Trait, TraitMeasure};
use crate::target::{
    AgeRange, IncomeConcept, IncomeLimits, MedianIncome, MedianIncomes, Period, Scope, Target, TargetSpec,
};

/// Text that tries everything: markup of three kinds, line breaks, terminal controls, and length.
pub(super) const HOSTILE: &str = "<script>alert('1')</script> & \"q\" | `code` **b** [l](u)\r\n# h\u{1b}[31m\u{0}\u{202e}\
                                  서울특별시 @everyone";

/// A share with a 90 % interval.
pub(super) fn share(value: f64, lower: f64, upper: f64) -> Estimate {
    Estimate { value, lower, upper, level: 0.9, method: "panel_and_labelled", n: 310.0 }
}

fn caveats() -> Vec<Caveat> {
    let bounds = SensitivityBounds { gamma: 1.5, lower: 0.243, upper: 0.458 };
    let rejected = AnalysisWarning::RowsRejected { of: RowsOf::Audience, rows: 7, accepted: 2000 };
    vec![
        Caveat { kind: CaveatKind::MissingAtRandom { labelled: Some(214), bounds }, shift: 0.054 },
        Caveat { kind: CaveatKind::BulkFollowers { suspected: 61.0, share: 0.351 }, shift: 0.009 },
        Caveat { kind: CaveatKind::Warning(rejected), shift: 0.002 },
    ]
}

fn times(share: &Estimate, n: f64) -> Estimate {
    Estimate { value: n * share.value, lower: n * share.lower, upper: n * share.upper, ..share.clone() }
}

/// An estimate from a panel and declared profiles, with segments, channels, warnings and refused rows.
pub(super) fn estimated() -> Analysis {
    let fit = share(0.342, 0.289, 0.404);
    Analysis {
        target: target(),
        profiles: Some(2000),
        rejected: rejections(7),
        reading: Reading::default(),
        panel_reading: Reading::default(),
        panel_rejected: Rejections::default(),
        fit: Fit {
            distribution: None,
            status: Status::Estimated,
            count: Some(times(&fit, 2000.0)),
            share: Some(fit),
            method: Some(Method::PanelAndLabelled),
            hypotheses: hypotheses(),
            evidence: evidence(),
            sensitivity: [(1.25, 0.262, 0.431), (1.5, 0.243, 0.458), (2.0, 0.214, 0.497)]
                .map(|(gamma, lower, upper)| SensitivityBounds { gamma, lower, upper })
                .to_vec(),
            required_data: Vec::new(),
            overlap: None,
            warnings: Vec::new(),
            segments: Vec::new(),
            audit: None,
        },
        verdict: None,
        no_verdict: None,
        answers: None,
        caveats: caveats(),
        segments: segments(),
        segment_basis: Some(NumberBasis::Useful),
        assignments: None,
        acquisition: audited(),
        channels: Some(Arc::new(recommendation())),
        plan: None,
        warnings: vec![AnalysisWarning::HouseholdSizeMissing { incomes: ReleasedCount::Exact(87) }],
        suppressed: Vec::new(),
        controlled: DisclosureControlled::made_up(),
        provenance: Provenance {
            version: "0.1.0",
            catalog_version: "3f2a9c".to_owned(),
            as_of: time::macros::date!(2026 - 11 - 01),
            seed: 7,
            min_cell: MinCell::default(),
            engine: "local",
            input_hash: "9b1deb4d3b7d4bad".to_owned(),
            files: Vec::new(),
        },
    }
}

/// The same audience with a verdict.
pub(super) fn judged(outcome: Outcome) -> Analysis {
    let min_share = match outcome {
        Outcome::Pass => 0.25,
        Outcome::Fail => 0.5,
        Outcome::Inconclusive => 0.3,
    };
    let labels_needed = (outcome == Outcome::Inconclusive).then_some(350);
    Analysis { verdict: Some(Verdict { min_share, outcome, labels_needed }), ..estimated() }
}

/// The same audience without a panel and with too few who declare.
pub(super) fn not_identified() -> Analysis {
    let mut analysis = estimated();
    analysis.fit = Fit {
        distribution: None,
        status: Status::NotIdentified,
        share: None,
        count: None,
        method: None,
        hypotheses: Vec::new(),
        sensitivity: Vec::new(),
        evidence: FitEvidence { panel_rows: 0, covariates: Vec::new(), effective_n: None, ..evidence() },
        required_data: vec![RequiredData::Labels, RequiredData::Panel],
        overlap: None,
        warnings: Vec::new(),
        segments: Vec::new(),
        audit: None,
    };
    analysis.acquisition = not_audited();
    for segment in &mut analysis.segments {
        segment.fit = None;
    }
    analysis.channels = None;
    analysis.rejected = Rejections::default();
    analysis
}

/// The same audience with a plan for a week.
pub(super) fn planned() -> Analysis {
    Analysis { plan: Some(plan()), ..judged(Outcome::Fail) }
}

/// An audience whose every text is hostile.
pub(super) fn hostile() -> Analysis {
    let mut analysis = judged(Outcome::Inconclusive);
    let text = || HOSTILE.to_owned();
    let spec =
        TargetSpec { name: Some(text()), region: Some(vec![text(), "한".repeat(500)]), ..TargetSpec::default() };
    analysis.target = Target::resolve(spec, MedianIncomes::default()).expect("the target has a condition");
    analysis.fit.evidence.covariates = vec![text(), "x".repeat(5_000)];
    analysis.fit.evidence.hidden = vec![text()];
    analysis.fit.evidence.left_out = vec![text()];
    analysis.fit.required_data = vec![RequiredData::Fields(vec![text()])];
    analysis.fit.hypotheses[0].hypothesis = Hypothesis::Hidden(HiddenField { name: text(), level: Some(text()) });
    for segment in &mut analysis.segments {
        segment.traits.iter_mut().for_each(|t| (t.covariate, t.level) = (text(), Some(text())));
    }
    analysis.warnings.push(AnalysisWarning::Import(Note::Platform(PlatformNote::OlderMissing)));
    for rejection in &mut analysis.rejected.listed {
        (rejection.field, rejection.received, rejection.accepted) = (text(), text().into(), text().into());
    }
    let plan = analysis.plan.insert(plan());
    plan.target_group.income =
        Some(IncomeLimits { max_amount: Some(1.0), currency: Some(text()), ..IncomeLimits::default() });
    plan.currency = Some(text());
    let overlaps = || Exclusion::Overlaps { with: Some(text()) };
    plan.warnings = vec![PlanWarning::NotCounted { channel: text(), reason: overlaps() }];
    for allocation in &mut plan.allocations {
        (allocation.name, allocation.reasons) = (text(), vec![AllocationReason::NotCounted(overlaps())]);
    }
    plan.excluded.iter_mut().for_each(|excluded| (excluded.name, excluded.reason) = (text(), overlaps()));
    plan.places.iter_mut().for_each(|place| place.name = text());
    let channels = Arc::make_mut(analysis.channels.as_mut().expect("the fixtures has channels"));
    channels.assumptions = vec![Assumption::UninformativeUse(vec![text()])];
    for channel in &mut channels.channels {
        channel.name = text();
        channel.reasons = vec![Reason::OtherMeasure(text()), Reason::Tied(vec![text()])];
        channel.sources = vec![text()];
    }
    analysis
}

/// A plan without a scale, as it is where the agency gives no numbers of its own.
pub(super) fn ordered_plan() -> Plan {
    let mut plan = Plan {
        scale: Scale::Order,
        weeks: 1,
        reach: None,
        people: None,
        target_people: None,
        segments: Vec::new(),
        places: Vec::new(),
        by_week: Vec::new(),
        goal: None,
        curves: Vec::new(),
        ..plan()
    };
    for allocation in &mut plan.allocations {
        (allocation.reached, allocation.people) = (None, None);
        allocation.reasons.remove(0);
    }
    plan.runner_up = plan.runner_up.map(|runner_up| RunnerUp { reach: None, ..runner_up });
    plan
}

/// A plan with all that a plan may have.
pub(super) fn plan() -> Plan {
    let allocation = |channel: &str, name: &str, hours, money, reached: Option<Estimate>, adds| Allocation {
        channel: channel.to_owned(),
        name: name.to_owned(),
        hours,
        money,
        best_hours: reached.as_ref().map(|_| (0.6 * hours, 1.2 * hours)),
        p_used: 0.8,
        own: None,
        people: reached.as_ref().map(|share| times(share, 40_000.0)),
        reached,
        adds,
        reasons: vec![
            AllocationReason::OwnReach {
                number: 52_000.0,
                unit: ReachUnit::Followers,
                growth: 900.0,
                share: share(0.4, 0.31, 0.52),
                basis: TargetShareBasis::Published,
                people: times(&share(0.52, 0.41, 0.67), 40_000.0),
            },
            AllocationReason::Reaches { share_of_users: 0.6, share_of_target: 0.52, adds },
            AllocationReason::Held(Resource::Hours, hours),
        ],
    };
    let price = |resource, per, adds| ShadowPrice { resource, per, adds, people: Some(40_000.0 * adds) };
    let excluded = |channel: &str, name: &str, reason| ExcludedChannel {
        channel: channel.to_owned(),
        name: name.to_owned(),
        reason,
    };
    let staffing = Staffing::Account { post_hours: 3.0, answer_hours: 2.0 };
    let other_measure = || Exclusion::NotComparable {
        measure: "reads_weekly".to_owned(),
        title: "reads weekly".to_owned(),
        planned: "used last week".to_owned(),
    };
    let part = |min_age, max_age, income| SegmentBounds { min_age, max_age, income };
    let segment = |bounds: SegmentBounds, reach| SegmentReach { bounds, weight: 0.5, reach };
    let reach = share(0.613, 0.522, 0.704);
    let people = |value: f64| times(&share(value, 0.8 * value, 1.2 * value), 40_000.0);
    let week = |week, value| WeekReach { week, people: people(value) };
    let point =
        |hours, value| CurvePoint { hours, money: 3_000_000.0, spent: [hours, 2_750_000.0], people: people(value) };
    Plan {
        task: Task::Eligibility,
        target_group: recommendation().target_group,
        measures: vec!["used_last_week".to_owned()],
        hours_per_week: 20.0,
        hours_left: 0.0,
        money: 3_000_000.0,
        money_left: 250_000.0,
        currency: Some("KRW".to_owned()),
        allocations: vec![
            allocation("youtube", "YouTube", 12.4, 0.0, Some(share(0.52, 0.38, 0.66)), 0.31),
            allocation("tv", "텔레비전", 2.0, 2_750_000.0, Some(share(0.3, 0.11, 0.5)), 0.094),
            allocation("x", "X (Twitter)", 5.6, 0.0, None, 0.0),
        ],
        scale: Scale::People,
        level: 0.9,
        weeks: 2,
        people: Some(times(&reach, 40_000.0)),
        target_people: Some(40_000.0),
        reach: Some(reach),
        places: vec![PlaceReach {
            name: "Mapo".to_owned(),
            target_people: 12_000.0,
            reach: share(0.6, 0.5, 0.7),
            people: times(&share(0.6, 0.5, 0.7), 12_000.0),
        }],
        by_week: vec![week(1, 0.42), week(2, 0.613)],
        goal: Some(GoalOutlook {
            people: 30_000.0,
            least_hours: Some(31.4),
            least_money: Some(4_100_000.0),
            at_most: times(&share(0.93, 0.85, 0.98), 40_000.0),
            is_reached: false,
            probability: 0.11,
        }),
        curves: vec![ReachCurve {
            resource: Resource::Hours,
            points: vec![point(0.0, 0.0), point(20.0, 0.613), point(80.0, 0.8)],
        }],
        segments: vec![
            segment(part(27, Some(37), IncomeBand::Under(0.5)), share(0.64, 0.53, 0.75)),
            segment(part(38, Some(49), IncomeBand::Under(0.5)), share(0.59, 0.48, 0.68)),
        ],
        shadow_prices: vec![price(Resource::Hours, 1.0, 0.012), price(Resource::Money, 10_000.0, 0.0)],
        excluded: vec![
            excluded("tiktok", "TikTok", Exclusion::BetterElsewhere { needs: Some((5.0, staffing)), loss: 0.004 }),
            excluded("radio", "radio", other_measure()),
            excluded("press", "the press", other_measure()),
        ],
        regret: Regret { expected: 0.02, upper: 0.051, p_optimal: 0.62 },
        runner_up: Some(RunnerUp {
            allocations: vec![("youtube".to_owned(), "YouTube".to_owned(), 20.0, 0.0)],
            added: Vec::new(),
            removed: vec!["tv".to_owned()],
            probability: 0.21,
            reach: Some(share(0.58, 0.41, 0.72)),
            gain: 0.03,
            beats: 0.52,
            lead: 0.004,
            shortfall: 0.07,
        }),
        optimality_gap: 0.000_012,
        assumptions: vec![PlanAssumption::IndependentOverlap],
        warnings: vec![PlanWarning::MoneyLeft { money: 250_000.0 }],
    }
}

/// Channels of two groups of measures, one of them not ranked.
pub(super) fn recommendation() -> Recommendation {
    let group = |id: &str, measures: &[&str], channels: &[&str]| MeasureGroup {
        id: id.to_owned(),
        measures: measures.iter().map(|&m| m.to_owned()).collect(),
        channels: channels.iter().map(|&c| c.to_owned()).collect(),
    };
    let mut recommendation = Recommendation {
        country: "KR".to_owned(),
        year_used: 2025,
        target_group: TargetGroup {
            min_age: Some(27.0),
            max_age: Some(49.0),
            income: Some(IncomeLimits { max_median_ratio: Some(0.75), ..IncomeLimits::default() }),
        },
        groups: vec![
            group("use", &["used_last_week", "uses"], &["youtube", "social_media", "tiktok"]),
            group("news_last_week", &["news_last_week"], &["tv"]),
        ],
        channels: vec![
            channel("youtube", "YouTube", "use", share(0.871, 0.83, 0.906), Some((1, 0.97)), Stance::Favour),
            channel("tiktok", "TikTok", "use", share(0.213, 0.121, 0.345), Some((2, 0.0004)), Stance::Reduce),
            channel("social_media", "social media", "use", share(0.62, 0.55, 0.69), None, Stance::Keep),
            channel("tv", "텔레비전", "news_last_week", share(0.043, 0.021, 0.09), Some((1, 1.0)), Stance::Keep),
        ],
        income_entered: true,
        other_limit: Some(OtherLimit { max_median_ratio: 0.5, share_of_adults: 0.071, people: Some(3.1e6) }),
        target_share_of_adults: 0.142,
        target_people: Some(6.21e6),
        ignored_conditions: vec!["region KR-11".to_owned()],
        assumptions: vec![Assumption::AdditiveEffects],
        warnings: vec![ChannelWarning::StaleFigures { year: 2024, channels: vec!["tv".to_owned()] }],
        next_experiment: None,
        events: Vec::new(),
        level: 0.9,
        seed: 7,
        cited: vec![source("kpf-media-2024", Confidence::Press), source("kr-mois-2024", Confidence::Reported)],
        catalog_version: "3f2a9c".to_owned(),
        derived: Derived::default(),
    };
    give_an_account(&mut recommendation.channels[0]);
    recommendation
}

fn source(id: &str, confidence: Confidence) -> Source {
    Source {
        id: id.to_owned(),
        title: "Media users in Korea [2024] & <others>".to_owned(),
        publisher: "Korea Press Foundation".to_owned(),
        year: 2024,
        confidence,
        fieldwork: Some("July 2024".to_owned()),
        population: Some("adults in Korea aged 19 and over".to_owned()),
        age_min: Some(19),
        age_max: None,
        series: None,
        mode: Some(SurveyMode::FaceToFace),
        n: Some(6000.0),
        url: Some("https://www.kpf.or.kr/?id=2024&page=1_2".to_owned()),
        license: Some("Not stated".to_owned()),
        note: Some("Subgroups as far as they were printed".to_owned()),
    }
}

/// What is shown beside a figure where the account, a cost and use among followers are known.
fn give_an_account(figure: &mut ChannelFigure) {
    let people = |value: f64| share(value, value * 0.9, value * 1.1);
    figure.potential_people = Some(people(5.41e6));
    figure.account = Some(AccountReach {
        followers: 2000.0,
        fit: share(0.05, 0.03, 0.08),
        people: people(100.0),
        of_target: Some(people(0.00002)),
        expected_fit: Some(share(0.16, 0.14, 0.18)),
    });
    figure.cost = Some(CostFigure { per_person: people(0.06), per_thousand: 9.6, currency: "USD".to_owned() });
    let seen = |among| ObservedUpdate { among, people: 71.0, share: 0.9, before: 0.86, after: 0.87, effective_n: 4.0 };
    figure.observed = vec![seen(Among::Followers), seen(Among::Panel)];
    let more = [Reason::PotentialReach, Reason::PresentReach, Reason::ExpectedFit, Reason::Cost];
    figure.reasons.splice(1..1, more.into_iter().chain([Reason::Observed(0), Reason::Observed(1)]));
}

fn channel(
    id: &str,
    name: &str,
    group: &str,
    reach: Estimate,
    place: Option<(usize, f64)>,
    stance: Stance,
) -> ChannelFigure {
    ChannelFigure {
        channel: id.to_owned(),
        name: name.to_owned(),
        parent: None,
        measure: "used_last_week".to_owned(),
        group: group.to_owned(),
        reach_everyone: reach.clone(),
        reach,
        lift: share(1.124, 0.978, 1.27),
        p_best: place.map(|(_, p_best)| p_best),
        rank: place.map(|(rank, _)| rank),
        pairwise: Vec::new(),
        tied_with: if place.is_none() { vec!["youtube".to_owned()] } else { Vec::new() },
        stance,
        reasons: vec![
            Reason::Reach {
                target: TargetGroup { min_age: Some(27.0), max_age: Some(49.0), income: None },
                phrase: UsePhrase { pattern: "used {channel} in the past week".to_owned(), channel: name.to_owned() },
                source: Some("Press Foundation, 2024".to_owned()),
                projected_to: None,
            },
            Reason::Stance(match stance {
                Stance::Favour => StanceReason::NearBest(0.97),
                Stance::Keep => StanceReason::NoComparison,
                Stance::Reduce => StanceReason::FarBelowBest(0.999),
            }),
        ],
        sources: vec!["kr-2024-kpf-media".to_owned()],
        borrowed: false,
        ceiling: None,
        observed: Vec::new(),
        potential_people: None,
        account: None,
        cost: None,
        learned: None,
    }
}

fn target() -> Target {
    let spec = TargetSpec {
        age: Some(AgeRange { min: Some(27.0), max: Some(49.0) }),
        income: Some(IncomeLimits { max_median_ratio: Some(0.75), ..IncomeLimits::default() }),
        country: Some("KR".to_owned()),
        ..TargetSpec::default()
    };
    let median = MedianIncome {
        country: "KR".to_owned(),
        year: 2025,
        household_size: Some(1),
        amount: 2_392_013.0,
        currency: "KRW".to_owned(),
        period: Period::Month,
        scope: Scope::Household,
        source: "kr-mohw-2025".to_owned(),
        url: Some("https://www.mohw.go.kr/".to_owned()),
        concept: IncomeConcept::Standard,
    };
    Target::resolve(spec, MedianIncomes::new(vec![median])).expect("the target has conditions")
}

fn evidence() -> FitEvidence {
    FitEvidence {
        labelled: Some(214),
        complete: Some(150),
        labelled_members: Some(71.5),
        unlabelled: Some(1786),
        bounds: (71.5 / 2000.0, (71.5 + 1786.0) / 2000.0),
        panel_rows: 1000,
        covariates: vec!["sex".to_owned(), "education".to_owned(), "account.created_at".to_owned()],
        hidden: vec!["hours_per_week".to_owned()],
        left_out: vec!["tenure".to_owned()],
        effective_n: Some(310.2),
        labels: LabelSampling::RandomSample,
        panel_age: None,
        assumed: None,
        totals: Vec::new(),
        is_number_only: false,
    }
}

fn hypotheses() -> Vec<HypothesisWeight> {
    let account = |hypothesis, weight, tilt| HypothesisWeight { hypothesis, weight, tilt };
    vec![
        account(Hypothesis::Label, 0.62, 0.4),
        account(Hypothesis::Hidden(HiddenField { name: "hours_per_week".to_owned(), level: None }), 0.3, -0.2),
        account(Hypothesis::Dense, 0.05, 0.0),
        account(Hypothesis::Null, 0.03, 0.0),
    ]
}

/// Followers of half a year with one cohort that seems to have been bought, and a post that spread.
fn audited() -> Audited {
    const DAY: i64 = 86_400;
    let start = 1_704_067_200;
    let day = |n: i64| start + n * DAY;
    let mut found =
        FollowerAudit::of(&FollowersBuilder::new(Catalog::embedded().signs()).finish(), 0.9, 7, MinCell::OFF);
    let strength = EvidenceStats::new;
    let findings = [
        Finding::Present(strength(310.0, 310.0, 42.0, 3.1e-15)),
        Finding::Present(strength(188.0, 310.0, 3.4, 2.0e-4)),
        Finding::Present(strength(171.0, 188.0, 9.0, 0.0)),
        Finding::Absent(strength(0.031, 1.0, 0.012, 0.04)),
        Finding::NotExamined(NotExamined::FewEngagements),
    ];
    let evidence = EvidenceKind::ALL.into_iter().zip(findings).map(|(kind, finding)| Evidence { kind, finding });
    let suspected = Estimate { method: "bulk_mixture", n: 310.0, ..share(0.82, 0.71, 0.91) };
    found.status = Examined::Examined;
    found.basis = Basis::FollowTime;
    found.limitations = vec![Limitation::NoEngagement];
    found.cohorts = vec![Cohort {
        id: 'A',
        span: Some((day(60) + 3_600, day(62))),
        not_before: None,
        created: Some((day(-400), day(-390))),
        followers: 310,
        suspected_count: times(&suspected, 310.0),
        suspected: suspected.clone(),
        evidence: evidence.collect(),
        creation_range: Some((day(-400), day(-393))),
        by_creation_alone: false,
    }];
    found.uncorroborated = vec![UncorroboratedSignal {
        kind: EvidenceKind::ArrivalBurst,
        span: Some((day(120), day(123))),
        creation_range: None,
        stats: strength(140.0, 140.0, 55.0, 1e-5),
    }];
    found.suspected = Some(Estimate { value: 0.127, lower: 0.11, upper: 0.141, n: 2000.0, ..suspected.clone() });
    found.suspected_count = Some(times(&suspected, 310.0));
    let bucket = |i: i64| {
        let (followers, suspected) = match i {
            15 => (310, 254),
            30 => (140, 0),
            i => (30 + (7 * i % 11) as u64, 0),
        };
        TimelineBucket { from: day(4 * i), to: day(4 * i + 4), followers, suspected }
    };
    found.timeline = (0..46).map(bucket).collect();
    Audited {
        cohort_fits: vec![share(0.12, 0.06, 0.21)],
        fit_without_suspected: Some(share(0.376, 0.32, 0.44)),
        fit_of_suspected: Some(share(0.09, 0.03, 0.2)),
        profile_patterns: None,
        found,
    }
}

/// Followers of whom nothing is known that an audit could use.
fn not_audited() -> Audited {
    let mut audited = audited();
    audited.found =
        FollowerAudit::of(&FollowersBuilder::new(Catalog::embedded().signs()).finish(), 0.9, 7, MinCell::OFF);
    (audited.cohort_fits, audited.fit_without_suspected, audited.fit_of_suspected) = (Vec::new(), None, None);
    audited
}

fn segments() -> Vec<Segment> {
    let reported = |covariate: &str, level: Option<&str>, measure, (segment, everyone): (f64, f64)| Trait {
        covariate: covariate.to_owned(),
        level: level.map(str::to_owned),
        segment,
        everyone,
        difference: 0.5,
        measure,
    };
    let age = reported("age", None, TraitMeasure::Mean, (34.2, 41.0));
    let tenure = reported("education", Some("college"), TraitMeasure::Level, (0.71, 0.44));
    let sex = reported("sex", None, TraitMeasure::NotStated, (1.0, 0.02));
    let segment = |id: &str, count: u64, fit, traits: Vec<Trait>| Segment {
        id: id.to_owned(),
        count,
        share: count as f64 / 2000.0,
        fit: Some(fit),
        stability: Some(0.9 - count as f64 / 4000.0),
        traits,
    };
    vec![
        segment("A", 1187, share(0.46, 0.38, 0.55), vec![age, tenure]),
        segment("B", 807, share(0.17, 0.1, 0.26), Vec::new()),
        segment("C", 6, share(0.3, 0.04, 0.71), vec![sex]),
    ]
}

/// `n` refused rows, the first for two reasons.
fn rejections(n: u64) -> Rejections {
    let reason = |row, field: &str, received: &str| Rejection {
        row,
        field: field.to_owned(),
        code: RejectCode::OutOfRange,
        received: received.into(),
        accepted: message!["accepts-age"],
    };
    let mut rejections = Rejections::default();
    for row in 1..=n {
        let mut reasons = vec![reason(10 * row, "age", "250")];
        if row == 1 {
            reasons.push(reason(10, "account.posts", "-3"));
        }
        rejections.reject(reasons);
    }
    rejections
}
