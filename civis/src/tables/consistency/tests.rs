//! What files have in common, and how differences are reported.

use proptest::prelude::{Just, Strategy, prop, prop_oneof, proptest};

use super::{CleanedFile, Column, DetectedColumn, Format, Given, common_format};

fn columns(all: &[(&str, &str)]) -> Vec<DetectedColumn> {
    let column = |(name, sql_type): &(&str, &str)| DetectedColumn {
        name: (*name).to_owned(),
        sql_type: (*sql_type).to_owned(),
    };
    all.iter().map(column).collect()
}

fn file(id: i64, all: &[(&str, &str)]) -> CleanedFile {
    CleanedFile {
        id,
        name: format!("{id}.csv"),
        has_header: Some(true),
        delimiter: Some("comma".to_owned()),
        compression: Some("none".to_owned()),
        columns: columns(all),
    }
}

const DETECTING: Given<'_> = Given {
    has_headers: None,
    delimiter: None,
    names: None,
    detects_columns: true,
};

fn format(files: &[CleanedFile]) -> Format {
    common_format(files, &DETECTING).expect("a format")
}

fn problems(files: &[CleanedFile], given: &Given<'_>) -> String {
    let problems = common_format(files, given).expect_err("problems");
    problems.join("; ")
}

#[test]
fn one_file_is_as_it_was_detected() {
    let format = format(&[file(1, &[("id", "INT"), ("name", "VARCHAR(6)")])]);
    assert_eq!(
        format,
        Format {
            has_headers: true,
            delimiter: Some("comma".to_owned()),
            compression: Some("none".to_owned()),
            columns: Some(vec![("id", "INT").into(), ("name", "VARCHAR(6)").into()]),
        }
    );
}

#[test]
fn columns_of_one_base_type_get_the_widest_type() {
    let files = [
        file(1, &[("a", "VARCHAR(6)"), ("b", "int")]),
        file(2, &[("a", "varchar(20)"), ("b", "INT")]),
    ];
    let wanted = vec![("a", "VARCHAR(20)").into(), ("b", "int").into()];
    assert_eq!(format(&files).columns, Some(wanted));
}

#[test]
fn a_column_that_is_text_in_one_file_is_text() {
    let mut text = file(2, &[("column_1", "VARCHAR(3)")]);
    text.has_header = Some(false);
    let format = format(&[file(1, &[("id", "INT")]), text]);
    assert_eq!(format.columns, Some(vec![("id", "VARCHAR").into()]));
    assert!(format.has_headers, "text hides a header");
}

#[test]
fn headers_in_some_files_are_a_problem_if_no_column_explains_it() {
    let mut without = file(2, &[("a", "VARCHAR(1)")]);
    without.has_header = Some(false);
    let files = [file(1, &[("a", "VARCHAR(2)")]), without];
    assert_eq!(
        problems(&files, &DETECTING),
        r#"the first row is a header in file 1 ("1.csv") and data in file 2 ("2.csv")"#
    );
}

#[test]
fn a_column_without_a_name_is_numbered() {
    let files = [
        file(1, &[("", "INT"), ("", "INT")]),
        file(2, &[("", "INT"), ("b", "INT")]),
    ];
    let wanted = vec![("column_1", "INT").into(), ("b", "INT").into()];
    assert_eq!(format(&files).columns, Some(wanted));
}

#[test]
fn every_difference_is_reported_with_its_files_and_columns() {
    let mut other = file(3, &[("id", "INT"), ("born", "INT"), ("x", "BOOLEAN")]);
    other.delimiter = Some("tab".to_owned());
    other.compression = None;
    other.name = String::new();
    let files = [
        file(1, &[("id", "INT"), ("born", "DATE"), ("x", "INT")]),
        file(2, &[("id", "INT"), ("born", "DATE"), ("x", "INT")]),
        other,
    ];
    assert_eq!(
        problems(&files, &DETECTING).split("; ").collect::<Vec<_>>(),
        [
            r#"column 2 ("born") is DATE in file 1 ("1.csv"), file 2 ("2.csv") and INT in file 3"#,
            r#"column 3 ("x") is INT in file 1 ("1.csv"), file 2 ("2.csv") and BOOLEAN in file 3"#,
            r#"the delimiter is comma in file 1 ("1.csv"), file 2 ("2.csv") and tab in file 3"#,
            r#"the compression is none in file 1 ("1.csv"), file 2 ("2.csv") and unknown in file 3"#,
        ]
    );
}

#[test]
fn the_number_of_columns_must_be_the_same() {
    let files = [
        file(1, &[("a", "INT")]),
        file(2, &[("a", "INT"), ("b", "INT")]),
    ];
    assert_eq!(
        problems(&files, &DETECTING),
        r#"the number of columns is 1 in file 1 ("1.csv") and 2 in file 2 ("2.csv")"#
    );
    assert_eq!(
        problems(&[file(1, &[])], &DETECTING),
        "no columns were detected"
    );
}

