//! A specification whose every text tries to break out of its context.

use serde_json::{Map, Value, json};

/// Texts with a meaning in Markdown, HTML, rustdoc, Rust, or a terminal.
const TEXTS: [&str; 40] = [
    "`",
    "``",
    "```",
    "a ` b",
    "```rust\nlet x = ;\n```",
    "~~~\ncode\n~~~",
    "    indented",
    "</b><b>",
    "<b>",
    "<script>alert(1)</script>",
    "<!-- open",
    "<img src=x onerror=alert(1)>",
    "</details></section></div>",
    "[`Missing`]",
    "[a](Missing::thing)",
    "[a][b]",
    "[x]: <y>",
    "[^1]: note",
    "crate::types::Missing",
    "*/ /* */",
    "//! inner",
    "\u{202e}txet",
    "\u{2066}isolated",
    "\u{1b}[31mred",
    "nul \0 byte",
    "http://bare.example/x?y=[z]",
    "see https://a.example/<b>.",
    "<http://open.example",
    "#[doc = \"x\"]",
    "\"#\"##",
    "\\",
    "\\`\\",
    "${x} $crate $x:expr",
    "| a | b |\n|---|---|\n| c | d |",
    "&lt;b&gt; &amp;",
    "# heading\n\ntext\n===",
    "- [ ] item\n  1. # x",
    "> quote",
    "**bold** __it__ ~~no~~",
    "é👩‍👧 ünï",
];

/// Texts that no page may contain.
pub(crate) const TRACES: [&str; 7] = [
    "<script>alert(1)",
    "<img src=x",
    "</details></section></div>]",
    "<strong>bold",
    "\u{202e}",
    "\u{2066}",
    "\u{1b}",
];

/// A document with each text everywhere that text is allowed.
pub(crate) fn document() -> Value {
    let mut paths = Map::new();
    let mut definitions = Map::new();
    for (number, text) in TEXTS.iter().enumerate() {
        let name = format!("{text}{number}");
        // Braces and slashes would change the path.
        let segment = text.replace(['/', '{', '}'], "");
        let pointer = name
            .replace('~', "~0")
            .replace('/', "~1")
            .replace('%', "%25");
        let reference = format!("#/definitions/{}", pointer.replace('\0', "%00"));
        let parameters = json!([
            {"name": format!("id{number}"), "in": "path", "type": "string", "required": true, "description": text},
            {"name": name, "in": "query", "type": "string", "enum": [text, "other"], "default": text, "description": text},
            {"name": format!("{name} required"), "in": "query", "type": "string", "enum": [text, number.to_string()],
                "required": true, "description": text}
        ]);
        let operation = json!({
            "summary": text, "description": text, "parameters": parameters, "x-deprecation-warning": text,
            "responses": {"200": {"description": text, "schema": {"$ref": reference}}}
        });
        paths.insert(
            format!("/things/{segment}x{number}/{{id{number}}}"),
            json!({"post": operation}),
        );
        definitions.insert(name.clone(), json!({"type": "object", "description": text, "properties": {
            (name): {"type": "string", "enum": [text, format!("{number}")], "description": text},
            "plain": {"type": "integer", "description": text}
        }}));
    }
    json!({"swagger": "2.0", "info": {"title": TEXTS.join("\n"), "version": TEXTS.join(" ")},
        "paths": paths, "definitions": definitions})
}
