pub(crate) mod definition;
pub(crate) mod executions;
pub(crate) mod handler;
pub(crate) mod tasks;
