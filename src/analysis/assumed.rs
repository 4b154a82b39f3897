//! What may be assumed of followers whose membership nothing identifies: published figures of the people they are like,
//! and what the platform's totals tell of them.

use statrs::distribution::{ContinuousCDF, Normal};

use super::request::AnalysisRequest;
use crate::channel::{ACCOUNT_SD, KnownOf, PublishedPeople, PublishedShare};
use crate::ingest::totals::TotalsField;
use crate::prevalence::{
    AssumedBasis, AssumedShare, AssumedShares, Fit, RequiredData, RestMargin, ShareDistribution, Status, possible,
};
use crate::stats::{logistic, logit};
use crate::target::{Condition, Target};

/// Part of the followers that may be in bands across a limit for the totals to tell the share: they count as anything.
const MAX_STRADDLING: f64 = 0.1;

/// Published figures of the people whom the followers of a request are like, where the catalogue has them.
pub(super) struct Published<'a> {
    people: Option<PublishedPeople<'a>>,
    target: &'a Target,
    basis: Option<AssumedBasis>,
}

/// The rate of members in one cell of the followers.
#[derive(Debug, Clone, Copy)]
enum Rate {
    Known(f64),
    /// Log odds, and their standard deviation.
    Uncertain(f64, f64),
}

impl Rate {
    /// Its `p`-quantile. Accounts differ in all cells alike, so that the quantiles of the cells go together.
    fn quantile(self, normal: &Normal, p: f64) -> f64 {
        match self {
            Self::Known(rate) => rate,
            Self::Uncertain(logit, sd) => logistic(logit + sd * normal.inverse_cdf(p)),
        }
    }

    fn is_known(self) -> bool {
        matches!(self, Self::Known(_))
    }
}

/// One cell: its share of the followers, the standard deviation of that, and the rate of members.
#[derive(Debug, Clone, Copy)]
struct Cell {
    share: f64,
    sd: f64,
    rate: Rate,
}

/// Which conditions of the target are open.
#[derive(Debug, Clone, Copy, Default)]
struct Open {
    age: bool,
    income: bool,
    gender: bool,
    region: bool,
    other: bool,
}

impl<'a> Published<'a> {
    pub(super) fn new(request: &'a AnalysisRequest<'_>) -> Self {
        let (target, catalog) = (&request.target, request.catalog);
        let spec = target.spec();
        let channel = request.options.account_channel.as_deref();
        let country = spec.country.as_deref();
        let people = country.and_then(|country| PublishedPeople::new(catalog, country, spec.year, channel));
        let basis = people.as_ref().map(|people| AssumedBasis {
            platform: people.channel.and_then(|id| catalog.channel(id)).map(|c| (c.id.clone(), c.name.clone())),
            country: people.country().to_owned(),
            year: people.year(),
            spread: people.spread,
            sources: people.sources.clone(),
        });
        Self { people, target, basis }
    }

    /// The conditions that are not among `met`.
    fn open(&self, met: u32) -> Open {
        let mut open = Open::default();
        for (_, condition) in self.target.conditions().iter().enumerate().filter(|(i, _)| met >> i & 1 == 0) {
            match condition {
                Condition::Age { .. } => open.age = true,
                Condition::MedianRatio { .. } | Condition::Amount { .. } => open.income = true,
                Condition::OneOf { field, .. } if *field == "gender" => open.gender = true,
                Condition::OneOf { field, .. } if *field == "region" => open.region = true,
                Condition::OneOf { .. } | Condition::Attribute(_) => open.other = true,
            }
        }
        open
    }

