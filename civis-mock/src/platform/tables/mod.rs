//! Tables: in SQLite with the feature `sqlite`, in memory without SQL otherwise.

pub(crate) mod csv_file;
pub(crate) mod databases;
pub(crate) mod detect;
pub(crate) mod engine;
pub(crate) mod handler;
pub(crate) mod in_memory_tables;
#[cfg(feature = "sqlite")]
pub(crate) mod sqlite;
pub(crate) mod table;
