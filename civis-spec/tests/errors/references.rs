//! References that lead nowhere, or in a circle.

use super::*;

#[test]
fn a_dangling_reference_is_reported_with_a_suggestion() {
    let job = r#""Job": {"properties": {"id": {"type": "integer"}}}"#;
    for (paths, definitions, expected) in [
        (
            returning(r##"{"$ref": "#/definitions/Jobs"}"##),
            job,
            "/paths/~1a/get/responses/200/schema/$ref: `#/definitions/Jobs` does not exist; \
             did you mean `#/definitions/Job`?",
        ),
        (
            returning(r##"{"$ref": "#/definitions/Elephant"}"##),
            job,
            "/paths/~1a/get/responses/200/schema/$ref: `#/definitions/Elephant` does not exist",
        ),
        (
            returning(r##"{"$ref": "#/definitions/A~1B"}"##),
            r##""A/B": {"properties": {"x": {"type": "array", "items": {"$ref": "#/definitions/Jbo"}}}},
                "Job": {}"##,
            "/definitions/A~1B/properties/x/items/$ref: `#/definitions/Jbo` does not exist; \
             did you mean `#/definitions/Job`?",
        ),
        (
            returning(r##"{"allOf": [{}, {"$ref": "#/definitions/Jobs"}]}"##),
            job,
            "/paths/~1a/get/responses/200/schema/allOf/1/$ref: `#/definitions/Jobs` does not exist; \
             did you mean `#/definitions/Job`?",
        ),
        (
            taking(r##"{"name": "body", "in": "body", "schema": {"$ref": "#/definitions/Jobs"}}"##),
            job,
            "/paths/~1a/get/parameters/0/schema/$ref: `#/definitions/Jobs` does not exist; \
             did you mean `#/definitions/Job`?",
        ),
        (
            taking(r##"{"$ref": "#/parameters/Limits"}"##),
            "",
            "/paths/~1a/get/parameters/0/$ref: `#/parameters/Limits` does not exist; \
             did you mean `#/parameters/Limit`?",
        ),
        (
            r##""/a": {"parameters": [{"$ref": "#/definitions/Limit"}], "get": {}}"##.to_owned(),
            "",
            "/paths/~1a/parameters/0/$ref: `#/definitions/Limit` does not exist",
        ),
        (
            taking(r##"{"$ref": "#/parameters/Round"}"##),
            "",
            "/paths/~1a/get/parameters/0/$ref: refers to a parameter that refers to \
             itself or through too many others",
        ),
        (
            taking(r##"{"$ref": "#/parameters/Nothing"}"##),
            "",
            "/paths/~1a/get/parameters/0/$ref: `#/parameters/Nothing` is no parameter, \
             since it is not an object",
        ),
        (
            r##""/a": {"get": {"responses": {"200": {"$ref": "#/responses/Fne"}}}}"##.to_owned(),
            "",
            "/paths/~1a/get/responses/200/$ref: `#/responses/Fne` does not exist; \
             did you mean `#/responses/Fine`?",
        ),
        (
            returning(r#"{"$ref": "other.json#/definitions/Job"}"#),
            job,
            "/paths/~1a/get/responses/200/schema/$ref: `other.json#/definitions/Job` refers to \
             another document, which is not read: copy what it names into this one",
        ),
        (
            returning(r#"{"$ref": "https://example.com/job.json"}"#),
            job,
            "/paths/~1a/get/responses/200/schema/$ref: `https://example.com/job.json` refers to \
             another document, which is not read: copy what it names into this one",
        ),
        (
            r##""/a": {"$ref": "#/paths/~1b"}"##.to_owned(),
            "",
            "/paths/~1a/$ref: `#/paths/~1b` does not exist",
        ),
    ] {
        let consequence = match expected.contains("schema/") || expected.starts_with("/definitions")
        {
            true => "taken as any JSON",
            false => "what needs it is left out",
        };
        let expected = format!("{expected} ({consequence})");
        assert_eq!(problems(&paths, definitions), [expected], "{paths}");
    }
}

#[test]
fn a_definition_that_refers_only_to_itself_is_reported() {
    for (definitions, expected) in [
        (
            r##""A": {"$ref": "#/definitions/A"}"##,
            "/definitions/A: `#/definitions/A` refers to itself and declares nothing",
        ),
        (
            r##""A": {"$ref": "#/definitions/B"}, "B": {"$ref": "#/definitions/A"}"##,
            "/definitions/B: `#/definitions/A` refers to itself and declares nothing",
        ),
        (
            r##""A": {"allOf": [{"$ref": "#/definitions/A"}]}"##,
            "/definitions/A/allOf/0: `#/definitions/A` refers to itself and declares nothing",
        ),
    ] {
        let paths = returning(r##"{"$ref": "#/definitions/A"}"##);
        let expected = format!("{expected} (taken as any JSON)");
        assert_eq!(problems(&paths, definitions), [expected], "{definitions}");
    }
}

#[test]
fn what_cannot_be_resolved_spoils_the_operations_that_need_it() {
    let text = r##"{"swagger": "2.0", "paths": {
        "/a": {"get": {"parameters": [{"$ref": "#/parameters/Gone"}], "responses": {}}},
        "/b": {"get": {"responses": {"200": {"$ref": "#/responses/Gone"}}}},
        "/c": {"get": {"responses": {"404": {"$ref": "#/responses/Gone"}}}},
        "/d": {"$ref": "#/paths/~1gone", "get": {"responses": {}}},
        "/e": {"get": {"parameters": [{"$ref": "#/parameters/Odd"}], "responses": {}}},
        "/f": {"get": {"parameters": [{"$ref": "#/parameters/Odd"}], "responses": {}}},
        "/g": {"get": {"responses": {"200": {"schema": {"$ref": "#/definitions/Gone"}}}}}
        }, "parameters": {"Odd": {"name": "odd"}}}"##;
    let spec = Spec::from_slice(text.as_bytes()).expect("reads");
    let names: Vec<&str> = spec.resources.iter().map(|one| &*one.name).collect();
    assert_eq!(names, ["c", "d", "g"]);
    let pointers: Vec<&str> = spec.warnings.iter().map(|one| &*one.pointer).collect();
    assert_eq!(
        pointers,
        [
            "/paths/~1a/get/parameters/0/$ref",
            "/paths/~1b/get/responses/200/$ref",
            "/paths/~1d/$ref",
            "/parameters/Odd",
            "/paths/~1g/get/responses/200/schema/$ref",
        ]
    );
}
