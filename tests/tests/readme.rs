//! The code in the README compiles in a new crate. The documentation tests of `civis` compile the code in the guide.

#![forbid(unsafe_code)]

use std::fs;
use std::path::Path;

use civis_tests::downstream::Crate;

/// The Rust code blocks of a Markdown text.
fn blocks(markdown: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut lines = markdown.lines();
    while let Some(line) = lines.next() {
        if line == "```rust" {
            let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            blocks.push(block.join("\n"));
        }
    }
    blocks
}

#[test]
fn the_code_in_the_readme_compiles() {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let readme = fs::read_to_string(workspace.join("README.md")).expect("the readme");
    let pinned = fs::read(workspace.join("civis/civis-spec.json")).expect("the pinned file");
    let krate = Crate::new(
        Path::new(env!("CARGO_TARGET_TMPDIR")),
        "readme",
        "2024",
        "civis = { path = \"{civis}/civis\" }\ncivis-mock = { path = \"{civis}/civis-mock\" }\n\
         serde = { version = \"1\", features = [\"derive\"] }\n\
         tokio = { version = \"1\", default-features = false, features = [\"rt\"] }",
    );
    krate.write("civis-spec.json", pinned);
    let blocks = blocks(&readme);
    assert!(blocks.len() >= 4, "{} blocks", blocks.len());
    let mut source = String::from(
        "#![allow(dead_code)]\nmod platform { civis::civis_api!(\"civis-spec.json\"); }\n",
    );
    for (number, block) in blocks.iter().enumerate() {
        if block.contains("\nfn ") || block.starts_with("async fn ") {
            source.push_str(&format!(
                "mod block_{number} {{\n{}{block}\n}}\n",
                match block.contains("civis_api!") {
                    true => "",
                    false => "use crate::platform;\n",
                }
            ));
        } else {
            source.push_str(&format!(
                "fn block_{number}(client: &platform::Client) -> Result<(), Box<dyn std::error::Error>> {{\n\
                 let _ = client;\n{block}\nOk(())\n}}\n"
            ));
        }
    }
    krate.write("src/lib.rs", source);
    let checked = krate.check();
    let errors = checked
        .messages
        .iter()
        .filter(|message| message.level == "error");
    let rendered: Vec<&str> = errors.map(|message| &*message.rendered).collect();
    assert!(rendered.is_empty(), "{}", rendered.concat());
}
