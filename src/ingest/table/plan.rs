//! What each column of a table stands for: by a mapping, by its name, or by its values, and always said.

use std::collections::HashMap;

use super::super::reading::{ColumnBasis, ColumnForm, ColumnReading};
use super::super::schema::{FieldPath, FreeFormObject, header_path, stated_field};
use super::super::{CELL_SIZE, IncomeUnit, ReadOptions, Role, excerpt};
use super::answers::is_non_answer;
use super::bands::{Scale, band};
use super::codes;
use super::dates::{DateOrder, is_year};
use super::decode::Decode;
use super::decoding::{by_values, decode, forms, suits};
use super::dialect::TableStart;
use super::names::{self, AGE, INCOME};
use super::numbers::NumberStyle;
use super::personal;
use super::summary::cell_size_column;
use crate::message::{Message, message};

/// The share of a column's cells that must be readable as the field that its name suggests, in percent.
const MIN_READABLE: usize = 60;
/// Median income in won, of a month or a year, below which the numbers must count thousands or ten thousands of won.
const MIN_MEDIAN_WON: f64 = 20_000.0;
/// Ranks of candidates: a field's own name or a mapping has 0. One more is for a column that says less than others.
const OF_NAME: u8 = 10;
const OF_LABEL: u8 = 20;
const OF_VALUES: u8 = 30;
const OF_ATTRIBUTE: u8 = 40;

/// What one column is used for.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::ingest) struct PlannedColumn {
    pub(in crate::ingest) reading: ColumnReading,
    /// Where its values go, and how they are read; `None` for nowhere.
    pub(in crate::ingest) target: Option<(FieldPath, Decode)>,
}

impl PlannedColumn {
    /// Whether the column gives a field of the profile, or an attribute that was asked for by name.
    pub(in crate::ingest) fn gives_a_field(&self) -> bool {
        self.reading.field.is_some() && !matches!(self.reading.basis, ColumnBasis::Attribute { .. })
    }

    /// Whether its values are incomes in money, of which the unit must be known.
    fn holds_amounts(&self) -> bool {
        let Some((FieldPath::Fixed(path), _)) = &self.target else { return false };
        matches!(*path, INCOME | "income.band.min" | "income.band.max")
    }
}

/// What the columns of a table are used for, and the fields that are the same in every row.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::ingest) struct TablePlan {
    pub(in crate::ingest) columns: Vec<PlannedColumn>,
    pub(in crate::ingest) constants: Vec<(FieldPath, String)>,
}

/// A field that a column may give, and how sure that is: the smaller, the surer.
#[derive(Debug, Clone, PartialEq)]
struct Candidate {
    path: FieldPath,
    basis: ColumnBasis,
    rank: u8,
}

impl TablePlan {
    /// The plan for a table.
    ///
    /// # Errors
    /// Where two columns claim the same field by its own name, or the mapping names columns that are not there.
    pub(in crate::ingest) fn of(table: &TableStart, options: &ReadOptions) -> Result<Self, Message> {
        let mapping = options.mapping.as_ref();
        if let Some(mapping) = mapping {
            mapping.check_header(&table.names)?;
        }
        let mut candidates: Vec<Result<Candidate, ColumnBasis>> =
            (0..table.names.len()).map(|column| candidate(table, column, options)).collect();
        if options.role == Role::Panel
            && mapping.is_none()
            && let Some(size) = cell_size_column(table)
        {
            let path = FieldPath::FreeForm(FreeFormObject::Attributes, CELL_SIZE.into());
            candidates[size] = Ok(Candidate { path, basis: ColumnBasis::Name, rank: OF_NAME });
        }
        repeated_names(table, &mut candidates)?;
        settle(&mut candidates);
        let columns = (0..table.names.len()).zip(candidates);
        let mut plan = Self {
            columns: columns.map(|(column, candidate)| planned(table, column, candidate)).collect(),
            constants: mapping
                .iter()
                .flat_map(|mapping| mapping.constants())
                .map(|(p, v)| (p.clone(), v.to_owned()))
                .collect(),
        };
        plan.settle_income(table, options)?;
        Ok(plan)
    }

