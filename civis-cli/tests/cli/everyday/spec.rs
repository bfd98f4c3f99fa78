use serde_json::Value;

use super::world::World;

const OLD: &str = r#"{"swagger": "2.0", "info": {"title": "T", "version": "1"}, "paths": {
    "/jobs/{id}": {"get": {"summary": "Show", "description": "Long.", "parameters":
        [{"name": "id", "in": "path", "type": "integer", "required": true}], "responses": {"200": {"description": "x"}}}},
    "/users/me": {"get": {"responses": {"200": {"description": "x"}}}}}}"#;

#[test]
fn a_specification_is_pinned_without_its_prose_and_touched_only_if_it_changes() {
    let world = World::new();
    world.write("old.json", OLD);
    let done = world.civis("spec pin pinned.json --from old.json");
    assert!(done.err.contains("wrote pinned.json"), "{done:?}");
    assert!(!world.read("pinned.json").contains("Long."));
    let again = world.civis("spec pin pinned.json --from old.json");
    assert!(again.err.contains("is up to date"), "{again:?}");
    world
        .civis("spec pin pinned.json --from none.json")
        .failed_with(1, "none.json cannot be read");
    world.write("list.json", "[]");
    world
        .civis("spec pin pinned.json --from list.json")
        .failed_with(1, "list.json");
    assert!(world.server.requests().is_empty());
}

#[test]
fn the_specification_of_the_account_is_downloaded() {
    let world = World::new();
    world.server.answer(
        "GET",
        "/endpoints",
        200,
        &serde_json::from_str(OLD).expect("JSON"),
    );
    let text = world.civis("spec download").output().to_owned();
    let value: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(value["info"]["title"], "T");
    world.civis("spec download -o spec.json").output();
    assert_eq!(world.read("spec.json"), text);
    world.civis("spec pin").output();
    assert!(!world.read("civis-spec.json").contains("Long."));
}

#[test]
fn changes_are_listed_with_those_that_break_callers_first() {
    let world = World::new();
    world.write("old.json", OLD);
    world.write("new.json", OLD.replace("/users/me", "/users/you"));
    let done = world.civis("spec diff old.json new.json");
    assert!(done.output().contains("users"), "{done:?}");
    let changes = world
        .civis("spec diff old.json new.json --breaking --output json")
        .output_json();
    assert!(
        changes
            .as_array()
            .is_some_and(|changes| !changes.is_empty()),
        "{changes}"
    );
    world
        .civis("spec diff old.json old.json --exit-code")
        .output();
    world
        .civis("spec diff old.json new.json --exit-code")
        .failed_with(1, "differ");
}

#[test]
fn a_specification_is_shown_by_resource_and_operation() {
    let world = World::new();
    world.write("old.json", OLD);
    let resources = world.civis("spec show --spec old.json --output csv");
    assert_eq!(resources.output(), "resource\njobs\nusers\n");
    let operations = world.civis("spec show jobs --spec old.json").output_json();
    assert_eq!(
        (&operations[0]["operation"], &operations[0]["summary"]),
        (&"get".into(), &"Show".into())
    );
    let parameters = world
        .civis("spec show jobs get --spec old.json")
        .output_json();
    assert_eq!(
        (&parameters[0]["parameter"], &parameters[0]["required"]),
        (&"id".into(), &true.into())
    );
    world
        .civis("spec show jobz --spec old.json")
        .failed_with(2, "did you mean `jobs`?");
    world
        .civis("spec show jobs gett --spec old.json")
        .failed_with(2, "did you mean `get`?");
}
