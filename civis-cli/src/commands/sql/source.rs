//! Where SQL comes from: the command line, a file, or standard input.

use std::fs;
use std::io;
use std::path::Path;

use crate::context::Context;
use crate::error::{Error, Exit};

/// Reads the SQL text.
pub(super) fn read(
    context: &Context,
    text: Option<&str>,
    file: Option<&Path>,
) -> Result<String, Error> {
    match (text, file) {
        (Some(text), _) if text != "-" => Ok(text.to_owned()),
        (_, Some(path)) if path.as_os_str() != "-" => {
            fs::read_to_string(path).map_err(|error| Error::file(path, "cannot be read", &error))
        }
        _ => read_input(context),
    }
}

fn read_input(context: &Context) -> Result<String, Error> {
    if context.terminal().stdin() {
        context.note("reading SQL from standard input; Ctrl-D ends it");
    }
    io::read_to_string(io::stdin().lock()).map_err(|error| {
        let message = format!("standard input cannot be read: {error}");
        Error::new(Exit::Failure, message)
    })
}
