//! JSON schemas of the catalogue's files, generated from the types that read them.

use serde_json::{Map, Value, json};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::entries::{ChannelsFile, CountriesFile, MeasuresFile, SourcesFile};
use super::incomes::IncomesRow;
use super::populations::PopulationsRow;
use super::priors::PriorsRow;
use super::responses::ResponsesFile;
use super::{PopulationSize, Preset, SignRules};

/// The schema of each kind of file, by its file name: a TOML file as a whole, a CSV file by its rows.
pub fn schemas() -> Vec<(&'static str, String)> {
    vec![
        ("channels.schema.json", schema::<ChannelsFile>("channels.toml and channels/*.toml")),
        ("countries.schema.json", schema::<CountriesFile>("countries.toml and countries/*.toml")),
        ("incomes-row.schema.json", schema::<IncomesRow>("a row of incomes/*.csv")),
        ("measures.schema.json", schema::<MeasuresFile>("measures.toml and measures/*.toml")),
        ("populations-row.schema.json", schema::<PopulationsRow>("a row of populations/*.csv")),
        ("priors-row.schema.json", schema::<PriorsRow>("a row of priors/*.csv")),
        ("responses.schema.json", schema::<ResponsesFile>("responses.toml and responses/*.toml")),
        ("signs.schema.json", schema::<SignRules>("signs.toml")),
        ("sizes-row.schema.json", schema::<PopulationSize>("a row of sizes/*.csv")),
        ("sources.schema.json", schema::<SourcesFile>("sources.toml and sources/*.toml")),
        ("targets.schema.json", schema::<Preset>("targets/*.toml")),
    ]
}

fn schema<T: ToSchema>(title: &str) -> String {
    let mut nested: Vec<(String, RefOr<Schema>)> = Vec::new();
    T::schemas(&mut nested);
    nested.sort_by(|a, b| a.0.cmp(&b.0));
    nested.dedup_by(|a, b| a.0 == b.0);
    let mut document = Map::new();
    document.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
    document.insert("title".to_owned(), json!(title));
    if let Value::Object(own) = plain(&<T as PartialSchema>::schema()) {
        document.extend(own);
    }
    if !nested.is_empty() {
        let definitions: Map<String, Value> = nested.iter().map(|(name, part)| (name.clone(), plain(part))).collect();
        document.insert("$defs".to_owned(), Value::Object(definitions));
    }
    let mut text = serde_json::to_string_pretty(&Value::Object(document)).expect("a schema is plain data");
    text.push('\n');
    // Named parts stand in the document itself, not among the components of an API.
    text.replace("#/components/schemas/", "#/$defs/")
}

fn plain(schema: &RefOr<Schema>) -> Value {
    serde_json::to_value(schema).expect("a schema is plain data")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(schema: &str) -> Vec<String> {
        let document: Value = serde_json::from_str(schema).expect("JSON");
        document["properties"].as_object().expect("properties").keys().cloned().collect()
    }

    #[test]
    fn the_columns_of_a_row_are_those_its_reader_accepts() {
        let of = |name: &str| {
            let schema = schemas().into_iter().find(|(file, _)| *file == name).expect(name).1;
            let mut keys = keys(&schema);
            keys.sort();
            keys
        };
        let sorted = |columns: &[&[&str]]| {
            let mut columns: Vec<String> = columns.concat().into_iter().map(str::to_owned).collect();
            columns.sort();
            columns
        };
        let priors = sorted(&[&super::super::priors::REQUIRED, &super::super::priors::OPTIONAL]);
        assert_eq!(of("priors-row.schema.json"), priors);
        assert_eq!(of("populations-row.schema.json"), sorted(&[&super::super::populations::COLUMNS]));
        assert_eq!(
            of("incomes-row.schema.json"),
            sorted(&[&super::super::incomes::COLUMNS, &super::super::incomes::OPTIONAL])
        );
        assert_eq!(of("sizes-row.schema.json"), sorted(&[&super::super::sizes::COLUMNS]));
    }

    #[test]
    fn every_reference_leads_somewhere() {
        for (name, schema) in schemas() {
            let document: Value = serde_json::from_str(&schema).expect("JSON");
            for part in schema.split("\"#/$defs/").skip(1) {
                let target = part.split('"').next().expect("a name");
                assert!(document["$defs"][target].is_object(), "{name}: {target}");
            }
        }
    }
}
