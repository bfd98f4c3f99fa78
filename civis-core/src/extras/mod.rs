//! Conveniences for records: values of optional fields, fields by name, search, JSON in snake case, data frames, the
//! JSON of files.

mod blob_json;
pub(crate) mod fields;
pub(crate) mod find;
#[cfg(feature = "polars")]
pub(crate) mod frame;
pub(crate) mod optional;
pub(crate) mod snake_json;
