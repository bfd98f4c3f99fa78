//! Compares documents with mutated copies: the diff lists the mutation and nothing else.

use civis_spec::{Level, Rule, Spec, diff};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::changes::{change, changed};
use crate::documents::seed;
use crate::{compare, summaries};

/// A document whose operations share no type. Each has parameters of all kinds, and returns
/// a type with others nested `depth` levels deep.
fn document(operations: usize, depth: usize) -> Value {
    let mut paths = Map::new();
    let mut definitions = Map::new();
    for number in 0..operations {
        let parameters = json!([
            {"name": "id", "in": "path", "type": "integer", "required": true},
            {"name": "first", "in": "query", "type": "integer", "required": true},
            {"name": "second", "in": "query", "type": "string", "required": true},
            {"name": "hidden", "in": "query", "type": "boolean", "default": false},
            {"name": "since", "in": "query", "type": "string", "format": "date-time"},
            {"name": "ids", "in": "query", "type": "array", "items": {"type": "integer"}},
            {"name": "rows", "in": "query", "type": "array", "collectionFormat": "pipes",
                "items": {"type": "array", "items": {"type": "integer"}}},
            {"name": "body", "in": "body", "schema": {"type": "array", "items": {"type": "string"}}}
        ]);
        let operation = json!({
            "summary": format!("Operation {number}"),
            "consumes": ["application/json"],
            "parameters": parameters,
            "responses": {"200": {"schema": {"$ref": format!("#/definitions/Type{number}x0")}}}
        });
        paths.insert(
            format!("/things{}/{{id}}/part{number}", number % 3),
            json!({"post": operation}),
        );
        for level in 0..=depth {
            let mut properties = Map::new();
            properties.insert(format!("own{number}x{level}"), json!({"type": "integer"}));
            properties.insert(
                "state".to_owned(),
                json!({
                "type": "string", "enum": [format!("a{number}x{level}"), "on", "off"]}),
            );
            if level < depth {
                let next = format!("#/definitions/Type{number}x{}", level + 1);
                properties.insert(
                    "next".to_owned(),
                    json!({"type": "array", "items": {"$ref": next}}),
                );
            }
            definitions.insert(
                format!("Type{number}x{level}"),
                json!({"type": "object", "properties": properties}),
            );
        }
    }
    json!({"swagger": "2.0", "info": {"title": "T", "version": "1"}, "basePath": "/v1",
        "paths": paths, "definitions": definitions})
}

/// A change to one operation, or to a type that it returns.
#[derive(Debug, Clone, Copy)]
enum Mutation {
    RequireParameter,
    AddOptionalParameter,
    AddRequiredParameter,
    SwapParameters,
    DropParameterFormat,
    ChangeDefault,
    ChangeStyle,
    MoveParameterToHeader,
    Deprecate,
    ChangeSummary,
    AddOperation,
    AddResource,
    ChangeResponse,
    AddField,
    ChangeFieldType,
    AddEnumValue,
    RequireField,
    ChangeTypeDescription,
    RenamePlaceholder,
    MoveOperation,
    ChangeInnerStyle,
    LimitParameterValues,
    LimitFieldValues,
    ChangeContentType,
    ChangeBasePath,
}

impl Mutation {
    const ALL: [Self; 25] = [
        Self::RequireParameter,
        Self::AddOptionalParameter,
        Self::AddRequiredParameter,
        Self::SwapParameters,
        Self::DropParameterFormat,
        Self::ChangeDefault,
        Self::ChangeStyle,
        Self::MoveParameterToHeader,
        Self::Deprecate,
        Self::ChangeSummary,
        Self::AddOperation,
        Self::AddResource,
        Self::ChangeResponse,
        Self::AddField,
        Self::ChangeFieldType,
        Self::AddEnumValue,
        Self::RequireField,
        Self::ChangeTypeDescription,
        Self::RenamePlaceholder,
        Self::MoveOperation,
        Self::ChangeInnerStyle,
        Self::LimitParameterValues,
        Self::LimitFieldValues,
        Self::ChangeContentType,
        Self::ChangeBasePath,
    ];
}

/// The changes that a diff must list: from the original to the mutated document, and back.
struct Expected {
    forward: Vec<String>,
    backward: Vec<String>,
}

impl Expected {
    fn new(forward: &str, backward: &str, subject: &str) -> Self {
        Self {
            forward: vec![format!("{forward} {subject}")],
            backward: vec![format!("{backward} {subject}")],
        }
    }

    /// The same change in both directions.
    fn both(rule: &str, subject: &str) -> Self {
        Self::new(rule, rule, subject)
    }
}

