//! Statements without rows.

use std::fmt;

use super::statement::{Statement, Text};
use crate::jobs::{Run, Status, Waiter};
use crate::{IdOrName, Result, Session};

/// A statement without rows: see [`execute`](super::execute).
#[must_use = "nothing is sent until `send` or `start` is called"]
pub struct Execute<'a> {
    statement: Statement,
    waiter: Waiter<'a>,
}

impl<'a> Execute<'a> {
    pub(super) fn new(session: &Session, sql: String, database: IdOrName) -> Self {
        Self {
            statement: Statement::new(session, "sql::execute", Text::Sql(sql), database),
            waiter: Waiter::new(),
        }
    }

    super::setters::setters!(statement);

    /// How to wait for the end. The default is [`Waiter::new`].
    pub fn waiter<'b>(self, waiter: Waiter<'b>) -> Execute<'b> {
        Execute {
            statement: self.statement,
            waiter,
        }
    }

    /// Runs the statement, and waits until it has ended.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) for an argument that is not valid, before anything
    /// is sent; those of [`Run::wait`], and those of any call. The text of an error says what is left on the Platform. If
    /// the session's token is cancelled, the run is cancelled too.
    pub fn send(self) -> Result<Status> {
        let checked = self.statement.check()?;
        self.waiter.check(self.statement.function)?;
        let run = self.statement.start(checked, None)?;
        super::script::wait(self.statement.function, &run, self.waiter)
    }

    /// Starts the statement, and returns the handle of its run.
    ///
    /// # Errors
    /// Those of [`send`](Self::send), except those of the run.
    pub fn start(self) -> Result<Run> {
        let checked = self.statement.check()?;
        self.statement.start(checked, None)
    }
}

impl fmt::Debug for Execute<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Execute")
            .field("statement", &self.statement)
            .finish_non_exhaustive()
    }
}
