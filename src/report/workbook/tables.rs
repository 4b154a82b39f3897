//! Which tables an answer has: where their rows are, and what stands in their columns.

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Text,
    /// A share of 1, shown as a percentage.
    Share,
    /// A whole number.
    Count,
    Number,
    /// `favour`, `keep` or `reduce`, in words.
    Stance,
    /// Several texts.
    Texts,
    /// What is counted, such as `likes`, in words.
    Metric,
}

/// A column: the message at its head, and where its values are in a row.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column {
    pub(super) head: &'static str,
    pub(super) at: &'static str,
    pub(super) unit: Unit,
    /// Whether it is an interval: three columns, of its value and its ends.
    pub(super) is_interval: bool,
}

const fn column(head: &'static str, at: &'static str, unit: Unit) -> Column {
    Column { head, at, unit, is_interval: false }
}

const fn interval(head: &'static str, at: &'static str, unit: Unit) -> Column {
    Column { head, at, unit, is_interval: true }
}

/// A sheet of the rows at a place of the answer.
#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) name: &'static str,
    /// Where its rows are; `/*/` stands for each of several, and `/..` in a column for the row that a row is a part of.
    pub(super) rows: &'static str,
    pub(super) columns: &'static [Column],
}

use Unit::{Count, Metric, Number, Share, Stance, Text, Texts};

/// The tables of an analysis, and of a recommendation those of channels and plan.
static OF_AUDIENCE: [Sheet; 15] = [
    Sheet {
        name: "workbook-segments",
        rows: "/segments",
        columns: &[
            column("workbook-id", "/id", Text),
            column("workbook-name", "/name", Text),
            column("workbook-followers", "/count", Count),
            column("workbook-share-of-followers", "/share", Share),
            interval("workbook-in-target", "/fit", Share),
            column("workbook-stability", "/stability", Number),
        ],
    },
    Sheet {
        name: "workbook-traits",
        rows: "/segments/*/traits",
        columns: &[
            column("workbook-segment", "/../id", Text),
            column("workbook-field", "/covariate", Text),
            column("workbook-level", "/level", Text),
            column("workbook-in-segment", "/segment", Number),
            column("workbook-everyone", "/everyone", Number),
            column("workbook-difference", "/difference", Number),
            column("workbook-words", "/summary", Text),
        ],
    },
    Sheet {
        name: "workbook-cohorts",
        rows: "/acquisition/cohorts",
        columns: &[
            column("workbook-id", "/id", Text),
            column("workbook-from", "/from", Text),
            column("workbook-to", "/to", Text),
            column("workbook-followers", "/followers", Count),
            interval("workbook-suspected-share", "/suspected", Share),
            interval("workbook-suspected", "/suspected_count", Number),
            interval("workbook-in-target", "/fit", Share),
        ],
    },
    Sheet {
        name: "workbook-timeline",
        rows: "/acquisition/timeline",
        columns: &[
            column("workbook-from", "/from", Text),
            column("workbook-to", "/to", Text),
            column("workbook-followers", "/followers", Count),
            column("workbook-suspected", "/suspected", Number),
        ],
    },
    Sheet {
        name: "workbook-channels",
        rows: "/channels",
        columns: &[
            column("channel-column", "/name", Text),
            column("workbook-measure", "/measure", Text),
            column("workbook-rank", "/rank", Count),
            column("workbook-stance", "/stance", Stance),
            interval("workbook-reach", "/reach", Share),
            interval("workbook-reach-everyone", "/reach_everyone", Share),
            interval("workbook-lift", "/lift", Number),
            column("workbook-best", "/p_best", Share),
            interval("workbook-people", "/potential_people", Number),
            column("workbook-sources", "/sources", Texts),
        ],
    },
    Sheet {
        name: "workbook-pairs",
        rows: "/channels/*/pairwise",
        columns: &[
            column("channel-column", "/../name", Text),
            column("workbook-other-channel", "/channel", Text),
            column("workbook-reaches-more", "/probability", Share),
        ],
    },
    Sheet {
        name: "workbook-plan",
        rows: "/plan/allocations",
        columns: &[
            column("channel-column", "/name", Text),
            column("workbook-hours", "/hours", Number),
            column("workbook-money", "/money", Number),
            column("workbook-adds", "/adds", Share),
            column("workbook-used", "/p_used", Share),
            interval("workbook-reach", "/reached", Share),
            interval("workbook-people", "/people", Number),
        ],
    },
    Sheet {
        name: "workbook-excluded",
        rows: "/plan/excluded",
        columns: &[column("channel-column", "/name", Text), column("workbook-words", "/reason", Text)],
    },
    Sheet {
        name: "workbook-weeks",
        rows: "/plan/by_week",
        columns: &[column("workbook-week", "/week", Count), interval("workbook-people", "/people", Number)],
    },
    Sheet {
        name: "workbook-curve",
        rows: "/plan/curves/*/points",
        columns: &[
            column("workbook-hours", "/hours", Number),
            column("workbook-hours-spent", "/hours_spent", Number),
            column("workbook-money", "/money", Number),
            column("workbook-money-spent", "/money_spent", Number),
            interval("workbook-people", "/people", Number),
        ],
    },
    Sheet {
        name: "workbook-target-parts",
        rows: "/plan/segments",
        columns: &[
            column("workbook-words", "/summary", Text),
            column("workbook-share-of-target", "/weight", Share),
            interval("workbook-reach", "/reach", Share),
        ],
    },
    Sheet {
        name: "workbook-places",
        rows: "/plan/places",
        columns: &[
            column("workbook-name", "/name", Text),
            column("workbook-target-people", "/target_people", Number),
            interval("workbook-reach", "/reach", Share),
            interval("workbook-people", "/people", Number),
        ],
    },
    Sheet {
        name: "workbook-sensitivity",
        rows: "/fit/sensitivity",
        columns: &[
            column("workbook-gamma", "/gamma", Number),
            column("workbook-lower", "/lower", Share),
            column("workbook-upper", "/upper", Share),
            column("workbook-words", "/summary", Text),
        ],
    },
    Sheet {
        name: "workbook-overlap",
        rows: "/fit/overlap/differences",
        columns: &[
            column("workbook-field", "/covariate", Text),
            column("workbook-level", "/level", Text),
            column("workbook-before", "/before", Number),
            column("workbook-after", "/after", Number),
            column("workbook-missing-panel", "/missing_in_panel", Share),
            column("workbook-missing-audience", "/missing_in_audience", Share),
        ],
    },
    Sheet {
        name: "workbook-rejections",
        rows: "/audience/rejections",
        columns: &[
            column("workbook-row", "/row", Count),
            column("workbook-field", "/field", Text),
            column("workbook-accepted", "/accepted", Text),
        ],
    },
];

