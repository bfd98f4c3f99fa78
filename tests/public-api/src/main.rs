//! Prints the public items of the crate whose rustdoc JSON is given.

#![forbid(unsafe_code)]

use std::error::Error;
use std::io::Write;

fn main() -> Result<(), Box<dyn Error>> {
    let file = std::env::args_os()
        .nth(1)
        .ok_or("give a file of rustdoc JSON")?;
    let api = public_api::Builder::from_rustdoc_json(file)
        .omit_auto_derived_impls(true)
        .omit_blanket_impls(true)
        .build()?;
    let mut out = std::io::stdout().lock();
    write!(out, "{api}")?;
    Ok(())
}
