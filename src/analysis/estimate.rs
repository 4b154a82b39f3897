//! Step 4: the fit is estimated.

use super::analyze::AnalysisError;
use super::assumed::{Published, ask_for_published};
use super::doubt::InputDoubt;
use super::noise::panel_target;
use super::request::{AnalysisOptions, AnalysisRequest, panel_age_years};
use super::scan::ScannedAudience;
use crate::ingest::CELL_SIZE;
use crate::prevalence::{
    AudienceView, CellAssignment, Fit, FitNoise, FitOptions, LabelledPanel, MembershipTable, VerdictInput,
    estimate_fit, panel_labels_with_noise, unlabelled_scores,
};
use crate::profile::{CHUNK_ROWS, Chunk, Field, Kind, Profiles};
use crate::segments::RowIndex;
use crate::target::LabelCheck;

/// A scanned audience with its fit, exact figures included: only [`suppress`](super::suppress) makes an answer of it.
pub(super) struct EstimatedAudience<'a> {
    pub(super) scanned: ScannedAudience<'a>,
    pub(super) total: MembershipTable,
    pub(super) fit: Fit,
    pub(super) fit_options: FitOptions,
    /// What the input leaves in doubt.
    pub(super) doubt: InputDoubt,
    /// The labels of the panel beside what its rows state.
    pub(super) panel_labels: LabelCheck,
}

impl<'a> ScannedAudience<'a> {
    /// Estimates the fit of the whole, the segments and the cohorts.
    pub(super) fn estimate(self, request: &AnalysisRequest<'a>) -> Result<EstimatedAudience<'a>, AnalysisError> {
        let options = &request.options;
        let fit_options = FitOptions { audit_partitions: self.audited.partitions(), ..fit_options(request) };
        let labelled = |panel| labelled_panel(request, panel);
        let panel = request.panel.map(|panel| labelled(&panel.profiles));
        let fit = self.fit(request, panel.as_ref(), &fit_options)?;
        let total = self.stats.total();
        let panel_labels = panel.map_or(LabelCheck::default(), |panel| panel.labels);
        let panel_labels = match &options.panel_noise {
            Some(noise) => panel_labels_with_noise(panel_labels, noise, options.min_cell),
            None => panel_labels,
        };
        let doubt = InputDoubt::new(request, &fit, &total, self.stats.incomparable.labels, panel_labels);
        Ok(EstimatedAudience { scanned: self, total, fit, fit_options, doubt, panel_labels })
    }

    /// Runs `work` on the audience with what was found of it.
    fn view<T>(&self, request: &AnalysisRequest<'_>, work: impl FnOnce(&AudienceView<'_>) -> T) -> T {
        let segmented = &self.audited.segmented;
        let profiles = segmented.profiles;
        let assigner = segmented.assigner();
        let assign = |at: RowIndex| {
            let (chunk, row) = (&profiles.chunks()[at.chunk()], at.row());
            CellAssignment {
                segment: assigner.segment(chunk, row, &mut assigner.buffer()),
                audit_cell: self.audited.audit.cell_of(at.chunk() * CHUNK_ROWS + row),
            }
        };
        work(&AudienceView {
            profiles,
            stats: &self.stats,
            usable: &segmented.covariates,
            encoding: &segmented.encoding,
            assign: &assign,
            assumed: &|| Some(Box::new(Published::new(request))),
            totals: request.options.totals.as_ref(),
            answered: request.options.answers.as_ref().map(|answers| &answers.conditions),
        })
    }

    fn fit(
        &self,
        request: &AnalysisRequest<'_>,
        panel: Option<&LabelledPanel<'_>>,
        options: &FitOptions,
    ) -> Result<Fit, AnalysisError> {
        let mut fit = self.view(request, |audience| estimate_fit(audience, &request.target, panel, options))?;
        ask_for_published(&mut fit, request);
        Ok(fit)
    }
}

impl EstimatedAudience<'_> {
    /// What a model gives each profile whose membership is not known: for choosing whom to ask, and nothing else.
    pub(super) fn scores(&self, request: &AnalysisRequest<'_>) -> Result<Vec<(RowIndex, f64)>, AnalysisError> {
        let labelled = |panel| labelled_panel(request, panel);
        let panel = request.panel.map(|panel| labelled(&panel.profiles));
        let scores = |audience: &AudienceView<'_>| {
            unlabelled_scores(audience, &request.target, panel.as_ref(), &self.fit_options)
        };
        Ok(self.scanned.view(request, scores)?)
    }
}

/// The panel's labelled people.
fn labelled_panel<'p>(request: &AnalysisRequest<'_>, panel: &'p Profiles) -> LabelledPanel<'p> {
    let (target, seed) = (panel_target(request, panel), request.options.seed);
    match (cell_sizes(panel), request.options.panel_size) {
        (Some(sizes), _) => LabelledPanel::of_sized_cells(panel, &target, seed, &sizes),
        (None, Some(size)) => LabelledPanel::of_cells(panel, &target, seed, size),
        (None, None) => LabelledPanel::new(panel, &target, seed),
    }
}

/// How many people each row of a panel stands for, where it is a cross table that says so in every row.
pub(super) fn cell_sizes(panel: &Profiles) -> Option<Vec<f64>> {
    let column = panel.find(&Field::Attribute(CELL_SIZE.into()), Kind::Number)?;
    let size = |chunk: &Chunk, row| chunk.number(column, row).map(f64::from).filter(|n| *n >= 0.0 && n.fract() == 0.0);
    panel.chunks().iter().flat_map(|chunk| (0..chunk.rows()).map(move |row| size(chunk, row))).collect()
}

/// The options of the fit that `request` asks for.
pub(super) fn fit_options(request: &AnalysisRequest<'_>) -> FitOptions {
    let options = &request.options;
    FitOptions {
        level: options.level,
        seed: options.seed,
        shift: options.shift,
        gammas: options.gammas.clone(),
        audit_partitions: None,
        min_cell: options.min_cell,
        noise: FitNoise { audience: options.noise.clone(), panel: options.panel_noise.clone() },
        labels: options.labels,
        sequential: options.sequential,
        panel_age_years: options.panel_as_of.map(|asked| panel_age_years(asked, request.as_of)),
    }
}

/// What the number of labels that a verdict on `fit` needs rests on.
pub(super) fn verdict_input<'f>(fit: &'f Fit, total: &MembershipTable, options: &AnalysisOptions) -> VerdictInput<'f> {
    VerdictInput {
        bounds: fit.evidence.bounds,
        share: fit.distribution.as_ref(),
        level: options.level,
        complete: total.training_counts(0).n.round(),
        unlabelled: (total.rows - total.labelled) as f64,
        profiles: total.rows as f64,
        members: fit.evidence.labelled_members,
        labels: fit.evidence.labels,
        sequential: options.sequential,
    }
}
