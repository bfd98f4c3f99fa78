//! SQL over a real socket: the embedded server stands in for the Platform.

mod execute;
mod query;
mod support;
