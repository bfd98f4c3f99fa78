//! SQL over a real socket: the embedded server stands in for the Platform.

mod arguments;
#[cfg(feature = "arrow")]
mod arrow;
mod execute;
mod faults;
mod files;
#[cfg(feature = "polars")]
mod frame;
mod query;
mod rows;
mod support;
