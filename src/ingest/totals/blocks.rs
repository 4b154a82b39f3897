//! Totals in tables: one table, or several blocks under their titles.

use csv::ReaderBuilder;

use super::file::{ReadTotals, TotalsSource};
use super::{TotalRow, TotalsField, TotalsOf, is_unknown};
use crate::ingest::excerpt;
use crate::ingest::table::{age_band, is_summary_row};
use crate::message::{Message, message};
use crate::profile::{Field, is_recognised, level_key};

/// Names of columns of ages, genders and places; what is known and not used; and of what a follower is counted by.
const AGES: [&str; 9] = ["age", "ages", "viewer age", "age range", "age group", "age_range", "연령", "연령대", "나이"];
const GENDERS: [&str; 5] = ["gender", "viewer gender", "sex", "성별", "genders"];
const PLACES: [&str; 11] = [
    "region",
    "city",
    "cities",
    "location",
    "place",
    "top cities",
    "top towns/cities",
    "지역",
    "도시",
    "시도",
    "locations",
];
const NOT_USED: [(&str, &str); 9] = [
    ("country", "totals-countries"),
    ("countries", "totals-countries"),
    ("top countries", "totals-countries"),
    ("top territories", "totals-countries"),
    ("geography", "totals-countries"),
    ("job function", "totals-job-functions"),
    ("seniority", "totals-seniority"),
    ("industry", "totals-industries"),
    ("company size", "totals-company-sizes"),
];
const COUNTS: [&str; 9] =
    ["followers", "total followers", "subscribers", "people", "count", "fans", "팔로워", "팔로워 수", "구독자"];
const SHARES: [&str; 9] = ["share", "distribution", "percent", "percentage", "%", "value", "비율", "구성비", "비중"];
const VIEWERS: [&str; 3] = ["views (%)", "viewers (%)", "watch time (hours) (%)"];
/// What is counted in statistics of other people than followers.
const OTHERS: [&str; 6] = ["impressions", "reach", "visitors", "page views", "engagement", "views"];

type Table = Vec<Vec<String>>;

pub(super) fn read_tables(text: &str) -> Result<ReadTotals, Message> {
    let mut found = Found::default();
    for (title, table) in blocks(text) {
        found.block(title.as_deref(), &table)?;
    }
    found.finish()
}

/// The tables between blank lines, each with the title above it; the delimiter is the one that the first lines have most
/// of.
fn blocks(text: &str) -> Vec<(Option<String>, Table)> {
    let text = text.strip_prefix("sep=").map_or(text, |rest| rest.split_once('\n').map_or("", |(_, rest)| rest));
    let count = |c: char| text.lines().take(20).map(|line| line.matches(c).count()).sum::<usize>();
    let delimiter = ['\t', ';', ','].into_iter().max_by_key(|c| count(*c)).unwrap_or(',');
    let is_blank =
        |line: &&str| line.trim_matches(|c: char| c.is_whitespace() || c == delimiter || c == '"').is_empty();
    let lines: Vec<&str> = text.lines().collect();
    let parts = lines.split(is_blank).filter(|part| !part.is_empty());
    parts.map(|part| titled(cells(&part.join("\n"), delimiter))).filter(|(_, table)| !table.is_empty()).collect()
}

fn cells(text: &str, delimiter: char) -> Table {
    let mut reader =
        ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter as u8).from_reader(text.as_bytes());
    let row = |record: csv::StringRecord| record.iter().map(|cell| cell.trim().to_owned()).collect();
    reader.records().map_while(Result::ok).map(row).collect()
}

/// A table with the title in the one filled cell above it.
fn titled(table: Table) -> (Option<String>, Table) {
    let filled = |row: &Vec<String>| row.iter().filter(|cell| !cell.is_empty()).count();
    let is_titled = table.len() > 1 && filled(&table[0]) == 1 && table[1..].iter().any(|row| filled(row) > 1);
    let title = is_titled.then(|| table[0].iter().find(|cell| !cell.is_empty()).cloned()).flatten();
    (title, table.into_iter().skip(usize::from(is_titled)).collect())
}

/// What was found so far.
#[derive(Default)]
struct Found {
    rows: Vec<TotalRow>,
    source: Option<TotalsSource>,
    of: TotalsOf,
    followers: Option<u64>,
    not_used: Vec<&'static str>,
    has_dates: bool,
}

/// The columns of a table that matter.
struct Columns {
    age: Option<usize>,
    gender: Option<usize>,
    place: Option<usize>,
    /// One column of shares, or one for each gender.
    shares: Vec<(usize, Option<String>)>,
    measure: String,
}

