//! A document against a mutated copy: the changes told are the mutation.

use civis_spec::{Level, Rule, Spec, diff};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::documents::{change, changed, seed};
use crate::{compare, told};

/// A document of operations that share no type, each with parameters of all kinds,
/// and with types nested as deep as asked for.
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

/// A mutation of the operation of a number, and of the type at its greatest depth:
/// what the diff must tell, and what it must tell of the way back.
fn mutate(
    document: &mut Value,
    kind: usize,
    number: usize,
    depth: usize,
) -> (Vec<String>, Vec<String>) {
    let path = format!("/things{}/{{id}}/part{number}", number % 3);
    let called = format!("things{}.post_part{number}", number % 3);
    let ty = format!("Type{number}x{depth}");
    let state = format!("{ty}State");
    let old = document["paths"][&path]["post"].clone();
    let operation = &mut document["paths"][&path]["post"];
    let told = |rules: &[&str], of: &str| -> Vec<String> {
        rules.iter().map(|rule| format!("{rule} {of}")).collect()
    };
    let parameter = |name: &str| format!("{called}/{name}");
    match kind {
        0 => {
            operation["parameters"][3]["required"] = json!(true);
            let of = parameter("hidden");
            (
                told(&["parameter-now-required"], &of),
                told(&["parameter-now-optional"], &of),
            )
        }
        1 => {
            let all = operation["parameters"].as_array_mut().expect("a list");
            all.push(json!({"name": "fresh", "in": "query", "type": "string"}));
            let of = parameter("fresh");
            (
                told(&["optional-parameter-added"], &of),
                told(&["parameter-removed"], &of),
            )
        }
        2 => {
            let all = operation["parameters"].as_array_mut().expect("a list");
            all.push(json!({"name": "fresh", "in": "query", "type": "string", "required": true}));
            let of = parameter("fresh");
            (
                told(&["required-parameter-added"], &of),
                told(&["parameter-removed"], &of),
            )
        }
        3 => {
            let all = operation["parameters"].as_array_mut().expect("a list");
            all.swap(1, 2);
            let rules = ["parameters-reordered"];
            (told(&rules, &called), told(&rules, &called))
        }
        4 => {
            operation["parameters"][4] = json!({"name": "since", "in": "query", "type": "string"});
            let of = parameter("since");
            (
                told(&["parameter-type-widened"], &of),
                told(&["parameter-type-changed"], &of),
            )
        }
        5 => {
            operation["parameters"][3]["default"] = json!(true);
            let (rules, of) = (["default-changed"], parameter("hidden"));
            (told(&rules, &of), told(&rules, &of))
        }
        6 => {
            operation["parameters"][5]["collectionFormat"] = json!("csv");
            let (rules, of) = (["parameter-style-changed"], parameter("ids"));
            (told(&rules, &of), told(&rules, &of))
        }
        7 => {
            operation["parameters"][3]["in"] = json!("header");
            let (rules, of) = (["parameter-location-changed"], parameter("hidden"));
            (told(&rules, &of), told(&rules, &of))
        }
        8 => {
            operation["deprecated"] = json!(true);
            (
                told(&["deprecated"], &called),
                told(&["deprecation-lifted"], &called),
            )
        }
        9 => {
            operation["summary"] = json!("Other words");
            let rules = ["summary-changed"];
            (told(&rules, &called), told(&rules, &called))
        }
        10 => {
            // One more operation, of a type that exists.
            document["paths"][format!("{path}/more")] = json!({"post": {
                "responses": {"200": old["responses"]["200"].clone()}}});
            let of = format!("{called}_more");
            (
                told(&["operation-added"], &of),
                told(&["operation-removed"], &of),
            )
        }
        11 => {
            document["paths"]["/fresh"] = json!({"post": old});
            document["paths"]["/fresh"]["post"]["parameters"] = json!([]);
            document["paths"]["/fresh"]["post"]["summary"] = json!("");
            (
                told(&["resource-added"], "fresh"),
                told(&["resource-removed"], "fresh"),
            )
        }
        12 => {
            operation["responses"]["200"]["schema"] =
                json!({"type": "array", "items": {"type": "string"}});
            let rules = ["response-changed"];
            (told(&rules, &called), told(&rules, &called))
        }
        13 => {
            document["definitions"][&ty]["properties"]["fresh"] = json!({"type": "string"});
            let of = format!("{ty}/fresh");
            (told(&["field-added"], &of), told(&["field-removed"], &of))
        }
        14 => {
            let own = format!("own{number}x{depth}");
            document["definitions"][&ty]["properties"][&own] = json!({"type": "string"});
            let (rules, of) = (["field-type-changed"], format!("{ty}/{own}"));
            (told(&rules, &of), told(&rules, &of))
        }
        15 => {
            let values = &mut document["definitions"][&ty]["properties"]["state"]["enum"];
            values.as_array_mut().expect("a list").push(json!("fresh"));
            let of = format!("{state}/fresh");
            (told(&["value-added"], &of), told(&["value-removed"], &of))
        }
        16 => {
            let own = format!("own{number}x{depth}");
            document["definitions"][&ty]["required"] = json!([own]);
            let of = format!("{ty}/{own}");
            (
                told(&["field-now-required"], &of),
                told(&["field-now-optional"], &of),
            )
        }
        17 => {
            document["definitions"][&ty]["description"] = json!("Words");
            let rules = ["description-changed"];
            (told(&rules, &ty), told(&rules, &ty))
        }
        18 => {
            // A placeholder is no name of the caller's.
            let paths = document["paths"].as_object_mut().expect("an object");
            let mut operation = paths.remove(&path).expect("the path");
            operation["post"]["parameters"][0]["name"] = json!("thing_id");
            paths.insert(path.replace("{id}", "{thing_id}"), operation);
            let both = |name: &str| {
                let of = parameter(name);
                vec![
                    format!("operation-moved {called}"),
                    format!("parameter-wire-name-changed {of}"),
                ]
            };
            (both("thing_id"), both("id"))
        }
        19 => {
            // Elsewhere under another name, with the same summary and parameters.
            let paths = document["paths"].as_object_mut().expect("an object");
            let operation = paths.remove(&path).expect("the path");
            paths.insert(format!("{path}/moved"), operation);
            let moved = |name: &str| {
                vec![
                    format!("operation-moved {name}"),
                    format!("method-renamed {name}"),
                ]
            };
            (moved(&format!("{called}_moved")), moved(&called))
        }
        20 => {
            operation["parameters"][6]["items"]["collectionFormat"] = json!("ssv");
            let (rules, of) = (["parameter-style-changed"], parameter("rows"));
            (told(&rules, &of), told(&rules, &of))
        }
        21 => {
            operation["parameters"][1]["enum"] = json!([1, 2]);
            let (rules, of) = (["known-values-changed"], parameter("first"));
            (told(&rules, &of), told(&rules, &of))
        }
        22 => {
            let own = format!("own{number}x{depth}");
            document["definitions"][&ty]["properties"][&own]["enum"] = json!([1, 2]);
            let (rules, of) = (["known-values-changed"], format!("{ty}/{own}"));
            (told(&rules, &of), told(&rules, &of))
        }
        23 => {
            operation["consumes"] = json!(["application/merge-patch+json"]);
            let rules = ["content-type-changed"];
            (told(&rules, &called), told(&rules, &called))
        }
        _ => {
            document["basePath"] = json!("/v2");
            let rules = ["base-path-changed"];
            (told(&rules, "specification"), told(&rules, "specification"))
        }
    }
}