/// The tables of effects.
static OF_EVENTS: [Sheet; 5] = [
    Sheet {
        name: "workbook-effects",
        rows: "/events/*/metrics",
        columns: &[
            column("workbook-event", "/../name", Text),
            column("workbook-from", "/../from", Text),
            column("workbook-to", "/../to", Text),
            column("workbook-metric", "/metric", Metric),
            column("workbook-observed", "/during/observed", Number),
            interval("workbook-expected", "/during/expected", Number),
            interval("workbook-effect", "/during/effect", Number),
            interval("workbook-effect-share", "/during/relative", Share),
            column("workbook-above-zero", "/during/probability_above_zero", Share),
            column("workbook-observed-after", "/after/observed", Number),
            interval("workbook-effect-after", "/after/effect", Number),
            interval("workbook-per-hour", "/per_hour", Number),
            interval("workbook-per-money", "/per_money", Number),
            column("workbook-placebo-rank", "/placebo/rank", Count),
            column("workbook-placebo-windows", "/placebo/windows", Count),
            column("workbook-words", "/summary", Text),
        ],
    },
    Sheet {
        name: "workbook-forecast",
        rows: "/events/*/metrics/*/forecast",
        columns: &[
            column("workbook-event", "/../../name", Text),
            column("workbook-metric", "/../metric", Metric),
            column("workbook-date", "/date", Text),
            column("workbook-observed", "/observed", Number),
            column("workbook-expected", "/expected", Number),
            column("workbook-lower", "/lower", Number),
            column("workbook-upper", "/upper", Number),
        ],
    },
    Sheet {
        name: "workbook-change",
        rows: "/events/*/metrics/*/change",
        columns: &[
            column("workbook-event", "/../../name", Text),
            column("workbook-metric", "/../metric", Metric),
            interval("workbook-level-change", "/level", Number),
            interval("workbook-trend-before", "/trend_before", Number),
            interval("workbook-trend-change", "/trend", Number),
        ],
    },
    Sheet {
        name: "workbook-controls",
        rows: "/events/*/metrics/*/controls",
        columns: &[
            column("workbook-event", "/../../name", Text),
            column("workbook-metric", "/../metric", Metric),
            column("workbook-control", "/name", Text),
            column("workbook-control-helps", "/probability", Share),
        ],
    },
    Sheet {
        name: "workbook-next-event",
        rows: "/plan/metrics/*/windows",
        columns: &[
            column("workbook-metric", "/../metric", Metric),
            column("workbook-periods", "/periods", Count),
            interval("workbook-expected", "/expected", Number),
            column("workbook-least-effect", "/effect", Number),
            column("workbook-least-share", "/share", Share),
        ],
    },
];

