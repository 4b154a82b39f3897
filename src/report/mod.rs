//! An answer for its readers: people at a terminal, in a browser or in a review, and programs that gate a release.
//!
//! An [`Analysis`](crate::analysis::Analysis) or a [`Recommendation`](crate::channel::Recommendation) or a
//! [`EffectAnalysis`](crate::effect::EffectAnalysis) becomes one document of sentences and figures (`document`), which
//! [`text()`], [`markdown()`] and [`html()`] lay out, so that all three say the same. The sentences come from the
//! catalogue (`messages`), the figures from `format`. With a plan (`plan`) Markdown arranges it as the steps of a
//! government communication plan (`communication_plan`). [`junit()`] and
//! [`sarif()`] give the verdict to programs. Everything here is pure: the same answer gives the same bytes, without
//! colour, clock or environment.

mod acquisition;
mod answer_table;
pub(crate) mod ask;
mod audience;
pub(crate) mod audit_evidence;
pub(crate) mod caveat;
mod channel_sentences;
mod channels;
mod chart;
mod communication_plan;
mod document;
mod effect;
mod effect_sentences;
pub(crate) mod estimation;
#[cfg(test)]
mod fixtures;
mod forecast_chart;
pub(crate) mod format;
mod gate;
mod html;
pub(crate) mod import_note;
mod inspection;
mod junit;
mod markdown;
pub(crate) mod messages;
mod overlap;
mod particles;
mod parts;
mod plan;
mod plan_outlook;
mod plan_sentences;
pub(crate) mod problem;
mod questionnaire;
mod reach_chart;
pub(crate) mod reading;
mod reference_names;
mod safe_text;
mod sarif;
pub(crate) mod segments;
pub(crate) mod sentences;
pub(crate) mod simulation;
pub(crate) mod suppression;
pub(crate) mod target;
#[cfg(test)]
mod tests;
mod text;
mod timeline;
mod track_record;
pub(crate) mod warning;
mod workbook;

pub(crate) use answer_table::answer_table_fault;
pub use answer_table::{AnswerRow, AnswerTable, AnswerTableFault, PersonCell};
pub use ask::{AskFileNames, ask_text};
pub(crate) use channel_sentences::{
    channel_assumption, channel_reason, channel_warning, learned, next_experiment, past_event,
};
pub(crate) use effect_sentences::{effect_warning, finding_summary, plan_summary};
pub use gate::{Gate, GateError, GateProvenance, GateShare, GateVerdict};
pub use html::{effect_html, html, html_and_markdown, recommendation_html};
pub use inspection::inspection_text;
pub use junit::{InconclusiveAs, junit, junit_error};
pub use markdown::{effect_markdown, markdown, recommendation_markdown};
pub use messages::Language;
pub(crate) use parts::{Rebuilt, ReportParts, ReportSection};
pub(crate) use plan_outlook::goal_sentence;
pub(crate) use plan_sentences::PlanSentences;
pub use questionnaire::{choice_of, is_code_column, is_column_of, questionnaire_form, questionnaire_text};
pub(crate) use questionnaire::{choice_texts, question_text};
pub use sarif::{sarif, sarif_error};
pub use simulation::simulation_text;
pub use text::{effect_text, recommendation_text, text};
pub(crate) use track_record::{html_with_record, markdown_with_record, track_record_summary};
pub use workbook::{Tables, WorkbookTitle, XLSX, workbook};
