//! Sessions over real sockets, with each transport that is compiled in.

#![cfg(any(feature = "ureq", feature = "reqwest"))]

mod headers;
mod retry;
mod secrecy;
mod server;
mod session;
mod support;
mod transport;
