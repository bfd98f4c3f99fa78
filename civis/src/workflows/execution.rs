//! The handle of an execution.

use std::fmt;

use civis_core::{Call, Location, Request, Result, Session, support};
use http::Method;
use serde_json::Value;

use crate::jobs::{Kind, Run};

/// An execution of a workflow.
///
/// It is a handle: the IDs, and the session that sends its requests. Making one from IDs sends nothing, so a program that
/// was interrupted can go on with an execution that it started before. Dropping it does not affect the execution.
///
/// ```no_run
/// use civis::workflows::Execution;
///
/// let session = civis::Session::from_env()?;
/// let execution = Execution::attach(&session, 7, 9);
/// for task in execution.poll()?.tasks() {
///     println!("{} is {}", task.name(), task.state());
/// }
/// # Ok::<(), civis::Error>(())
/// ```
#[derive(Clone)]
pub struct Execution {
    run: Run,
}

impl Execution {
    /// The handle of an execution that was started before, from the IDs of the workflow and of the execution. It sends
    /// nothing: whether the execution exists shows when it is polled.
    ///
    /// ```
    /// use civis::workflows::Execution;
    ///
    /// let session = civis::Session::builder().api_key("my-api-key").build()?;
    /// let execution = Execution::attach(&session, 7, 9);
    /// assert_eq!(execution.to_string(), "execution 9 of workflow 7");
    /// # Ok::<(), civis::Error>(())
    /// ```
    #[must_use]
    pub fn attach(session: &Session, workflow_id: i64, execution_id: i64) -> Self {
        let run = Run::attach(session, Kind::WorkflowExecution, workflow_id, execution_id);
        Execution { run }
    }

    pub(super) fn new(run: Run) -> Self {
        Execution { run }
    }

    /// The ID of the workflow.
    #[must_use]
    pub fn workflow_id(&self) -> i64 {
        self.run.id()
    }

    /// The ID of the execution.
    #[must_use]
    pub fn id(&self) -> i64 {
        // A handle is made from an ID.
        self.run.run_id().unwrap_or_default()
    }

    /// The execution as a run, to wait for it together with runs of jobs.
    #[must_use]
    pub fn run(&self) -> &Run {
        &self.run
    }

    /// Asks the Platform to cancel the execution and the runs of its tasks. Returns false if it had ended already.
    ///
    /// As for [`Run::cancel`], this works although the session's [token](crate::CancelToken) is cancelled.
    ///
    /// # Errors
    /// Those of any call.
    pub fn cancel(&self) -> Result<bool> {
        self.run.cancel()
    }

    /// Resumes an execution that is paused.
    ///
    /// # Errors
    /// Those of any call.
    pub fn resume(&self) -> Result<()> {
        const PATH: &str = "/workflows/{id}/executions/{execution_id}/resume";
        self.post("workflows.post_executions_resume", PATH, None)
    }

    /// Runs all tasks that have failed again, and the tasks that follow them. Then the execution is in progress again, and
    /// can be followed and waited for.
    ///
    /// # Errors
    /// Those of any call.
    ///
    /// ```no_run
    /// use civis::workflows::Execution;
    ///
    /// let session = civis::Session::from_env()?;
    /// let execution = Execution::attach(&session, 7, 9);
    /// if execution.wait().is_err() {
    ///     execution.retry()?;
    ///     execution.wait()?;
    /// }
    /// # Ok::<(), civis::Error>(())
    /// ```
    pub fn retry(&self) -> Result<()> {
        self.retry_tasks(None)
    }

    /// [`retry`](Self::retry) for one task, by its name in the definition.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) if the name is empty, and those of any call.
    pub fn retry_task(&self, name: &str) -> Result<()> {
        if name.is_empty() {
            let function = "Execution::retry_task";
            return Err(support::invalid_argument(function, "name", "is empty"));
        }
        self.retry_tasks(Some(name))
    }

    fn retry_tasks(&self, name: Option<&str>) -> Result<()> {
        const PATH: &str = "/workflows/{id}/executions/{execution_id}/retry";
        self.post("workflows.post_executions_retry", PATH, name)
    }

    fn post(&self, operation: &'static str, path: &'static str, task: Option<&str>) -> Result<()> {
        let mut request = Request::new(operation, Method::POST, path)
            .with(Location::Path, "id", self.workflow_id())
            .with(Location::Path, "execution_id", self.id());
        if let Some(task) = task {
            request.set(Location::Field, "taskName", task);
        }
        // The response may be empty.
        Call::<Value>::new(self.run.session(), request).send_raw()?;
        Ok(())
    }
}

/// `execution 9 of workflow 7`.
impl fmt::Display for Execution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.run.fmt(f)
    }
}

impl fmt::Debug for Execution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Execution")
            .field("workflow_id", &self.workflow_id())
            .field("id", &self.id())
            .finish_non_exhaustive()
    }
}
