//! The use case: one question about an audience, one [`Analysis`].

mod analyze;
mod answer;
mod answers;
mod ask;
mod assumed;
mod audit;
mod caveat;
mod contribution;
mod doubt;
mod end_codes;
mod estimate;
mod inspection;
mod kept;
mod noise;
mod notice;
mod observed;
mod plan_scores;
mod recommend;
mod request;
mod scan;
mod segment;
mod stored;
mod suppress;
mod track_record;
mod warn;
mod warning;

pub use analyze::{AnalysisError, Watch, analyze, analyze_watched};
pub use answer::{Analysis, Assignment, Audited, ProfilePattern, Provenance, Segment};
pub use answers::{AnswerFault, AnswerSummary, apply_answers, open_profiles};
pub use ask::{Ask, AskOptions, AskOutlook, ask};
pub use caveat::{Caveat, CaveatKind, MAX_CAVEATS};
pub use contribution::{AUDITED, Contribution, ContributionError, Gathered, Question, gather};
pub use doubt::{MAX_CONTRADICTED_SHARE, MAX_REJECTED_SHARE, NoVerdict, VerdictReason};
pub use inspection::{Inspection, SharedField, TargetNeed};
pub use request::{
    AnalysisOptions, AnalysisRequest, DEFAULT_GAMMAS, inherit, panel_age_years, panel_date_fault, resolve_target,
    resolve_with_donor,
};
pub use stored::StoredAnalysisError;
pub use suppress::DisclosureControlled;
pub use track_record::{
    CountForecast, CountWindow, Counted, FEW_FORECASTS, FitSnapshot, Forecast, ForecastKind, KindRecord, PlanForecast,
    Registered, ScoredForecast, TrackRecord, track_record,
};
pub use warning::{AnalysisWarning, Contradictions, RowsOf};
