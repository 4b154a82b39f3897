//! The labelled rows of a panel as a population to draw from.

use ndarray::{Array2, Axis};

use super::{MIN_OF_EACH, MIN_ROWS, SimulationError};
use crate::profile::{Cell, ColumnId, Field, Kind, Profiles};
use crate::segments::{CovariateEncoding, Purpose, RowIndex, covariate_fields};
use crate::target::{BoundTarget, Incomparable, Target};

/// A labelled row.
#[derive(Debug, Clone, Copy)]
pub(super) struct Person {
    pub(super) at: RowIndex,
    pub(super) member: bool,
    /// Its design weight.
    pub(super) weight: f64,
}

/// Everybody of a panel whose membership is certain.
pub(super) struct Population<'a> {
    pub(super) profiles: &'a Profiles,
    pub(super) people: Vec<Person>,
    /// Fields that followers state.
    pub(super) covariates: Vec<Field>,
    /// Their columns, standardised, a row a person.
    pub(super) z: Array2<f64>,
    /// The field of each column, as its place among the covariates.
    pub(super) field_of: Vec<usize>,
}

impl<'a> Population<'a> {
    pub(super) fn new(profiles: &'a Profiles, target: &Target, without: &[Field]) -> Result<Self, SimulationError> {
        let bound = BoundTarget::new(target, profiles);
        let weight = profiles.find(&Field::Weight, Kind::Number);
        let person = |at: RowIndex| {
            let chunk = &profiles.chunks()[at.chunk()];
            let membership = bound.of(chunk, at.row(), &mut Incomparable::default());
            let weight = weight.and_then(|id| chunk.number(id, at.row())).map_or(1.0, f64::from);
            let is_certain = membership.labelled && (membership.share == 0.0 || membership.share == 1.0);
            is_certain.then_some(Person { at, member: membership.share == 1.0, weight })
        };
        let people: Vec<Person> = (0..profiles.len()).map(RowIndex::new).filter_map(person).collect();
        let members = people.iter().filter(|person| person.member).count();
        if people.len() < MIN_ROWS || members < MIN_OF_EACH || people.len() - members < MIN_OF_EACH {
            return Err(SimulationError::TooFewRows { labelled: people.len(), members });
        }
        let rows: Vec<RowIndex> = people.iter().map(|person| person.at).collect();
        let is_stated = |field: &Field| !target.reads(field) && !without.contains(field);
        let covariates: Vec<Field> = covariate_fields(profiles).into_iter().filter(is_stated).collect();
        let encoding = CovariateEncoding::fit(profiles, &rows, &covariates, Purpose::Scores);
        let matrix = encoding.bind(profiles).matrix(profiles, &rows);
        let varies: Vec<usize> = (0..matrix.ncols()).filter(|j| matrix.column(*j).std(0.0) > 0.0).collect();
        if varies.is_empty() {
            return Err(SimulationError::NoCovariates);
        }
        let mut z = matrix.select(Axis(1), &varies);
        for mut column in z.columns_mut() {
            let (mean, sd) = (column.mean().unwrap_or(0.0), column.std(0.0));
            column.mapv_inplace(|x| (x - mean) / sd);
        }
        let fields: Vec<Field> = encoding.covariates().iter().map(|covariate| covariate.field.clone()).collect();
        let groups = encoding.groups();
        let place = |j: &usize| covariates.iter().position(|field| *field == fields[groups[*j]]).unwrap_or(0);
        let field_of = varies.iter().map(place).collect();
        Ok(Self { profiles, people, covariates, z, field_of })
    }

    /// The share of members, by weight.
    pub(super) fn share(&self) -> f64 {
        let all: f64 = self.people.iter().map(|person| person.weight).sum();
        self.people.iter().filter(|person| person.member).map(|person| person.weight).sum::<f64>() / all
    }
}

/// Copies rows with chosen fields, and `in_target` set to what is known of them.
pub(super) struct Copier<'a> {
    from: &'a Profiles,
    to: Profiles,
    columns: Vec<(ColumnId, ColumnId, Kind)>,
    in_target: ColumnId,
}

impl<'a> Copier<'a> {
    pub(super) fn new(from: &'a Profiles, keeps: impl Fn(&Field) -> bool) -> Self {
        let mut to = Profiles::new();
        let kept: Vec<(ColumnId, Field, Kind)> = from
            .columns()
            .filter(|(_, field, _)| **field != Field::InTarget && keeps(field))
            .map(|(id, field, kind)| (id, field.clone(), kind))
            .collect();
        let columns = kept.into_iter().map(|(id, field, kind)| (id, to.column(&field, kind), kind)).collect();
        let in_target = to.column(&Field::InTarget, Kind::Flag);
        Self { from, to, columns, in_target }
    }

    /// Copies the row at `at`. `id` names it: people who were drawn twice are two.
    pub(super) fn push(&mut self, at: RowIndex, label: Option<bool>, id: u64) {
        let chunk = &self.from.chunks()[at.chunk()];
        let mut cells: Vec<(ColumnId, Cell)> = Vec::with_capacity(self.columns.len() + 1);
        for (from, to, kind) in &self.columns {
            let cell = match kind {
                Kind::Number => chunk.number(*from, at.row()).map(Cell::Number),
                Kind::Flag => chunk.flag(*from, at.row()).map(Cell::Flag),
                Kind::Moment => chunk.moment(*from, at.row()).map(Cell::Moment),
                Kind::Level => chunk.level(*from, at.row()).and_then(|code| {
                    let text = &self.from.dictionary(*from).levels()[code as usize];
                    self.to.level(*to, text).map(Cell::Level)
                }),
            };
            cells.extend(cell.map(|cell| (*to, cell)));
        }
        cells.extend(label.map(|label| (self.in_target, Cell::Flag(label))));
        self.to.push(&cells, Some(id));
    }

    pub(super) fn finish(self) -> Profiles {
        self.to
    }
}
