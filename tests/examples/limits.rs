//! Does the bare work within everyday tasks, one line of JSON each, and prints the result of each and the seconds that it
//! took: what `tests/bench/everyday.py` shows as the limits of this machine.

use std::fs::File;
use std::io::{self, BufRead, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::thread;
use std::time::Instant;

use serde::Deserialize;
use serde_json::{Value, json};

fn main() -> io::Result<()> {
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let task: Value = serde_json::from_str(&line?)?;
        let path = task["path"].as_str().unwrap_or_default();
        let start = Instant::now();
        let value = match task["command"].as_str().unwrap_or_default() {
            "copy" => copy(path, task["target"].as_str().unwrap_or_default())?,
            "count_csv" => count_csv(path)?,
            other => return Err(io::Error::other(format!("unknown command {other}"))),
        };
        let seconds = start.elapsed().as_secs_f64();
        writeln!(out, "{}", json!({ "value": value, "seconds": seconds }))?;
        out.flush()?;
    }
    Ok(())
}

/// Copies a file over a socket of the loopback interface to another file.
fn copy(path: &str, target: &str) -> io::Result<u64> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    let mut source = File::open(path)?;
    let mut target = File::create(target)?;
    let sender = thread::spawn(move || -> io::Result<()> {
        let mut stream = TcpStream::connect(address)?;
        io::copy(&mut source, &mut stream)?;
        stream.shutdown(Shutdown::Write)
    });
    let (mut stream, _) = listener.accept()?;
    let copied = io::copy(&mut stream, &mut target)?;
    sender
        .join()
        .map_err(|_| io::Error::other("the sender panicked"))??;
    Ok(copied)
}

/// The columns that `tests/bench/everyday.py` selects.
#[derive(Deserialize)]
#[allow(dead_code, reason = "only decoding is measured")]
struct Row {
    id: i64,
    name: String,
    score: f64,
}

fn count_csv(path: &str) -> io::Result<u64> {
    let mut count = 0;
    for row in csv::Reader::from_path(path)?.into_deserialize::<Row>() {
        row?;
        count += 1;
    }
    Ok(count)
}
