//! A report arranged as the steps of a government communication plan: objective, audience insight, strategy,
//! implementation, scoring (the OASIS steps of the UK Government Communication Service's guide to campaign planning).

use super::acquisition::acquisition_section;
use super::document::{Document, Section};
use super::sentences::provenance;
use super::{audience, channels, plan};
use crate::analysis::Analysis;
use crate::channel::Recommendation;
use crate::plan::Plan;

const TITLE: &str = "Communication plan";

/// The steps, with the blocks of other sections under them.
fn steps(insight: Vec<Section>, recommendation: Option<&Recommendation>, plan: &Plan) -> Vec<Section> {
    let mut steps: Vec<Section> =
        ["Objective", "Audience insight", "Strategy", "Implementation", "Scoring"].map(Section::new).into();
    steps[0].blocks = plan::objective(plan);
    steps[1].blocks = insight.into_iter().flat_map(|section| section.blocks).collect();
    steps[1].blocks.extend(plan::segments(plan));
    steps[2].blocks = recommendation.map(|r| channels::channel_section(r).blocks).unwrap_or_default();
    steps[3].blocks = plan::implementation(plan);
    steps[4].blocks = plan::scoring(plan);
    steps.retain(|step| !step.blocks.is_empty());
    steps
}

/// The report of an analysis as steps.
pub(super) fn of_analysis(analysis: &Analysis, plan: &Plan) -> Document {
    let mut insight = vec![audience::fit_section(analysis), audience::evidence_section(&analysis.fit)];
    if !analysis.segments.is_empty() {
        insight.push(audience::segment_section(analysis));
    }
    insight.push(acquisition_section(analysis));
    let mut sections = steps(insight, analysis.channels.as_ref(), plan);
    sections.extend(audience::closing_sections(analysis));
    let about = audience::about(analysis);
    Document { title: TITLE.into(), about, sections, provenance: provenance(analysis).into() }
}

/// The report of a recommendation as steps.
pub(super) fn of_recommendation(recommendation: &Recommendation, plan: &Plan) -> Document {
    let mut sections = steps(Vec::new(), Some(recommendation), plan);
    sections.extend(channels::warning_section(recommendation));
    let about = channels::about(recommendation);
    Document { title: TITLE.into(), about, sections, provenance: channels::provenance(recommendation).into() }
}
