//! Expands every document of a folder, and prints a table of what comes out.
//!
//! ```text
//! cargo run -p civis-tests --example documents -- [--check] FOLDER
//! ```
//!
//! Each `.json` file is a document in Swagger 2.0 or OpenAPI 3. With `--check`, a crate with its client is compiled by
//! `cargo check`, which takes long for large documents. The program fails if any of them does not compile.

use std::error::Error;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use civis_spec::Spec;
use civis_tests::downstream::Crate;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1).peekable();
    let checks = arguments
        .next_if(|argument| argument == "--check")
        .is_some();
    let folder = arguments
        .next()
        .ok_or("usage: documents [--check] FOLDER")?;
    let mut out = io::stdout().lock();
    writeln!(
        out,
        "| document | KB | operations | types | expansion, KB | expansion, ms | check, s | result |\n\
         |---|--:|--:|--:|--:|--:|--:|---|"
    )?;
    if checks {
        // Dependencies are compiled before the first measurement.
        package().write("src/lib.rs", "");
        package().check();
    }
    let mut failures = 0;
    for path in documents(Path::new(&folder))? {
        let row = Row::new(&path, checks)?;
        failures += usize::from(row.checked.as_ref().is_some_and(|one| !one.is_compiled));
        writeln!(out, "{row}")?;
        out.flush()?;
    }
    match failures {
        0 => Ok(()),
        1 => Err("one client does not compile".into()),
        _ => Err(format!("{failures} clients do not compile").into()),
    }
}

/// The JSON files of a folder, by name.
fn documents(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path()));
    let mut paths = entries.collect::<io::Result<Vec<_>>>()?;
    paths.retain(|path| {
        path.extension()
            .is_some_and(|extension| extension == "json")
    });
    paths.sort();
    Ok(paths)
}

/// What comes out of one document.
struct Row {
    name: String,
    bytes: usize,
    operations: usize,
    types: usize,
    expansion: usize,
    elapsed: Duration,
    checked: Option<Checked>,
    result: String,
}

/// The compilation of a client.
struct Checked {
    is_compiled: bool,
    elapsed: Duration,
}

impl Row {
    fn new(path: &Path, checks: bool) -> Result<Self, Box<dyn Error>> {
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let content = fs::read(path)?;
        let start = Instant::now();
        let read = Spec::from_slice(&content);
        let client = read
            .as_ref()
            .ok()
            .map(|spec| civis_codegen::generate(spec, "Client"));
        let elapsed = start.elapsed();
        let mut row = Self {
            name: name.into_owned(),
            bytes: content.len(),
            operations: 0,
            types: 0,
            expansion: 0,
            elapsed,
            checked: None,
            result: String::new(),
        };
        match &read {
            Ok(spec) => {
                row.result = match &*spec.warnings {
                    [] => String::new(),
                    [one] => format!("ok, a warning: {one}"),
                    [first, ..] => format!("ok, {} warnings: {first}", spec.warnings.len()),
                };
                let operations = spec.resources.iter().map(|one| one.operations.len());
                row.operations = operations.sum();
                row.types = spec.types.len();
            }
            Err(error) => row.result = format!("refused: {error}"),
        }
        match client {
            Some(Ok(client)) => row.expansion = client.to_source("::civis").len(),
            Some(Err(error)) => row.result = format!("refused: {error}"),
            None => {}
        }
        if checks && read.is_ok() {
            row.check(&content);
        }
        Ok(row)
    }

    /// Compiles a crate with the client.
    fn check(&mut self, content: &[u8]) {
        let package = package();
        package.write("spec.json", content);
        package.write("src/lib.rs", "civis::civis_api!(\"spec.json\");\n");
        let start = Instant::now();
        let checked = package.check();
        let errors = checked.messages.iter().filter(|one| one.level == "error");
        if let Some(error) = errors.map(|one| &one.text).next() {
            self.result = format!("does not compile: {error}");
        }
        self.checked = Some(Checked {
            is_compiled: checked.success,
            elapsed: start.elapsed(),
        });
    }
}

/// The crate that is compiled with each client.
fn package() -> Crate {
    let target = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    let default = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../target");
    let folder = target.unwrap_or_else(default).join("documents");
    let civis = r#"civis = { path = "{civis}/civis" }"#;
    Crate::new(&folder, "documents", "2024", civis)
}

/// The beginning of a text that is too long for a table.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(MAX_CHARS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// The largest number of characters of a result.
const MAX_CHARS: usize = 200;

impl std::fmt::Display for Row {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let result = match &*self.result {
            "" => "ok".to_owned(),
            result => shortened(result).replace('\n', "; ").replace('|', "\\|"),
        };
        let checked = self
            .checked
            .as_ref()
            .map(|one| format!("{:.1}", one.elapsed.as_secs_f64()));
        write!(
            f,
            "| {} | {} | {} | {} | {} | {} | {} | {result} |",
            self.name,
            self.bytes / 1000,
            self.operations,
            self.types,
            self.expansion / 1000,
            self.elapsed.as_millis(),
            checked.unwrap_or_default(),
        )
    }
}