    /// The rate of the target's open ages and incomes among people of whom so much is known.
    fn rate(&self, open: Open, ages: Option<(f64, f64)>) -> Option<Rate> {
        let asks_income = self
            .target
            .conditions()
            .iter()
            .any(|c| matches!(c, Condition::MedianRatio { .. } | Condition::Amount { .. }));
        let asks_age = self.target.conditions().iter().any(|c| matches!(c, Condition::Age { .. }));
        let known = KnownOf { ages, age_met: asks_age && !open.age, income_met: asks_income && !open.income };
        Some(match self.people.as_ref()?.share(self.target.spec(), known)? {
            PublishedShare::Certain(share) => Rate::Known(share),
            PublishedShare::Uncertain { logit, sd } => Rate::Uncertain(logit, sd),
        })
    }

    /// The followers by cells of `margin`.
    fn cells(&self, met: u32, open: Open, margin: &RestMargin) -> Option<Vec<Cell>> {
        let parts = possible(self.target, met, margin);
        let cell = |(cell, part): (&crate::ingest::totals::MarginCell, f64)| {
            let rate = if part == 0.0 {
                Rate::Known(0.0)
            } else if !open.income && (part == 1.0 || !open.age) {
                Rate::Known(1.0)
            } else {
                let spread_evenly = || (!open.income).then(|| Rate::Uncertain(logit(part.min(0.999)), ACCOUNT_SD));
                self.rate(open, cell.ages).or_else(spread_evenly)?
            };
            Some(Cell { share: cell.share, sd: cell.sd, rate })
        };
        margin.cells.iter().zip(parts).map(cell).collect()
    }
}

/// The share of followers who meet the conditions on one field, by the totals of that field alone.
#[derive(Debug, Clone, Copy)]
struct MetByTotals {
    /// Least and most: people of a place that is not listed may be of one that is accepted.
    least: f64,
    most: f64,
    /// Sampling variance of the middle between them.
    variance: f64,
}

impl MetByTotals {
    fn of(target: &Target, met: u32, margin: &RestMargin) -> Self {
        let parts = possible(target, met, margin);
        let mut found = Self { least: 0.0, most: 0.0, variance: 0.0 };
        for (cell, part) in margin.cells.iter().zip(parts) {
            let is_listed = cell.value.is_some() || cell.ages.is_some();
            let least = if is_listed { part } else { 0.0 };
            found.least += least * cell.share;
            found.most += part * cell.share;
            found.variance += (0.5 * (least + part) * cell.sd).powi(2);
        }
        found
    }

    fn middle(&self) -> f64 {
        0.5 * (self.least + self.most)
    }

    fn quantile(&self, p: f64) -> f64 {
        self.least + (self.most - self.least) * p
    }
}

/// The share of followers who meet the conditions on all of some fields, told by a table of each. Nothing tells how the fields
/// go together, so every share between the bounds of Hoeffding and Frechet is possible; the middle is that of independence.
fn met_by_all(fields: &[MetByTotals], p: f64) -> f64 {
    let sum = |of: &dyn Fn(&MetByTotals) -> f64| fields.iter().map(of).sum::<f64>();
    let least = (sum(&|field| field.least) - (fields.len() as f64 - 1.0)).max(0.0);
    let most = fields.iter().map(|field| field.most).fold(1.0, f64::min);
    let middle: f64 = fields.iter().map(MetByTotals::middle).product();
    match p < 0.5 {
        true => least + (middle - least) * 2.0 * p,
        false => middle + (most - middle) * (2.0 * p - 1.0),
    }
}

