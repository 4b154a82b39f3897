//! Every rule of the comparison, each with a change that breaks it and one that does not.

use serde_json::{Value, json};

use super::compare::breaks;

/// A small document with one of everything.
fn document() -> Value {
    json!({
        "paths": {"/things/{id}": {"post": {
            "operationId": "create_thing",
            "parameters": [
                {"name": "id", "in": "path", "required": true, "schema": {"type": "string", "maxLength": 9}},
                {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 100}}
            ],
            "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Wish"}}}},
            "responses": {
                "200": {
                    "headers": {"etag": {"schema": {"type": "string"}}},
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}},
                                "text/html": {"schema": {"type": "string"}}}
                },
                "404": {"content": {"application/problem+json": {"schema": {"type": "object"}}}}
            }
        }}},
        "components": {"schemas": {
            "Wish": {"type": "object", "required": ["name"], "properties": {
                "name": {"type": "string", "minLength": 1, "maxLength": 20, "pattern": "^a"},
                "kind": {"type": "string", "enum": ["big", "small"]},
                "share": {"type": ["number", "null"], "minimum": 0, "maximum": 1},
                "tags": {"type": "array", "items": {"type": "string"}, "maxItems": 3},
                "inner": {"oneOf": [{"$ref": "#/components/schemas/Wish"}, {"type": "null"}]}
            }},
            "Thing": {"allOf": [{"$ref": "#/components/schemas/Base"}, {"type": "object", "required": ["name"],
                "properties": {
                    "name": {"type": "string", "enum": ["x", "y"]},
                    "count": {"type": "integer", "minimum": 0},
                    "parts": {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}},
                    "more": {"type": "object", "additionalProperties": {"type": "integer"}}
                }}]},
            "Base": {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}
        }}
    })
}

const POST: &str = "/paths/~1things~1{id}/post";
const WISH: &str = "/components/schemas/Wish";
const THING: &str = "/components/schemas/Thing/allOf/1";

/// What breaks where `change` is made to the value at `pointer`.
fn broken_by(pointer: &str, change: impl FnOnce(&mut Value)) -> Vec<String> {
    let old = document();
    let mut new = document();
    change(new.pointer_mut(pointer).unwrap_or_else(|| panic!("there is no {pointer}")));
    assert_ne!(old, new, "the change at {pointer} changes nothing");
    breaks(&old, &new)
}

fn remove(name: &'static str) -> impl FnOnce(&mut Value) {
    move |value| {
        value.as_object_mut().expect("an object").remove(name).expect(name);
    }
}

fn set(name: &'static str, to: Value) -> impl FnOnce(&mut Value) {
    move |value| value[name] = to
}

type Change = Box<dyn FnOnce(&mut Value)>;

