//! References: long chains, circles, and what cannot be resolved.

use civis_spec::{ProblemList, TypeKind};

use super::{chain, document, openapi, read, reference, strip_and_read};

#[test]
fn a_long_chain_of_aliases_is_resolved_and_a_circle_rejected() {
    let last = 20_000 - 1;
    read(chain(last + 1, |index| match index {
        _ if index == last => r#"{"type": "string"}"#.to_owned(),
        _ => reference(index + 1),
    }))
    .expect("reads");
    let circle = read(chain(last + 1, |index| reference((index + 1) % 50))).expect("reads");
    let warnings = ProblemList(&circle.warnings).to_string();
    assert!(warnings.contains("refers to itself"), "{warnings}");
}

#[test]
fn a_circle_of_arrays_is_resolved() {
    read(chain(20_000, |index| {
        format!(
            r#"{{"type": "array", "items": {}}}"#,
            reference((index + 1) % 20_000)
        )
    }))
    .expect("reads");
}

#[test]
fn equivalent_recursive_records_are_merged() {
    let count = 20_000;
    let spec = read(chain(count, |index| {
        format!(
            r#"{{"properties": {{"next": {}}}}}"#,
            reference((index + 1) % count)
        )
    }))
    .expect("reads");
    assert_eq!(spec.types.len(), 1);
    assert_eq!(spec.types[0].aliases.len(), count - 1);
}

