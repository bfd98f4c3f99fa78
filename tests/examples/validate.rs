//! Reads definitions of workflows, one JSON string a line, and prints the problems of each as a list: the other half of
//! `tests/peer/definitions.py`.

use std::io::{self, BufRead, Write};

use civis::workflows::validate;
use serde_json::json;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let definition: String = serde_json::from_str(&line?)?;
        let report = validate(&definition);
        let problems: Vec<_> = report
            .problems()
            .iter()
            .map(|problem| {
                json!({
                    "severity": problem.severity().to_string(),
                    "line": problem.line(),
                    "text": problem.to_string(),
                })
            })
            .collect();
        serde_json::to_writer(&mut out, &problems)?;
        writeln!(out)?;
        out.flush()?;
    }
    Ok(())
}
