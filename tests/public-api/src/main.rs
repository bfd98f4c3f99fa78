//! Prints the public items of the crate whose rustdoc JSON is given.

#![forbid(unsafe_code)]

use std::error::Error;
use std::io::Write;

fn main() -> Result<(), Box<dyn Error>> {
    let file = std::env::args_os()
        .nth(1)
        .ok_or("usage: civis-public-api RUSTDOC_JSON")?;
    let api = public_api::Builder::from_rustdoc_json(file)
        .omit_auto_derived_impls(true)
        .omit_blanket_impls(true)
        .build()?;
    let mut out = std::io::stdout().lock();
    for item in api.items() {
        let line = item.to_string();
        // Traits that are internal to the compiler.
        let is_internal = |name| line.starts_with("impl") && line.contains(name);
        if !is_internal("core::marker::Freeze for") && !is_internal("core::marker::UnsafeUnpin for")
        {
            writeln!(out, "{line}")?;
        }
    }
    Ok(())
}
