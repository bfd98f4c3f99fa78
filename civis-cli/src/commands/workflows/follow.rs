//! `civis workflows follow`.

use civis::jobs::Kind;
use civis::workflows::Execution;
use clap::Args;

use super::events::follow;
use crate::context::Context;
use crate::error::Error;
use crate::runs::run_of;
use crate::wait::WaitArgs;

const EXAMPLES: &str = "\
Examples:
  civis workflows follow 7
  civis workflows follow 7 9 --timeout 2h";

/// Print what happens in an execution of a workflow, task by task, until it has ended
///
/// The exit code is 5 if the execution fails.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Follow {
    /// ID of the workflow
    #[arg(value_name = "ID")]
    id: i64,

    /// ID of the execution [default: the last one]
    #[arg(value_name = "EXECUTION_ID")]
    execution_id: Option<i64>,

    #[command(flatten)]
    wait: WaitArgs,
}

impl Follow {
    pub(crate) fn run(&self, context: &Context) -> Result<(), Error> {
        let session = self.wait.session(context)?;
        let run = run_of(
            &session,
            Kind::WorkflowExecution,
            self.id,
            self.execution_id,
        )?;
        let id = run.run_id().unwrap_or_default();
        let execution = Execution::attach(&session, self.id, id);
        follow(context, &execution, &self.wait)
    }
}
