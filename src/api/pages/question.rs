//! The people that a question is about: the fields of the form, the target that they make, and what it means.

use askama::Template;
use serde_json::{Map, Value, json};

use super::form::Fields;
use super::viewer::Viewer;
use crate::analysis::resolve_target;
use crate::api::analyses::load_agency_data;
use crate::api::contract::{read_recommendation, read_target, with_own};
use crate::api::server::State;
use crate::api::targets::own_targets;
use crate::api::today;
use crate::channel::{Recommendation, fit_and_rank};
use crate::error::Failure;
use crate::reference::Catalog;
use crate::report::format::two_digits;
use crate::report::messages::{Messages, args};
use crate::report::target::target_words;
use crate::target::{SpecFault, TargetSpec};

/// The country that a form begins with: that of the agencies it was made for.
const COUNTRY: &str = "KR";
/// What the menu of targets has for whoever the file labels.
const LABELLED: &str = "labelled";
/// Limits of incomes that the menu has, as shares of the median: below half, below the middle class, and so on.
const INCOMES: [(&str, &str); 5] = [
    ("0.5", "pages-income-half"),
    ("0.75", "pages-income-three-quarters"),
    ("1", "pages-income-median"),
    ("1.5", "pages-income-one-and-a-half"),
    ("2", "pages-income-double"),
];

#[derive(Template)]
#[template(
    ext = "html",
    source = r##"<fieldset>
<legend>{{ m.label("pages-target-who") }}</legend>
<div class="field">
<label for="preset">{{ m.label("pages-target-preset") }}</label>
<select id="preset" name="preset">
<option value="">{{ m.label("pages-target-own") }}</option>
{%- if with_labels %}
<option value="labelled"{% if fields.is("preset", "labelled") %} selected{% endif %}>{{ m.label("pages-target-labelled") }}</option>
{%- endif %}
{%- for (name, words) in presets %}
<option value="{{ name }}"{% if fields.is("preset", name) %} selected{% endif %}>{{ words }}</option>
{%- endfor %}
</select>
</div>
<div class="pair">
<div class="field"><label for="age_min">{{ m.label("pages-target-age-min") }}</label><input type="number" id="age_min" name="age_min" min="0" max="120" value="{{ fields.shown("age_min") }}"></div>
<div class="field"><label for="age_max">{{ m.label("pages-target-age-max") }}</label><input type="number" id="age_max" name="age_max" min="0" max="120" value="{{ fields.shown("age_max") }}"></div>
</div>
<div class="field">
<label for="income">{{ m.label("pages-target-income") }}</label>
<select id="income" name="income">
<option value="">{{ m.label("pages-income-any") }}</option>
{%- for (limit, message) in incomes %}
<option value="{{ limit }}"{% if fields.is("income", limit) %} selected{% endif %}>{{ m.label(message) }}</option>
{%- endfor %}
</select>
</div>
<div class="field">
<label for="region">{{ m.label("pages-target-region") }}</label>
<p class="hint" id="region-hint">{{ m.label("pages-target-region-hint") }}</p>
<input type="text" id="region" name="region" aria-describedby="region-hint" value="{{ fields.shown("region") }}">
</div>
<div class="pair">
<div class="field"><label for="country">{{ m.label("pages-target-country") }}</label>
<select id="country" name="country">
{%- for (code, name) in countries %}
<option value="{{ code }}"{% if code == country %} selected{% endif %}>{{ name }}</option>
{%- endfor %}
</select></div>
<div class="field"><label for="year">{{ m.label("pages-target-year") }}</label><input type="number" id="year" name="year" min="1900" max="2100" value="{{ fields.shown("year") }}"></div>
</div>
</fieldset>"##
)]
struct TargetFields<'a> {
    m: &'a Messages,
    fields: &'a Fields,
    with_labels: bool,
    presets: Vec<(String, String)>,
    incomes: [(&'static str, &'static str); 5],
    countries: Vec<(String, String)>,
    country: &'a str,
}

/// The part of a form that says who the target is.
pub(super) async fn target_fields(
    viewer: &Viewer,
    state: &State,
    fields: &Fields,
    with_labels: bool,
) -> Result<String, Failure> {
    let m = viewer.m;
    let own = own_targets(state, &viewer.caller.agency).await?.into_iter().map(|(name, _)| (name.clone(), name));
    let presets =
        state.catalog.targets().iter().map(|preset| (preset.name.clone(), m.name(&preset.description).to_owned()));
    let part = TargetFields {
        m,
        fields,
        with_labels,
        presets: own.chain(presets).collect(),
        incomes: INCOMES,
        countries: countries(m, &state.catalog),
        country: country(fields),
    };
    Ok(part.render().expect("writing to a string does not fail"))
}

/// The countries of the catalogue by name, each with its code.
pub(super) fn countries(m: &Messages, catalog: &Catalog) -> Vec<(String, String)> {
    let mut countries: Vec<(String, String)> =
        catalog.countries().iter().map(|country| (country.code.clone(), m.name(&country.name).to_owned())).collect();
    countries.sort_by(|a, b| a.1.cmp(&b.1));
    countries
}

/// The country that a form names.
pub(super) fn country(fields: &Fields) -> &str {
    fields.text("country").unwrap_or(COUNTRY)
}

/// A number as the contract has it; what is none stays a text, which the contract refuses.
pub(super) fn number(text: &str) -> Value {
    text.replace(',', "").parse::<f64>().map_or_else(|_| Value::from(text), Value::from)
}

