//! Conveniences for records: values of optional fields, fields by name, search, JSON in snake case, data frames.

pub(crate) mod fields;
pub(crate) mod find;
#[cfg(feature = "polars")]
pub(crate) mod frame;
pub(crate) mod optional;
pub(crate) mod snake_json;