    /// Completes the unit of incomes from names, values and options, or leaves the column out.
    ///
    /// # Errors
    /// Where the options contradict the name of the column.
    fn settle_income(&mut self, table: &TableStart, options: &ReadOptions) -> Result<(), Message> {
        let has = |columns: &[PlannedColumn], constants: &[(FieldPath, String)], path: &'static str| {
            let path = FieldPath::Fixed(path);
            columns.iter().any(|column| column.target.as_ref().is_some_and(|(own, _)| *own == path))
                || constants.iter().any(|(own, _)| *own == path)
        };
        const PARTS: [(&str, &str); 3] =
            [("income.currency", "currency"), ("income.period", "period"), ("income.scope", "scope")];
        let given: [Option<String>; 3] = options.income.as_ref().map_or([const { None }; 3], IncomeUnit::parts);
        let Some(income) = self.columns.iter().position(PlannedColumn::holds_amounts) else { return Ok(()) };
        let name = format!("{} {}", table.names[income], table.labels[income]);
        let mut of_name = names::income_unit(&name);
        of_name[0] = of_name[0].or_else(|| currency_of_cells(table, income));
        let mut missing = Vec::new();
        let mut unit = Vec::new();
        for ((path, word), (given, found)) in PARTS.into_iter().zip(given.into_iter().zip(of_name)) {
            if has(&self.columns, &self.constants, path) {
                continue;
            }
            if let (Some(given), Some(found)) = (&given, found)
                && given != found
                && !self.is_mapped(income)
            {
                let name = excerpt(&table.names[income]);
                return Err(message!["file-income-unit", name = name, part = word, found = found, given = given]);
            }
            match given.or(found.map(str::to_owned)) {
                Some(value) => unit.push((FieldPath::Fixed(path), value)),
                None => missing.push(word.to_owned()),
            }
        }
        let in_won =
            |(path, value): &(FieldPath, String)| *path == FieldPath::Fixed("income.currency") && value == "KRW";
        if missing.is_empty() && unit.iter().any(in_won) && !self.is_mapped(income) && self.are_small(table, income) {
            missing.push("multiplier".to_owned());
        }
        if missing.is_empty() {
            if !unit.is_empty() {
                let words: Vec<&str> = unit.iter().map(|(_, value)| value.as_str()).collect();
                self.columns[income].reading.forms.push(ColumnForm::Unit { unit: words.join("/") });
            }
            self.constants.extend(unit);
            return Ok(());
        }
        for column in self.columns.iter_mut().filter(|column| column.holds_amounts()) {
            column.target = None;
            column.reading.field = None;
            column.reading.basis = ColumnBasis::NeedsUnit { missing: missing.clone() };
        }
        Ok(())
    }

    fn is_mapped(&self, column: usize) -> bool {
        self.columns[column].reading.basis == ColumnBasis::Mapping
    }

    /// Whether half of the incomes of a column are of fewer won than anybody earns, so that they count larger units.
    fn are_small(&self, table: &TableStart, column: usize) -> bool {
        let Some((_, Decode::Number { style, factor, .. })) = &self.columns[column].target else { return false };
        let amount = |cell: &str| {
            let number = style.parse(cell).map(|number| (number.value, number.multiplier));
            let end = |band: super::bands::Band| Some((band.max.or(band.min)?, band.multiplier));
            let (value, multiplier) = number.or_else(|| band(cell, Scale::Amount, *style).and_then(end))?;
            Some(if multiplier > 1.0 { value } else { value * *factor })
        };
        let mut amounts: Vec<f64> = table.cells(column).filter_map(amount).filter(|amount| *amount > 0.0).collect();
        amounts.sort_unstable_by(f64::total_cmp);
        amounts.get(amounts.len() / 2).is_some_and(|median| *median < MIN_MEDIAN_WON)
    }
}

/// The currency that nearly all cells of a column name.
fn currency_of_cells(table: &TableStart, column: usize) -> Option<&'static str> {
    let style = NumberStyle::default();
    let mut found: HashMap<&'static str, usize> = HashMap::new();
    let mut cells = 0;
    for cell in table.cells(column).filter(|cell| !is_non_answer(cell)) {
        cells += 1;
        let number = style.parse(cell).and_then(|number| number.currency);
        if let Some(currency) = number.or_else(|| band(cell, Scale::Amount, style).and_then(|band| band.currency)) {
            *found.entry(currency).or_default() += 1;
        }
    }
    let (currency, count) = found.into_iter().max_by_key(|(_, count)| *count)?;
    (count * 10 >= cells * 9).then_some(currency)
}

