//! Invalid arguments are errors that name them, before any request.

use civis::ErrorKind;
use civis::tables::{self, Column, DistStyle, Existing, Load};

use crate::DATABASE;
use crate::support::World;

type Setting = fn(Load<'static>) -> Load<'static>;

#[test]
fn invalid_settings_are_rejected_before_any_request() {
    let cases: [(Setting, &str); 19] = [
        (
            |load| load.delimiter(';'),
            "`delimiter` is ';', which is not a comma, a tab or a pipe",
        ),
        (|load| load.columns([] as [Column; 0]), "`columns` is empty"),
        (
            |load| load.columns(["a", ""]),
            "`columns` has a column without a name",
        ),
        (
            |load| load.columns(["Id", "iD"]),
            r#"`columns` has "id" twice"#,
        ),
        (
            |load| load.columns([("a", " ")]),
            r#"`columns` has an empty type for "a""#,
        ),
        (
            |load| load.columns([("a", "INT").into(), Column::new("b")]),
            r#"`columns` has a type for "a", but not for "b": give types to all columns or to none"#,
        ),
        (
            |load| load.if_exists(Existing::Upsert),
            "`primary_keys` must be set for an upsert",
        ),
        (
            |load| load.if_exists(Existing::Upsert).primary_keys(["a"]),
            "`last_modified_keys` must be set for an upsert",
        ),
        (
            |load| load.primary_keys([""]),
            "`primary_keys` has an empty name",
        ),
        (
            |load| load.last_modified_keys(["a", ""]),
            "`last_modified_keys` has an empty name",
        ),
        (
            |load| load.columns(["a"]).primary_keys(["b"]),
            r#"`primary_keys` has "b", which is not in `columns`"#,
        ),
        (
            |load| load.sort_keys(["a", "b", "c"]),
            "`sort_keys` has 3 columns; the maximum is 2",
        ),
        (|load| load.sort_keys([""]), "`sort_keys` has an empty name"),
        (
            |load| load.columns(["a"]).sort_keys(["b"]),
            r#"`sort_keys` has "b", which is not in `columns`"#,
        ),
        (|load| load.dist_key(""), "`dist_key` is empty"),
        (
            |load| load.dist_style(DistStyle::Key),
            "`dist_key` must be set for `DistStyle::Key`",
        ),
        (
            |load| load.dist_style(DistStyle::Even).dist_key("a"),
            "`dist_key` needs `DistStyle::Key`",
        ),
        (
            |load| load.columns(["a"]).dist_key("b"),
            r#"`dist_key` is "b", which is not in `columns`"#,
        ),
        (|load| load.credential(""), "`credential` is empty"),
    ];
    let world = World::new();
    for (set, message) in cases {
        let load = set(tables::load_files(
            &world.session,
            [1],
            DATABASE,
            "scratch.t",
        ));
        let error = load.send().expect_err(message);
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error}");
        assert_eq!(error.to_string(), format!("tables::load_files: {message}"));
    }
    assert_eq!(world.requests(), [""; 0]);
}

#[test]
fn invalid_names_and_files_are_rejected_before_any_request() {
    let world = World::new();
    let load = |files: &[i64], database: &str, table: &str| {
        let load = tables::load_files(&world.session, files.iter().copied(), database, table);
        load.send().expect_err(table).to_string()
    };
    for (text, message) in [
        (load(&[], DATABASE, "s.t"), "`files` is empty"),
        (
            load(&[3, 0], DATABASE, "s.t"),
            "`files` has 0, which is not the ID of a file",
        ),
        (load(&[3], "", "s.t"), "`database` is empty"),
        (
            load(&[3], DATABASE, "t"),
            "`table` is t, without a schema: pass `schema.table`",
        ),
        (
            load(&[3], DATABASE, "a.b.c"),
            "`table` is not a table name: more than two parts: put a part that contains a dot in double quotes",
        ),
        (
            load(&[3], DATABASE, ""),
            "`table` is not a table name: the schema or the table is empty",
        ),
    ] {
        assert_eq!(text, format!("tables::load_files: {message}"));
    }
    let transfer = || tables::transfer(&world.session, DATABASE, "s.t").to("other", "s.u");
    let errors = [
        tables::transfer(&world.session, DATABASE, "t")
            .to("other", "s.u")
            .send(),
        tables::transfer(&world.session, DATABASE, "s.t")
            .to("", "s.u")
            .send(),
        tables::transfer(&world.session, DATABASE, "s.t")
            .to("other", "u")
            .send(),
        transfer().if_exists(Existing::Upsert).send(),
        transfer().row_chunk_size(0).send(),
        transfer().identity_column("").send(),
        transfer().last_modified_column("").send(),
        transfer().invalid_char_replacement('é').send(),
        transfer().credential("").send(),
        tables::refresh(&world.session, DATABASE, "t").send(),
    ];
    let names = [
        "tables::transfer: `table` ",
        "tables::transfer.to: `database` ",
        "tables::transfer.to: `table` ",
        "tables::transfer: `if_exists` ",
        "tables::transfer: `row_chunk_size` ",
        "tables::transfer: `identity_column` ",
        "tables::transfer: `last_modified_column` ",
        "tables::transfer: `invalid_char_replacement` ",
        "tables::transfer.to: `credential` ",
        "tables::refresh: `table` ",
    ];
    for (result, name) in errors.into_iter().zip(names) {
        let error = result.expect_err(name);
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error}");
        assert!(error.to_string().starts_with(name), "{error}");
    }
    assert_eq!(world.requests(), [""; 0]);
}

#[test]
fn a_database_or_a_user_that_does_not_exist_is_named() {
    let world = World::new();
    let load = tables::load_files(&world.session, [1], "redshift-genera", "s.t");
    let error = load.send().expect_err("no such database");
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert!(
        error
            .to_string()
            .contains("did you mean \"redshift-general\"?"),
        "{error}"
    );
    let load = tables::load_files(&world.session, [1], DATABASE, "s.t").credential("nobody");
    let error = load.send().expect_err("no such user");
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert!(error.to_string().contains("\"nobody\""), "{error}");
}