impl Found {
    fn block(&mut self, title: Option<&str>, table: &Table) -> Result<(), Message> {
        let title = title.map(|title| title.trim().to_lowercase());
        let header: Vec<String> = table[0].iter().map(|cell| cell.to_lowercase()).collect();
        if let Some(title) = title.as_deref().filter(|title| title.starts_with("top ") && table.len() == 2) {
            // Meta writes the names of places in one row and their shares in the next.
            return self.listed(title, table);
        }
        if header.first().is_some_and(|name| name == "field") && header.contains(&"share".to_owned()) {
            return self.contract(&header, table);
        }
        let Some(columns) = self.columns(&header)? else { return Ok(()) };
        if title.as_deref().is_some_and(|title| title.contains("age") && title.contains("gender")) {
            self.source = Some(TotalsSource::Meta);
        }
        self.table(&columns, &table[1..])
    }

    /// Which columns hold what; none where the table has no totals of age, gender or region.
    fn columns(&mut self, header: &[String]) -> Result<Option<Columns>, Message> {
        let at = |names: &[&str]| header.iter().position(|name| names.contains(&name.as_str()));
        self.has_dates |= at(&["date", "날짜"]).is_some();
        let genders: Vec<(usize, Option<String>)> = header
            .iter()
            .enumerate()
            .filter(|(_, name)| !name.is_empty() && (is_gender(name) || is_unknown(name)))
            .map(|(i, name)| (i, Some(name.clone())))
            .collect();
        let is_wide = genders.iter().any(|(i, _)| is_gender(&header[*i]));
        let age = at(&AGES).or_else(|| header.first().filter(|name| is_wide && name.is_empty()).map(|_| 0));
        let (gender, place) = (at(&GENDERS), at(&PLACES));
        if age.or(gender).or(place).is_none() {
            self.not_used.extend(NOT_USED.iter().filter(|(name, _)| at(&[name]).is_some()).map(|(_, what)| *what));
            return Ok(None);
        }
        let measure = at(&VIEWERS).or_else(|| at(&SHARES)).or_else(|| at(&COUNTS));
        let shares = if is_wide { genders } else { measure.map(|i| (i, None)).into_iter().collect() };
        if shares.is_empty() {
            let other = OTHERS.iter().find(|word| header.iter().any(|name| name.contains(*word)));
            return Err(match other {
                Some(other) => message!["totals-other-people", of = other],
                None => message!["totals-no-shares"],
            });
        }
        let measure = measure.map_or_else(String::new, |i| header[i].clone());
        if VIEWERS.contains(&measure.as_str()) {
            (self.of, self.source) = (TotalsOf::Viewers, Some(TotalsSource::YouTube));
        } else if measure == "distribution" {
            self.source = Some(TotalsSource::TikTok);
        } else if measure == "total followers" {
            self.source = Some(TotalsSource::LinkedIn);
        }
        Ok(Some(Columns { age, gender, place, shares, measure }))
    }

    fn table(&mut self, columns: &Columns, rows: &[Vec<String>]) -> Result<(), Message> {
        let cell = |row: &Vec<String>, i: usize| row.get(i).cloned().unwrap_or_default();
        let is_total = |row: &&Vec<String>| row.first().is_some_and(|first| is_summary_row(first));
        let mut named: Vec<(Option<String>, Option<String>)> = Vec::new();
        let mut figures = Vec::new();
        for row in rows.iter().filter(|row| !is_total(row)) {
            for (i, gender) in &columns.shares {
                let value = gender.clone().or_else(|| columns.gender.or(columns.place).map(|i| cell(row, i)));
                named.push((columns.age.map(|i| cell(row, i)), value));
                figures.push(cell(row, *i));
            }
        }
        let is_wide = columns.shares.iter().any(|(_, gender)| gender.is_some());
        let field = match (columns.age.is_some(), is_wide || columns.gender.is_some()) {
            (true, true) => TotalsField::AgeGender,
            (true, false) => TotalsField::Age,
            (false, true) => TotalsField::Gender,
            (false, false) => TotalsField::Region,
        };
        self.add(field, named, &figures, &columns.measure)
    }

    /// Names in one row, shares in the next.
    fn listed(&mut self, title: &str, table: &Table) -> Result<(), Message> {
        self.source = Some(TotalsSource::Meta);
        if !PLACES.contains(&title) {
            self.not_used.extend(NOT_USED.iter().filter(|(name, _)| *name == title).map(|(_, what)| *what));
            return Ok(());
        }
        let named = table[0].iter().map(|place| (None, Some(place.clone()))).collect();
        self.add(TotalsField::Region, named, &table[1], "")
    }

