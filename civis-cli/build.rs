//! Splits the bundled specification into parts, so that a start of the program reads only the one that it needs.

use std::path::Path;
use std::{env, fs};

use civis_spec::Spec;

#[path = "src/specification/index.rs"]
#[allow(dead_code, reason = "the program reads what is written here")]
mod index;

/// The specification, stripped of prose, that the program falls back to.
const BUNDLED: &str = "civis-spec.json";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed={BUNDLED}");
    println!("cargo::rerun-if-changed=src/specification/index.rs");
    let document = fs::read(BUNDLED)?;
    let spec = Spec::from_slice(&document)?;
    let out = env::var("OUT_DIR")?;
    let out = Path::new(&out);
    fs::write(out.join("bundled.index"), index::build(&document, &spec)?)?;
    fs::write(out.join("bundled.document"), index::compress(&document))?;
    Ok(())
}
