//! Cleaning runs, which convert files to UTF-8 and detect what is in them.

use civis_core::support::{error, with_advice, with_context};
use serde_json::{Map, Value};

use super::consistency::{CleanedFile, DetectedColumn};
use super::records::{Created, DetectedInfo, File};
use super::request::{post, required, send};
use crate::jobs::{self, Run, Waiter};
use crate::{Error, ErrorKind, Location, Request, Result, Session};

const OPERATION: &str = "files.post_preprocess_csv";

/// How files are cleaned.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cleaning {
    pub(super) detects_columns: bool,
    pub(super) has_headers: Option<bool>,
    /// The Platform's name of the delimiter.
    pub(super) delimiter: Option<&'static str>,
    pub(super) hidden: bool,
}

/// Cleans files, all at once, and returns the cleaned ones in the order of the files.
pub(super) fn clean(
    session: &Session,
    files: &[i64],
    cleaning: Cleaning,
    waiter: Waiter<'_>,
) -> Result<Vec<CleanedFile>> {
    let mut runs: Vec<Run> = Vec::with_capacity(files.len());
    for file in files {
        match start(session, *file, cleaning) {
            Ok(run) => runs.push(run),
            Err(error) => {
                let error = with_context(error, &format!("cleaning file {file}"));
                return Err(match listed(&runs) {
                    Some(runs) => with_advice(error, &format!("{runs} had been started and go on")),
                    None => error,
                });
            }
        }
    }
    tracing::debug!(files = files.len(), "cleaning files");
    let (mut done, mut failed) = (Vec::new(), Vec::new());
    for (file, outcome) in files.iter().zip(waiter.wait_all(&runs)) {
        match outcome {
            Ok(status) => done.push((*file, status)),
            Err(error) => failed.push((*file, error)),
        }
    }
    if let Some(error) = all_in_one(failed) {
        return Err(error);
    }
    // The run of the status is another one if the first was repeated.
    let cleaned = done.iter().map(|(file, status)| {
        result(session, status.run())
            .map_err(|error| with_context(error, &format!("cleaning file {file}")))
    });
    cleaned.collect()
}

fn start(session: &Session, file: i64, cleaning: Cleaning) -> Result<Run> {
    let mut body = Map::new();
    for (name, value) in [
        ("fileId", file.into()),
        // The file of the caller stays as it is.
        ("inPlace", false.into()),
        ("detectTableColumns", cleaning.detects_columns.into()),
        ("forceCharacterSetConversion", true.into()),
        ("includeHeader", cleaning.has_headers.into()),
        ("columnDelimiter", cleaning.delimiter.into()),
        ("hidden", cleaning.hidden.into()),
    ] {
        let value: Value = value;
        if !value.is_null() {
            body.insert(name.to_owned(), value);
        }
    }
    let created: Created = send(session, post(OPERATION, "/files/preprocess/csv", body))?;
    jobs::run(session, required(created.id, OPERATION, "id")?)
}

/// The error of the first run that failed, which names the files of all others.
fn all_in_one(failed: Vec<(i64, Error)>) -> Option<Error> {
    let mut failed = failed.into_iter();
    let (file, error) = failed.next()?;
    let error = with_context(error, &format!("cleaning file {file}"));
    let others: Vec<String> = failed.map(|(file, _)| file.to_string()).collect();
    Some(if others.is_empty() {
        error
    } else {
        with_advice(
            error,
            &format!("the same for the files {}", others.join(", ")),
        )
    })
}

/// `job 5 run 6, job 7 run 8`.
fn listed(runs: &[Run]) -> Option<String> {
    let runs = runs.iter().map(|run| match run.run_id() {
        Some(id) => format!("job {} run {id}", run.id()),
        None => format!("job {}", run.id()),
    });
    let runs: Vec<String> = runs.collect();
    (!runs.is_empty()).then(|| runs.join(", "))
}

/// The file that a run has written, and what was detected in it.
fn result(session: &Session, run: &Run) -> Result<CleanedFile> {
    let outputs = run.outputs()?;
    let Some(output) = outputs.iter().find(|output| output.is_file()) else {
        let run = listed(std::slice::from_ref(run)).unwrap_or_default();
        return Err(error(
            ErrorKind::Missing,
            format!("{run} has no file among its outputs"),
        ));
    };
    let request = Request::new("files.get", http::Method::GET, "/files/{id}").with(
        Location::Path,
        "id",
        output.object_id,
    );
    let file: File = send(session, request)?;
    Ok(cleaned(output.object_id, file))
}

fn cleaned(id: i64, file: File) -> CleanedFile {
    let DetectedInfo {
        include_header,
        column_delimiter,
        compression,
        table_columns,
        ..
    } = file.detected_info.unwrap_or_default();
    let columns = table_columns.unwrap_or_default().into_iter();
    CleanedFile {
        id,
        name: file.name.unwrap_or_default(),
        has_header: include_header,
        delimiter: column_delimiter,
        compression,
        columns: columns
            .map(|column| DetectedColumn {
                name: column.name.unwrap_or_default(),
                sql_type: column
                    .sql_type
                    .or(column.snake_case_sql_type)
                    .unwrap_or_default(),
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::{File, cleaned};

    #[test]
    fn types_are_read_under_both_names() {
        let text = r#"{"id": 1, "name": "a.csv", "detectedInfo": {"includeHeader": true, "columnDelimiter": "comma",
            "compression": "none", "tableColumns": [{"name": "a", "sqlType": "INT"}, {"name": "b", "sql_type": "DATE"}]}}"#;
        let file: File = serde_json::from_str(text).expect("a file");
        let file = cleaned(7, file);
        let columns: Vec<(&str, &str)> = file
            .columns
            .iter()
            .map(|one| (&*one.name, &*one.sql_type))
            .collect();
        assert_eq!(columns, [("a", "INT"), ("b", "DATE")]);
        assert_eq!((file.id, file.has_header), (7, Some(true)));
    }

    #[test]
    fn what_was_not_detected_is_not_there() {
        let file: File = serde_json::from_str(r#"{"detectedInfo": null}"#).expect("a file");
        let file = cleaned(7, file);
        assert_eq!(
            (file.has_header, file.delimiter, file.columns.len()),
            (None, None, 0)
        );
    }
}