/// The target that the fields make.
pub(super) fn target(fields: &Fields) -> Value {
    let mut target = Map::new();
    match fields.text("preset") {
        Some(LABELLED) => drop(target.insert(LABELLED.to_owned(), Value::Bool(true))),
        Some(preset) => drop(target.insert("preset".to_owned(), Value::from(preset))),
        None => {}
    }
    let ends = [("min", "age_min"), ("max", "age_max")];
    let ends: Map<String, Value> =
        ends.into_iter().filter_map(|(end, name)| Some((end.to_owned(), number(fields.text(name)?)))).collect();
    if !ends.is_empty() {
        target.insert("age".to_owned(), Value::Object(ends));
    }
    if let Some(limit) = fields.text("income") {
        target.insert("income".to_owned(), json!({"max_median_ratio": number(limit)}));
    }
    if let Some(regions) = fields.text("region") {
        let regions: Vec<&str> = regions.split(',').map(str::trim).filter(|region| !region.is_empty()).collect();
        target.insert("region".to_owned(), json!(regions));
    }
    target.insert("country".to_owned(), Value::from(country(fields)));
    if let Some(year) = fields.text("year") {
        let whole = year.parse::<i32>().map_or_else(|_| Value::from(year), Value::from);
        target.insert("year".to_owned(), whole);
    }
    Value::Object(target)
}

/// What the fields mean, in sentences.
#[derive(Debug, Default)]
pub(super) struct Meaning {
    /// Who is meant.
    pub(super) sentence: String,
    /// How many they are, and what is published of them.
    pub(super) more: Vec<String>,
    /// Why nobody is meant yet.
    pub(super) problem: Option<String>,
}

/// Who the fields mean; nobody before anything is chosen.
pub(super) fn who(viewer: &Viewer, state: &State, fields: &Fields, own: &[(String, TargetSpec)]) -> Meaning {
    let m = viewer.m;
    let nobody = |problem: String| Meaning { problem: Some(problem), ..Meaning::default() };
    if ["preset", "age_min", "age_max", "income", "region"].iter().all(|name| fields.text(name).is_none()) {
        return nobody(m.label("pages-target-nobody"));
    }
    let resolved = read_target(target(fields).to_string().as_bytes())
        .map_err(|failure| first_fault(m, &failure))
        .and_then(|spec| {
            let first = |faults: Vec<SpecFault>| faults.first().map(|fault| m.say(&fault.detail)).unwrap_or_default();
            resolve_target(with_own(spec, own), &state.catalog).map_err(first)
        });
    match resolved {
        Ok(target) => {
            let sentence = m.text("pages-target-sentence", args![target = target_words(m, &target)]);
            Meaning { sentence, ..Meaning::default() }
        }
        Err(problem) => nobody(problem),
    }
}

/// Who the fields mean, how many they are, and what is published of them.
pub(super) async fn meaning(viewer: &Viewer, state: &State, fields: &Fields) -> Result<Meaning, Failure> {
    let m = viewer.m;
    let data = load_agency_data(state, &viewer.caller.agency).await?;
    let meaning = who(viewer, state, fields, data.targets());
    if meaning.problem.is_some() {
        return Ok(meaning);
    }
    let (body, catalog) = (json!({"target": target(fields)}).to_string(), state.catalog.clone());
    let work = move || {
        let question = read_recommendation(body.as_bytes(), data.context(&catalog, today(), 0))?;
        Ok(fit_and_rank(&catalog, &question.query)?.recommendation)
    };
    let more = match state.workers.run(state.workers.permit(&viewer.caller)?, work).await {
        Ok(found) => size_and_figures(m, &found),
        // Some targets, such as whoever is labelled, have no published figures.
        Err(failure) if failure.code.status() < 500 => vec![m.label("pages-target-unknown-size")],
        Err(failure) => return Err(failure),
    };
    Ok(Meaning { more, ..meaning })
}

/// How many people a target is, and what the figures of channels are by.
pub(super) fn size_and_figures(m: &Messages, found: &Recommendation) -> Vec<String> {
    let share = m.percent(found.target_share_of_adults);
    let size = match found.target_people {
        Some(people) => m.text("pages-target-people", args![people = two_digits(people), share = share]),
        None => m.text("pages-target-share", args![share = share]),
    };
    let year = found.year_used.to_string();
    let figures = if found.income_entered {
        m.text("pages-target-figures", args![year = year])
    } else {
        m.text("pages-target-no-income", args![year = year])
    };
    vec![size, figures]
}

/// The first thing that is wrong.
fn first_fault(m: &Messages, failure: &Failure) -> String {
    failure.faults.first().map_or_else(|| failure.detail.clone(), |fault| fault.say(m))
}

/// The field of the form that a pointer of the contract means, if any.
fn field_of(pointer: &str) -> Option<&'static str> {
    const FIELDS: [(&str, &str); 16] = [
        ("/target/age/min", "age_min"),
        ("/target/age/max", "age_max"),
        ("/target/age", "age_min"),
        ("/target/income", "income"),
        ("/target/region", "region"),
        ("/target/country", "country"),
        ("/target/year", "year"),
        ("/target", "preset"),
        ("/min_share", "min_share"),
        ("/people", "people"),
        ("/within", "within"),
        ("/response_rate", "response_rate"),
        ("/panel_id", "panel"),
        ("/constraints/hours_per_week", "hours"),
        ("/constraints/budget", "money"),
        ("/constraints/channels", "channel1"),
    ];
    FIELDS.iter().find(|(start, _)| pointer.starts_with(start)).map(|(_, field)| *field)
}

/// What is wrong with a form, each with the field to go to.
pub(super) fn problems(m: &Messages, failure: &Failure) -> Vec<(&'static str, String)> {
    if failure.faults.is_empty() {
        return vec![("preset", failure.detail.clone())];
    }
    let fault = |fault: &crate::error::Fault| (field_of(&fault.pointer).unwrap_or("preset"), fault.say(m));
    failure.faults.iter().map(fault).collect()
}
