//! Loads of data frames.

use civis::polars_core::frame::DataFrame;
use civis::polars_core::prelude::{Column, DataType};
use civis::tables::{self, Existing};
use serde_json::json;

use crate::support::World;
use crate::{DATABASE, bodies, operations, rows};

fn people() -> DataFrame {
    let days = Column::new("born".into(), [Some(-56_000), None]);
    let columns = vec![
        Column::new("id".into(), [1_i64, 2]),
        Column::new("name".into(), [Some("Ada"), None]),
        days.cast(&DataType::Date).expect("dates"),
    ];
    DataFrame::new(2, columns).expect("a frame")
}

#[test]
fn a_frame_is_loaded_with_its_types() {
    let world = World::new();
    let frame = people();
    let load = tables::load_frame(&world.session, &frame, DATABASE, "scratch.people");
    load.send().expect("an import").wait().expect("a success");
    assert_eq!(
        rows(&world, "scratch.people"),
        [r#"[1,"Ada","1816-09-05"]"#, "[2,null,null]"]
    );
    let import = &bodies(&world, "/imports/files/csv")[0];
    assert_eq!(
        import["tableColumns"],
        json!([
            {"name": "id", "sqlType": "BIGINT"},
            {"name": "name", "sqlType": "VARCHAR(3)"},
            {"name": "born", "sqlType": "DATE"},
        ])
    );
    assert_eq!(
        import["loosenTypes"], true,
        "the lengths are those of the values"
    );
    let looks = operations(&world)
        .into_iter()
        .filter(|one| one.contains("/schemas/"));
    assert_eq!(looks.count(), 0, "types are known");
}

#[test]
fn the_columns_of_a_frame_can_be_overridden() {
    let world = World::new();
    let frame = people();
    let load = || {
        let load = tables::load_frame(&world.session, &frame, DATABASE, "scratch.people");
        load.if_exists(Existing::Drop)
    };
    let names = load().columns(["a", "b", "c"]);
    names.send().expect("an import").wait().expect("a success");
    let types = load().columns([("a", "INT"), ("b", "VARCHAR(9)"), ("c", "VARCHAR(10)")]);
    types.send().expect("an import").wait().expect("a success");
    let imports = bodies(&world, "/imports/files/csv");
    assert_eq!(
        imports[0]["tableColumns"][1],
        json!({"name": "b", "sqlType": "VARCHAR(3)"})
    );
    assert_eq!(
        imports[1]["tableColumns"][1],
        json!({"name": "b", "sqlType": "VARCHAR(9)"})
    );
    assert_eq!(
        (&imports[0]["loosenTypes"], &imports[1]["loosenTypes"]),
        (&json!(true), &json!(false))
    );
    let error = load().columns(["a"]).send().expect_err("three columns");
    assert_eq!(
        error.to_string(),
        "tables::load_frame: `columns` has 1, but the first row has 3"
    );
    let error = load().sort_keys(["x"]).send().expect_err("no such column");
    assert_eq!(
        error.to_string(),
        "tables::load_frame: `sort_keys` has \"x\", which is not in `columns`"
    );
}
