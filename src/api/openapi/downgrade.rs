//! The document in OpenAPI 3.0, for generators and gateways that do not read 3.1.

use serde_json::{Map, Value, json};

/// The document of 3.0 that says the same as one of 3.1.
pub(super) fn to_3_0(mut document: Value) -> Value {
    document["openapi"] = json!("3.0.3");
    if let Some(license) = document.pointer_mut("/info/license").and_then(Value::as_object_mut) {
        license.remove("identifier");
    }
    lower(&mut document);
    document
}

/// Lowers every schema in a value, the inner ones first. Examples are data, and stay.
fn lower(value: &mut Value) {
    match value {
        Value::Object(object) => {
            let inner = object.iter_mut().filter(|(name, _)| !matches!(name.as_str(), "example" | "enum" | "default"));
            inner.for_each(|(_, value)| lower(value));
            lower_schema(object);
        }
        Value::Array(items) => items.iter_mut().for_each(lower),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn lower_schema(schema: &mut Map<String, Value>) {
    lower_types(schema);
    lower_null_choice(schema);
    for (limit, plain) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
        if schema.get(limit).is_some_and(Value::is_number) {
            let bound = schema.insert(limit.to_owned(), json!(true)).expect("it is there");
            schema.insert(plain.to_owned(), bound);
        }
    }
    if let Some(constant) = schema.remove("const") {
        schema.insert("enum".to_owned(), json!([constant]));
    }
    // Beside a reference 3.0 reads nothing.
    if schema.get("$ref").is_some_and(Value::is_string) && schema.len() > 1 {
        let reference = schema.remove("$ref").expect("it is there");
        schema.insert("allOf".to_owned(), json!([{"$ref": reference}]));
    }
    schema.remove("propertyNames");
}

/// `["string", "null"]` is a string that is nullable; several other types are a choice.
fn lower_types(schema: &mut Map<String, Value>) {
    let Some(Value::Array(types)) = schema.get("type") else {
        if schema.get("type") == Some(&json!("null")) {
            schema.remove("type");
            schema.insert("nullable".to_owned(), json!(true));
        }
        return;
    };
    let others: Vec<Value> = types.iter().filter(|kind| *kind != "null").cloned().collect();
    if others.len() < types.len() {
        schema.insert("nullable".to_owned(), json!(true));
    }
    match &others[..] {
        [one] => schema.insert("type".to_owned(), one.clone()),
        several => {
            let choice = several.iter().map(|kind| json!({"type": kind})).collect();
            schema.remove("type");
            schema.insert("anyOf".to_owned(), Value::Array(choice))
        }
    };
}

/// A choice of null and one other schema is that schema, nullable.
fn lower_null_choice(schema: &mut Map<String, Value>) {
    for choice in ["oneOf", "anyOf"] {
        let Some(Value::Array(schemas)) = schema.get_mut(choice) else { continue };
        let before = schemas.len();
        schemas.retain(|schema| *schema != json!({"nullable": true}));
        if schemas.len() == before {
            continue;
        }
        if schemas.len() == 1 {
            let one = schema.remove(choice).expect("it is there");
            schema.insert("allOf".to_owned(), one);
        }
        schema.insert("nullable".to_owned(), json!(true));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lowered(mut schema: Value) -> Value {
        lower(&mut schema);
        schema
    }

    #[test]
    fn lowers_what_3_0_has_no_words_for() {
        assert_eq!(lowered(json!({"type": ["string", "null"]})), json!({"type": "string", "nullable": true}));
        assert_eq!(
            lowered(json!({"oneOf": [{"type": "null"}, {"$ref": "#/a"}], "description": "x"})),
            json!({"allOf": [{"$ref": "#/a"}], "nullable": true, "description": "x"})
        );
        assert_eq!(lowered(json!({"exclusiveMinimum": 0})), json!({"minimum": 0, "exclusiveMinimum": true}));
        assert_eq!(lowered(json!({"const": "x"})), json!({"enum": ["x"]}));
        assert_eq!(
            lowered(json!({"$ref": "#/a", "description": "x"})),
            json!({"allOf": [{"$ref": "#/a"}], "description": "x"})
        );
        assert_eq!(
            lowered(json!({"type": ["string", "number"]})),
            json!({"anyOf": [{"type": "string"}, {"type": "number"}]})
        );
    }

    #[test]
    fn leaves_examples_as_they_are() {
        let example = json!({"example": {"type": ["a", "null"], "const": 1}});
        assert_eq!(lowered(example.clone()), example);
    }
}