#[test]
fn headers_in_another_order_are_a_problem() {
    let files = [
        file(1, &[("id", "INT"), ("age", "INT")]),
        file(2, &[("Age", "INT"), ("ID", "INT")]),
    ];
    assert_eq!(
        problems(&files, &DETECTING),
        r#"file 2 ("2.csv") has the columns of file 1 ("1.csv") in another order"#
    );
}

#[test]
fn the_settings_must_match_what_was_detected() {
    let files = [file(1, &[("a", "INT")])];
    let given = |has_headers, delimiter| Given {
        has_headers,
        delimiter,
        ..DETECTING
    };
    assert!(common_format(&files, &given(Some(true), Some("comma"))).is_ok());
    assert_eq!(
        problems(&files, &given(Some(false), Some("tab"))),
        "`has_headers` is false, but the first row is a header in every file; \
         `delimiter` is tab, but it is comma in every file"
    );
}

#[test]
fn the_settings_replace_what_was_not_detected() {
    let unknown = CleanedFile {
        id: 1,
        ..CleanedFile::default()
    };
    let given = Given {
        has_headers: Some(false),
        delimiter: Some("pipe"),
        ..Given::default()
    };
    let format = common_format(std::slice::from_ref(&unknown), &given).expect("a format");
    assert_eq!(
        (format.has_headers, format.delimiter.as_deref()),
        (false, Some("pipe"))
    );
    assert_eq!((format.compression, format.columns), (None, None));
    let given = Given::default();
    assert_eq!(
        problems(&[unknown], &given),
        "whether the first row is a header was not detected"
    );
}

#[test]
fn names_in_the_settings_replace_those_of_the_files() {
    let files = [file(1, &[("a", "INT"), ("b", "DATE")])];
    let names: Vec<Column> = vec!["id".into(), "born".into()];
    let given = |names| Given {
        names: Some(names),
        ..DETECTING
    };
    let format = common_format(&files, &given(&names)).expect("a format");
    let wanted = vec![("id", "INT").into(), ("born", "DATE").into()];
    assert_eq!(format.columns, Some(wanted));
    assert_eq!(
        problems(&files, &given(&names[..1])),
        "`columns` has 1, but the files have 2"
    );
}

#[test]
fn a_long_list_of_files_is_cut() {
    let mut files: Vec<CleanedFile> = (1..=13).map(|id| file(id, &[("a", "INT")])).collect();
    files[12].compression = Some("gzip".to_owned());
    let problems = problems(&files, &DETECTING);
    assert!(
        problems.contains(r#"file 10 ("10.csv") and 2 more and gzip in file 13 ("13.csv")"#),
        "{problems}"
    );
}

fn sql_type() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("INT".to_owned()),
        Just("date".to_owned()),
        (1..99_u32).prop_map(|length| format!("VARCHAR({length})")),
    ]
}

/// Files with the same columns, in which one type in ten differs.
fn files() -> impl Strategy<Value = Vec<CleanedFile>> {
    let table = (1..5_usize, 1..5_usize);
    table.prop_flat_map(|(width, count)| {
        let common = prop::collection::vec(sql_type(), width);
        let others = prop::collection::vec((prop::bool::weighted(0.1), sql_type()), width * count);
        (common, others).prop_map(move |(common, others)| {
            let rows = others.chunks(width).zip(1..);
            let files = rows.map(|(others, id)| {
                let types = common.iter().zip(others);
                let types =
                    types.map(|(common, (differs, other))| if *differs { other } else { common });
                let all: Vec<(&str, &str)> =
                    types.map(|sql_type| ("x", sql_type.as_str())).collect();
                file(id, &all)
            });
            files.collect()
        })
    })
}

proptest! {
    #[test]
    fn files_agree_exactly_if_each_column_has_one_base_type_or_text(files in files()) {
        let width = files[0].columns.len();
        let agree = (0..width).all(|index| {
            let mut bases: Vec<String> = files.iter().map(|file| super::base(&file.columns[index].sql_type)).collect();
            bases.sort_unstable();
            bases.dedup();
            bases.len() == 1 || bases.iter().any(|base| base == "VARCHAR")
        });
        match common_format(&files, &DETECTING) {
            Ok(format) => {
                assert!(agree);
                assert_eq!(format.columns.expect("columns").len(), width);
            }
            Err(problems) => {
                assert!(!agree);
                assert!(problems.iter().all(|problem| problem.starts_with("column ")), "{problems:?}");
            }
        }
    }

    #[test]
    fn the_order_of_files_does_not_change_whether_they_agree(files in files()) {
        let mut reversed = files.clone();
        reversed.reverse();
        let (one, other) = (common_format(&files, &DETECTING), common_format(&reversed, &DETECTING));
        assert_eq!(one.is_ok(), other.is_ok());
        if let (Ok(one), Ok(other)) = (one, other) {
            let bases = |format: Format| -> Vec<String> {
                let columns = format.columns.expect("columns").into_iter();
                columns.map(|column| column.sql_type.expect("a type").to_uppercase()).collect()
            };
            assert_eq!(bases(one), bases(other));
        }
    }
}
