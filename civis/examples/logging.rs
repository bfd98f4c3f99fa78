//! Prints the log of a retried call and of a failed one: `cargo run -p civis --example logging`.

use std::error::Error;

use civis::Session;
use civis_mock::{Fault, MockServer};

mod platform {
    civis::civis_api!("civis-spec.json", resources = [jobs]);
}
use platform::Client;

fn main() -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::DEBUG)
        .with_ansi(false)
        .without_time()
        .init();

    let server = MockServer::start(concat!(env!("CARGO_MANIFEST_DIR"), "/civis-spec.json"))?;
    let session = Session::builder()
        .api_key(server.api_key())
        .base_url(server.url())
        .build()?;
    let client = Client::from(session);
    server.fault(Fault::status(429).header("retry-after", "1"));
    client.jobs.list().state("running").send()?;
    server.fault(Fault::status(404));
    // The caller reports the error; the library only logs it.
    let _error = client.jobs.get(5).send();
    Ok(())
}