/// How much less a column says of its field than others would, from 0: ids as numbers of rows, ages as counted in Korea,
/// the year of birth, ages and incomes as groups, and nothing at all.
fn lack(table: &TableStart, column: usize, path: &'static str) -> u8 {
    let name = &table.names[column];
    let is_group = || {
        matches!(decode(table, column, &FieldPath::Fixed(path)), Decode::Number { bands: Some(_), .. })
            || ["age_band.min", "age_band.max"].contains(&path)
    };
    if table.cells(column).next().is_none() {
        3
    } else if is_group() {
        2
    } else {
        let is_row_number = path == "id" && names::is_of_rows(name);
        u8::from(is_row_number || path == "birth_year" || path == AGE && names::is_counted_age(name))
    }
}

/// Why a column of weights is not used: the rows of `role` have no such weight.
fn weight_of_others(path: &FieldPath, role: Role) -> Option<ColumnBasis> {
    match (role, path) {
        (Role::Audience, FieldPath::Fixed("weight")) => Some(ColumnBasis::WeightOfFollowers),
        (Role::Panel, FieldPath::Fixed("label_weight")) => Some(ColumnBasis::LabelWeightOfPanel),
        (Role::Audience | Role::Panel, FieldPath::Fixed(_) | FieldPath::FreeForm(..)) => None,
    }
}

/// The field that a column may give, or why it gives none.
fn candidate(table: &TableStart, column: usize, options: &ReadOptions) -> Result<Candidate, ColumnBasis> {
    let name = table.names[column].as_str();
    let attribute = || FieldPath::FreeForm(FreeFormObject::Attributes, name.into());
    if let Some(mapping) = &options.mapping {
        return match mapping.column(name) {
            Some(mapped) => Ok(Candidate { path: mapped.path.clone(), basis: ColumnBasis::Mapping, rank: 0 }),
            None if name.is_empty() => Err(ColumnBasis::Unnamed),
            None if !mapping.keeps_unmapped() => Err(ColumnBasis::Unmapped),
            None => keep_attribute(table, column, attribute(), options, None),
        };
    }
    if name.is_empty() {
        return Err(ColumnBasis::Unnamed);
    }
    let own = header_path(name);
    if let Some(basis) = weight_of_others(&own, options.role) {
        return Err(basis);
    }
    let is_spelt_out =
        name.starts_with("attributes.") || matches!(own, FieldPath::FreeForm(FreeFormObject::Channels, _));
    if let FieldPath::Fixed(path) = own
        && codes::are_unlabelled(table, column, path)
    {
        return keep_attribute(table, column, attribute(), options, Some(path.to_owned()));
    }
    if own.is_fixed() || is_spelt_out {
        if let FieldPath::FreeForm(FreeFormObject::Attributes, own) = &own
            && !options.keeps_column(own)
            && let Some(what) = personal::by_name(own)
        {
            return Err(ColumnBasis::Personal { what });
        }
        return Ok(Candidate { path: own, basis: ColumnBasis::FieldName, rank: 0 });
    }
    let by_name = names::meaning(name).map(|path| (path, OF_NAME));
    let guess = by_name.or_else(|| names::meaning(&table.labels[column]).map(|path| (path, OF_LABEL)));
    if let Some((path, rank)) = guess {
        if let Some(basis) = weight_of_others(&FieldPath::Fixed(path), options.role) {
            return Err(basis);
        }
        if suits(table, column, path, MIN_READABLE) && !codes::are_unlabelled(table, column, path) {
            // An exact age or income says more than its group or the year of birth.
            let rank = rank + lack(table, column, path);
            return Ok(Candidate { path: FieldPath::Fixed(path), basis: ColumnBasis::Name, rank });
        }
        // Under the name of ages some write years: 1997년생.
        if path == AGE && table.cells(column).all(|cell| is_non_answer(cell) || is_year(cell)) {
            let (path, basis) = (FieldPath::Fixed("birth_year"), ColumnBasis::Values);
            return Ok(Candidate { path, basis, rank: OF_VALUES });
        }
        return keep_attribute(table, column, attribute(), options, Some(path.to_owned()));
    }
    if let Some(path) = by_values(table, column) {
        return Ok(Candidate { path: FieldPath::Fixed(path), basis: ColumnBasis::Values, rank: OF_VALUES });
    }
    let hint = names::hint(name).or_else(|| names::hint(&table.labels[column]));
    // Followers have no design weights: theirs are of something else.
    let hint = hint.filter(|hint| *hint != "weight" || options.role == Role::Panel);
    keep_attribute(table, column, attribute(), options, hint.map(str::to_owned))
}

