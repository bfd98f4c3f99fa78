//! The output files of a run.

use civis_core::{Error, ErrorKind, Result, Session, support};

use crate::jobs::{Kind, Output, Run};

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
    let all = find_outputs(session, job, run, |_| true)?;
    let mut matching = all.iter().filter(|output| output.name == name);
    match (matching.next(), matching.next()) {
        (Some(output), None) => Ok(output.id),
        (None, _) => Err(not_found(job, run, name, &all)),
        (Some(_), Some(_)) => {
            let matching = all.iter().filter(|output| output.name == name);
            let ids: Vec<String> = matching.map(|output| output.id.to_string()).collect();
            let message = format!(
                "run {run} of job {job} has {} output files {name:?}: {}",
                ids.len(),
                ids.join(", ")
            );
            Err(support::error(ErrorKind::Ambiguous, message))
        }
    }
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

fn not_found(job: i64, run: i64, name: &str, all: &[OutputFile]) -> Error {
    let what = format!("run {run} of job {job} has no output file {name:?}");
    let names: Vec<String> = all
        .iter()
        .map(|output| format!("{:?}", output.name))
        .collect();
    let message = match names.len() {
        0 => format!("{what}, and no other"),
        _ => format!("{what}; it has {}", names.join(", ")),
    };
    support::error(ErrorKind::NotFound, message)
}
