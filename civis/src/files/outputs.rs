//! The output files of a run.

use civis_core::{Result, Session};

use crate::jobs::{self, Kind, Output, Run};

/// A file that a run has put out.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct OutputFile {
    /// The ID of the file.
    pub id: i64,
    /// The name of the output.
    pub name: String,
}

/// Returns the ID of the output file of a run that has this name. `job` is the ID of a job of any kind.
///
/// All pages of the run's outputs are searched. Outputs that are not files are ignored.
///
/// # Errors
/// [`ErrorKind::NotFound`](crate::ErrorKind::NotFound) if the run has no such file, which lists the names of the files
/// that it has, or if there is no such run; [`ErrorKind::Ambiguous`](crate::ErrorKind::Ambiguous) if several files have
/// the name, which lists their IDs; and the errors of any call.
///
/// ```no_run
/// # let client = civis::Session::from_env()?;
/// use civis::files;
///
/// let id = files::find_output(&client, 7, 99, "report.csv")?;
/// files::download(&client, id).to_path("report.csv")?;
/// # Ok::<(), civis::Error>(())
/// ```
pub fn find_output(session: &Session, job: i64, run: i64, name: &str) -> Result<i64> {
    let run = Run::attach(session, Kind::Job, job, run);
    let mut files = run.outputs()?;
    files.retain(Output::is_file);
    Ok(jobs::named(&run, "output file", files, name)?.object_id)
}

/// Returns the output files of a run whose names a function accepts, in the order of the Platform. `job` is the ID of a
/// job of any kind.
///
/// All pages of the run's outputs are searched. Outputs that are not files are ignored. The list is empty if no name is
/// accepted.
///
/// # Errors
/// The errors of any call.
///
/// ```no_run
/// # let client = civis::Session::from_env()?;
/// use civis::files;
///
/// // With a regular expression of the crate `regex`: `|name| pattern.is_match(name)`.
/// let tables = files::find_outputs(&client, 7, 99, |name| name.ends_with(".csv"))?;
/// for table in tables {
///     println!("{}", table.name);
///     files::download(&client, table.id).to_path(format!("table-{}.csv", table.id))?;
/// }
/// # Ok::<(), civis::Error>(())
/// ```
pub fn find_outputs(
    session: &Session,
    job: i64,
    run: i64,
    mut matches: impl FnMut(&str) -> bool,
) -> Result<Vec<OutputFile>> {
    let outputs = Run::attach(session, Kind::Job, job, run)
        .outputs()?
        .into_iter();
    let files = outputs.filter(Output::is_file).filter_map(|output| {
        let name = output.name.filter(|name| matches(name))?;
        let id = output.object_id;
        Some(OutputFile { id, name })
    });
    Ok(files.collect())
}
