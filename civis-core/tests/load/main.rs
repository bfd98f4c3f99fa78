//! One session with many threads and faults: no response is lost, duplicated or mixed up,
//! and no resource accumulates.

#![cfg(any(feature = "ureq", feature = "reqwest"))]

mod locks;
mod many;
mod paging;
mod server;
#[path = "../support/mod.rs"]
mod support;
