//! Reads pages that rustdoc wrote.

use std::fs;
use std::path::{Path, PathBuf};

/// A page.
pub(crate) struct Page(String);

impl Page {
    /// Reads a page; it is empty if there is no file.
    pub(crate) fn read(path: &Path) -> Self {
        Self(fs::read_to_string(path).unwrap_or_default())
    }

    /// The page of a struct, or of the struct that an alias stands for.
    pub(crate) fn of_struct(folder: &Path, name: &str) -> Self {
        let alias = Self::read(&folder.join(format!("type.{name}.html")));
        let aliased = alias.0.split_once("class=\"struct\" href=\"");
        match aliased.and_then(|(_, rest)| rest.split_once('"')) {
            Some((link, _)) => Self::read(&folder.join(link)),
            None => Self::read(&folder.join(format!("struct.{name}.html"))),
        }
    }

    /// The HTML of the item with an id, up to the next item.
    fn html(&self, id: &str) -> Option<&str> {
        let mark = format!("id=\"{id}\"");
        let start = self.0.find(&mark)?;
        let rest = &self.0[start..];
        let rest = &rest[rest.find('>')? + 1..];
        let marks = [
            "id=\"method.",
            "id=\"structfield.",
            "id=\"variant.",
            "id=\"impl-",
            "id=\"implementations\"",
            "id=\"trait-implementations",
        ];
        let ends = marks.iter().filter_map(|mark| rest.find(mark));
        let end = ends.min().unwrap_or(rest.len());
        let end = rest[..end].rfind('<').unwrap_or(end);
        Some(&rest[..end])
    }

    /// The text of the item with an id, on one line.
    pub(crate) fn section(&self, id: &str) -> Option<String> {
        self.html(id).map(text)
    }

    /// The links in the item with an id.
    pub(crate) fn links(&self, id: &str) -> Vec<String> {
        let html = self.html(id).unwrap_or_default();
        let links = html.split("href=\"").skip(1);
        let links = links.filter_map(|rest| rest.split_once('"'));
        links.map(|(link, _)| unescaped(link)).collect()
    }

    /// The text of the documentation of the page's own item.
    pub(crate) fn top(&self) -> String {
        text(&self.0)
    }
}

/// The text of HTML, without tags and with one space between words.
fn text(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('<') {
        out.push_str(before);
        // These tags separate words.
        if [
            "p", "/p", "li", "/li", "br", "/section", "div", "/div", "pre", "/pre",
        ]
        .iter()
        .any(|tag| {
            after
                .strip_prefix(tag)
                .is_some_and(|rest| rest.starts_with(['>', ' ', '/']))
        }) {
            out.push(' ');
        }
        rest = after.split_once('>').map_or("", |(_, rest)| rest);
    }
    out.push_str(rest);
    unescaped(&out)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

fn unescaped(text: &str) -> String {
    let entities = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&#96;", "`"),
        ("&amp;", "&"),
    ];
    entities
        .iter()
        .fold(text.to_owned(), |text, (entity, char)| {
            text.replace(entity, char)
        })
}

/// All pages below a directory.
pub(crate) fn all(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut rest = vec![folder.to_owned()];
    while let Some(folder) = rest.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                rest.push(path);
            } else if path
                .extension()
                .is_some_and(|extension| extension == "html")
            {
                let html = fs::read_to_string(&path).expect("a page");
                found.push((path, html));
            }
        }
    }
    assert!(!found.is_empty());
    found
}
