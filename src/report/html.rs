//! Reports as one HTML page: no script, nothing from elsewhere, every value escaped by the template.

use askama::Template;

use super::document::{Bar, Block, Cell, Document, Kind};
use super::messages::{Language, Messages};
use super::safe_text::SafeText;
use super::{audience, channels, effect, forecast_chart, markdown, overlap, reach_chart, sentences, timeline};
use crate::analysis::Analysis;
use crate::channel::Recommendation;
use crate::effect::EffectAnalysis;
use crate::plan::Plan;

/// The report of an analysis as an HTML page.
pub fn html(analysis: &Analysis, language: Language) -> String {
    let m = Messages::of(language);
    page(&audience::document(m, analysis))
}

/// The report of an analysis as an HTML page and as Markdown, which cost less together.
pub fn html_and_markdown(analysis: &Analysis, language: Language) -> (String, String) {
    if analysis.plan.is_some() {
        return (html(analysis, language), markdown::markdown(analysis, language));
    }
    let document = audience::document(Messages::of(language), analysis);
    (page(&document), markdown::page(&document))
}

/// The report of a recommendation, and of its plan if there is one, as an HTML page.
pub fn recommendation_html(recommendation: &Recommendation, plan: Option<&Plan>, language: Language) -> String {
    let m = Messages::of(language);
    page(&channels::document(m, recommendation, plan))
}

/// The report of the effect of events as an HTML page.
pub fn effect_html(answer: &EffectAnalysis, language: Language) -> String {
    let m = Messages::of(language);
    page(&effect::document(m, answer))
}

fn percent(language: &Language, share: f64) -> String {
    Messages::of(*language).exact_percent(share)
}

fn page(document: &Document) -> String {
    let page = Page { document, style: include_str!("templates/report.css") };
    let html = page.render().expect("writing to a string does not fail and no value of a document fails to display");
    // A percent sign never begins a line.
    html.replace(" %", "\u{a0}%")
}

/// The page. The template stands here because askama reads files only from the crate's top level.
#[derive(Template)]
#[template(
    ext = "html",
    source = r##"<!doctype html>
