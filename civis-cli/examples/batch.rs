//! Runs many commands in one process: the other half of `tests/peer/cli.py`.
//!
//! Each line of standard input is a JSON list with the arguments of one command. Each line of output is an object with
//! its exit code and what it wrote.

use std::io::{self, BufRead, Write};
use std::sync::{Arc, Mutex, PoisonError};

use civis_cli::{Io, run};
use serde_json::json;

/// A stream that is read when the command has ended.
#[derive(Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl Captured {
    fn text(&self) -> String {
        let bytes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

impl Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let arguments: Vec<String> = serde_json::from_str(&line?)?;
        let (stdout, stderr) = (Captured::default(), Captured::default());
        let code = run(arguments, Io::captured(stdout.clone(), stderr.clone()));
        let result = json!({"code": code, "out": stdout.text(), "err": stderr.text()});
        writeln!(out, "{result}")?;
        out.flush()?;
    }
    Ok(())
}