/// How many kinds of mutation there are.
const KINDS: usize = 25;

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_mutation_is_told_and_nothing_else(
        operations in 1_usize..9,
        depth in 0_usize..4,
        number in any::<proptest::sample::Index>(),
        kind in 0..KINDS,
    ) {
        let old = document(operations, depth);
        let mut new = old.clone();
        let number = number.index(operations);
        let (there, back) = mutate(&mut new, kind, number, depth);
        let (found, reverse) = (compare(&old, &new), compare(&new, &old));
        prop_assert_eq!(told(&found), there);
        prop_assert_eq!(told(&reverse), back);
        // However deep the type, the operation is named that leads to it.
        let own = format!("things{}.post_part{number}", number % 3);
        let is_own = |name: &String| *name == own || *name == format!("{own}_moved");
        for change in &found.changes {
            let is_of_all = matches!(change.rule, Rule::BasePathChanged | Rule::ResourceAdded | Rule::OperationAdded);
            prop_assert!(is_of_all || change.operations.iter().any(is_own), "{:?}", change);
        }
    }

    #[test]
    fn of_any_documents_a_diff_is_sound(
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
            // What one way adds, the other removes.
            let back = diff(&new, &old);
            let counts = [found.counts(), back.counts()];
            let count = |way: usize, rule| counts[way].get(&rule).copied().unwrap_or_default();
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
                // A requirement may be of a response alone.
                let of_requirement = [Rule::FieldNowRequired, Rule::FieldNowOptional];
                let may_be_silent =
                    change.level == Level::Silent && of_requirement.contains(&change.rule);
                prop_assert!(change.level == change.rule.level() || may_be_silent, "{:?}", change);
            }
            for text in [found.to_string(), found.to_markdown()] {
                prop_assert!(!text.chars().any(|char| char.is_control() && char != '\n'), "{:?}", text);
            }
        }
    }
}
