//! From the document to operations and drafts of types.

pub(crate) mod keywords;
pub(crate) mod operations;
pub(crate) mod parameters;
pub(crate) mod properties;
pub(crate) mod references;
pub(crate) mod schemas;
pub(crate) mod shared;
pub(crate) mod style;
pub(crate) mod unions;
