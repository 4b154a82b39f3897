//! What a panel reached on simulated audiences, as a page for a terminal.

use super::document::Block;
use super::document::{Cell, Column, Document, Fact, Kind, Row, Section, Table};
use super::format::count;
use super::messages::{Language, Messages, args};
use crate::segments::covariate_name;
use crate::simulation::{Regime, RegimeResult, Simulation};

/// How the audiences of a regime differ from the panel.
pub(crate) fn regime(m: &Messages, regime: Regime) -> String {
    m.label(match regime {
        Regime::Even => "simulation-regime-none",
        Regime::Label => "simulation-regime-label",
        Regime::Covariates => "simulation-regime-covariates",
        Regime::Dense => "simulation-regime-dense",
        Regime::NonLinear => "simulation-regime-non-linear",
        Regime::Joint => "simulation-regime-joint",
        Regime::Hidden => "simulation-regime-hidden",
        Regime::Drift => "simulation-regime-drift",
        Regime::SelfDeclared => "simulation-regime-self-declared",
        Regime::RandomLabels => "simulation-regime-random-labels",
        Regime::RandomLabelsAlone => "simulation-regime-random-labels-alone",
    })
}

/// What a panel reached as a page for a terminal, as wide as that of [`text`](super::text()).
pub fn simulation_text(simulation: &Simulation, file: &str, language: Language, width: usize) -> String {
    super::text::page(&document(Messages::of(language), simulation, file), width)
}

fn document(m: &Messages, simulation: &Simulation, file: &str) -> Document {
    let options = &simulation.options;
    let mut section = Section::new(m.label("simulation-heading"));
    section.blocks.push(Block::Table(table(m, simulation)));
    let covariates: Vec<String> = simulation.covariates.iter().map(covariate_name).collect();
    let panel = m.text(
        "simulation-panel",
        args![
            file = file,
            rows = simulation.rows as u64,
            half = (simulation.rows / 2) as u64,
            share = m.exact_percent(simulation.share)
        ],
    );
    let audiences = m.text(
        "simulation-audiences",
        args![n = u64::from(options.audiences), size = u64::from(options.size), seed = options.seed.to_string()],
    );
    Document {
        language: m.language(),
        title: m.label("simulation-title").into(),
        about: vec![
            Fact::new(m.label("simulation-panel-term"), panel),
            Fact::new(m.label("simulation-audiences-term"), audiences),
            Fact::new(m.label("simulation-fields-term"), m.names(&covariates)),
        ],
        sections: vec![section],
        provenance: m.label("simulation-reading").into(),
    }
}

fn table(m: &Messages, simulation: &Simulation) -> Table {
    let figures = |title: &str, gives_way| Column::new(m.label(title), Kind::Figures, gives_way);
    let columns = vec![
        Column::new(m.label("simulation-column-regime"), Kind::Words, None),
        figures("simulation-column-error", None),
        figures("simulation-column-coverage", None),
        figures("simulation-column-width", None),
        figures("simulation-column-moved", Some(1)),
        figures("simulation-column-refused", Some(0)),
    ];
    let level = m.percent(simulation.options.level);
    let caption = m.text("simulation-caption", args![level = level]).into();
    Table { caption, columns, rows: simulation.results.iter().map(|result| row(m, result)).collect() }
}

fn row(m: &Messages, result: &RegimeResult) -> Row {
    let figure = |of: &dyn Fn(&crate::simulation::Figures) -> f64, decimals: usize| {
        Cell::text(result.figures.as_ref().map_or_else(|| "-".to_owned(), |f| format!("{:.decimals$}", of(f))))
    };
    let cells = vec![
        Cell::text(regime(m, result.regime)),
        figure(&|f| f.error, 3),
        figure(&|f| f.coverage, 2),
        figure(&|f| f.width, 3),
        figure(&|f| f.moved, 3),
        Cell::text(count(u64::from(result.refused))),
    ];
    Row::new(m, cells, "", Vec::new())
}