/// The column under its own name, unless it holds personal data that nobody asked for.
fn keep_attribute(
    table: &TableStart,
    column: usize,
    path: FieldPath,
    options: &ReadOptions,
    guess: Option<String>,
) -> Result<Candidate, ColumnBasis> {
    let name = &table.names[column];
    if !options.keeps_column(name) {
        let what = personal::by_name(name)
            .or_else(|| personal::by_name(&table.labels[column]))
            .or_else(|| personal::by_values(table.cells(column)));
        if let Some(what) = what {
            return Err(ColumnBasis::Personal { what });
        }
    }
    Ok(Candidate { path, basis: ColumnBasis::Attribute { guess }, rank: OF_ATTRIBUTE })
}

/// Rejects a header that names a field twice; a repeated name of another column is left out.
fn repeated_names(table: &TableStart, candidates: &mut [Result<Candidate, ColumnBasis>]) -> Result<(), Message> {
    for column in 0..candidates.len() {
        let Ok(candidate) = &candidates[column] else { continue };
        let first = candidates[..column]
            .iter()
            .position(|other| other.as_ref().is_ok_and(|other| other.path == candidate.path));
        let Some(first) = first else { continue };
        match (&candidate.basis, candidates[first].as_ref().map(|first| &first.basis)) {
            (ColumnBasis::FieldName, Ok(ColumnBasis::FieldName)) => {
                let name = excerpt(&table.names[column]);
                return Err(message!["file-name-twice", at = column + 1, name = name]);
            }
            (ColumnBasis::Attribute { .. }, Ok(ColumnBasis::Attribute { .. } | ColumnBasis::FieldName)) => {
                candidates[column] = Err(ColumnBasis::Repeated);
            }
            _ => {}
        }
    }
    Ok(())
}

/// Leaves out guesses that a surer column excludes, and those of which several are equally sure.
fn settle(candidates: &mut [Result<Candidate, ColumnBasis>]) {
    let claims: Vec<Option<(FieldPath, u8)>> =
        candidates.iter().map(|candidate| candidate.as_ref().ok().map(|own| (own.path.clone(), own.rank))).collect();
    let excludes = |one: &FieldPath, other: &FieldPath| match (one, other) {
        // The two ends of a bracket go together.
        (FieldPath::Fixed("age_band.min"), FieldPath::Fixed("age_band.max"))
        | (FieldPath::Fixed("age_band.max"), FieldPath::Fixed("age_band.min")) => false,
        (FieldPath::Fixed(one), FieldPath::Fixed(other)) => stated_field(one) == stated_field(other),
        _ => one == other,
    };
    for (column, candidate) in candidates.iter_mut().enumerate() {
        let Ok(own) = candidate else { continue };
        if !(OF_NAME..OF_ATTRIBUTE).contains(&own.rank) {
            continue;
        }
        let guess = own.path.to_string();
        let rivals =
            claims.iter().enumerate().filter(|(other, _)| *other != column).filter_map(|(_, claim)| claim.as_ref());
        let surest = rivals.filter(|(path, _)| excludes(path, &own.path)).map(|(_, rank)| *rank).min();
        match surest {
            Some(rank) if rank < own.rank => *candidate = Err(ColumnBasis::Superseded { guess }),
            Some(rank) if rank == own.rank => *candidate = Err(ColumnBasis::Ambiguous { guess }),
            Some(_) | None => {}
        }
    }
}

/// The use of a column, with how its cells are read.
fn planned(table: &TableStart, column: usize, candidate: Result<Candidate, ColumnBasis>) -> PlannedColumn {
    let mut reading = ColumnReading::unused(&table.names[column], ColumnBasis::Unnamed);
    reading.label = Some(excerpt(&table.labels[column])).filter(|label| !label.is_empty());
    let candidate = match candidate {
        Ok(candidate) => candidate,
        Err(basis) => {
            reading.basis = basis;
            return PlannedColumn { reading, target: None };
        }
    };
    let decode = decode(table, column, &candidate.path);
    if matches!(decode, Decode::Date(DateOrder::Ambiguous)) && candidate.basis != ColumnBasis::Mapping {
        reading.basis = ColumnBasis::AmbiguousDates { guess: candidate.path.to_string() };
        return PlannedColumn { reading, target: None };
    }
    reading.basis = candidate.basis;
    reading.field = Some(candidate.path.to_string());
    reading.forms = forms(decode);
    PlannedColumn { reading, target: Some((candidate.path, decode)) }
}