#[test]
fn a_long_chain_of_records_with_a_different_end_is_not_merged() {
    let last = 20_000 - 1;
    let spec = read(chain(last + 1, |index| match index {
        _ if index == last => r#"{"properties": {"next": {"type": "integer"}}}"#.to_owned(),
        _ => format!(r#"{{"properties": {{"next": {}}}}}"#, reference(index + 1)),
    }))
    .expect("reads");
    assert_eq!(spec.types.len(), last + 1);
}

#[test]
fn a_cyclic_tree_of_records_is_resolved() {
    let count = 20_000;
    let spec = read(chain(count, |index| {
        let (left, right) = ((2 * index + 1) % count, (2 * index + 2) % count);
        format!(
            r#"{{"properties": {{"left": {}, "right": {}, "p{index}": {{}}}}}}"#,
            reference(left),
            reference(right)
        )
    }))
    .expect("reads");
    assert_eq!(spec.types.len(), count);
}

#[test]
fn definitions_composed_of_each_other_are_merged_or_rejected() {
    // One circle of parts, with one property each.
    let count = 20_000;
    let part = |index: usize| {
        let next = reference((index + 1) % count);
        format!(r#"{{"allOf": [{next}, {{"properties": {{"p{index}": {{}}}}}}]}}"#)
    };
    let spec = read(chain(count, part)).expect("reads");
    let TypeKind::Record(fields) = &spec.types[0].kind else {
        panic!("not a record");
    };
    assert_eq!((spec.types.len(), fields.len()), (1, count));
    // If each is a type of its own, each type has the properties of all.
    let holders: Vec<String> = (0..count)
        .map(|index| format!(r#""q{index}": {}"#, reference(index)))
        .collect();
    let definitions: Vec<String> = (0..count)
        .map(|index| format!("\"D{index}\": {}", part(index)))
        .collect();
    let schema = format!(r#"{{"properties": {{{}}}}}"#, holders.join(","));
    let paths = format!(r#""/a": {{"get": {{"responses": {{"200": {{"schema": {schema}}}}}}}}}"#);
    let error = read(document(&paths, &definitions.join(","))).expect_err("too much");
    assert!(error.to_string().contains("too many parts"), "{error}");
}

#[test]
fn a_property_that_extends_its_own_record_is_one_type() {
    let properties: Vec<String> = (0..30)
        .map(|index| {
            let more = format!(r#"{{"properties": {{"x{index}": {{}}}}}}"#);
            format!(r#""p{index}": {{"allOf": [{}, {more}]}}"#, reference(0))
        })
        .collect();
    let spec = read(chain(1, |_| {
        format!(r#"{{"properties": {{{}}}}}"#, properties.join(","))
    }))
    .expect("reads");
    assert_eq!(spec.types.len(), 31);
}

#[test]
fn many_dangling_references_are_reported_quickly() {
    let holders: Vec<String> = (0..20_000)
        .map(|index| format!(r##""q{index}": {{"$ref": "#/definitions/Missing{index}"}}"##))
        .collect();
    let definitions: Vec<String> = (0..20_000)
        .map(|index| format!(r#""Existing{index}": {{}}"#))
        .collect();
    let schema = format!(r#"{{"properties": {{{}}}}}"#, holders.join(","));
    let paths = format!(r#""/a": {{"get": {{"responses": {{"200": {{"schema": {schema}}}}}}}}}"#);
    let spec = read(document(&paths, &definitions.join(","))).expect("reads");
    assert_eq!(spec.warnings.len(), 20_000);
    let warnings = ProblemList(&spec.warnings).to_string();
    assert!(warnings.ends_with("and 19990 more problems"));
}

#[test]
fn operations_of_circular_shared_parts_are_left_out() {
    for (folder, place) in [
        (
            "parameters",
            r##""parameters": [{"$ref": "#/components/parameters/A0"}]"##,
        ),
        (
            "requestBodies",
            r##""requestBody": {"$ref": "#/components/requestBodies/A0"}"##,
        ),
        (
            "responses",
            r##""responses": {"200": {"$ref": "#/components/responses/A0"}}"##,
        ),
    ] {
        for count in [1, 2, 20_000] {
            let parts: Vec<String> = (0..count)
                .map(|index| {
                    let next = (index + 1) % count;
                    format!(r##""A{index}": {{"$ref": "#/components/{folder}/A{next}"}}"##)
                })
                .collect();
            let paths: Vec<String> = (0..200)
                .map(|index| format!(r#""/p{index}": {{"get": {{{place}}}}}"#))
                .collect();
            let components = format!(r#""{folder}": {{{}}}"#, parts.join(","));
            let spec = strip_and_read(openapi(&paths.join(","), &components)).expect("reads");
            assert_eq!((spec.resources.len(), spec.warnings.len()), (0, 200));
            let warnings = ProblemList(&spec.warnings).to_string();
            assert!(warnings.contains("refers to itself"), "{warnings}");
        }
    }
}

#[test]
fn references_to_other_documents_are_named() {
    for reference in [
        "other.json#/components/schemas/A",
        "https://a.b/c.json",
        "file:///etc/passwd",
        "../x.yaml",
    ] {
        let paths = format!(
            r#""/a": {{"get": {{
                "parameters": [{{"$ref": "{reference}"}}],
                "requestBody": {{"$ref": "{reference}"}},
                "responses": {{
                    "200": {{"$ref": "{reference}"}},
                    "201": {{"content": {{"application/json": {{"schema": {{"$ref": "{reference}"}}}}}}}}
                }}}}}}"#
        );
        let spec = strip_and_read(openapi(&paths, "")).expect("reads");
        assert_eq!(spec.warnings.len(), 4, "{:?}", spec.warnings);
        for problem in &spec.warnings {
            assert!(problem.message.contains(reference), "{problem}");
            assert!(
                problem
                    .message
                    .contains("another document, which is not read"),
                "{problem}"
            );
        }
    }
}

#[test]
fn references_to_any_place_are_resolved_within_bounds() {
    // Each refers to the whole document, which is not read again and again.
    let holders: Vec<String> = (0..3_000)
        .map(|index| {
            let target = ["paths", "components", "paths/~1a", "x-vendor"][index % 4];
            format!(
                r##""q{index}": {{"$ref": "#/{target}"}}, "r{index}": {{"$ref": "#/{target}/{index}"}}"##
            )
        })
        .collect();
    let schema = format!(r#"{{"properties": {{{}}}}}"#, holders.join(","));
    let returning = |schema: &str| {
        format!(
            r#""/a": {{"get": {{"responses": {{"200": {{"content": {{"application/json": {{
                "schema": {schema}}}}}}}}}}}}}"#
        )
    };
    let spec = read(openapi(&returning(&schema), "")).expect("reads");
    assert!(!spec.warnings.is_empty());
    // A circle through parts that are no definitions.
    let at = |name: &str| format!(r##"{{"$ref": "#/components/headers/{name}/schema"}}"##);
    let header = |index: usize| {
        let next = at(&format!("H{}", (index + 1) % 500));
        format!(r#""H{index}": {{"schema": {next}}}"#)
    };
    let headers: Vec<String> = (0..500).map(header).collect();
    let components = format!(r#""headers": {{{}}}"#, headers.join(","));
    let spec = read(openapi(&returning(&at("H0")), &components)).expect("reads");
    let response = &spec.resources[0].operations[0].response;
    assert_eq!(*response, Some(civis_spec::Type::Any));
}

#[test]
fn long_references_into_large_definitions_are_rejected() {
    let count = 20_000;
    let fields: Vec<String> = (0..count)
        .map(|index| format!(r#""p{index}": {{}}"#))
        .collect();
    let holders: Vec<String> = (0..count)
        .map(|index| {
            format!(r##""q{index}": {{"$ref": "#/components/schemas/A/properties/p{index}"}}"##)
        })
        .collect();
    let components = format!(
        r#""schemas": {{"A": {{"properties": {{{}}}}}, "B": {{"properties": {{{}}}}}}}"#,
        fields.join(","),
        holders.join(",")
    );
    let paths = r##""/a": {"get": {"responses": {"200": {"content": {"application/json": {"schema":
        {"$ref": "#/components/schemas/B"}}}}}}}"##;
    let error = read(openapi(paths, &components)).expect_err("too many steps");
    assert!(error.to_string().contains("too many parts"), "{error}");
}