#[test]
fn each_break_is_found() {
    let cases: Vec<(&str, String, Change)> = vec![
        ("POST /things/{id}: is gone", "/paths".into(), Box::new(remove("/things/{id}"))),
        ("POST /things/{id}: is gone", "/paths/~1things~1{id}".into(), Box::new(remove("post"))),
        ("operationId", POST.into(), Box::new(set("operationId", json!("make_thing")))),
        (
            "parameter \"limit\": is gone",
            format!("{POST}/parameters"),
            Box::new(|v| drop(v.as_array_mut().expect("a list").pop())),
        ),
        (
            "parameter \"limit\": became required",
            format!("{POST}/parameters/1"),
            Box::new(set("required", json!(true))),
        ),
        (
            "parameter \"new\": is new and required",
            format!("{POST}/parameters"),
            Box::new(|v| {
                v.as_array_mut()
                    .expect("a list")
                    .push(json!({"name": "new", "in": "query", "required": true, "schema": {}}));
            }),
        ),
        ("maximum 100 became 50", format!("{POST}/parameters/1/schema"), Box::new(set("maximum", json!(50)))),
        ("body: became required", format!("{POST}/requestBody"), Box::new(set("required", json!(true)))),
        ("body: application/json is gone", format!("{POST}/requestBody/content"), Box::new(remove("application/json"))),
        ("200: is no longer documented", format!("{POST}/responses"), Box::new(remove("200"))),
        ("404: is no longer documented", format!("{POST}/responses"), Box::new(remove("404"))),
        ("text/html is gone", format!("{POST}/responses/200/content"), Box::new(remove("text/html"))),
        ("header etag is gone", format!("{POST}/responses/200/headers"), Box::new(remove("etag"))),
        ("body.kind: is gone", format!("{WISH}/properties"), Box::new(remove("kind"))),
        ("body.kind: became required", WISH.into(), Box::new(set("required", json!(["name", "kind"])))),
        (
            "body.age: became required",
            WISH.into(),
            Box::new(|v| {
                v["required"] = json!(["name", "age"]);
                v["properties"]["age"] = json!({"type": "integer"});
            }),
        ),
        ("body: takes no further fields", WISH.into(), Box::new(set("additionalProperties", json!(false)))),
        ("body.share: type", format!("{WISH}/properties/share"), Box::new(set("type", json!("number")))),
        ("body.share: type", format!("{WISH}/properties/share"), Box::new(set("type", json!(["integer", "null"])))),
        ("body.share: minimum 0 became 0.5", format!("{WISH}/properties/share"), Box::new(set("minimum", json!(0.5)))),
        ("body.name: minLength 1 became 2", format!("{WISH}/properties/name"), Box::new(set("minLength", json!(2)))),
        ("body.name: maxLength 20 became 19", format!("{WISH}/properties/name"), Box::new(set("maxLength", json!(19)))),
        ("body.name: pattern", format!("{WISH}/properties/name"), Box::new(set("pattern", json!("^b")))),
        ("body.name: format", format!("{WISH}/properties/name"), Box::new(set("format", json!("date")))),
        ("body.kind: \"small\" is refused", format!("{WISH}/properties/kind"), Box::new(set("enum", json!(["big"])))),
        ("body.name: its values are listed", format!("{WISH}/properties/name"), Box::new(set("enum", json!(["a"])))),
        ("body.tags: maxItems", format!("{WISH}/properties/tags"), Box::new(set("maxItems", json!(2)))),
        ("body.tags[]: type", format!("{WISH}/properties/tags/items"), Box::new(set("type", json!("integer")))),
        (
            "body.inner: type",
            format!("{WISH}/properties/inner/oneOf"),
            Box::new(|v| drop(v.as_array_mut().expect("a list").pop())),
        ),
        ("200.name: is gone", format!("{THING}/properties"), Box::new(remove("name"))),
        ("200.id: is gone", "/components/schemas/Base/properties".into(), Box::new(remove("id"))),
        ("200.name: may be missing", THING.into(), Box::new(set("required", json!([])))),
        ("200.name: type", format!("{THING}/properties/name"), Box::new(set("type", json!(["string", "null"])))),
        (
            "200.name: \"z\" is a new value",
            format!("{THING}/properties/name"),
            Box::new(set("enum", json!(["x", "y", "z"]))),
        ),
        ("200.name: its values are listed", format!("{THING}/properties/name"), Box::new(remove("enum"))),
        ("200.count: type", format!("{THING}/properties/count"), Box::new(set("type", json!("number")))),
        ("200.count: minimum 0 became null", format!("{THING}/properties/count"), Box::new(remove("minimum"))),
        ("200.parts: type", format!("{THING}/properties/parts"), Box::new(set("type", json!(["array", "null"])))),
        (
            "200.more.*: type",
            format!("{THING}/properties/more/additionalProperties"),
            Box::new(set("type", json!("string"))),
        ),
    ];
    for (expected, pointer, change) in cases {
        let broken = broken_by(&pointer, change);
        assert!(broken.iter().any(|b| b.contains(expected)), "{expected:?} is not among {broken:?}");
    }
}

#[test]
fn what_breaks_nobody_is_let_through() {
    let cases: Vec<(String, Change)> = vec![
        ("/paths".into(), Box::new(set("/new", json!({"get": {"operationId": "get_new", "responses": {}}})))),
        (
            format!("{POST}/parameters"),
            Box::new(|v| {
                v.as_array_mut().expect("a list").push(json!({"name": "new", "in": "query", "schema": {}}));
            }),
        ),
        (format!("{POST}/parameters/1/schema"), Box::new(set("maximum", json!(1000)))),
        (format!("{POST}/requestBody/content"), Box::new(set("text/csv", json!({"schema": {}})))),
        (format!("{POST}/responses"), Box::new(set("429", json!({})))),
        (format!("{POST}/responses/200/headers"), Box::new(set("age", json!({})))),
        (format!("{WISH}/properties"), Box::new(set("new", json!({"type": "string"})))),
        (WISH.into(), Box::new(set("required", json!([])))),
        (format!("{WISH}/properties/kind"), Box::new(set("enum", json!(["big", "small", "huge"])))),
        (format!("{WISH}/properties/kind"), Box::new(remove("enum"))),
        (format!("{WISH}/properties/name"), Box::new(remove("pattern"))),
        (format!("{WISH}/properties/name"), Box::new(set("type", json!(["string", "null"])))),
        (format!("{WISH}/properties/share"), Box::new(remove("maximum"))),
        (format!("{WISH}/properties/share"), Box::new(set("description", json!("words")))),
        (format!("{THING}/properties"), Box::new(set("new", json!({"type": "string"})))),
        (THING.into(), Box::new(set("required", json!(["name", "count"])))),
        (format!("{THING}/properties/name"), Box::new(set("enum", json!(["x"])))),
        (format!("{THING}/properties/count"), Box::new(set("minimum", json!(1)))),
    ];
    for (pointer, change) in cases {
        assert_eq!(broken_by(&pointer, change), Vec::<String>::new(), "{pointer}");
    }
    assert_eq!(breaks(&document(), &document()), Vec::<String>::new());
}
