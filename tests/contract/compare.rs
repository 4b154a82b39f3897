//! What in a new OpenAPI document breaks callers of an old one.
//!
//! A request that was valid must stay so, and an answer must stay within what was documented: requests may only be widened,
//! answers only be narrowed or given new fields. The comparison is strict: what it cannot follow counts as a break.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// Which way the data goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    /// To the service: the new schema must take all that the old one took.
    Request,
    /// From the service: the new schema must give nothing that the old one did not.
    Answer,
}

/// Every break, with the place of it.
pub(super) fn breaks(old: &Value, new: &Value) -> Vec<String> {
    let mut comparison = Comparison { old, new, seen: BTreeSet::new(), broken: Vec::new() };
    for (path, operations) in entries(&old["paths"]) {
        for (method, operation) in entries(operations) {
            let at = format!("{} {path}", method.to_uppercase());
            match new["paths"][path].get(method) {
                None => comparison.add(&at, "is gone"),
                Some(other) => comparison.operation(&at, operation, other),
            }
        }
    }
    comparison.broken
}

struct Comparison<'d> {
    old: &'d Value,
    new: &'d Value,
    /// Pairs of named schemas that were compared, or are being.
    seen: BTreeSet<(String, String, Way)>,
    broken: Vec<String>,
}

fn entries(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

impl Comparison<'_> {
    fn add(&mut self, at: &str, what: &str) {
        self.broken.push(format!("{at}: {what}"));
    }

    fn operation(&mut self, at: &str, old: &Value, new: &Value) {
        if old["operationId"] != new["operationId"] {
            self.add(at, &format!("operationId {} became {}", old["operationId"], new["operationId"]));
        }
        self.parameters(at, old, new);
        self.body(at, &old["requestBody"], &new["requestBody"]);
        for (status, answer) in entries(&old["responses"]) {
            let at = format!("{at} {status}");
            let Some(other) = new["responses"].get(status) else {
                self.add(&at, "is no longer documented");
                continue;
            };
            let (answer, other) = (resolve(self.old, answer), resolve(self.new, other));
            self.contents(&at, answer, other, Way::Answer);
            for (name, _) in entries(&answer["headers"]) {
                if other["headers"].get(name).is_none() {
                    self.add(&at, &format!("header {name} is gone"));
                }
            }
        }
    }

    fn parameters(&mut self, at: &str, old: &Value, new: &Value) {
        let same = |one: &Value, other: &Value| one["name"] == other["name"] && one["in"] == other["in"];
        let old: Vec<&Value> = items(&old["parameters"]).map(|one| resolve(self.old, one)).collect();
        let new: Vec<&Value> = items(&new["parameters"]).map(|one| resolve(self.new, one)).collect();
        for parameter in &old {
            let at = format!("{at} parameter {}", parameter["name"]);
            match new.iter().find(|other| same(parameter, other)) {
                None => self.add(&at, "is gone"),
                Some(other) => {
                    if other["required"] == true && parameter["required"] != true {
                        self.add(&at, "became required");
                    }
                    self.schema(&at, &parameter["schema"], &other["schema"], Way::Request);
                }
            }
        }
        for parameter in new.iter().filter(|p| p["required"] == true) {
            if !old.iter().any(|other| same(parameter, other)) {
                self.add(&format!("{at} parameter {}", parameter["name"]), "is new and required");
            }
        }
    }

    fn body(&mut self, at: &str, old: &Value, new: &Value) {
        let at = format!("{at} body");
        if new["required"] == true && old["required"] != true {
            self.add(&at, "became required");
        }
        self.contents(&at, old, new, Way::Request);
    }

    fn contents(&mut self, at: &str, old: &Value, new: &Value, way: Way) {
        for (media_type, content) in entries(&old["content"]) {
            match new["content"].get(media_type) {
                None => self.add(at, &format!("{media_type} is gone")),
                Some(other) => self.schema(at, &content["schema"], &other["schema"], way),
            }
        }
    }

    fn schema(&mut self, at: &str, old: &Value, new: &Value, way: Way) {
        let names = [old, new].map(|schema| schema["$ref"].as_str().unwrap_or_default().to_owned());
        if names.iter().any(|name| !name.is_empty()) {
            let [one, other] = names;
            if !one.is_empty() && !other.is_empty() && !self.seen.insert((one, other, way)) {
                return;
            }
            let (old, new) = (resolve(self.old, old).clone(), resolve(self.new, new).clone());
            return self.schema(at, &old, &new, way);
        }
        let (old, new) = (merged(self.old, old), merged(self.new, new));
        if old.get("oneOf").or(old.get("anyOf")).is_some() || new.get("oneOf").or(new.get("anyOf")).is_some() {
            return self.choices(at, &old, &new, way);
        }
        self.types(at, &old, &new, way);
        self.values(at, &old, &new, way);
        self.bounds(at, &old, &new, way);
        self.fields(at, &old, &new, way);
        if !old["items"].is_null() || !new["items"].is_null() {
            self.schema(&format!("{at}[]"), &old["items"], &new["items"], way);
        }
    }

    /// Each choice that must be covered fits one of the others.
    fn choices(&mut self, at: &str, old: &Value, new: &Value, way: Way) {
        let list = |schema: &Value| -> Vec<Value> {
            let choices = schema.get("oneOf").or(schema.get("anyOf")).and_then(Value::as_array);
            choices.cloned().unwrap_or_else(|| vec![schema.clone()])
        };
        let (old, new) = (list(old), list(new));
        let covered = |own: &Value, others: &[Value], this: &Self| {
            others.iter().map(|other| this.apart(own, other, at, way)).min_by_key(Vec::len).unwrap_or_default()
        };
        let broken: Vec<Vec<String>> = match way {
            Way::Request => old.iter().map(|choice| covered(choice, &new, self)).collect(),
            Way::Answer => new.iter().map(|choice| covered(choice, &old, self)).collect(),
        };
        self.broken.extend(broken.into_iter().flatten());
    }

    /// The breaks between two choices; `own` is of the document that must be covered.
    fn apart(&self, own: &Value, other: &Value, at: &str, way: Way) -> Vec<String> {
        let mut inner = Comparison { old: self.old, new: self.new, seen: self.seen.clone(), broken: Vec::new() };
        let (old, new) = if way == Way::Request { (own, other) } else { (other, own) };
        inner.schema(at, old, new, way);
        inner.broken
    }

    fn types(&mut self, at: &str, old: &Value, new: &Value, way: Way) {
        let (was, is) = (types(old), types(new));
        let (must, may) = if way == Way::Request { (&was, &is) } else { (&is, &was) };
        if let Some(may) = may {
            let fits = |name: &String| may.contains(name) || name == "integer" && may.contains("number");
            if must.as_ref().is_none_or(|must| !must.iter().all(fits)) {
                self.add(at, &format!("type {} became {}", old["type"], new["type"]));
            }
        }
    }

    /// Values that are listed one by one.
    fn values(&mut self, at: &str, old: &Value, new: &Value, way: Way) {
        let (must, may) = if way == Way::Request { (old, new) } else { (new, old) };
        let Some(may) = may["enum"].as_array() else { return };
        match must["enum"].as_array() {
            None => self.add(at, "its values are listed in one document only"),
            Some(must) => {
                for value in must.iter().filter(|value| !may.contains(value)) {
                    self.add(
                        at,
                        &format!("{value} is {}", if way == Way::Request { "refused" } else { "a new value" }),
                    );
                }
            }
        }
    }

    fn bounds(&mut self, at: &str, old: &Value, new: &Value, way: Way) {
        let (loose, tight) = if way == Way::Request { (old, new) } else { (new, old) };
        // What the tight document asks, the other must ask at least as much.
        for (name, sign) in [
            ("minimum", 1.0),
            ("exclusiveMinimum", 1.0),
            ("minLength", 1.0),
            ("minItems", 1.0),
            ("minProperties", 1.0),
            ("maximum", -1.0),
            ("exclusiveMaximum", -1.0),
            ("maxLength", -1.0),
            ("maxItems", -1.0),
            ("maxProperties", -1.0),
        ] {
            let Some(asked) = tight[name].as_f64() else { continue };
            if loose[name].as_f64().is_none_or(|given| sign * given < sign * asked) {
                self.add(at, &format!("{name} {} became {}", old[name], new[name]));
            }
        }
        for name in ["pattern", "format", "multipleOf", "uniqueItems", "const"] {
            if !tight[name].is_null() && tight[name] != loose[name] {
                self.add(at, &format!("{name} {} became {}", old[name], new[name]));
            }
        }
    }

    fn fields(&mut self, at: &str, old: &Value, new: &Value, way: Way) {
        for (name, field) in entries(&old["properties"]) {
            let at = format!("{at}.{name}");
            match new["properties"].get(name) {
                None => self.add(&at, "is gone"),
                Some(other) => self.schema(&at, field, other, way),
            }
        }
        let required = |schema: &Value| -> BTreeSet<String> {
            items(&schema["required"]).filter_map(Value::as_str).map(str::to_owned).collect()
        };
        let (was, is) = (required(old), required(new));
        match way {
            Way::Request => is.difference(&was).for_each(|name| self.add(&format!("{at}.{name}"), "became required")),
            Way::Answer => was.difference(&is).for_each(|name| self.add(&format!("{at}.{name}"), "may be missing")),
        }
        let (was, is) = (&old["additionalProperties"], &new["additionalProperties"]);
        if way == Way::Request && *is == false && *was != false {
            self.add(at, "takes no further fields now");
        }
        if was.is_object() || is.is_object() {
            self.schema(&format!("{at}.*"), was, is, way);
        }
    }
}

