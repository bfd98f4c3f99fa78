use civis_mock::RunPlan;
use serde_json::json;

use super::world::World;

const COMMON: &str = "-d redshift-general --interval 1ms";

#[test]
fn a_file_is_loaded_and_shown_and_listed_and_exported() {
    let world = World::new();
    world.write("new.csv", "id,name\n1,Ada\n2,\"a, b\"\n");
    let done = world.civis(&format!("tables load new.csv scratch.new {COMMON}"));
    assert_eq!(done.output(), "");
    assert!(done.err.contains("scratch.new is loaded"), "{done:?}");
    let table = world
        .platform
        .table("redshift-general", "scratch.new")
        .expect("a table");
    assert_eq!(table.rows().len(), 2);

    let shown = world.civis("tables show scratch.new -d redshift-general --output table");
    assert!(
        shown.output().contains("name") && shown.out.contains("VARCHAR"),
        "{shown:?}"
    );
    let object = world
        .civis("tables show scratch.new -d redshift-general")
        .output_json();
    assert_eq!(
        (&object["schema"], &object["name"]),
        (&json!("scratch"), &json!("new"))
    );

    let listed = world.civis("tables ls -d redshift-general --schema scratch --fields schema,name");
    assert_eq!(
        listed.output_json(),
        json!([{"schema": "scratch", "name": "new"}])
    );

    let exported = world.civis(&format!("tables export scratch.new {COMMON}"));
    assert_eq!(
        exported.output(),
        "\"id\",\"name\"\n\"1\",\"Ada\"\n\"2\",\"a, b\"\n"
    );
    world
        .civis(&format!(
            "tables export scratch.new {COMMON} --columns name --no-header -o new.out"
        ))
        .output();
    assert_eq!(world.read("new.out"), "\"Ada\"\n\"a, b\"\n");
}

#[test]
fn a_table_that_exists_stays_unless_told_otherwise() {
    let world = World::new();
    world.write("people.csv", "id,name\n3,Grace\n");
    let load = format!("tables load people.csv public.people {COMMON}");
    world.civis(&load).failed_with(5, "people");
    world.civis(&format!("{load} --if-exists append")).output();
    let rows = |world: &World| {
        world
            .platform
            .table("redshift-general", "public.people")
            .expect("a table")
            .rows()
            .len()
    };
    assert_eq!(rows(&world), 3);
    let text = "id,name\n4,Alan\n";
    let load = format!("tables load - public.people {COMMON} --if-exists truncate --output json");
    let done = world.run_with(load.split(' '), text);
    assert_eq!(rows(&world), 1);
    let file = done.output_json()["uploadedFileId"].clone();
    let load = format!("tables load public.people --file-id {file} {COMMON} --if-exists append");
    world.civis(&load).output();
    assert_eq!(rows(&world), 2);
}

#[test]
fn wrong_arguments_are_named() {
    let world = World::new();
    world
        .civis(&format!("tables load none.csv public.people {COMMON}"))
        .failed_with(1, "none.csv");
    world
        .civis(&format!("tables load none.csv {COMMON}"))
        .failed_with(2, "<TABLE>");
    world.write("a.csv", "id\n1\n");
    world
        .civis(&format!("tables load a.csv people {COMMON}"))
        .failed_with(2, "schema");
    world
        .civis(&format!("tables load a.csv a.b --file-id 7 {COMMON}"))
        .failed_with(2, "`--file-id`");
    world
        .civis("tables show public.nobody -d redshift-general")
        .failed_with(3, "public.nobody");
    assert!(world.sent("POST", "/files").is_empty());
}

#[test]
fn a_load_that_takes_too_long_leaves_its_run() {
    let world = World::new();
    world
        .platform
        .plan("/imports/files/csv/{id}", RunPlan::succeeds().endless());
    world.write("a.csv", "id\n1\n");
    let done = world.civis(&format!(
        "tables load a.csv scratch.a {COMMON} --timeout 0.5"
    ));
    done.failed_with(6, "civis jobs wait");
}
