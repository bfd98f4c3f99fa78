//! The user, databases, credentials and storage hosts.

pub(crate) mod handler;
pub(crate) mod store;
