//! Files, against the embedded server and over every transport that is compiled in.

#![cfg(any(feature = "ureq", feature = "reqwest"))]

#[macro_use]
mod support;

mod arguments;
mod cancel;
#[cfg(feature = "checksums")]
mod checksums;
mod content;
mod download;
mod faults;
mod outputs;
mod progress;
mod ranges;
mod upload;
