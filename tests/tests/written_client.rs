//! A client written to a file compiles, and behaves like the one that the macro generates.

use civis::{Error, Parts};
use civis_tests::{last, serve};

mod expanded {
    // Written by the build script.
    civis::civis_api!(concat!(env!("OUT_DIR"), "/everything.json"));
}

mod written {
    include!(concat!(env!("OUT_DIR"), "/everything.rs"));
}

/// The requests of some calls by the client of a module.
macro_rules! requests {
    ($module:ident, $session:expr) => {{
        let client = $module::Client::from($session);
        let requests: Result<Vec<Parts>, Error> = [
            client
                .lists
                .get([1, 2])
                .brackets([3])
                .pipes([4, 5])
                .x_trace("t")
                .request()
                .parts(),
            client
                .lists
                .get([1])
                .nested([[1, 2], [3, 4]])
                .multi([6, 7])
                .request()
                .parts(),
        ]
        .into_iter()
        .collect();
        requests
    }};
}

#[test]
fn a_written_client_makes_the_same_requests_as_the_macro() -> civis::Result<()> {
    let (_server, session) = serve("everything");
    let (expanded, written) = (
        requests!(expanded, &session)?,
        requests!(written, &session)?,
    );
    assert_eq!(format!("{written:?}"), format!("{expanded:?}"));
    Ok(())
}

#[test]
fn a_written_client_sends_requests() -> civis::Result<()> {
    let (server, session) = serve("everything");
    let client = written::Client::from(session);
    client.lists.get([1, 2]).csv(["a", "b"]).send()?;
    assert_eq!(last(&server).path, "/v1/lists/1%7C2");
    Ok(())
}
