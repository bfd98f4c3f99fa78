//! Jobs and their runs. Scripts, imports, exports, queries and enhancements are
//! all jobs, whatever path leads to them.

pub(crate) mod handler;
pub(crate) mod import_handler;
pub(crate) mod lifecycle;
pub(crate) mod log;
pub(crate) mod log_handler;
pub(crate) mod objects;
pub(crate) mod output_handler;
pub(crate) mod plan;
pub(crate) mod query_handler;
pub(crate) mod routes;
pub(crate) mod store;