impl AssumedShares for Published<'_> {
    fn basis(&self) -> Option<AssumedBasis> {
        self.basis.clone()
    }

    fn share(&self, met: u32, margins: &[RestMargin]) -> Option<AssumedShare> {
        let open = self.open(met);
        if self.target.spec().labelled || open.other {
            return None;
        }
        let of = |field: TotalsField| margins.iter().find(|margin| margin.field == field);
        let fine = of(TotalsField::AgeGender).filter(|_| open.age || open.gender);
        let by_age = fine.or_else(|| of(TotalsField::Age).filter(|_| open.age));
        let mut used: Vec<&RestMargin> = by_age.into_iter().collect();
        let mut factors = Vec::new();
        for (is_open, field) in
            [(open.gender && fine.is_none(), TotalsField::Gender), (open.region, TotalsField::Region)]
        {
            if is_open {
                let margin = of(field)?;
                factors.push(MetByTotals::of(self.target, met, margin));
                used.push(margin);
            }
        }
        let mut cells = match by_age {
            Some(margin) => self.cells(met, open, margin)?,
            None if open.age || open.income => vec![Cell { share: 1.0, sd: 0.0, rate: self.rate(open, None)? }],
            None => vec![Cell { share: 1.0, sd: 0.0, rate: Rate::Known(1.0) }],
        };
        let straddling: f64 = cells.iter().filter(|cell| !cell.rate.is_known()).map(|cell| cell.share).sum();
        let is_identified = straddling <= MAX_STRADDLING && !open.income && !used.is_empty();
        // Nothing is assumed then: whoever is in a band across a limit counts as anything.
        let anything = if is_identified { straddling } else { 0.0 };
        if is_identified {
            cells.iter_mut().filter(|cell| !cell.rate.is_known()).for_each(|cell| cell.rate = Rate::Known(0.0));
        }
        let normal = Normal::standard();
        let met_by_totals: f64 = factors.iter().map(MetByTotals::middle).product();
        let at = |p: f64| -> f64 { cells.iter().map(|cell| cell.share * cell.rate.quantile(&normal, p)).sum() };
        let middle = at(0.5) + 0.5 * anything;
        let of_cells: f64 = cells.iter().map(|c| ((c.rate.quantile(&normal, 0.5) - middle) * c.sd).powi(2)).sum();
        let of_factors: f64 =
            factors.iter().map(|factor| factor.variance / factor.middle().powi(2).max(f64::MIN_POSITIVE)).sum();
        let sd = met_by_totals * (of_cells + middle.powi(2) * of_factors).sqrt();
        let share = if is_identified {
            let known = at(0.5);
            let of_cells = MetByTotals { least: known, most: known + anything, variance: 0.0 };
            let fields: Vec<MetByTotals> = by_age.map(|_| of_cells).into_iter().chain(factors).collect();
            ShareDistribution::from_quantiles(|p| met_by_all(&fields, p))
        } else {
            let of_factors = |p: f64| factors.iter().map(|factor| factor.quantile(p)).product::<f64>();
            ShareDistribution::from_quantiles(|p| of_factors(p) * at(p))
        };
        let share = share.blurred(sd);
        let totals = used.iter().map(|margin| margin.field.as_str()).collect();
        Some(AssumedShare { share, is_identified, totals })
    }
}

/// Whether published figures tell how many people meet a condition, or totals of the platform may.
fn is_published(condition: &Condition) -> bool {
    match condition {
        Condition::Age { .. } | Condition::MedianRatio { .. } | Condition::Amount { .. } => true,
        Condition::OneOf { .. } | Condition::Attribute(_) => false,
    }
}

/// Says what of the account's platform, country and year a first figure, or a narrower one, needs.
pub(super) fn ask_for_published(fit: &mut Fit, request: &AnalysisRequest<'_>) {
    let spec = request.target.spec();
    let conditions = request.target.conditions();
    // Conditions of which nothing is published would leave nothing to assume.
    if !matches!(fit.status, Status::NotIdentified | Status::Assumed) || !conditions.iter().all(is_published) {
        return;
    }
    let missing = [
        (request.options.account_channel.is_none(), "account_channel"),
        (spec.country.is_none(), "country"),
        (spec.year.is_none(), "year"),
    ];
    let missing: Vec<&'static str> = missing.into_iter().filter(|(is, _)| *is).map(|(_, name)| name).collect();
    let would_help = fit.status == Status::Assumed || missing.contains(&"country");
    if would_help && !missing.is_empty() {
        fit.required_data.push(RequiredData::Published(missing));
    }
}
