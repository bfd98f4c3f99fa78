//! Queries, and SQL scripts that write files.

use serde_json::{Value, json};

use crate::platform::job_effects::{number, text};
use crate::platform::jobs::plan::Outcome;
use crate::platform::object::{Facts, facts, named, part};
use crate::platform::request_context::Ask;
use crate::platform::state::World;
use crate::platform::tables::csv_file::{Settings, packed};
use crate::platform::tables::table::Table;
use crate::reply::Reply;

/// The most rows of a query that are kept.
const MOST_ROWS: u64 = 1000;

const MEGABYTE: u64 = 1_000_000;

/// Runs a query, and keeps its first rows.
pub(crate) fn query(world: &mut World, run: u64, sent: &Facts) -> Result<(), String> {
    let database = world.database(number(sent, "database")?)?;
    let sql = text(sent, "sql").unwrap_or_default();
    let mut table = world.databases.run(database, sql)?;
    let most = named(sent, "previewRows")
        .and_then(Value::as_u64)
        .unwrap_or(10);
    if let Some(table) = &mut table {
        let most = usize::try_from(most.min(MOST_ROWS)).unwrap_or(usize::MAX);
        table.rows.truncate(most);
    }
    if let Some(run) = world.runs.get_mut(&run) {
        run.rows = table;
    }
    Ok(())
}

/// Runs a SQL script, and writes what it selects to a file, or to many and a
/// manifest.
pub(crate) fn export(world: &mut World, run: u64, sent: &Facts) -> Result<(), String> {
    let database = world.database(number(sent, "remoteHostId")?)?;
    let sql = with_arguments(sent)?;
    let settings = named(sent, "csvSettings").unwrap_or(&Value::Null);
    let settings = Settings::read(settings)?;
    let Some(table) = world.databases.run(database, &sql)? else {
        return Ok(());
    };
    let stem = match &settings.prefix {
        Some(prefix) => prefix.clone(),
        None => format!("output_{run}"),
    };
    let file = if settings.multifile {
        many(world, &settings, &sql, &table, &stem)?
    } else {
        one(world, &settings, &table, &table.rows, &stem)?
    };
    world.add_output(run, "File", file);
    if let Some(run) = world.runs.get_mut(&run) {
        run.files.push(file);
    }
    Ok(())
}

/// The SQL script that does what a CSV export describes.
pub(crate) fn script_of(sent: &Facts) -> Facts {
    let of = |name| named(sent, name).unwrap_or(&Value::Null);
    let mut settings = sent.clone();
    let prefix = part(of("destination"), "filenamePrefix");
    settings.insert("filenamePrefix".to_owned(), prefix.clone());
    let mut script = facts(of("source").clone());
    script.insert("csvSettings".to_owned(), settings.into());
    script
}

fn one(
    world: &mut World,
    settings: &Settings,
    table: &Table,
    rows: &[Vec<Value>],
    stem: &str,
) -> Result<u64, String> {
    let text = settings.text(table, rows)?;
    let name = format!("{stem}.csv");
    let packed = packed(text, settings.compression, &name)?;
    Ok(world.add_file(&format!("{name}{}", settings.compression.suffix()), packed))
}

/// Writes at least two files where there are rows for them, as the Platform
/// writes one for each part of its database, and more above the largest size.
fn many(
    world: &mut World,
    settings: &Settings,
    sql: &str,
    table: &Table,
    stem: &str,
) -> Result<u64, String> {
    let size = settings.text(table, &table.rows)?.len() as u64;
    let most = settings
        .max_size
        .map_or(u64::MAX, |size| size.saturating_mul(MEGABYTE));
    let parts = usize::try_from(size.div_ceil(most.max(1)).max(2)).unwrap_or(usize::MAX);
    let rows = table.rows.len().div_ceil(parts).max(1);
    let mut chunks: Vec<&[Vec<Value>]> = table.rows.chunks(rows).collect();
    if chunks.is_empty() {
        chunks.push(&[]);
    }
    let mut entries = Vec::new();
    for (index, rows) in chunks.into_iter().enumerate() {
        let file = one(world, settings, table, rows, &format!("{stem}_{index:03}"))?;
        let kept = world.files.get(file);
        entries.push(json!({
            "id": file,
            "name": kept.map(|file| file.name.clone()),
            "size": world.content(file).map(|content| content.bytes.len()),
            "url": kept.map(|file| format!("s3:/{}", file.path())),
            "url_signed": world.longest_link(file),
        }));
    }
    let manifest = json!({
        "query": sql,
        "header": table.columns().collect::<Vec<_>>(),
        "entries": entries,
        "unquoted": settings.unquoted,
        "compression": settings.compression.word(),
        "delimiter": char::from(crate::platform::tables::csv_file::delimiter(&settings.delimiter)?),
    });
    Ok(world.add_file(&format!("{stem}.json"), manifest.to_string().into_bytes()))
}

