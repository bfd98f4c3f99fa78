//! One session under many threads and faults: nothing is lost, doubled or mixed up,
//! and nothing piles up.

#![cfg(any(feature = "ureq", feature = "reqwest"))]

mod locks;
mod many;
mod paging;
mod server;
#[path = "../support/mod.rs"]
mod support;
