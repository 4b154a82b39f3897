//! What a file would be taken for, as it is sent.

use serde::Serialize;
use utoipa::ToSchema;

use crate::analysis::{Inspection, SharedField, TargetNeed};
use crate::api::analyses::answer::WarningBody;
use crate::api::contract::reading::InspectedColumnBody;
use crate::ingest::{FileInspection, RejectionGroup};
use crate::report::Language;
use crate::report::format::count;
use crate::report::import_note::import_note;
use crate::report::messages::Messages;
use crate::report::reading::reading_note;
use crate::report::target::need_words;
use crate::warning_code::WarningCode;

/// What a file would be taken for; nothing of it is stored.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Inspection)]
pub struct InspectionBody {
    /// The file.
    pub audience: InspectedFileBody,
    /// The panel; null without one.
    pub panel: Option<InspectedFileBody>,
    /// What the target needs, and which columns give it; empty without a target.
    pub target_needs: Vec<TargetNeedBody>,
    /// The fields that audience and panel both have; empty without a panel.
    pub shared_fields: Vec<SharedFieldBody>,
    /// A mapping file that gives the same reading, where the file is a table.
    pub mapping: Option<String>,
}

/// How one file would be read.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = InspectedFile)]
pub struct InspectedFileBody {
    /// Rows that would be accepted.
    pub profiles: u64,
    /// Rows that would be rejected.
    pub rejected: u64,
    /// Why, one group a cause, the largest first.
    pub rejections: Vec<RejectionGroupBody>,
    /// What stands between the cells of a table.
    pub delimiter: Option<String>,
    /// Lines above the header that are skipped.
    pub title_rows: u64,
    /// Rows of the header below its first.
    pub header_rows: u64,
    /// Rows of totals, averages and remarks that are left out.
    pub summary_rows: u64,
    /// Rows of empty cells that are left out.
    pub blank_rows: u64,
    /// The columns of a table, in their order.
    pub columns: Vec<InspectedColumnBody>,
    /// The fields of the profiles, with how many state each.
    pub fields: Vec<FieldCountBody>,
    /// What a reader should know.
    pub warnings: Vec<WarningBody>,
}

/// A field with the number of profiles that state it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FieldCount)]
pub struct FieldCountBody {
    /// The field.
    pub field: String,
    /// Profiles that state it.
    pub profiles: u64,
}

/// Rows that are rejected for one cause.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RejectionGroup)]
pub struct RejectionGroupBody {
    /// The field; empty where the whole row is at fault.
    pub field: String,
    /// What kind of fault.
    #[schema(value_type = crate::ingest::RejectCode)]
    pub code: String,
    /// Rows rejected for it.
    pub rows: u64,
    /// The first of them.
    pub first_row: u64,
    /// Some of the values received, shortened.
    pub examples: Vec<String>,
    /// What is accepted.
    pub accepted: String,
}

/// What one condition of a target needs.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TargetNeed)]
pub struct TargetNeedBody {
    /// The condition in words.
    pub condition: String,
    /// Fields that would do.
    pub fields: Vec<String>,
    /// Profiles that state one of them.
    pub profiles: u64,
    /// Columns that give them.
    pub columns: Vec<String>,
    /// Columns that look like them and are not used.
    pub unused_columns: Vec<String>,
}

/// A field that audience and panel both have.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SharedField)]
pub struct SharedFieldBody {
    /// The field.
    pub field: String,
    /// Values that both have, at most 20, as the audience writes them.
    pub both: Vec<String>,
    /// Values of the audience alone, at most 20.
    pub audience_only: Vec<String>,
    /// Values of the panel alone, at most 20.
    pub panel_only: Vec<String>,
    /// Smallest and largest number of the audience.
    pub audience_range: Option<[f32; 2]>,
    /// Smallest and largest number of the panel.
    pub panel_range: Option<[f32; 2]>,
}

impl InspectionBody {
    /// The inspection with its sentences in a language.
    pub fn new(inspection: &Inspection, language: Language) -> Self {
        Self {
            audience: InspectedFileBody::new(&inspection.audience, language),
            panel: inspection.panel.as_ref().map(|panel| InspectedFileBody::new(panel, language)),
            target_needs: inspection.needs.iter().map(|need| TargetNeedBody::new(need, language)).collect(),
            shared_fields: inspection.shared.iter().map(SharedFieldBody::from).collect(),
            mapping: inspection.audience.reading.mapping_file(),
        }
    }
}

impl InspectedFileBody {
    fn new(inspected: &FileInspection, language: Language) -> Self {
        let messages = Messages::of(language);
        let reading = &inspected.reading;
        let import = inspected
            .notes
            .iter()
            .map(|note| WarningBody { code: WarningCode::Import, detail: import_note(messages, note) });
        let notes = reading.notes(&inspected.non_answers).into_iter().map(|note| WarningBody {
            code: note.code(),
            detail: reading_note(messages, &note, &count(note.values())),
        });
        Self {
            profiles: inspected.profiles,
            rejected: inspected.rejected,
            rejections: inspected.rejections.iter().map(|group| RejectionGroupBody::new(group, language)).collect(),
            delimiter: reading.delimiter.map(String::from),
            title_rows: reading.title_rows,
            header_rows: reading.further_header_rows,
            summary_rows: reading.summary_rows,
            blank_rows: reading.blank_rows,
            columns: reading.columns.iter().map(|column| InspectedColumnBody::new(column, language)).collect(),
            fields: inspected
                .fields
                .iter()
                .map(|count| FieldCountBody { field: count.field.to_string(), profiles: count.profiles })
                .collect(),
            warnings: import.chain(notes).collect(),
        }
    }
}

impl RejectionGroupBody {
    fn new(group: &RejectionGroup, language: Language) -> Self {
        Self {
            field: group.field.clone(),
            code: group.code.as_str().to_owned(),
            rows: group.rows,
            first_row: group.first_row,
            examples: group.examples.iter().map(|received| received.in_language(language)).collect(),
            accepted: group.accepted.in_language(language),
        }
    }
}

impl TargetNeedBody {
    fn new(need: &TargetNeed, language: Language) -> Self {
        let TargetNeed { fields, profiles, columns, unused, .. } = need.clone();
        Self { condition: need_words(Messages::of(language), need), fields, profiles, columns, unused_columns: unused }
    }
}

impl From<&SharedField> for SharedFieldBody {
    fn from(shared: &SharedField) -> Self {
        let SharedField { field, both, audience_only, panel_only, ranges } = shared.clone();
        let [audience_range, panel_range] = ranges.map_or([None, None], |ranges| ranges.map(Some));
        Self { field, both, audience_only, panel_only, audience_range, panel_range }
    }
}
