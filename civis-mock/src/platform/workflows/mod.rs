//! Workflows, and executions of them, whose tasks run jobs.

pub(crate) mod definition;
pub(crate) mod execution;
pub(crate) mod executor;
pub(crate) mod handler;
pub(crate) mod objects;
pub(crate) mod store;