/// The SQL with the arguments in the places of its parameters, `{{name}}`.
fn with_arguments(sent: &Facts) -> Result<String, String> {
    let mut sql = text(sent, "sql").unwrap_or_default().to_owned();
    let arguments = named(sent, "arguments").unwrap_or(&Value::Null);
    let params = named(sent, "params").and_then(Value::as_array);
    for param in params.into_iter().flatten() {
        let name = part(param, "name").as_str().unwrap_or_default();
        let own = ["value", "default"].map(|key| part(param, key));
        let mut values = [part(arguments, name)].into_iter().chain(own);
        let value = values.find(|value| !value.is_null());
        if value.is_none() && part(param, "required").as_bool() == Some(true) {
            return Err(format!("the parameter `{name}` has no argument"));
        }
        let literal = match value {
            None => "null".to_owned(),
            Some(Value::String(text)) => format!("'{}'", text.replace('\'', "''")),
            Some(value) => value.to_string(),
        };
        for place in [format!("{{{{{name}}}}}"), format!("{{{{ {name} }}}}")] {
            sql = sql.replace(&place, &literal);
        }
    }
    Ok(sql)
}

impl Ask<'_> {
    /// Creates a query, which runs at once.
    pub(crate) fn add_query(&mut self) -> Reply {
        let sent = self.sent();
        let id = self.world.add_job("queries", sent);
        self.world.start_run(id);
        self.query_shown(id)
    }

    /// A query, of which a poll sees the run a step further.
    pub(crate) fn poll_query(&mut self, id: u64) -> Reply {
        let run = self.world.jobs.get(&id).and_then(|job| job.runs.last());
        if let Some(run) = run.copied() {
            self.world.poll(run);
        }
        self.query_shown(id)
    }

    pub(crate) fn hide_query(&mut self, id: u64) -> Reply {
        if let Some(job) = self.world.jobs.get_mut(&id) {
            crate::platform::object::set(&mut job.sent, "hidden", true.into());
        }
        self.query_shown(id)
    }

    fn query_shown(&self, id: u64) -> Reply {
        match self.query_facts(id) {
            Some(facts) => self.one(&facts),
            None => self.not_found(),
        }
    }

    pub(crate) fn query_facts(&self, id: u64) -> Option<Facts> {
        let job = self
            .world
            .jobs
            .get(&id)
            .filter(|job| job.home == "queries")?;
        let run = job.runs.last().and_then(|run| self.world.runs.get(run));
        let mut shown = self.world.job_facts(job);
        let rows = run.and_then(|run| run.rows.as_ref());
        let columns: Vec<&str> = rows.into_iter().flat_map(Table::columns).collect();
        let error = match run.and_then(|run| run.end.as_ref()) {
            Some(Outcome::Failed(error)) => error.as_str().into(),
            _ => Value::Null,
        };
        let own = json!({
            "resultColumns": columns,
            "resultRows": rows.map_or(&[][..], Table::rows),
            "startedAt": run.and_then(|run| run.started_at).map(crate::platform::clock::text),
            "lastRunId": run.map(|run| run.id),
            "error": error,
            "exception": error,
        });
        shown.extend(facts(own));
        Some(shown)
    }
}
