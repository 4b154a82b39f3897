//! A report arranged as the steps of a government communication plan: objective, audience insight, strategy,
//! implementation, scoring (the OASIS steps of the UK Government Communication Service's guide to campaign planning).

use super::acquisition::acquisition_section;
use super::document::{Document, Section};
use super::messages::Messages;
use super::segments::segment_section;
use super::sentences::provenance;
use super::{audience, channels, plan, plan_outlook};
use crate::analysis::Analysis;
use crate::channel::Recommendation;
use crate::plan::Plan;

/// The steps, with the blocks of other sections under them.
fn steps(m: &Messages, insight: Vec<Section>, recommendation: Option<&Recommendation>, plan: &Plan) -> Vec<Section> {
    let titles = [
        "plan-step-objective",
        "plan-step-insight",
        "plan-step-strategy",
        "plan-step-implementation",
        "plan-step-scoring",
    ];
    let mut steps = titles.map(|id| Section::new(m.label(id)));
    steps[0].blocks = plan::objective(m, plan);
    steps[1].blocks = insight.into_iter().flat_map(|section| section.blocks).collect();
    steps[1].blocks.extend(plan::segments(m, plan));
    steps[1].blocks.extend(plan_outlook::places(m, plan));
    steps[2].blocks = recommendation.map(|r| channels::channel_section(m, r).blocks).unwrap_or_default();
    steps[3].blocks = plan::implementation(m, plan);
    steps[4].blocks = plan::scoring(m, plan);
    steps.into_iter().filter(|step| !step.blocks.is_empty()).collect()
}

/// The report of an analysis as steps.
pub(super) fn of_analysis(m: &Messages, analysis: &Analysis, plan: &Plan) -> Document {
    let mut insight = vec![audience::fit_section(m, analysis), audience::evidence_section(m, &analysis.fit)];
    if !analysis.segments.is_empty() {
        insight.push(segment_section(m, analysis));
    }
    insight.push(acquisition_section(m, analysis));
    let mut sections = steps(m, insight, analysis.channels.as_deref(), plan);
    sections.extend(audience::closing_sections(m, analysis));
    Document {
        language: m.language(),
        title: m.label("plan-title").into(),
        about: audience::about(m, analysis),
        sections,
        provenance: provenance(m, analysis).into(),
    }
}

/// The report of a recommendation as steps.
pub(super) fn of_recommendation(m: &Messages, recommendation: &Recommendation, plan: &Plan) -> Document {
    let mut sections = steps(m, Vec::new(), Some(recommendation), plan);
    sections.extend(channels::warning_section(m, recommendation));
    sections.extend(channels::source_section(m, Some(recommendation), &[]));
    Document {
        language: m.language(),
        title: m.label("plan-title").into(),
        about: channels::about(m, recommendation),
        sections,
        provenance: channels::provenance(m, recommendation).into(),
    }
}
