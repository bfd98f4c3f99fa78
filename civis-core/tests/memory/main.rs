//! A response beyond the size limit takes no more memory than one within it. The test is a separate program, since it
//! measures the memory of its process.

#![cfg(all(target_os = "linux", any(feature = "ureq", feature = "reqwest")))]

#[path = "../faults/fault/mod.rs"]
#[allow(dead_code, reason = "only some of it is used")]
mod fault;
#[path = "../faults/server/mod.rs"]
#[allow(dead_code, reason = "only some of it is used")]
mod server;
#[path = "../support/mod.rs"]
mod support;
#[path = "../faults/tls.rs"]
#[allow(dead_code, reason = "only some of it is used")]
mod tls;

use std::fs;
use std::sync::Arc;

use civis_core::transport::{Settings, Transport};
use civis_core::{ErrorKind, RetryPolicy};
use http::Method;

use crate::fault::{ALWAYS, MAX_BODY};
use crate::server::Server;
use crate::support::{Backend, bare_session, call};

/// The memory that a request may take besides its response, in KiB: buffers of sockets and
/// of the test servers, and memory that the allocator retains.
const SLACK: u64 = 4 * 1024;

/// Reads a line of `/proc/self/status`, in KiB.
fn status(name: &str) -> u64 {
    let text = fs::read_to_string("/proc/self/status").expect("the status");
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    let number = line.and_then(|line| line.split_whitespace().nth(1));
    number.expect("a number").parse().expect("a number")
}

#[test]
fn a_response_beyond_the_limit_takes_little_memory() {
    let backends = [
        #[cfg(feature = "ureq")]
        Backend::Ureq,
        #[cfg(feature = "reqwest")]
        Backend::Reqwest,
    ];
    for backend in backends {
        let transport = backend.transport(Settings::default());
        let transport: Arc<dyn Transport> = transport.into();
        for fault in fault::responses::floods() {
            let server = Server::new(&fault.action, ALWAYS, false, "");
            let session = bare_session(&server.url())
                .transport(Arc::clone(&transport))
                .retry(RetryPolicy::none())
                .max_response_bytes(MAX_BODY)
                .build()
                .expect("a session");
            // Resets the peak.
            fs::write("/proc/self/clear_refs", "5").expect("the peak is reset");
            let before = status("VmRSS");
            let error = call(&session, &Method::GET, "/fault").send_raw();
            let grown = status("VmHWM").saturating_sub(before);
            let error = error.expect_err("too long");
            assert_eq!(error.kind(), ErrorKind::Transport, "{error}");
            assert!(
                error.to_string().contains("too long"),
                "{}: {error}",
                fault.name
            );
            println!("{backend:?}: {}: {grown} KiB more at the peak", fault.name);
            let allowed = MAX_BODY / 1024 + SLACK;
            assert!(grown < allowed, "{}: {grown} KiB at the peak", fault.name);
        }
    }
}
