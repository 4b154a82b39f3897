//! An answer as one long table, a figure a row, for notebooks and databases: an Arrow stream or a Parquet file. Its columns
//! are promised (docs/API.md); what a row is about follows the names of the JSON answer.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_array::{ArrayRef, Float64Array, RecordBatch, StringArray};
use arrow_ipc::writer::StreamWriter;
use arrow_schema::{DataType, Field, Schema};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use serde::Serialize;
use serde_json::{Map, Value};

/// The version of the columns, in the metadata of the table.
const VERSION: (&str, &str) = ("audience_fit.figures", "1");
/// Parts of an answer that are no figures of it.
const LEFT_OUT: [&str; 4] = ["target", "provenance", "channel_groups", "assignments"];
/// What names an element of an array: its id alone, or the others together.
const ID: &str = "id";
const NAMES: [&str; 10] =
    ["kind", "channel", "segment", "field", "covariate", "level", "band", "metric", "code", "resource"];
/// The members of an estimate.
const ESTIMATE: [&str; 6] = ["value", "lower", "upper", "level", "method", "n"];

/// The figures of an answer.
#[derive(Debug, Default)]
pub struct Figures {
    rows: Vec<Row>,
    metadata: Vec<(String, String)>,
}

/// One figure, or one word.
#[derive(Debug, Default)]
struct Row {
    section: String,
    item: Option<String>,
    figure: String,
    /// Value, lower end, upper end, level and n.
    numbers: [Option<f64>; 5],
    method: Option<String>,
    text: Option<String>,
}

/// Where a figure stands.
#[derive(Debug, Clone, Default)]
struct Place {
    /// The names of the part and of the arrays in it.
    section: Vec<String>,
    /// What names the elements of those arrays.
    items: Vec<String>,
    /// The names since the last of them.
    figure: Vec<String>,
}

impl Figures {
    /// Those of an answer of the contract.
    pub fn of(answer: &impl Serialize) -> Self {
        let answer = serde_json::to_value(answer).expect("answers are plain data");
        let mut figures = Self::default();
        let Value::Object(parts) = answer else { return figures };
        for (name, part) in parts.iter().filter(|(name, _)| !LEFT_OUT.contains(&name.as_str())) {
            figures.walk(part, &Place { section: vec![name.clone()], ..Place::default() });
        }
        let provenance = parts.get("provenance");
        let metadata = [
            ("audience_fit.id", parts.get(ID)),
            ("audience_fit.version", provenance.and_then(|p| p.get("version"))),
            ("audience_fit.catalog_version", provenance.and_then(|p| p.get("catalog_version"))),
            ("audience_fit.input_hash", provenance.and_then(|p| p.get("input_hash"))),
        ];
        let known = metadata.into_iter().filter_map(|(name, value)| Some((name, value?.as_str()?)));
        figures.metadata = std::iter::once(VERSION).chain(known).map(|(a, b)| (a.to_owned(), b.to_owned())).collect();
        figures
    }

    fn walk(&mut self, value: &Value, place: &Place) {
        match value {
            Value::Null => {}
            Value::Bool(is_so) => self.add(place, Row { text: Some(is_so.to_string()), ..Row::default() }),
            Value::String(text) => self.add(place, Row { text: Some(text.clone()), ..Row::default() }),
            Value::Number(number) => {
                self.add(place, Row { numbers: [number.as_f64(), None, None, None, None], ..Row::default() });
            }
            Value::Object(members) if is_estimate(members) => {
                let number = |name: &str| members.get(name).and_then(Value::as_f64);
                let numbers = ["value", "lower", "upper", "level", "n"].map(number);
                let method = members.get("method").and_then(Value::as_str).map(str::to_owned);
                self.add(place, Row { numbers, method, ..Row::default() });
            }
            Value::Object(members) => {
                for (name, member) in members {
                    let mut inside = place.clone();
                    inside.figure.push(name.clone());
                    self.walk(member, &inside);
                }
            }
            Value::Array(elements) => self.walk_elements(elements, place),
        }
    }

    /// The elements of an array, if they are records: each is an item, whose name no other has.
    fn walk_elements(&mut self, elements: &[Value], place: &Place) {
        let mut seen: HashMap<String, usize> = HashMap::new();
        for (i, element) in elements.iter().enumerate() {
            let Value::Object(members) = element else { continue };
            let name = name_of(members).unwrap_or_else(|| (i + 1).to_string());
            let times = seen.entry(name.clone()).or_default();
            *times += 1;
            let mut inside = place.clone();
            inside.section.append(&mut inside.figure);
            inside.items.push(if *times == 1 { name } else { format!("{name} #{times}") });
            self.walk(element, &inside);
        }
    }

    fn add(&mut self, place: &Place, row: Row) {
        let item = (!place.items.is_empty()).then(|| place.items.join(" / "));
        let figure = if place.figure.is_empty() { "value".to_owned() } else { place.figure.join(".") };
        self.rows.push(Row { section: place.section.join("."), item, figure, ..row });
    }

