//! Totals in JSON: those of a request, of Meta's Graph API and of the YouTube Analytics API.

use serde_json::Value;

use super::file::{ReadTotals, TotalsSource};
use super::{TotalRow, TotalsField, TotalsOf};
use crate::ingest::excerpt;
use crate::message::{Message, message};

/// Metrics of the Graph API that are of followers.
const OF_FOLLOWERS: [&str; 9] = [
    "follower_demographics",
    "audience_gender_age",
    "audience_city",
    "page_fans_gender_age",
    "page_fans_city",
    "page_follows_gender_age",
    "page_follows_city",
    "audience_country",
    "page_fans_country",
];

pub(super) fn read_json(text: &str) -> Result<ReadTotals, Message> {
    let value: Value = serde_json::from_str(text).map_err(|error| message!["totals-not-json", error = error])?;
    if let Some(data) = value.get("data").and_then(Value::as_array) {
        return graph(data);
    }
    if let Some(headers) = value.get("columnHeaders").and_then(Value::as_array) {
        return youtube(headers, value.get("rows").and_then(Value::as_array).map_or(&[][..], Vec::as_slice));
    }
    let rows = value.as_array().or_else(|| value.get("totals").and_then(Value::as_array));
    let Some(rows) = rows else {
        return Err(message!["totals-none"]);
    };
    let rows = rows.iter().enumerate().map(|(i, row)| table_row(i, row)).collect::<Result<_, _>>()?;
    let followers = value.get("followers").and_then(Value::as_u64);
    Ok(ReadTotals { rows, of: TotalsOf::Followers, source: TotalsSource::Table, followers })
}

fn table_row(i: usize, row: &Value) -> Result<TotalRow, Message> {
    let text = |name: &str| row.get(name).and_then(Value::as_str).map(str::to_owned);
    let named = text("field").unwrap_or_default();
    let Some(field) = TotalsField::named(&named) else {
        let why = message!["totals-field", received = excerpt(&named)];
        return Err(message!["totals-in-row", row = i + 1].saying("why", why));
    };
    let Some(share) = row.get("share").and_then(Value::as_f64) else {
        return Err(message!["totals-in-row", row = i + 1].saying("why", message!["totals-share-missing"]));
    };
    Ok(TotalRow { field, band: text("band"), value: text("value"), share, half_step: None })
}

/// Counts of people, as shares of them all.
struct Counted {
    field: TotalsField,
    band: Option<String>,
    value: Option<String>,
    people: f64,
}

fn graph(data: &[Value]) -> Result<ReadTotals, Message> {
    let mut followers = None;
    let mut rows = Vec::new();
    for metric in data {
        let name = metric.get("name").and_then(Value::as_str).unwrap_or_default();
        if !OF_FOLLOWERS.contains(&name) {
            return Err(message!["totals-metric", name = excerpt(name)]);
        }
        let counted = match metric.get("total_value") {
            Some(total) => breakdowns(total),
            None => lifetime(name, metric),
        };
        let all: f64 = counted.iter().map(|c| c.people).sum();
        if all <= 0.0 {
            continue;
        }
        if counted.iter().any(|c| c.field != TotalsField::Region) {
            followers = Some(all.round() as u64);
        }
        rows.extend(counted.into_iter().map(|c| TotalRow {
            field: c.field,
            band: c.band,
            value: c.value,
            share: c.people / all,
            half_step: Some(0.0),
        }));
    }
    if rows.is_empty() {
        return Err(message!["totals-meta-empty"]);
    }
    Ok(ReadTotals { rows, of: TotalsOf::Followers, source: TotalsSource::Meta, followers })
}

/// `follower_demographics`: the finest of its breakdowns, and cities.
fn breakdowns(total: &Value) -> Vec<Counted> {
    let mut found = Vec::new();
    for breakdown in total.get("breakdowns").and_then(Value::as_array).into_iter().flatten() {
        let list = |value: Option<&Value>| -> Vec<String> {
            value.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
        };
        let keys = list(breakdown.get("dimension_keys"));
        let at = |name: &str| keys.iter().position(|key| key == name);
        let (age, gender, city) = (at("age"), at("gender"), at("city"));
        let field = match (age, gender, city) {
            (Some(_), Some(_), _) => TotalsField::AgeGender,
            (Some(_), None, _) => TotalsField::Age,
            (None, Some(_), _) => TotalsField::Gender,
            (None, None, Some(_)) => TotalsField::Region,
            (None, None, None) => continue,
        };
        for result in breakdown.get("results").and_then(Value::as_array).into_iter().flatten() {
            let values = list(result.get("dimension_values"));
            let cell = |i: Option<usize>| i.and_then(|i| values.get(i).cloned());
            let people = result.get("value").and_then(Value::as_f64).unwrap_or(0.0);
            found.push(Counted { field, band: cell(age), value: cell(gender.or(city)), people });
        }
    }
    found
}

/// `page_fans_gender_age` and the like: the newest day's counts, by keys such as `F.25-34` or a city.
fn lifetime(name: &str, metric: &Value) -> Vec<Counted> {
    let days = metric.get("values").and_then(Value::as_array);
    let newest = days.and_then(|days| days.last()).and_then(|day| day.get("value")).and_then(Value::as_object);
    let counted = |(key, people): (&String, &Value)| {
        let people = people.as_f64()?;
        if name.ends_with("city") {
            return Some(Counted { field: TotalsField::Region, band: None, value: Some(key.clone()), people });
        }
        let (gender, ages) = key.split_once('.')?;
        let (band, value) = (Some(ages.to_owned()), Some(gender.to_owned()));
        Some(Counted { field: TotalsField::AgeGender, band, value, people })
    };
    newest.into_iter().flatten().filter_map(counted).collect()
}

fn youtube(headers: &[Value], rows: &[Value]) -> Result<ReadTotals, Message> {
    let at = |name: &str| headers.iter().position(|h| h.get("name").and_then(Value::as_str) == Some(name));
    let (age, gender) = (at("ageGroup"), at("gender"));
    let Some(share) = at("viewerPercentage").filter(|_| age.or(gender).is_some()) else {
        return Err(message!["totals-youtube-empty"]);
    };
    let field = match (age, gender) {
        (Some(_), Some(_)) => TotalsField::AgeGender,
        (Some(_), None) => TotalsField::Age,
        (None, _) => TotalsField::Gender,
    };
    let row = |row: &Value| {
        let text = |i: Option<usize>| row.get(i?).and_then(Value::as_str).map(str::to_owned);
        let share = row.get(share).and_then(Value::as_f64).unwrap_or(0.0) / 100.0;
        TotalRow { field, band: text(age), value: text(gender), share, half_step: Some(0.0005) }
    };
    Ok(ReadTotals {
        rows: rows.iter().map(row).collect(),
        of: TotalsOf::Viewers,
        source: TotalsSource::YouTube,
        followers: None,
    })
}
