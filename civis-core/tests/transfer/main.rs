//! Bytes to and from signed URLs, over real sockets, with each transport that is compiled in.

#![forbid(unsafe_code)]
#![cfg(any(feature = "ureq", feature = "reqwest"))]

mod cancel;
mod downloads;
mod failed_uploads;
mod resume;
mod store;
#[path = "../support/mod.rs"]
mod support;
mod uploads;
