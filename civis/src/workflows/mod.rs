//! Workflows: check definitions, create them, execute them, follow their executions.
//!
//! ```no_run
//! use std::path::Path;
//! use civis::workflows;
//!
//! let session = civis::Session::from_env()?;
//! let workflow = workflows::create(&session, "nightly", Path::new("nightly.yaml")).send()?;
//! let execution = workflows::execute(&session, workflow.id).input("day", "2026-11-30").send()?;
//! for event in execution.follow() {
//!     println!("{}", event?);       // task load has started (run 9 of job 7)
//! }
//! # Ok::<(), civis::Error>(())
//! ```
//!
//! With the feature `yaml`, definitions are checked before they are sent, and `validate` checks them without a connection.
//! Nothing else needs the feature.

mod define;
mod execute;
mod execution;
mod failure;
mod follow;
mod status;
#[cfg(feature = "yaml")]
mod validate;
mod wait;

pub use define::{Create, Definition, Update, Workflow};
pub use execute::Execute;
pub use execution::Execution;
pub use follow::{Event, Events};
pub use status::{ExecutionStatus, Task};
#[cfg(feature = "yaml")]
pub use validate::{Problem, Report, Severity, validate};

use crate::Session;

/// Creates a workflow. With the feature `yaml`, a definition with errors is not sent, and warnings are `tracing` events.
///
/// ```no_run
/// use civis::workflows;
///
/// let session = civis::Session::from_env()?;
/// let definition = "version: '2.0'\nhello:\n  tasks:\n    greet: {action: std.noop}\n";
/// let workflow = workflows::create(&session, "hello", definition).description("says hello").send()?;
/// println!("workflow {}", workflow.id);
/// # Ok::<(), civis::Error>(())
/// ```
pub fn create(
    session: &Session,
    name: impl Into<String>,
    definition: impl Into<Definition>,
) -> Create {
    Create::new(session, name.into(), definition.into())
}

/// Changes a workflow: its definition, its name, its schedule. What is not set stays as it is.
///
/// ```no_run
/// use std::path::Path;
/// use civis::workflows;
///
/// let session = civis::Session::from_env()?;
/// workflows::update(&session, 7).definition(Path::new("nightly.yaml")).send()?;
/// # Ok::<(), civis::Error>(())
/// ```
pub fn update(session: &Session, workflow_id: i64) -> Update {
    Update::new(session, workflow_id)
}

/// Executes a workflow.
///
/// ```no_run
/// use civis::workflows;
///
/// let session = civis::Session::from_env()?;
/// let execution = workflows::execute(&session, 7).input("day", "2026-11-30").send()?;
/// execution.wait()?;
/// # Ok::<(), civis::Error>(())
/// ```
pub fn execute(session: &Session, workflow_id: i64) -> Execute {
    Execute::new(session, workflow_id)
}
