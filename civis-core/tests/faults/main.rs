//! Every HTTP method with every fault, over real sockets, with each transport that is
//! compiled in.

#![cfg(any(feature = "ureq", feature = "reqwest"))]

mod fault;
mod matrix;
mod model;
mod proxy;
mod races;
mod server;
#[path = "../support/mod.rs"]
mod support;
mod tls;
