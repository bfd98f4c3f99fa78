//! Sessions over real sockets, with each transport that is compiled in.

#![forbid(unsafe_code)]
#![cfg(any(feature = "ureq", feature = "reqwest"))]

mod bodies;
mod cancel;
mod content_encoding;
mod credentials;
mod deadline;
mod encodings;
mod errors;
mod everyday;
mod headers;
mod limits;
mod listing;
mod log_events;
mod logging;
mod odd_pages;
mod paging;
mod proxies;
mod rate_limit;
mod retry;
mod runtimes;
mod secrecy;
mod secrecy_tls;
mod secret_arguments;
mod service;
mod session;
mod shown;
mod signed_urls;
#[path = "../support/mod.rs"]
mod support;
mod tls;
mod transport;
mod undeclared;
