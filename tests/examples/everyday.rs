//! Reads everyday tasks, one line of JSON each, does them, and prints the result of each and the seconds that it took: the
//! other half of `tests/peer/everyday.py` and `tests/bench/everyday.py`. The key and the base URL come from the environment.

use std::io::{self, BufRead, Write};
use std::time::{Duration, Instant};

use civis::jobs::{self, Kind, Run, Waiter};
use civis::serde_json::{Value, json};
use civis::sql::{Export, Param};
use civis::tables::{Column, Existing, Load};
use civis::{Error, Session, files, sql, tables};
use serde::Deserialize;

const DATABASE: &str = "redshift-general";

/// The time between polls.
const POLL: Duration = Duration::from_millis(50);

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let session = Session::from_env()?;
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let task: Value = serde_json::from_str(&line?)?;
        let start = Instant::now();
        // One session for all tasks, so that lookups are made once, as by the official client.
        let result = match execute(&session, &task) {
            Ok(value) => json!({ "value": value, "seconds": start.elapsed().as_secs_f64() }),
            Err(error) => json!({ "error": error.to_string() }),
        };
        writeln!(out, "{result}")?;
        out.flush()?;
    }
    Ok(())
}

fn execute(session: &Session, task: &Value) -> Result<Value, Error> {
    let text = |key: &str| task[key].as_str().unwrap_or_default();
    let id = |key: &str| task[key].as_i64().unwrap_or_default();
    Ok(match text("command") {
        "upload" => {
            let mut upload = files::upload(session, text("path"));
            if let Some(description) = task["description"].as_str() {
                upload = upload.description(description);
            }
            upload.send()?.into()
        }
        "download" => files::download(session, id("id"))
            .to_path(text("path"))?
            .into(),
        "upload_json" => files::upload_json(session, &task["value"]).send()?.into(),
        "read_json" => files::read_json(session, id("id"))?,
        "find_output" => files::find_output(session, id("job"), id("run"), text("name"))?.into(),
        "find_output_starting" => {
            let starts = |name: &str| name.starts_with(text("prefix"));
            let found = files::find_outputs(session, id("job"), id("run"), starts)?;
            found.first().map(|file| file.id).into()
        }
        "query" => {
            let preview = sql::query(session, text("sql"), DATABASE)
                .preview_rows(u32::try_from(id("preview_rows")).unwrap_or_default())
                .waiter(waiter())
                .send()?;
            json!([preview.columns, preview.rows])
        }
        "execute" => {
            sql::execute(session, text("sql"), DATABASE)
                .waiter(waiter())
                .send()?;
            Value::Null
        }
        "rows" => rows(export(session, task))?,
        "table_rows" => {
            let export = sql::read_table(session, text("table"), DATABASE);
            rows(export.columns(texts(&task["columns"])).waiter(waiter()))?
        }
        "count_rows" => {
            let rows = export(session, task).rows::<Row>()?;
            rows.map(|row| row.map(drop))
                .collect::<Result<Vec<()>, _>>()?
                .len()
                .into()
        }
        #[cfg(feature = "polars")]
        "count_frame" => {
            let frame = typed(export(session, task).frame()?);
            frame.expect("numbers are cast").height().into()
        }
        "to_path" => export(session, task).to_path(text("path"))?.into(),
        "to_file" => export(session, task).to_file()?.into(),
        "to_files" => {
            let manifest = export(session, task).to_files()?;
            let ids: Vec<i64> = manifest.entries.iter().map(|entry| entry.id).collect();
            json!({ "header": manifest.header, "ids": ids })
        }
        "load" => {
            let load = tables::load(session, text("path"), DATABASE, text("table"));
            with_options(load, task).send()?.wait_with(waiter())?;
            Value::Null
        }
        "load_files" => {
            let ids = task["ids"].as_array().into_iter().flatten();
            let ids = ids.filter_map(Value::as_i64);
            let load = tables::load_files(session, ids, DATABASE, text("table"));
            load.waiter(waiter()).send()?.wait_with(waiter())?;
            Value::Null
        }
        "transfer" => {
            let place = |key: &str, index: usize| task[key][index].as_str().unwrap_or_default();
            let run = tables::transfer(session, place("source", 0), place("source", 1))
                .to(place("destination", 0), place("destination", 1))
                .send()?;
            waiter().wait(&run)?;
            Value::Null
        }
        "run_job" => {
            let status = waiter().wait(&jobs::run(session, id("job"))?)?;
            status.state().as_str().into()
        }
        "run_to_end" => {
            let run = jobs::run(session, id("job"))?;
            waiter().wait(&run)?;
            run.run_id().into()
        }
        "wait_all" => {
            let runs: Vec<Run> = (0..id("runs"))
                .map(|_| jobs::run(session, id("job")))
                .collect::<Result<_, _>>()?;
            waiter()
                .wait_all(&runs)
                .into_iter()
                .filter(Result::is_ok)
                .count()
                .into()
        }
        "count_log" => {
            let run = Run::attach(session, Kind::Job, id("job"), id("run"));
            let mut lines = run.log().follow();
            lines
                .try_fold(0, |count, line| line.map(|_| count + 1))?
                .into()
        }
        "run_template" => {
            let mut template = jobs::run_template(session, id("template"));
            for (name, value) in task["arguments"].as_object().into_iter().flatten() {
                template = template.argument(name, value.clone());
            }
            let run = template.send()?;
            waiter().wait(&run)?;
            run.outputs()?
                .into_iter()
                .find_map(|output| output.value)
                .into()
        }
        "log" => {
            let run = Run::attach(session, Kind::Job, id("job"), id("run"));
            let lines = run.log().follow().map(|line| Ok(line?.message.into()));
            Value::Array(lines.collect::<Result<_, Error>>()?)
        }
        other => json!({ "unknown": other }),
    })
}

