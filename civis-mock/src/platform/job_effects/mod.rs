//! What a run of each kind of job does when it succeeds.

pub(crate) mod import;
pub(crate) mod load;
pub(crate) mod preprocess;
pub(crate) mod sql;
pub(crate) mod sync;

use crate::platform::object::{Facts, named};
use crate::platform::state::World;
use serde_json::Value;

/// Does the work of a run. The error is what the run fails with.
pub(crate) fn of(world: &mut World, run: u64) -> Result<(), String> {
    let job = world.runs.get(&run).map(|run| run.job);
    let Some(job) = job.and_then(|job| world.jobs.get(&job)) else {
        return Ok(());
    };
    let sent = job.sent.clone();
    match job.home.as_str() {
        "scripts/sql" => sql::export(world, run, &sent),
        "exports/files/csv" => sql::export(world, run, &sql::script_of(&sent)),
        "queries" => sql::query(world, run, &sent),
        "files/preprocess/csv" => preprocess::clean(world, run, &sent),
        "imports/files/csv" => import::load_files(world, &sent),
        "imports/files" => import::load_upload(world, &sent),
        "imports" => sync::sync(world, &sent),
        // What other jobs do is what their plan says.
        _ => Ok(()),
    }
}

/// A number of what was sent, which has to be there.
pub(crate) fn number(sent: &Facts, name: &str) -> Result<u64, String> {
    let number = named(sent, name).and_then(Value::as_u64);
    number.ok_or_else(|| format!("`{name}` is not set"))
}

/// A text of what was sent.
pub(crate) fn text<'a>(sent: &'a Facts, name: &str) -> Option<&'a str> {
    named(sent, name).and_then(Value::as_str)
}

impl World {
    /// A database that there is, by its id.
    pub(crate) fn database(&self, id: u64) -> Result<u64, String> {
        if self.fixtures.has_database(id) {
            Ok(id)
        } else {
            Err(format!("there is no database {id}"))
        }
    }

    /// The bytes of a file that a job reads.
    pub(crate) fn bytes(&self, file: u64) -> Result<std::sync::Arc<Vec<u8>>, String> {
        let content = self.content(file);
        let content = content.ok_or_else(|| format!("there is no content of file {file}"))?;
        Ok(std::sync::Arc::clone(&content.bytes))
    }
}
