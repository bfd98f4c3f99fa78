//! Generated documents that are almost valid specifications.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// A valid document with most constructs, for the tests to change.
pub(crate) fn seed() -> Value {
    json!({
        "swagger": "2.0",
        "info": {"title": "T", "version": "1"},
        "basePath": "/v1",
        "paths": {
            "/jobs/": {
                "parameters": [{"$ref": "#/parameters/Limit"}],
                "get": {
                    "summary": "List jobs",
                    "parameters": [
                        {"name": "page_num", "in": "query", "type": "integer", "default": 1},
                        {"name": "orderDir", "in": "query", "type": "string", "enum": ["asc", "desc"]}
                    ],
                    "responses": {"200": {"schema": {"type": "array", "items": {"$ref": "#/definitions/Job"}}}}
                },
                "post": {
                    "parameters": [{"name": "body", "in": "body", "schema": {"$ref": "#/definitions/Body"}}],
                    "responses": {"201": {"$ref": "#/responses/Job"}, "default": {}}
                }
            },
            "/jobs/{id}": {
                "get": {
                    "parameters": [{"name": "id", "in": "path", "type": "integer", "required": true}],
                    "responses": {"200": {"schema": {"$ref": "#/definitions/Node"}}}
                },
                "delete": {"deprecated": true, "responses": {"204": {}}}
            },
            "/types/{type}/{id}": {"get": {"responses": {"200": {"schema": {
                "type": "object", "additionalProperties": {"$ref": "#/definitions/State"}
            }}}}}
        },
        "parameters": {"Limit": {"name": "limit", "in": "query", "type": "integer"}},
        "responses": {"Job": {"schema": {"$ref": "#/definitions/Job"}}},
        "definitions": {
            "Job": {"type": "object", "required": ["id"], "properties": {
                "id": {"type": "integer"}, "type": {"type": "string"}, "state": {"$ref": "#/definitions/State"},
                "parent": {"$ref": "#/definitions/Node"}, "runs": {"type": "array", "items": {
                    "type": "object", "properties": {"startedAt": {"type": "string", "format": "time"}}
                }}
            }},
            "Node": {"properties": {"next": {"$ref": "#/definitions/Node"}, "job": {"$ref": "#/definitions/Job"}}},
            "Body": {"allOf": [{"$ref": "#/definitions/Job"}, {"properties": {"name": {"type": "string"}}}]},
            "State": {"type": "string", "enum": ["on", "off", ""]}
        }
    })
}

