use civis_spec::{Spec, TypeKind, strip};

/// Every construct that the model reads, with prose wherever it is allowed.
const WHOLE: &str = r##"{
    "swagger": "2.0",
    "info": {"title": "Platform", "version": "1", "description": "gone"},
    "host": "api.example.com", "basePath": "/v1", "x-vendor": {"gone": true},
    "paths": {
        "/jobs/{id}": {
            "parameters": [{"name": "id", "in": "path", "type": "integer", "description": "gone"}],
            "get": {
                "summary": "Gone", "description": "gone", "deprecated": true,
                "x-deprecation-warning": "gone too", "tags": ["gone"], "x-examples": [],
                "parameters": [{"$ref": "#/parameters/Limit"}],
                "responses": {
                    "200": {"description": "gone", "schema": {"$ref": "#/definitions/Job"}},
                    "default": {"$ref": "#/responses/Error"}
                }
            },
            "delete": {"summary": "Gone (deprecated)", "responses": {"204": {"description": "gone"}}}
        },
        "/jobs": {"post": {
            "summary": "Gone",
            "parameters": [{"name": "Object90", "in": "body", "required": true, "schema": {
                "type": "object", "required": ["summary"], "description": "gone",
                "properties": {
                    "summary": {"type": "string", "description": "gone", "default": "kept"},
                    "description": {"type": "string", "default": {"description": "kept", "x-examples": 1}},
                    "x-examples": {"type": "array", "collectionFormat": "csv", "items": {
                        "type": "string", "enum": ["description", "summary"], "description": "gone"
                    }}
                }
            }}],
            "responses": {"200": {"$ref": "#/responses/Fine"}}
        }}
    },
    "parameters": {"Limit": {"name": "limit", "in": "query", "type": "integer", "description": "gone", "default": 20}},
    "responses": {
        "Fine": {"description": "gone", "schema": {"type": "object", "additionalProperties": {"type": "number", "description": "gone"}}},
        "Error": {"description": "gone"}
    },
    "definitions": {"Job": {"description": "gone", "allOf": [
        {"description": "gone", "properties": {"description": {"type": "string", "format": "date", "description": "gone"}}},
        {"properties": {"properties": {"properties": {"title": {"type": "boolean", "title": "gone"}}}}}
    ]}}
}"##;

/// The model without prose.
fn without_prose(mut spec: Spec) -> Spec {
    for ty in &mut spec.types {
        ty.description = None;
        if let TypeKind::Record(fields) = &mut ty.kind {
            fields.iter_mut().for_each(|field| field.description = None);
        }
    }
    for operation in spec
        .resources
        .iter_mut()
        .flat_map(|one| &mut one.operations)
    {
        operation.summary = String::new();
        operation.description = None;
        for parameter in &mut operation.parameters {
            parameter.description = None;
        }
        for method in &mut operation.methods {
            method.deprecated = method.deprecated.take().map(|_| String::new());
        }
    }
    spec
}

#[test]
fn stripping_preserves_the_model_except_its_prose() {
    let stripped = strip(WHOLE.as_bytes()).expect("strips");
    assert!(!stripped.contains("gone"), "{stripped}");
    assert!(!stripped.contains("Gone"), "{stripped}");
    let whole = Spec::from_slice(WHOLE.as_bytes()).expect("reads");
    let small = Spec::from_slice(stripped.as_bytes()).expect("reads again");
    assert_eq!(without_prose(small), without_prose(whole));
}

#[test]
fn properties_named_like_prose_are_kept() {
    let stripped = strip(WHOLE.as_bytes()).expect("strips");
    let spec = Spec::from_slice(stripped.as_bytes()).expect("reads again");
    let post = &spec.resources[0].operations[0];
    let wires: Vec<&str> = post.parameters.iter().map(|one| &*one.wire).collect();
    assert_eq!(wires, ["summary", "description", "x-examples"]);
    assert_eq!(
        post.parameters[1].default,
        Some(serde_json::json!({"description": "kept", "x-examples": 1}))
    );
}