/// Applies a mutation to the operation with this number, or to its most deeply nested type.
fn mutate(document: &mut Value, mutation: Mutation, number: usize, depth: usize) -> Expected {
    let path = format!("/things{}/{{id}}/part{number}", number % 3);
    let method = format!("things{}.post_part{number}", number % 3);
    let ty = format!("Type{number}x{depth}");
    let own_field = format!("own{number}x{depth}");
    let old = document["paths"][&path]["post"].clone();
    let operation = &mut document["paths"][&path]["post"];
    let parameter = |name: &str| format!("{method}/{name}");
    match mutation {
        Mutation::RequireParameter => {
            operation["parameters"][3]["required"] = json!(true);
            Expected::new(
                "parameter-now-required",
                "parameter-now-optional",
                &parameter("hidden"),
            )
        }
        Mutation::AddOptionalParameter => {
            let parameters = operation["parameters"].as_array_mut().expect("a list");
            parameters.push(json!({"name": "fresh", "in": "query", "type": "string"}));
            Expected::new(
                "optional-parameter-added",
                "parameter-removed",
                &parameter("fresh"),
            )
        }
        Mutation::AddRequiredParameter => {
            let parameters = operation["parameters"].as_array_mut().expect("a list");
            parameters
                .push(json!({"name": "fresh", "in": "query", "type": "string", "required": true}));
            Expected::new(
                "required-parameter-added",
                "parameter-removed",
                &parameter("fresh"),
            )
        }
        Mutation::SwapParameters => {
            let parameters = operation["parameters"].as_array_mut().expect("a list");
            parameters.swap(1, 2);
            Expected::both("parameters-reordered", &method)
        }
        Mutation::DropParameterFormat => {
            operation["parameters"][4] = json!({"name": "since", "in": "query", "type": "string"});
            Expected::new(
                "parameter-type-widened",
                "parameter-type-changed",
                &parameter("since"),
            )
        }
        Mutation::ChangeDefault => {
            operation["parameters"][3]["default"] = json!(true);
            Expected::both("default-changed", &parameter("hidden"))
        }
        Mutation::ChangeStyle => {
            operation["parameters"][5]["collectionFormat"] = json!("pipes");
            Expected::both("parameter-style-changed", &parameter("ids"))
        }
        Mutation::MoveParameterToHeader => {
            operation["parameters"][3]["in"] = json!("header");
            Expected::both("parameter-location-changed", &parameter("hidden"))
        }
        Mutation::Deprecate => {
            operation["deprecated"] = json!(true);
            Expected::new("deprecated", "deprecation-lifted", &method)
        }
        Mutation::ChangeSummary => {
            operation["summary"] = json!("Other words");
            Expected::both("summary-changed", &method)
        }
        Mutation::AddOperation => {
            // Returns an existing type, so that no type is added.
            document["paths"][format!("{path}/more")] = json!({"post": {
                "responses": {"200": old["responses"]["200"].clone()}}});
            Expected::new(
                "operation-added",
                "operation-removed",
                &format!("{method}_more"),
            )
        }
        Mutation::AddResource => {
            document["paths"]["/fresh"] = json!({"post": old});
            document["paths"]["/fresh"]["post"]["parameters"] = json!([]);
            document["paths"]["/fresh"]["post"]["summary"] = json!("");
            Expected::new("resource-added", "resource-removed", "fresh")
        }
        Mutation::ChangeResponse => {
            operation["responses"]["200"]["schema"] =
                json!({"type": "array", "items": {"type": "string"}});
            Expected::both("response-changed", &method)
        }
        Mutation::AddField => {
            document["definitions"][&ty]["properties"]["fresh"] = json!({"type": "string"});
            Expected::new("field-added", "field-removed", &format!("{ty}/fresh"))
        }
        Mutation::ChangeFieldType => {
            document["definitions"][&ty]["properties"][&own_field] = json!({"type": "string"});
            Expected::both("field-type-changed", &format!("{ty}/{own_field}"))
        }
        Mutation::AddEnumValue => {
            let values = &mut document["definitions"][&ty]["properties"]["state"]["enum"];
            values.as_array_mut().expect("a list").push(json!("fresh"));
            Expected::new("value-added", "value-removed", &format!("{ty}State/fresh"))
        }
        Mutation::RequireField => {
            document["definitions"][&ty]["required"] = json!([own_field]);
            Expected::new(
                "field-now-required",
                "field-now-optional",
                &format!("{ty}/{own_field}"),
            )
        }
        Mutation::ChangeTypeDescription => {
            document["definitions"][&ty]["description"] = json!("Words");
            Expected::both("description-changed", &ty)
        }
        Mutation::RenamePlaceholder => {
            // Callers pass path parameters by position, so the method keeps its name.
            let paths = document["paths"].as_object_mut().expect("an object");
            let mut operation = paths.remove(&path).expect("the path");
            operation["post"]["parameters"][0]["name"] = json!("thing_id");
            paths.insert(path.replace("{id}", "{thing_id}"), operation);
            let changes = |name: &str| {
                vec![
                    format!("operation-moved {method}"),
                    format!("parameter-wire-name-changed {}", parameter(name)),
                ]
            };
            Expected {
                forward: changes("thing_id"),
                backward: changes("id"),
            }
        }
        Mutation::MoveOperation => {
            // The summary and the parameters stay, so the diff recognizes the operation.
            let paths = document["paths"].as_object_mut().expect("an object");
            let operation = paths.remove(&path).expect("the path");
            paths.insert(format!("{path}/moved"), operation);
            let changes = |name: &str| {
                vec![
                    format!("operation-moved {name}"),
                    format!("method-renamed {name}"),
                ]
            };
            Expected {
                forward: changes(&format!("{method}_moved")),
                backward: changes(&method),
            }
        }
        Mutation::ChangeInnerStyle => {
            operation["parameters"][6]["items"]["collectionFormat"] = json!("ssv");
            Expected::both("parameter-style-changed", &parameter("rows"))
        }
        Mutation::LimitParameterValues => {
            operation["parameters"][1]["enum"] = json!([1, 2]);
            Expected::both("known-values-changed", &parameter("first"))
        }
        Mutation::LimitFieldValues => {
            document["definitions"][&ty]["properties"][&own_field]["enum"] = json!([1, 2]);
            Expected::both("known-values-changed", &format!("{ty}/{own_field}"))
        }
        Mutation::ChangeContentType => {
            operation["consumes"] = json!(["application/merge-patch+json"]);
            Expected::both("content-type-changed", &method)
        }
        Mutation::ChangeBasePath => {
            document["basePath"] = json!("/v2");
            Expected::both("base-path-changed", "specification")
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_diff_lists_the_mutation_and_nothing_else(
        operations in 1_usize..9,
        depth in 0_usize..4,
        number in any::<proptest::sample::Index>(),
        mutation in proptest::sample::select(&Mutation::ALL[..]),
    ) {
        let old = document(operations, depth);
        let mut new = old.clone();
        let number = number.index(operations);
        let expected = mutate(&mut new, mutation, number, depth);
        let (found, reverse) = (compare(&old, &new), compare(&new, &old));
        prop_assert_eq!(summaries(&found), expected.forward);
        prop_assert_eq!(summaries(&reverse), expected.backward);
        // However deep the type is nested, its change names the operation that returns it.
        let method = format!("things{}.post_part{number}", number % 3);
        let is_mutated = |name: &String| *name == method || *name == format!("{method}_moved");
        for change in &found.changes {
            let is_global = matches!(change.rule, Rule::BasePathChanged | Rule::ResourceAdded | Rule::OperationAdded);
            prop_assert!(is_global || change.operations.iter().any(is_mutated), "{:?}", change);
        }
    }

    #[test]
    fn a_diff_of_any_two_documents_is_consistent(
        changes in proptest::collection::vec(change(), 0..4),
        more in proptest::collection::vec(change(), 0..4),
    ) {
        let old = changed(seed(), &changes);
        let new = changed(old.clone(), &more);
        let read = |document: &Value| Spec::from_slice(document.to_string().as_bytes());
        if let (Ok(old), Ok(new)) = (read(&old), read(&new)) {
            prop_assert!(diff(&old, &old).is_empty());
            let found = diff(&old, &new);
            prop_assert_eq!(&found, &diff(&old, &new));
            // Each addition is a removal in the other direction.
            let back = diff(&new, &old);
            let counts = [found.counts(), back.counts()];
            let count = |direction: usize, rule| counts[direction].get(&rule).copied().unwrap_or_default();
            for (added, removed) in [
                (Rule::ResourceAdded, Rule::ResourceRemoved),
                (Rule::OperationAdded, Rule::OperationRemoved),
                (Rule::BuilderAdded, Rule::BuilderRemoved),
                (Rule::PagesAdded, Rule::PagesRemoved),
                (Rule::FieldAdded, Rule::FieldRemoved),
                (Rule::ValueAdded, Rule::ValueRemoved),
            ] {
                prop_assert_eq!(count(0, added), count(1, removed), "{}\n{}", found, back);
            }
            for change in &found.changes {
                prop_assert_eq!(change.breaking, change.level == Level::Breaking);
                // A field that becomes required in responses alone breaks no caller.
                let requirements = [Rule::FieldNowRequired, Rule::FieldNowOptional];
                let may_be_silent =
                    change.level == Level::Silent && requirements.contains(&change.rule);
                prop_assert!(change.level == change.rule.level() || may_be_silent, "{:?}", change);
            }
            for text in [found.to_string(), found.to_markdown()] {
                prop_assert!(!text.chars().any(|char| char.is_control() && char != '\n'), "{:?}", text);
            }
        }
    }
}
