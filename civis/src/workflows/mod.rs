//! Workflows: check definitions, run them, follow their executions.

#[cfg(feature = "yaml")]
mod validate;

#[cfg(feature = "yaml")]
pub use validate::{Problem, Report, Severity, validate};
