//! What a run of each kind of job does when it succeeds.

mod export;
mod import;
mod load;
mod preprocess;
mod query;
mod scan;
mod sync;

use super::object::Object;
use super::resources::Resources;
use super::tables::table::Table;

/// What a run produces.
#[derive(Debug, Default)]
pub(crate) struct Effects {
    /// The files among the run's outputs.
    pub(crate) files: Vec<u64>,
    /// Whether a SQL script wrote the files, in which case the run lists them.
    pub(crate) lists_files: bool,
    /// The rows of a query.
    pub(crate) rows: Option<Table>,
}

/// Does the work of a run. `kind` is the path of its job (`scripts/sql`), `sent`
/// the properties of the job. The run fails with the error.
pub(crate) fn perform(
    kind: &str,
    sent: &Object,
    run: u64,
    resources: &mut Resources,
) -> Result<Effects, String> {
    let mut effects = Effects::default();
    match kind {
        "queries" => effects.rows = query::run(sent, resources)?,
        "scripts/sql" => {
            effects.files.extend(export::run(sent, run, resources)?);
            effects.lists_files = true;
        }
        "exports/files/csv" => {
            let script = export::to_script(sent);
            effects.files.extend(export::run(&script, run, resources)?);
            effects.lists_files = true;
        }
        "files/preprocess/csv" => effects.files.push(preprocess::run(sent, resources)?),
        "imports/files/csv" => import::load_files(sent, resources)?,
        "imports/files" => import::load_upload(sent, resources)?,
        "imports" => sync::run(sent, resources)?,
        "tables/scan" => scan::run(sent, resources)?,
        // Other jobs do only what their plan says.
        _ => {}
    }
    Ok(effects)
}
