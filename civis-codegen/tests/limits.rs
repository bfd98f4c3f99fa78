//! The client of a full specification stays small enough for rust-analyzer.

#![forbid(unsafe_code)]

use std::env;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use civis_codegen::generate;
use civis_spec::{Selection, Spec};
use proc_macro2::{TokenStream, TokenTree};

/// rust-analyzer does not expand a macro to more than 2,097,152 tokens (`TOKEN_LIMIT` in its
/// crate `hir-expand`). A quarter of that leaves room for years of growth.
const TOKENS: usize = 2_097_152 / 4;

/// Counts tokens as `macro_rules!` does: the delimiters of a group are two tokens.
fn count(tokens: TokenStream) -> usize {
    let size = |token| match token {
        TokenTree::Group(group) => 2 + count(group.stream()),
        _ => 1,
    };
    tokens.into_iter().map(size).sum()
}

/// The pinned specification, and those in `CIVIS_SPECS_DIR`.
fn files() -> Vec<PathBuf> {
    let pinned = Path::new(env!("CARGO_MANIFEST_DIR")).join("../civis/civis-spec.json");
    let mut files = vec![pinned];
    match env::var_os("CIVIS_SPECS_DIR") {
        Some(folder) => {
            let entries = fs::read_dir(folder).expect("CIVIS_SPECS_DIR names a folder");
            let paths = entries.map(|entry| entry.expect("an entry of the folder").path());
            files.extend(paths.filter(|path| {
                path.extension()
                    .is_some_and(|extension| extension == "json")
            }));
        }
        None => {
            // `eprintln!` would be captured by the test harness.
            writeln!(io::stderr(), "skipped: CIVIS_SPECS_DIR is not set")
                .expect("stderr is writable");
        }
    }
    files
}

#[test]
fn clients_stay_below_the_limit_of_rust_analyzer() {
    for path in files() {
        let bytes = fs::read(&path).expect("the file is read");
        let spec = Spec::from_slice(&bytes).expect("a specification");
        let spec = spec.select(&Selection::All).expect("all resources");
        let client = generate(&spec, "Client").expect("a client");
        let tokens = |source: &str| count(source.parse().expect("tokens"));
        let modules: Vec<usize> = client.modules.iter().map(|one| tokens(&one.body)).collect();
        let all = tokens(&client.declaration) + modules.iter().sum::<usize>();
        let largest = modules.into_iter().max().unwrap_or_default();
        // Shown with `--nocapture`.
        println!("{}: {all} tokens, {largest} in one module", path.display());
        assert!(all < TOKENS, "{}: {all} tokens", path.display());
    }
}
