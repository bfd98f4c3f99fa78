//! Sessions over real sockets, with each transport that is compiled in.

#![forbid(unsafe_code)]
#![cfg(any(feature = "ureq", feature = "reqwest"))]

mod headers;
mod retry;
mod secrecy;
mod service;
mod session;
#[path = "../support/mod.rs"]
mod support;
mod transport;
