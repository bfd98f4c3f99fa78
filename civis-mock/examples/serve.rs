//! Serves a specification until it is stopped:
//! `cargo run -p civis-mock --example serve -- civis-spec.json 8080`

#![allow(clippy::print_stdout)] // an example is there to be read

use std::{env, error, thread};

use civis_mock::MockServer;

fn main() -> Result<(), Box<dyn error::Error>> {
    let mut arguments = env::args().skip(1);
    let file = arguments
        .next()
        .ok_or("usage: serve <specification> [port]")?;
    let port = match arguments.next() {
        Some(port) => port.parse()?,
        None => 0,
    };
    let server = MockServer::builder().spec_file(file).port(port).start()?;
    println!("CIVIS_API_ENDPOINT={}", server.url());
    println!("CIVIS_API_KEY={}", server.api_key());
    loop {
        thread::park();
    }
}