/// Figures of the summary: the message, the place and what they are.
static OF_ANALYSIS: [Figure; 21] = [
    ("workbook-followers", "/audience/profiles", Count),
    ("workbook-rejected", "/audience/rejected", Count),
    ("workbook-labelled", "/audience/labelled", Count),
    ("workbook-in-target", "/fit/share", Share),
    ("workbook-in-target-people", "/fit/count", Number),
    ("workbook-least", "/fit/evidence/lower_bound", Share),
    ("workbook-most", "/fit/evidence/upper_bound", Share),
    ("workbook-effective", "/fit/evidence/effective_n", Number),
    ("workbook-minimum", "/verdict/min_share", Share),
    ("workbook-labels-needed", "/verdict/labels_needed", Count),
    ("workbook-suspected-share", "/acquisition/suspected", Share),
    ("workbook-suspected", "/acquisition/suspected_count", Number),
    ("workbook-without-suspected", "/acquisition/fit_without_suspected", Share),
    ("workbook-of-suspected", "/acquisition/fit_of_suspected", Share),
    ("workbook-hours", "/plan/hours_per_week", Number),
    ("workbook-money", "/plan/budget/amount", Number),
    ("workbook-plan-reach", "/plan/reach", Share),
    ("workbook-plan-people", "/plan/people", Number),
    ("workbook-target-people", "/plan/target_people", Number),
    ("workbook-asked", "/answers/asked", Count),
    ("workbook-answered", "/answers/answered", Count),
];

/// Figures of the summary of a recommendation.
static OF_RECOMMENDATION: [Figure; 8] = [
    ("workbook-target-share", "/target_share_of_adults", Share),
    ("workbook-target-adults", "/target_people", Number),
    ("workbook-hours", "/plan/hours_per_week", Number),
    ("workbook-money", "/plan/budget/amount", Number),
    ("workbook-plan-reach", "/plan/reach", Share),
    ("workbook-plan-people", "/plan/people", Number),
    ("workbook-target-people", "/plan/target_people", Number),
    ("workbook-interval", "/level", Share),
];

/// Figures of the summary of effects.
static OF_EFFECTS: [Figure; 2] = [("workbook-periods", "/periods", Count), ("workbook-interval", "/level", Share)];

/// Texts of the summary: the message and the place.
pub(super) static TEXTS: [(&str, &str); 10] = [
    ("report-target", "/target/summary"),
    ("fit-heading", "/summary/fit"),
    ("workbook-verdict", "/summary/verdict"),
    ("workbook-answers", "/answers/next_step"),
    ("workbook-currency", "/plan/budget/currency"),
    // Of a recommendation the target is a text, of an analysis it has one.
    ("report-target", "/target"),
    ("workbook-country", "/country"),
    ("workbook-from", "/from"),
    ("workbook-to", "/to"),
    ("workbook-next-step", "/next_experiment/summary"),
];

/// What to know of the figures: the message of its kind, where it is, and where its text is in it.
pub(super) static NOTES: [(&str, &str, &str); 10] = [
    ("workbook-caveat", "/caveats", "/detail"),
    ("report-warnings", "/warnings", "/detail"),
    ("report-warnings", "/plan/warnings", "/detail"),
    ("report-assumptions", "/channel_assumptions", ""),
    ("report-assumptions", "/assumptions", ""),
    ("report-assumptions", "/plan/assumptions", ""),
    ("fit-suppressed-heading", "/suppressed", "/detail"),
    ("workbook-past-event", "/events", "/summary"),
    ("workbook-next-event", "/plan/metrics", "/summary"),
    ("workbook-reading", "/notes", ""),
];

/// A figure of the summary: the message, the place and what it is.
type Figure = (&'static str, &'static str, Unit);

/// Answers that have tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tables {
    /// Those of an analysis.
    Analysis,
    /// Those of a recommendation.
    Recommendation,
    /// Those of effects.
    Effect,
}

impl Tables {
    /// The message of its title.
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Analysis => "fit-title",
            Self::Recommendation => "channel-title",
            Self::Effect => "effect-title",
        }
    }

    pub(super) fn sheets(self) -> &'static [Sheet] {
        match self {
            Self::Analysis | Self::Recommendation => &OF_AUDIENCE,
            Self::Effect => &OF_EVENTS,
        }
    }

    pub(super) fn figures(self) -> &'static [Figure] {
        match self {
            Self::Analysis => &OF_ANALYSIS,
            Self::Recommendation => &OF_RECOMMENDATION,
            Self::Effect => &OF_EFFECTS,
        }
    }
}
