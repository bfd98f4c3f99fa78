//! The documentation of generated code: it contains everything that the specification says
//! about a method, and no text of a specification can break a page.

#![forbid(unsafe_code)]

mod hostile;
mod pages;
mod words;

use std::fs;
use std::path::{Path, PathBuf};

use civis_spec::{Selection, Spec};
use civis_tests::downstream::Crate;
use civis_tests::specifications;

/// Denies the lints of rustdoc, including those that are allowed by default.
const FLAGS: &str = "-D warnings -D rustdoc::broken_intra_doc_links -D rustdoc::private_intra_doc_links \
    -D rustdoc::invalid_codeblock_attributes -D rustdoc::invalid_rust_codeblocks \
    -D rustdoc::invalid_html_tags -D rustdoc::bare_urls -D rustdoc::unescaped_backticks \
    -D rustdoc::redundant_explicit_links";

/// Documents a client without warnings. Returns the specification and the folder of the pages.
fn documented(name: &str, bytes: &[u8]) -> (Spec, PathBuf) {
    let below = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let krate = Crate::new(below, name, "2024", "civis = { path = \"{civis}/civis\" }");
    krate.write("spec.json", bytes);
    krate.write(
        "src/lib.rs",
        "//! A whole version.\n#![deny(warnings, missing_docs)]\ncivis::civis_api!(\"spec.json\");\n",
    );
    // Pages of another version must not hide missing ones.
    let pages = krate.documentation();
    let _ = fs::remove_dir_all(&pages);
    let output = krate.cargo(&["doc", "--no-deps", "--quiet"], &[("RUSTDOCFLAGS", FLAGS)]);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && stderr.is_empty(), "{stderr}");
    let spec = Spec::from_slice(bytes).expect("a specification");
    (spec.select(&Selection::All).expect("all resources"), pages)
}

#[test]
fn every_published_version_is_fully_documented() {
    let pinned = Path::new(env!("CARGO_MANIFEST_DIR")).join("../civis/civis-spec.json");
    for path in specifications().into_iter().chain([pinned]) {
        let bytes = fs::read(&path).expect("a specification");
        let (spec, pages) = documented("documented", &bytes);
        let missing = words::missing(&spec, &pages);
        assert!(missing.is_empty(), "{}: {missing:#?}", path.display());
        // Internal names of the generated code must not appear.
        for (page, _) in pages::all(&pages) {
            let text = pages::Page::read(&page).top();
            let shown = text.split(|one: char| !one.is_alphanumeric() && one != '_');
            let hidden = shown.filter_map(|word| word.strip_prefix("__"));
            let hidden = hidden.filter(|word| word.starts_with(char::is_uppercase));
            let hidden: Vec<&str> = hidden.collect();
            assert!(hidden.is_empty(), "{}: {hidden:?}", page.display());
        }
    }
}

#[test]
fn the_documentation_of_a_method_shows_how_to_call_it() {
    let pinned = Path::new(env!("CARGO_MANIFEST_DIR")).join("../civis/civis-spec.json");
    let (_, pages) = documented(
        "documented-method",
        &fs::read(pinned).expect("the pinned file"),
    );
    let page = pages::Page::read(&pages.join("scripts/struct.Scripts.html"));
    let shown = page.section("method.post_sql").expect("the method");
    for part in [
        "POST /scripts/sql",
        "client.scripts.post_sql(name, sql, remote_host_id, credential_id)",
        "In Python: client.scripts.post_sql(name, sql, remote_host_id, credential_id",
        "Required:",
        "name, text",
        "remote_host_id, integer",
        "Optional:",
        "hidden, true or false",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    // The type of the response and each setter are links to existing pages.
    let links = page.links("method.post_sql");
    assert!(
        links
            .iter()
            .any(|link| link.starts_with("../types/struct.")),
        "{links:?}"
    );
    assert!(
        links
            .iter()
            .any(|link| link.ends_with("struct.PostSql.html#method.hidden")),
        "{links:?}"
    );
    let client = pages::Page::read(&pages.join("struct.Client.html")).top();
    assert!(
        client.contains("let client = Client::from_env()?;"),
        "{client}"
    );
    let call = pages::Page::read(&pages.join("jobs/struct.List.html")).top();
    assert!(
        call.contains("This is a call: set parameters, then iterate"),
        "{call}"
    );
    let ty = pages::Page::read(&pages.join("types/struct.Job.html"));
    assert!(ty.top().contains("Returned by jobs.get"), "{}", ty.top());
    // Aliases have no pages of their own among the types.
    let types = pages::Page::read(&pages.join("types/index.html")).top();
    assert!(!types.contains("Type Aliases"), "{types}");
    let page = pages::Page::read(&pages.join("users/struct.Users.html"));
    let old = page.section("method.list_me").expect("the method");
    assert!(old.contains("Deprecated: use get_me"), "{old}");
}

#[test]
fn hostile_texts_are_shown_verbatim() {
    let document = hostile::document();
    let (spec, pages) = documented("documented-hostile", document.to_string().as_bytes());
    let missing = words::missing(&spec, &pages);
    assert!(missing.is_empty(), "{missing:#?}");
    for (path, html) in pages::all(&pages) {
        for trace in hostile::TRACES {
            assert!(!html.contains(trace), "{trace:?} in {}", path.display());
        }
    }
}