    /// The table: section, item, figure, value, lower, upper, level, n, method, text.
    pub fn table(&self) -> RecordBatch {
        let text = |name: &str, is_optional| Field::new(name, DataType::Utf8, is_optional);
        let number = |name: &str| Field::new(name, DataType::Float64, true);
        let fields = vec![
            text("section", false),
            text("item", true),
            text("figure", false),
            number("value"),
            number("lower"),
            number("upper"),
            number("level"),
            number("n"),
            text("method", true),
            text("text", true),
        ];
        let texts =
            |of: fn(&Row) -> Option<&str>| -> ArrayRef { Arc::new(self.rows.iter().map(of).collect::<StringArray>()) };
        let numbers =
            |i: usize| -> ArrayRef { Arc::new(self.rows.iter().map(|row| row.numbers[i]).collect::<Float64Array>()) };
        let mut columns =
            vec![texts(|row| Some(&row.section)), texts(|row| row.item.as_deref()), texts(|row| Some(&row.figure))];
        columns.extend((0..5).map(numbers));
        columns.extend([texts(|row| row.method.as_deref()), texts(|row| row.text.as_deref())]);
        let schema = Schema::new(fields).with_metadata(self.metadata.iter().cloned().collect());
        RecordBatch::try_new(Arc::new(schema), columns).expect("every column has a value for each row")
    }

    /// The table as an Arrow IPC stream.
    pub fn arrow_stream(&self) -> Vec<u8> {
        let table = self.table();
        let mut out = Vec::new();
        let written = StreamWriter::try_new(&mut out, &table.schema()).and_then(|mut writer| {
            writer.write(&table)?;
            writer.finish()
        });
        written.expect("memory takes a table of texts and numbers");
        out
    }

    /// The table as a Parquet file.
    pub fn parquet(&self) -> Vec<u8> {
        let table = self.table();
        let properties = WriterProperties::builder().set_compression(Compression::ZSTD(ZstdLevel::default())).build();
        let written = ArrowWriter::try_new(Vec::new(), table.schema(), Some(properties)).and_then(|mut writer| {
            writer.write(&table)?;
            for (name, value) in &self.metadata {
                writer.append_key_value_metadata(KeyValue::new(name.clone(), value.clone()));
            }
            writer.into_inner()
        });
        written.expect("memory takes a table of texts and numbers")
    }
}

fn is_estimate(members: &Map<String, Value>) -> bool {
    members.len() == ESTIMATE.len() && ESTIMATE.iter().all(|name| members.contains_key(*name))
}

/// What names an element; none where nothing of it does.
fn name_of(members: &Map<String, Value>) -> Option<String> {
    let text = |name: &str| members.get(name).and_then(Value::as_str);
    if let Some(id) = text(ID) {
        return Some(id.to_owned());
    }
    let names: Vec<&str> = NAMES.iter().filter_map(|name| text(name)).collect();
    (!names.is_empty()).then(|| names.join(" "))
}

#[cfg(test)]
mod tests {
    use arrow_array::Array;
    use arrow_ipc::reader::StreamReader;
    use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
    use serde_json::json;

    use super::*;

    fn answer() -> Value {
        let estimate = json!({"value": 0.3, "lower": 0.2, "upper": 0.4, "level": 0.9, "method": "panel", "n": 80.0});
        json!({
            "id": "an_1",
            "target": {"age": 3},
            "fit": {
                "status": "estimated",
                "share": estimate,
                "count": null,
                "hypotheses": [
                    {"kind": "hidden", "field": "age", "weight": 0.6},
                    {"kind": "hidden", "field": "age", "weight": 0.4}
                ]
            },
            "segments": [{"id": "A", "fit": estimate, "traits": [{"covariate": "region", "level": "KR-11", "segment": 0.5}]}],
            "warnings": [{"detail": "none of it is named"}],
            "provenance": {"version": "0.1.0", "input_hash": "abc"}
        })
    }

    fn text(table: &RecordBatch, column: &str, row: usize) -> Option<String> {
        let column = table.column_by_name(column)?.as_any().downcast_ref::<StringArray>()?;
        (!column.is_null(row)).then(|| column.value(row).to_owned())
    }

    #[test]
    fn every_figure_is_a_row_with_a_name_of_its_own() {
        let table = Figures::of(&answer()).table();
        let name = |row| ["section", "item", "figure"].map(|c| text(&table, c, row).unwrap_or_default()).join("|");
        let names: Vec<String> = (0..table.num_rows()).map(name).collect();
        for expected in [
            "fit||share",
            "fit||status",
            "fit.hypotheses|hidden age|weight",
            "fit.hypotheses|hidden age #2|weight",
            "segments|A|fit",
            "segments.traits|A / region KR-11|segment",
            "warnings|1|detail",
        ] {
            assert_eq!(names.iter().filter(|name| *name == expected).count(), 1, "{expected} in {names:?}");
        }
        assert!(names.iter().all(|name| !name.starts_with("target") && !name.contains("count")), "{names:?}");
    }

    #[test]
    fn both_formats_hold_the_same_table() {
        let figures = Figures::of(&answer());
        let table = figures.table();
        let stream = figures.arrow_stream();
        let read = StreamReader::try_new(stream.as_slice(), None).expect("a stream").next().expect("a batch");
        assert_eq!(read.expect("a table"), table);
        assert_eq!(table.schema().metadata().get("audience_fit.id").map(String::as_str), Some("an_1"));
        let file = bytes::Bytes::from(figures.parquet());
        let builder = ParquetRecordBatchReaderBuilder::try_new(file).expect("a file");
        let own = builder.metadata().file_metadata().key_value_metadata().cloned().unwrap_or_default();
        assert!(own.iter().any(|pair| pair.key == VERSION.0), "{own:?}");
        let read = builder.build().expect("a reader").next().expect("a batch").expect("a table");
        assert_eq!(read.columns(), table.columns());
    }
}
