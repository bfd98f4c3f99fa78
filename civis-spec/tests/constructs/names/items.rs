//! Names of types, their fields and variants, and of parameters.

use super::*;

#[test]
fn no_name_is_longer_than_its_bound() {
    let segments: Vec<String> = (0..12).map(|one| format!("organizations{one}")).collect();
    let (one, other) = (
        format!("/a/{}/x", segments.join("/")),
        format!("/a/{}/y", segments.join("/")),
    );
    let spec = with_paths(&[&one, &other]);
    let names = methods(&spec.resources[0]);
    assert_eq!(names.len(), 2);
    assert_ne!(names[0].1, names[1].1);
    for (name, ident, ty) in names {
        assert!(
            name.len().max(ident.len()).max(ty.len()) <= 80,
            "{name} {ident} {ty}"
        );
        assert!(
            name.starts_with("get_organizations0_organizations1_"),
            "{name}"
        );
    }
}

#[test]
fn fields_are_unique_identifiers_in_their_record() {
    let spec = returning(
        r#"{"properties": {
            "type": {}, "self": {}, "2fa": {}, "é": {}, "": {}, "a-b": {}, "a.b": {}, "aB": {}, "a_b": {},
            "extra": {}, "extra_": {}, "Extra": {}, "_": {}, "Type": {}, "r#type": {}
        }}"#,
        "",
    );
    let line = &types(&spec)[0];
    let idents = line.strip_prefix("ThingsGetResponse: ").expect("a record");
    assert_eq!(
        idents.replace(" Any", ""),
        "type_2, self_, _2fa, é, _empty, a_b, a_b_2, a_b_3, a_b_4, \
         extra__2, extra__3, extra_, _5f, r#type, r_type"
    );
}

#[test]
fn variants_are_unique_identifiers_in_their_enum() {
    let spec = returning(
        r#"{"enum": ["", "Unknown", "unknown", "self", "1_week", ">=", "<", "a-b", "aB", "PENDING_REVIEW",
            "ReportTypes::Html", "é", "Unknown_", " ", "日本"]}"#,
        "",
    );
    let line = &types(&spec)[0];
    let variants = line.strip_prefix("ThingsGetResponse: ").expect("an enum");
    assert_eq!(
        variants,
        "Empty=, Unknown_=Unknown, Unknown_3=unknown, Self_=self, _1Week=1_week, X3e3d=>=, X3c=<, AB=a-b, \
         AB2=aB, PendingReview=PENDING_REVIEW, ReportTypesHtml=ReportTypes::Html, É=é, \
         Unknown_2=Unknown_, X20= , 日本=日本"
    );
}

#[test]
fn types_are_unique_identifiers_in_the_specification() {
    let property = |name: &str| format!(r##""{name}": {{"$ref": "#/definitions/{name}"}}"##);
    let names = ["job", "Job", "JOB", "self", "2fa", "--", "é", "type"];
    let properties: Vec<String> = names.iter().map(|name| property(name)).collect();
    let definitions: Vec<String> = names
        .iter()
        .map(|name| format!(r#""{name}": {{"properties": {{"of_{name}": {{}}}}}}"#))
        .collect();
    let spec = returning(
        &format!(r#"{{"properties": {{{}}}}}"#, properties.join(",")),
        &definitions.join(","),
    );
    let named: Vec<(&str, &str)> = spec
        .types
        .iter()
        .map(|ty| (&*ty.source, &*ty.ident))
        .collect();
    assert_eq!(
        named,
        [
            ("JOB", "Job"),
            ("Job", "Job2"),
            ("job", "Job3"),
            ("self", "Self_"),
            (
                "/paths/~1things/get/responses/200/schema",
                "ThingsGetResponse"
            ),
            ("type", "Type"),
            ("--", "X2d2d"),
            ("2fa", "_2fa"),
            ("é", "É"),
        ]
    );
}

#[test]
fn an_inline_schema_never_takes_the_name_of_a_definition() {
    let spec = returning(
        r##"{"$ref": "#/definitions/Job"}"##,
        r##""Job": {"properties": {
                "state": {"enum": ["on"]}, "other": {"$ref": "#/definitions/JobState"}
            }},
            "JobState": {"enum": ["off"]}"##,
    );
    assert_eq!(
        types(&spec),
        [
            "Job: state JobState2, other JobState",
            "JobState: Off=off",
            "JobState2: On=on"
        ]
    );
}

#[test]
fn the_official_name_of_a_parameter_is_snake_case_and_its_wire_name_is_preserved() {
    let spec = spec(
        r#""/jobs/{jobID}": {"get": {"responses": {}, "parameters": [
            {"name": "jobID", "in": "path", "type": "integer"},
            {"name": "type", "in": "query", "type": "string"},
            {"name": "2nd-choice", "in": "query", "type": "string"},
            {"name": "page[size]", "in": "query", "type": "integer"},
            {"name": "page[size][max]", "in": "query", "type": "integer"},
            {"name": "tags[]", "in": "query", "type": "string"},
            {"name": "tags", "in": "query", "type": "string"}
        ]}}"#,
        "",
    );
    let names: Vec<_> = only(&spec)
        .parameters
        .iter()
        .map(|one| (&*one.wire, &*one.name, &*one.ident))
        .collect();
    assert_eq!(
        names,
        [
            ("jobID", "job_id", "job_id"),
            ("type", "type", "r#type"),
            ("2nd-choice", "2nd-choice", "_2nd_choice"),
            ("page[size]", "page[size]", "page_size"),
            ("page[size][max]", "page[size][max]", "page_size_max"),
            ("tags[]", "tags[]", "tags_in_query"),
            ("tags", "tags", "tags"),
        ]
    );
}
