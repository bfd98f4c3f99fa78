//! Shared support of the cross-crate tests.