<html lang="{{ document.language.tag() }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{{ document.title }}{% if let Some(fact) = document.about.first() %}: {{ fact.text }}{% endif %}</title>
<style>
{{ style|safe }}</style>
</head>
<body>
<main>
<header>
<h1>{{ document.title }}</h1>
<dl>
{%- for fact in document.about %}
<dt>{{ fact.term }}</dt><dd>{{ fact.text }}</dd>
{%- endfor %}
</dl>
</header>
{%- for section in document.sections %}
{%- let part = loop.index %}
<section aria-labelledby="part-{{ loop.index }}">
<h2 id="part-{{ loop.index }}">{{ section.title }}</h2>
{%- for block in section.blocks %}
{%- match block %}
{%- when Block::Lead(text) %}
<p class="lead">{{ text }}</p>
{%- when Block::Text(text) %}
<p>{{ text }}</p>
{%- when Block::Scale(bar) %}
{{ Scale::of(bar, document.language)|safe }}
{%- when Block::Timeline(timeline) %}
<figure class="timeline" role="img" aria-label="{{ timeline.words }}">{{ timeline::svg(timeline)|safe }}</figure>
{%- when Block::ForecastChart(all) %}
<figure class="course" role="img" aria-label="{{ all.words }}">{{ forecast_chart::svg(all)|safe }}
<p class="key"><span><svg viewBox="0 0 24 16"><path d="M1 8H23" stroke="#1A1D23" stroke-width="2"/><circle cx="12" cy="8" r="3" fill="#1A1D23"/></svg> {{ all.labels[0] }}</span> <span><svg viewBox="0 0 24 16"><rect x="1" y="2" width="22" height="12" fill="#A9C3EE"/><path d="M1 8H23" stroke="#1F4E9E" stroke-width="2"/></svg> {{ all.labels[1] }}</span> <span><svg viewBox="0 0 24 16"><rect x="1" y="1" width="22" height="14" fill="#F3E8C8" stroke="#4A5160"/></svg> {{ all.labels[2] }}</span></p></figure>
{%- when Block::ReachChart(chart) %}
<figure class="course" role="img" aria-label="{{ chart.words }}">{{ reach_chart::svg(chart)|safe }}
<p class="key"><span><svg viewBox="0 0 24 16"><rect x="1" y="2" width="22" height="12" fill="#A9C3EE"/><path d="M1 8H23" stroke="#1F4E9E" stroke-width="2"/></svg> {{ chart.labels[0] }}</span> <span><svg viewBox="0 0 24 16"><path d="M12 1V15" stroke="#1A1D23" stroke-width="1"/></svg> {{ chart.labels[1] }}</span></p></figure>
{%- when Block::LovePlot(plot) %}
<figure class="course" role="img" aria-label="{{ plot.words }}">{{ overlap::svg(plot)|safe }}</figure>
{%- when Block::Outcome(outcome, verdict, why) %}
<p class="outcome {{ sentences::outcome_name(**outcome) }}"><strong>{{ verdict }}</strong> {{ why }}</p>
{%- when Block::Facts(facts) %}
<dl>
{%- for fact in facts %}
<dt>{{ fact.term }}</dt><dd>{{ fact.text }}</dd>
{%- endfor %}
</dl>
{%- when Block::List(intro, items) %}
{%- if !intro.is_empty() %}
<p>{{ intro }}</p>
{%- endif %}
<ul>
{%- for item in items %}
<li{% if let Some(code) = item.code %} data-code="{{ code }}"{% endif %}>{{ item.text }}</li>
{%- endfor %}
</ul>
{%- when Block::Links(links) %}
<ul class="sources">
{%- for link in links %}
<li>{{ link.id }}: {% match link.url %}{% when Some(url) %}<a href="{{ url }}" rel="noreferrer">{{ link.title }}</a>{% when None %}{{ link.title }}{% endmatch %}.{% if !link.note.is_empty() %} {{ link.note }}{% endif %}</li>
{%- endfor %}
</ul>
{%- when Block::Table(table) %}
<div class="wide" role="group" aria-labelledby="part-{{ part }}" tabindex="0">
<table>
<caption>{{ table.caption }}</caption>
<thead><tr>
{%- for column in table.columns %}
<th scope="col" class="{{ column.kind.class() }}">
{%- if column.kind == Kind::Bars %}<span><span>{{ self::percent(document.language, 0.0) }}</span><span>{{ self::percent(document.language, 1.0) }}</span></span>
{%- else %}{{ column.title }}{% endif %}</th>
{%- endfor %}
</tr></thead>
{%- for row in table.rows %}
<tbody>
<tr>
{%- for (column, cell) in table.columns.iter().zip(row.cells.iter()) %}
{%- if loop.first %}
<th scope="rowgroup" rowspan="2">{{ cell.words() }}</th>
{%- else %}
<td class="{{ column.kind.class() }}"{% if column.kind != Kind::Bars %} data-name="{{ column.title }}"{% endif %}>
{%- match cell %}
{%- when Cell::Text(text) %}{{ text }}
{%- when Cell::Bar(Some(bar)) %}{{ SmallBar::of(bar)|safe }}
{%- when Cell::Bar(None) %}
{%- endmatch %}</td>
{%- endif %}
{%- endfor %}
</tr>
<tr><td class="note" colspan="{{ table.columns.len() - 1 }}">
{%- if !row.note.is_empty() %}<p>{{ row.note }}</p>{% endif %}
{%- if !row.more.is_empty() %}<details><summary>{{ row.more_heading }}</summary><ul>
{%- for item in row.more %}
<li>{{ item }}</li>
{%- endfor %}
</ul></details>{% endif %}</td></tr>
</tbody>
{%- endfor %}
</table>
</div>
{%- endmatch %}
{%- endfor %}
</section>
{%- endfor %}
<footer><p>{{ document.provenance }}</p></footer>
</main>
</body>
</html>
"##
)]
struct Page<'a> {
    document: &'a Document,
    style: &'static str,
}

/// An interval in a table.
#[derive(Template)]
#[template(
    ext = "html",
    source = r#"<svg class="bar" viewBox="0 0 208 16" role="img" aria-label="{{ bar.words }}"><line class="track" x1="4" y1="8" x2="204" y2="8"/>
{%- for x in [4, 54, 104, 154, 204] %}<line class="track" x1="{{ x }}" y1="4" x2="{{ x }}" y2="12"/>{% endfor -%}
<rect class="band" x="{{ left }}" y="4" width="{{ across }}" height="8" rx="1"/>
{%- if let Some(x) = point %}<circle class="point" cx="{{ x }}" cy="8" r="5"/>{% endif %}</svg>"#
)]
struct SmallBar<'a> {
    bar: &'a Bar,
    left: String,
    across: String,
    point: Option<String>,
}

