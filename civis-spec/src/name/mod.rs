//! The names of resources, methods, parameters, fields and types.

pub(crate) mod equivalence;
pub(crate) mod ident;
pub(crate) mod merge;
pub(crate) mod method;
pub(crate) mod type_names;
