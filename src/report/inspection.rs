//! What a file would be taken for, as a page for a terminal.

use super::document::{Document, Fact, Section};
use super::format::{count, decimal};
use super::import_note::import_note;
use super::messages::{Language, Messages, args};
use super::reading::{basis, form, reading_note};
use super::sentences::rejection_group_sentence;
use super::target::need_words;
use crate::analysis::{Inspection, SharedField, TargetNeed};
use crate::ingest::{ColumnReading, FileInspection};

/// An inspection as a document.
pub(super) fn document(m: &Messages, inspection: &Inspection, file: &str) -> Document {
    let mut sections = file_sections(m, &inspection.audience, false);
    sections.extend(inspection.panel.iter().flat_map(|panel| file_sections(m, panel, true)));
    let mut needs = Section::new(m.label("reading-needs-heading"));
    needs.list("", inspection.needs.iter().map(|need| need_sentence(m, need)));
    let mut shared = Section::new(m.label("reading-shared-heading"));
    shared.list("", inspection.shared.iter().map(|field| shared_sentence(m, field)));
    sections.splice(1..1, [needs, shared].into_iter().filter(|section| !section.blocks.is_empty()));
    let audience = &inspection.audience;
    Document {
        language: m.language(),
        title: m.label("reading-title").into(),
        about: vec![
            Fact::new(m.label("reading-file"), file.to_owned()),
            Fact::new(
                m.label("reading-rows"),
                m.text("reading-rows-read", args![n = audience.profiles, rejected = audience.rejected]),
            ),
        ],
        sections,
        provenance: m.label("reading-nothing-stored").into(),
    }
}

fn file_sections(m: &Messages, file: &FileInspection, is_panel: bool) -> Vec<Section> {
    let mut columns = Section::new(m.label(if is_panel { "reading-panel-columns" } else { "reading-columns" }));
    columns.list("", file.reading.columns.iter().map(|column| column_sentence(m, column)));
    if file.reading.columns.is_empty() {
        let fields = file.fields.iter();
        columns.list(
            m.label("reading-contract-fields"),
            fields.map(|field| m.text("reading-field", args![field = field.field.to_string(), n = field.profiles])),
        );
    }
    let mut notes = Section::new(m.label("reading-notes"));
    let all = file.reading.notes(&file.non_answers);
    let sentences = all.iter().map(|note| m.capital(&reading_note(m, note, &count(note.values()))));
    notes.list("", file.notes.iter().map(|note| m.capital(&import_note(m, note))).chain(sentences));
    let mut rejected = Section::new(m.label("reading-rejected"));
    rejected.list("", file.rejections.iter().map(|group| m.capital(&rejection_group_sentence(m, group))));
    [columns, notes, rejected].into_iter().filter(|section| !section.blocks.is_empty()).collect()
}

/// One column: what it was taken for and why, what its cells hold.
fn column_sentence(m: &Messages, column: &ColumnReading) -> String {
    let name = if column.name.is_empty() { m.label("reading-no-name") } else { column.name.clone() };
    let name = match &column.label {
        Some(label) => m.text("reading-with-label", args![name = name, label = label]),
        None => name,
    };
    let mut parts = vec![match &column.field {
        Some(field) => {
            m.text("reading-column-used", args![column = name, field = field, why = basis(m, &column.basis)])
        }
        None => m.text("reading-column-unused", args![column = name, why = basis(m, &column.basis)]),
    }];
    parts.extend(column.forms.iter().map(|own| form(m, own)));
    parts.push(m.text("reading-filled", args![n = column.filled, empty = column.empty]));
    if column.non_answers > 0 {
        parts.push(m.text("reading-without-answer", args![n = column.non_answers]));
    }
    if column.unreadable > 0 {
        let examples = column.unreadable_examples.join(", ");
        let accepted = column.accepted.as_ref().map(|accepted| m.say(accepted)).unwrap_or_default();
        parts.push(
            m.text("reading-not-readable", args![n = column.unreadable, examples = examples, accepted = accepted]),
        );
    }
    if let Some(values) = &column.values {
        parts.push(m.text("reading-distinct", args![n = values.distinct]));
        if let Some([min, max]) = values.range {
            parts.push(m.text("reading-range", args![min = decimal(min), max = decimal(max)]));
        }
        if !values.examples.is_empty() {
            let one = |(value, rows): &(String, u64)| m.text("reading-example", args![value = value, n = *rows]);
            let examples: Vec<String> = values.examples.iter().map(one).collect();
            parts.push(examples.join(", "));
        }
    }
    parts.join("; ")
}

fn need_sentence(m: &Messages, need: &TargetNeed) -> String {
    let condition = need_words(m, need);
    let columns = if need.columns.is_empty() { need.fields.join(", ") } else { need.columns.join(", ") };
    let known = match need.profiles {
        0 => m.text("reading-need-missing", args![condition = condition, fields = need.fields.join(", ")]),
        n => m.text("reading-need-given", args![condition = condition, n = n, columns = columns]),
    };
    if need.unused.is_empty() {
        return known;
    }
    let unused = m.text("reading-need-unused", args![columns = need.unused.join(", ")]);
    format!("{known}; {unused}")
}

fn shared_sentence(m: &Messages, shared: &SharedField) -> String {
    let mut parts = Vec::new();
    if !shared.both.is_empty() {
        parts.push(m.text("reading-both", args![values = shared.both.join(", ")]));
    }
    if !shared.audience_only.is_empty() {
        parts.push(m.text("reading-audience-only", args![values = shared.audience_only.join(", ")]));
    }
    if !shared.panel_only.is_empty() {
        parts.push(m.text("reading-panel-only", args![values = shared.panel_only.join(", ")]));
    }
    if let Some([own, panel]) = shared.ranges {
        let [own, panel] = [own, panel].map(|[min, max]| (decimal(f64::from(min)), decimal(f64::from(max))));
        parts.push(m.text("reading-ranges", args![min = own.0, max = own.1, panel_min = panel.0, panel_max = panel.1]));
    }
    m.text("reading-shared", args![field = &shared.field, parts = parts.join("; ")])
}

/// The page of an inspection, as wide as that of [`text`](super::text()).
pub fn inspection_text(inspection: &Inspection, file: &str, language: Language, width: usize) -> String {
    super::text::page(&document(Messages::of(language), inspection, file), width)
}