impl<'a> SmallBar<'a> {
    fn of(bar: &'a Bar) -> Self {
        let axis = Axis { start: 4.0, length: 200.0 };
        let (left, across) = axis.span(bar);
        Self { bar, left, across, point: bar.value.map(|share| axis.at(share)) }
    }
}

/// An interval on a labelled scale, with the minimum asked for.
#[derive(Template)]
#[template(
    ext = "html",
    source = r#"<svg class="scale" viewBox="-8 -8 720 {{ height }}" role="img" aria-label="{{ bar.words }}">
<line class="track" x1="24" y1="32" x2="680" y2="32"/>
{%- for (x, label) in ticks %}
<line class="track" x1="{{ x }}" y1="22" x2="{{ x }}" y2="42"/><text x="{{ x }}" y="12" text-anchor="middle">{{ label }}</text>
{%- endfor %}
<rect class="band" x="{{ left }}" y="24" width="{{ across }}" height="16" rx="2"/>
{%- if let Some(x) = point %}
<circle class="point" cx="{{ x }}" cy="32" r="9"/>
{%- endif %}
{%- if let Some((x, anchor, name)) = beside %}
<circle class="beside" cx="{{ x }}" cy="32" r="7"/><line class="track" x1="{{ x }}" y1="40" x2="{{ x }}" y2="100"/><text x="{{ x }}" y="118" text-anchor="{{ anchor }}">{{ name }}</text>
{%- endif %}
{%- if let Some((x, anchor, name)) = limit %}
<line class="limit" x1="{{ x }}" y1="18" x2="{{ x }}" y2="60"/><text class="limit-name" x="{{ x }}" y="76" text-anchor="{{ anchor }}">{{ name }}</text>
{%- endif %}
</svg>"#
)]
struct Scale<'a> {
    bar: &'a Bar,
    ticks: [(u16, String); 5],
    left: String,
    across: String,
    point: Option<String>,
    limit: Option<(String, &'static str, &'a str)>,
    beside: Option<(String, &'static str, &'a str)>,
    height: u16,
}

impl<'a> Scale<'a> {
    fn of(bar: &'a Bar, language: &Language) -> Self {
        let axis = Axis { start: 24.0, length: 656.0 };
        let (left, across) = axis.span(bar);
        let shares = [&bar.mark, &bar.beside].map(|named| named.as_ref().map(|(share, _)| *share));
        let named = |(share, name): &'a (f64, SafeText), other: Option<f64>| {
            // Names of shares close together are written away from each other.
            let anchor = match (*share, other.filter(|other| (share - other).abs() < NEAR)) {
                (share, _) if share < 0.15 => "start",
                (share, _) if share > 0.85 => "end",
                (share, Some(other)) if share < other => "end",
                (_, Some(_)) => "start",
                (_, None) => "middle",
            };
            (axis.at(*share), anchor, &**name)
        };
        let limit = bar.mark.as_ref().map(|mark| named(mark, shares[1]));
        let beside = bar.beside.as_ref().map(|beside| named(beside, shares[0]));
        let height = match (&limit, &beside) {
            (_, Some(_)) => 140,
            (Some(_), None) => 96,
            (None, None) => 60,
        };
        let ticks = [(24, 0.0), (188, 0.25), (352, 0.5), (516, 0.75), (680, 1.0)];
        let ticks = ticks.map(|(x, share)| (x, percent(language, share)));
        Self { bar, ticks, left, across, point: bar.value.map(|share| axis.at(share)), limit, beside, height }
    }
}

/// Shares nearer than this have names that would meet.
const NEAR: f64 = 0.2;

/// Where shares lie in a drawing.
struct Axis {
    start: f64,
    length: f64,
}

impl Axis {
    fn x(&self, share: f64) -> f64 {
        let share = if share.is_nan() { 0.0 } else { share.clamp(0.0, 1.0) };
        self.start + self.length * share
    }

    fn at(&self, share: f64) -> String {
        format!("{:.1}", self.x(share))
    }

    /// Left end and width of an interval, which is always wide enough to be seen.
    fn span(&self, bar: &Bar) -> (String, String) {
        let across = (self.x(bar.upper) - self.x(bar.lower)).max(1.0);
        (self.at(bar.lower), format!("{across:.1}"))
    }
}

impl Kind {
    fn class(self) -> &'static str {
        match self {
            Kind::Words => "words",
            Kind::Figures => "figures",
            Kind::Bars => "bars",
        }
    }
}
