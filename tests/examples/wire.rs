//! Reads calls, one line of JSON each, makes them, and prints the result of each: the other half of `tests/peer/wire.py`.
//!
//! `{"resource": …, "method": …, "arguments": {…}}` is a call,
//! `{"lookup": …, "arguments": […]}` is a lookup in a new session. The key and the base URL come from the environment.

use std::io::{self, BufRead, Write};

use civis::{Error, IdOrName, RetryPolicy, Session};
use civis_spec::Spec;
use serde_json::{Map, Value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args_os()
        .nth(1)
        .ok_or("usage: wire <specification>")?;
    let spec = Spec::from_slice(&std::fs::read(path)?)?;
    let session = session()?;
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let line: Value = serde_json::from_str(&line?)?;
        let result = match line["lookup"].as_str() {
            Some(name) => lookup(name, &line["arguments"]),
            None => call(&session, &spec, &line),
        };
        let line = match result {
            Ok(value) => json!({ "value": value }),
            Err(error) => {
                json!({ "kind": format!("{:?}", error.kind()), "error": error.to_string() })
            }
        };
        writeln!(out, "{line}")?;
        out.flush()?;
    }
    Ok(())
}

fn session() -> Result<Session, Error> {
    Session::builder()
        .retry(RetryPolicy::default().max_retries(0))
        .build()
}

fn call(session: &Session, spec: &Spec, line: &Value) -> Result<Value, Error> {
    let text = |key: &str| line[key].as_str().unwrap_or_default();
    let none = Map::new();
    let arguments = line["arguments"].as_object().unwrap_or(&none);
    session
        .call(spec, text("resource"), text("method"), arguments)?
        .send_json()
}

fn lookup(name: &str, arguments: &Value) -> Result<Value, Error> {
    // The cache of a session would hide the requests of the next lookup.
    let session = session()?;
    let text = |index: usize| arguments[index].as_str().unwrap_or_default();
    let id = |index: usize| match arguments[index].as_i64() {
        Some(id) => IdOrName::from(id),
        None => IdOrName::from(text(index)),
    };
    Ok(match name {
        "get_database_id" => session.get_database_id(id(0))?.into(),
        "get_database_credential_id" => session.get_database_credential_id(id(0), id(1))?.into(),
        "get_aws_credential_id" => session
            .get_aws_credential_id(id(0), arguments[1].as_str())?
            .into(),
        "get_table_id" => session.get_table_id(id(0), id(1))?.into(),
        "get_storage_host_id" => session.get_storage_host_id(id(0))?.into(),
        "default_credential" => session.default_credential()?.into(),
        "default_database_credential_id" => session.default_database_credential_id()?.into(),
        "username" => session.username()?.into(),
        other => json!({ "unknown": other }),
    })
}
