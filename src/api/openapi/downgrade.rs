//! The document in OpenAPI 3.0, for generators and gateways that do not read 3.1.

use serde_json::{Map, Value, json};

/// The document of 3.0 that says the same as one of 3.1.
pub(super) fn to_3_0(mut document: Value) -> Value {
    document["openapi"] = json!("3.0.3");
    if let Some(license) = document.pointer_mut("/info/license").and_then(Value::as_object_mut) {
        license.remove("identifier");
        license.insert("url".to_owned(), json!("https://www.apache.org/licenses/LICENSE-2.0"));
    }
    lower(&mut document);
    let schemas = document["components"]["schemas"].clone();
    type_nullable(&mut document, &schemas);
    make_choices_nullable(&mut document["components"]["schemas"]);
    document
}

/// What is nullable needs a type of its own in 3.0: that of the schema it refers to.
fn type_nullable(value: &mut Value, schemas: &Value) {
    match value {
        Value::Object(object) => {
            object.values_mut().for_each(|inner| type_nullable(inner, schemas));
            let reference = object.get("allOf").and_then(|all| all[0]["$ref"].as_str()).map(str::to_owned);
            if let Some(reference) =
                reference.filter(|_| object.get("nullable").is_some() && !object.contains_key("type"))
            {
                let name = reference.rsplit('/').next().unwrap_or_default();
                make_nullable(object, &schemas[name]);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|inner| type_nullable(inner, schemas)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Makes nullable what refers to a schema: by the type of that. A choice of types has none: it is nullable itself.
fn make_nullable(object: &mut Map<String, Value>, schema: &Value) {
    if schema["oneOf"].is_array() {
        object.remove("nullable");
    } else {
        object.insert("type".to_owned(), schema.get("type").cloned().unwrap_or_else(|| json!("object")));
    }
}

/// Makes the choices of types nullable that stand in the components.
fn make_choices_nullable(schemas: &mut Value) {
    for schema in schemas.as_object_mut().into_iter().flat_map(Map::values_mut) {
        let Some(Value::Array(mut choices)) = schema.as_object_mut().and_then(|schema| schema.remove("oneOf")) else {
            continue;
        };
        choices.iter_mut().for_each(|choice| choice["nullable"] = json!(true));
        schema["anyOf"] = Value::Array(choices);
    }
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