#[test]
fn stripping_is_idempotent_and_writes_one_line_per_path() {
    let once = strip(WHOLE.as_bytes()).expect("strips");
    assert_eq!(strip(once.as_bytes()).expect("strips again"), once);
    assert_eq!(
        once.lines()
            .filter(|line| line.starts_with("\"/jobs"))
            .count(),
        2,
        "{once}"
    );
    assert!(once.ends_with("}\n"), "{once}");
}

#[test]
fn a_byte_order_mark_is_ignored() {
    let marked = format!("\u{feff}{WHOLE}");
    assert_eq!(strip(marked.as_bytes()), strip(WHOLE.as_bytes()));
    assert_eq!(
        Spec::from_slice(marked.as_bytes()),
        Spec::from_slice(WHOLE.as_bytes())
    );
}

/// The same as OpenAPI 3.
const OPENAPI: &str = r##"{
    "openapi": "3.1.0", "info": {"title": "T", "version": "1", "description": "gone"}, "tags": [{"name": "gone"}],
    "servers": [{"url": "https://{host}/v1", "description": "gone",
        "variables": {"host": {"default": "a.b", "description": "gone"}}}],
    "paths": {"/jobs": {
        "trace": {"responses": {}},
        "post": {
            "summary": "Gone", "operationId": "kept",
            "parameters": [
                {"name": "ids", "in": "query", "style": "pipeDelimited", "explode": false, "description": "gone",
                    "schema": {"type": "array", "items": {"type": "integer", "enum": [1, 2], "title": "gone"}, "default": [1]}},
                {"name": "where", "in": "query", "content": {"application/json": {"schema": {"type": "integer"}, "example": "gone"}}},
                {"$ref": "#/components/parameters/Limit"}],
            "requestBody": {"$ref": "#/components/requestBodies/Job"},
            "responses": {"201": {"$ref": "#/components/responses/Job"}}
        },
        "put": {
            "requestBody": {"required": true, "description": "gone", "content": {"multipart/form-data": {"schema": {
                "properties": {"a": {"type": "string", "contentMediaType": "image/png"},
                    "b": {"type": "string", "contentMediaType": "image/png", "contentEncoding": "base64"},
                    "c": {"type": "string", "readOnly": true}}}, "example": "gone"}}},
            "responses": {"2XX": {"description": "gone", "content": {"application/json": {"schema": {"anyOf": [
                {"$ref": "#/components/schemas/Job/$defs/Run"}, {"type": "null"}]}}}}}
        }
    }},
    "components": {
        "parameters": {"Limit": {"name": "limit", "in": "cookie", "description": "gone", "schema": {"type": "integer"}}},
        "requestBodies": {"Job": {"description": "gone", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Job"}}}}},
        "responses": {"Job": {"description": "gone", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Job"}}}}},
        "examples": {"gone": {}},
        "schemas": {"Job": {"description": "gone", "example": "gone", "properties": {
                "kind": {"const": "job"}, "part": {"oneOf": [{"properties": {"x": {"type": "integer"}}}, {"properties": {"y": {}}}]}},
            "$defs": {"Run": {"properties": {"id": {"type": ["integer", "null"], "description": "gone"}}}}}}
    }
}"##;

#[test]
fn stripping_preserves_the_model_of_openapi_3() {
    let stripped = strip(OPENAPI.as_bytes()).expect("strips");
    assert!(
        !stripped.contains("gone") && !stripped.contains("Gone"),
        "{stripped}"
    );
    let whole = Spec::from_slice(OPENAPI.as_bytes()).expect("reads");
    let small = Spec::from_slice(stripped.as_bytes()).expect("reads again");
    assert_eq!(whole.resources[0].operations.len(), 3);
    assert_eq!(without_prose(small), without_prose(whole));
}