    /// The table of the contract.
    fn contract(&mut self, header: &[String], table: &Table) -> Result<(), Message> {
        let at = |name: &str| header.iter().position(|other| other == name);
        for (i, row) in table.iter().enumerate().skip(1) {
            let cell = |name: &str| at(name).and_then(|i| row.get(i)).filter(|cell| !cell.is_empty()).cloned();
            let named = cell("field").unwrap_or_default();
            let Some(field) = TotalsField::named(&named) else {
                let why = message!["totals-field", received = excerpt(&named)];
                return Err(message!["totals-in-line", line = i + 1].saying("why", why));
            };
            let share = cell("share").unwrap_or_default();
            let Some(figure) = figure(&share) else {
                let why = message!["totals-share-text", received = excerpt(&share)];
                return Err(message!["totals-in-line", line = i + 1].saying("why", why));
            };
            let scale = if figure.is_percent { 0.01 } else { 1.0 };
            let half_step = Some(scale * figure.half_step);
            let (band, value) = (cell("band"), cell("value"));
            self.rows.push(TotalRow { field, band, value, share: scale * figure.value, half_step });
        }
        Ok(())
    }

    fn add(
        &mut self,
        field: TotalsField,
        named: Vec<(Option<String>, Option<String>)>,
        texts: &[String],
        measure: &str,
    ) -> Result<(), Message> {
        let mut figures = Vec::with_capacity(texts.len());
        for text in texts {
            figures.push(figure(text).ok_or_else(|| message!["totals-figure", received = excerpt(text)])?);
        }
        let sum: f64 = figures.iter().map(|f| f.value).sum();
        let are_percent =
            figures.iter().any(|f| f.is_percent) || measure.contains('%') || measure.starts_with("percent");
        let is_whole = figures.iter().all(|f| f.value.fract() == 0.0);
        let scale = if are_percent || (95.0..=105.0).contains(&sum) && !COUNTS.contains(&measure) {
            0.01
        } else if sum <= 1.05 {
            1.0
        } else if COUNTS.contains(&measure) || measure.is_empty() && is_whole {
            if field != TotalsField::Region {
                self.followers = Some(sum.round() as u64);
            }
            1.0 / sum
        } else {
            let sum = format!("{sum:.1}");
            return Err(message!["totals-sum-unclear", name = excerpt(measure), sum = sum]);
        };
        let half = figures.iter().map(|f| f.half_step).fold(f64::MAX, f64::min);
        // Numbers of people are not rounded.
        let half = if scale == 0.01 || scale == 1.0 { scale * half } else { 0.0 };
        for ((band, value), figure) in named.into_iter().zip(figures) {
            if band.as_deref().is_some_and(|text| age_band(text).is_none() && !is_unknown(text)) && figure.value == 0.0
            {
                continue;
            }
            self.rows.push(TotalRow { field, band, value, share: scale * figure.value, half_step: Some(half) });
        }
        Ok(())
    }

    fn finish(self) -> Result<ReadTotals, Message> {
        if self.rows.is_empty() {
            let typed = message!["totals-typed"];
            return Err(match (self.not_used.first(), self.has_dates) {
                (Some(what), _) => {
                    message!["totals-not-used"].saying("what", Message::new(what)).saying("typed", typed)
                }
                (None, true) => message!["totals-by-day"].saying("typed", typed),
                (None, false) => message!["totals-no-column"].saying("typed", typed),
            });
        }
        let Self { rows, of, followers, source, .. } = self;
        Ok(ReadTotals { rows, of, followers, source: source.unwrap_or(TotalsSource::Table) })
    }
}

fn is_gender(name: &str) -> bool {
    let key = level_key(&Field::Gender, name);
    is_recognised(&Field::Gender, &key) == Some(true) && name.chars().count() > 1
}

/// A number of a table.
struct Figure {
    value: f64,
    is_percent: bool,
    /// Half a step of what it was rounded to.
    half_step: f64,
}

/// Reads `12.3%`, `12,3 %`, `1,234`, `<1%` or nothing, which is none.
fn figure(text: &str) -> Option<Figure> {
    let is_percent = text.contains('%');
    let text = text.trim_end_matches(['%', ' ']).trim().trim_start_matches(['<', '~']);
    if text.is_empty() || text == "-" || text == "—" {
        return Some(Figure { value: 0.0, is_percent, half_step: f64::MAX });
    }
    let decimals_of = |text: &str, point: char| text.rsplit_once(point).map_or(0, |(_, decimals)| decimals.len());
    // A comma before three digits is of thousands, before one or two it is of decimals.
    let text = match decimals_of(text, ',') {
        1 | 2 if !text.contains('.') => text.replace(',', "."),
        _ => text.replace(',', ""),
    };
    let value: f64 = text.parse().ok().filter(|value: &f64| value.is_finite() && *value >= 0.0)?;
    Some(Figure { value, is_percent, half_step: 0.5 * 0.1f64.powi(decimals_of(&text, '.') as i32) })
}