/// The rows of `tests/bench/everyday.py`.
#[derive(Deserialize)]
#[allow(dead_code, reason = "only decoding is measured")]
struct Row {
    id: i64,
    name: String,
    score: f64,
}

/// Casts the columns of numbers in a frame of [`Row`]s.
#[cfg(feature = "polars")]
fn typed(
    mut frame: civis::polars_core::frame::DataFrame,
) -> civis::polars_core::error::PolarsResult<civis::polars_core::frame::DataFrame> {
    use civis::polars_core::prelude::DataType;

    for (name, data_type) in [("id", DataType::Int64), ("score", DataType::Float64)] {
        let column = frame.column(name)?.cast(&data_type)?;
        frame.with_column(column)?;
    }
    Ok(frame)
}

/// The export of a task: its SQL and its settings.
fn export(session: &Session, task: &Value) -> Export<'static> {
    let sql = task["sql"].as_str().unwrap_or_default();
    let mut export = sql::read(session, sql, DATABASE).waiter(waiter());
    for param in task["params"].as_array().into_iter().flatten() {
        let text = |key: &str| param[key].as_str().unwrap_or_default();
        export = export.param(Param::new(text("name"), text("type")).required());
    }
    for (name, value) in task["arguments"].as_object().into_iter().flatten() {
        export = export.argument(name, value.clone());
    }
    if let Some(delimiter) = task["delimiter"].as_str() {
        export = export.delimiter(delimiter.chars().next().unwrap_or(','));
    }
    if let Some(has_headers) = task["header"].as_bool() {
        export = export.has_headers(has_headers);
    }
    if task["unquoted"] == true {
        export = export.unquoted();
    }
    if let Some(prefix) = task["prefix"].as_str() {
        export = export.prefix(prefix);
    }
    match task["compression"].as_str() {
        Some("gzip") => export.gzip(),
        Some("zip") => export.zip(),
        _ => export,
    }
}

/// The names of the columns, and the rows.
fn rows(export: Export<'_>) -> Result<Value, Error> {
    let records = export.records()?;
    let mut rows = vec![json!(records.headers().iter().collect::<Vec<_>>())];
    for record in records {
        rows.push(json!(record?.iter().collect::<Vec<_>>()));
    }
    Ok(rows.into())
}

fn with_options<'a>(mut load: Load<'a>, task: &Value) -> Load<'a> {
    load = load
        .waiter(waiter())
        .if_exists(match task["existing"].as_str() {
            Some("append") => Existing::Append,
            Some("truncate") => Existing::Truncate,
            Some("drop") => Existing::Drop,
            Some("upsert") => Existing::Upsert,
            _ => Existing::Fail,
        });
    if let Some(has_headers) = task["headers"].as_bool() {
        load = load.has_headers(has_headers);
    }
    if let Some(columns) = task["columns"].as_array() {
        let text = |column: &Value, key: &str| column[key].as_str().unwrap_or_default().to_owned();
        load =
            load.columns(columns.iter().map(|column| {
                Column::new(text(column, "name")).sql_type(text(column, "sql_type"))
            }));
    }
    if task["primary_keys"].is_array() {
        load = load.primary_keys(texts(&task["primary_keys"]));
        load = load.last_modified_keys(texts(&task["last_modified_keys"]));
    }
    load
}

fn waiter() -> Waiter<'static> {
    Waiter::new().interval(POLL)
}

fn texts(list: &Value) -> Vec<String> {
    let list = list.as_array().into_iter().flatten();
    list.filter_map(Value::as_str).map(str::to_owned).collect()
}