fn resolve<'d>(document: &'d Value, schema: &'d Value) -> &'d Value {
    match schema["$ref"].as_str() {
        Some(name) => {
            let pointer = name.strip_prefix('#').unwrap_or_else(|| panic!("{name} is elsewhere"));
            resolve(document, document.pointer(pointer).unwrap_or_else(|| panic!("there is no {name}")))
        }
        None => schema,
    }
}

fn types(schema: &Value) -> Option<BTreeSet<String>> {
    match &schema["type"] {
        Value::String(name) => Some(BTreeSet::from([name.clone()])),
        Value::Array(names) => Some(names.iter().filter_map(Value::as_str).map(str::to_owned).collect()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => None,
    }
}

/// A schema with the fields of its `allOf`.
fn merged(document: &Value, schema: &Value) -> Value {
    let Some(parts) = schema["allOf"].as_array() else { return schema.clone() };
    let mut whole = schema.as_object().cloned().unwrap_or_default();
    whole.remove("allOf");
    let mut properties: BTreeMap<String, Value> = BTreeMap::new();
    let mut required: Vec<Value> = Vec::new();
    for part in parts.iter().chain([&Value::Object(whole.clone())]) {
        let part = merged(document, resolve(document, part));
        properties.extend(entries(&part["properties"]).map(|(name, field)| (name.clone(), field.clone())));
        required.extend(items(&part["required"]).cloned());
        for (name, value) in entries(&part) {
            whole.entry(name.clone()).or_insert_with(|| value.clone());
        }
    }
    whole.insert("properties".to_owned(), properties.into_iter().collect());
    whole.insert("required".to_owned(), required.into());
    Value::Object(whole)
}
