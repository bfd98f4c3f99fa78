//! What an error says about a run of a job.

/// The run that an [`Error`](crate::Error) is about: [`Error::run`](crate::Error::run).
///
/// Everything but the ID of the job is optional: the Platform may not report it.
///
/// ```no_run
/// use civis_core::{Error, ErrorKind};
///
/// fn report(error: &Error) {
///     if let (ErrorKind::RunFailed, Some(run)) = (error.kind(), error.run()) {
///         println!("job {} failed: {}", run.job_id, run.message.as_deref().unwrap_or("no message"));
///         for line in &run.log {
///             println!("  {line}");
///         }
///     }
/// }
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RunDetails {
    /// The ID of the job, query, workflow, model or report.
    pub job_id: i64,
    /// The ID of the run, execution or build.
    pub run_id: Option<i64>,
    /// The run's own message.
    pub message: Option<String>,
    /// The exit code of its process. No response has it, so it is read from the message and the log.
    pub exit_code: Option<i64>,
    /// Whether its process was killed because it used too much memory.
    pub out_of_memory: bool,
    /// The last lines of its log, oldest first.
    pub log: Vec<String>,
}