/// The same as OpenAPI 3.
pub(crate) fn openapi_seed() -> Value {
    let job = json!({"application/json": {"schema": {"$ref": "#/components/schemas/Job"}}});
    json!({
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "servers": [{"url": "https://{h}/v1", "variables": {"h": {"default": "a.b"}}}],
        "paths": {
            "/jobs/": {
                "parameters": [{"$ref": "#/components/parameters/Limit"}],
                "get": {
                    "parameters": [
                        {"name": "state", "in": "query", "schema": {"anyOf": [{"$ref": "#/components/schemas/State"}, {"type": "null"}]}},
                        {"name": "filter", "in": "query", "style": "deepObject", "schema": {"properties": {"a": {"enum": [1, 2]}}}},
                        {"name": "where", "in": "cookie", "content": {"application/json": {"schema": {"const": 5}}}}
                    ],
                    "responses": {"200": {"content": {"application/json": {"schema": {"type": "array", "items": {"$ref": "#/components/schemas/Job"}}}}},
                        "2XX": {"content": job.clone()}}
                },
                "post": {
                    "requestBody": {"$ref": "#/components/requestBodies/Job"},
                    "responses": {"201": {"$ref": "#/components/responses/Job"}, "202": {"content": {"text/csv": {}}}}
                },
                "put": {"requestBody": {"required": true, "content": {"multipart/form-data": {"schema": {"properties": {
                    "file": {"type": "string", "format": "binary"}, "note": {"type": ["string", "null"]}
                }, "additionalProperties": {"type": "integer"}}}, "application/x-www-form-urlencoded": {}}}}
            },
            "/pets/{id}": {"get": {"responses": {"200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}}}}}}
        },
        "components": {
            "parameters": {"Limit": {"name": "limit", "in": "query", "schema": {"type": "integer", "default": 5}}},
            "requestBodies": {"Job": {"content": job.clone()}},
            "responses": {"Job": {"content": job}},
            "schemas": {
                "Job": {"type": "object", "required": ["id"], "additionalProperties": true, "properties": {
                    "id": {"type": "integer", "readOnly": true}, "state": {"$ref": "#/components/schemas/State"},
                    "pet": {"$ref": "#/components/schemas/Pet"}, "run": {"$ref": "#/components/schemas/Job/$defs/Run"}
                }, "$defs": {"Run": {"properties": {"job": {"$ref": "#/components/schemas/Job"}}}}},
                "Pet": {"oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}]},
                "Cat": {"properties": {"kind": {"const": "cat"}, "size": {"type": "integer"}, "kitten": {"$ref": "#/components/schemas/Pet"}}},
                "Dog": {"allOf": [{"$ref": "#/components/schemas/Cat"}, {"properties": {"kind": {"const": "dog"}, "size": {"type": "number"}}}]},
                "State": {"type": "string", "enum": ["on", "off", ""]}
            }
        }
    })
}

/// Strings with a meaning in a specification, and arbitrary ones.
pub(crate) fn text() -> impl Strategy<Value = String> {
    let words = [
        "",
        "string",
        "integer",
        "number",
        "boolean",
        "array",
        "object",
        "file",
        "null",
        "date",
        "date-time",
        "query",
        "path",
        "body",
        "header",
        "formData",
        "self",
        "Self",
        "crate",
        "type",
        "send",
        "extra",
        "Unknown",
        "types",
        "session",
        "deprecated",
        "/jobs",
        "/jobs/{id}",
        "/{a}/{b}",
        "{}",
        "200",
        "default",
        "2.0",
        "#/definitions/Job",
        "#/definitions/Node",
        "#/definitions/Body",
        "#/definitions/State",
        "#/definitions/Jbo",
        "#/parameters/Limit",
        "#/responses/Job",
        "#/components/schemas/Job",
        "#/components/schemas/Pet",
        "#/components/schemas/Job/properties/state",
        "#/components/schemas/Job/$defs/Run",
        "#/components/parameters/Limit",
        "#/components/requestBodies/Job",
        "cookie",
        "form",
        "matrix",
        "deepObject",
        "binary",
        "application/json",
        "multipart/form-data",
        "text/plain",
        "2XX",
        "3.0.3",
        "additional_properties",
        "other.json",
        "~1",
        "%41",
    ];
    prop_oneof![
        4 => proptest::sample::select(words.to_vec()).prop_map(str::to_owned),
        1 => ".{0,6}",
        1 => "[-_a-zA-Z0-9 ]{0,6}",
    ]
}

pub(crate) fn key() -> impl Strategy<Value = String> {
    let keys = [
        "$ref",
        "type",
        "format",
        "enum",
        "items",
        "properties",
        "additionalProperties",
        "allOf",
        "anyOf",
        "oneOf",
        "const",
        "$defs",
        "content",
        "requestBody",
        "style",
        "explode",
        "readOnly",
        "servers",
        "required",
        "name",
        "in",
        "schema",
        "default",
        "collectionFormat",
        "description",
        "parameters",
        "responses",
        "get",
        "post",
        "200",
        "204",
        "summary",
        "x-examples",
    ];
    prop_oneof![
        3 => proptest::sample::select(keys.to_vec()).prop_map(str::to_owned),
        1 => text(),
    ]
}

pub(crate) fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 5, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::vec((key(), inner), 0..5)
                .prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    })
}

/// A document that uses these names for everything that has a name: resources, methods,
/// types, fields, enum values, and parameters in every location.
pub(crate) fn named(names: &[String]) -> Value {
    let escaped = |name: &str| {
        name.replace('~', "~0")
            .replace('/', "~1")
            .replace('%', "%25")
    };
    let each = |value: &dyn Fn(&str) -> Value| -> Map<String, Value> {
        let entries = names.iter();
        entries.map(|name| (name.clone(), value(name))).collect()
    };
    let object = each(&|_| json!({}));
    let definitions = each(&|name| json!({"properties": {name: {"type": "integer"}}}));
    let held = each(&|name| json!({"$ref": format!("#/definitions/{}", escaped(name))}));
    let mut parameters = Vec::new();
    for place in ["query", "header", "path"] {
        parameters.extend(
            names
                .iter()
                .map(|name| json!({"name": name, "in": place, "type": "string", "enum": names})),
        );
    }
    let form: Vec<Value> = names
        .iter()
        .map(|name| json!({"name": name, "in": "formData", "type": "string"}))
        .collect();
    let body = json!({"name": "body", "in": "body", "schema": {"properties": object, "additionalProperties": true}});
    let responses = json!({"200": {"schema": {"properties": {
        "all": {"properties": object}, "held": {"properties": held}}}}});
    let mut paths = Map::new();
    for name in names {
        let places: Vec<String> = names
            .iter()
            .filter(|name| !name.contains(['/', '{', '}']))
            .map(|name| format!("{{{name}}}"))
            .collect();
        let operation = |more: &[Value]| {
            let parameters = [&parameters[..], more].concat();
            json!({"parameters": parameters, "responses": responses})
        };
        let operations = json!({
            "get": operation(&[]), "put": operation(std::slice::from_ref(&body)), "post": operation(&form)
        });
        paths.insert(format!("/{name}/x/{name}"), operations.clone());
        paths.insert(format!("/r/{name}"), operations.clone());
        paths.insert(format!("/r/{name}/{}", places.join("/")), operations);
    }
    json!({"swagger": "2.0", "paths": paths, "definitions": definitions})
}
