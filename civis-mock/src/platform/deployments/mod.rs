//! Notebooks and services, and their deployments.

pub(crate) mod handler;
pub(crate) mod objects;
pub(crate) mod store;
