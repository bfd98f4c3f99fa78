//! Sessions over real sockets, with each transport that is compiled in.

#![cfg(any(feature = "ureq", feature = "reqwest"))]

mod ears;
mod headers;
mod logging;
mod retry;
mod secrecy;
mod service;
mod session;
#[path = "../support/mod.rs"]
mod support;
mod transport;
