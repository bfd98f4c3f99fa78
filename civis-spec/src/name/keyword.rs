//! The keywords of Rust.

/// A keyword in snake case, of any edition, in use or reserved.
pub(super) enum Keyword {
    /// It can be a raw identifier (`r#type`).
    Raw,
    /// It cannot.
    NeverRaw,
}

impl Keyword {
    /// The keyword that a name is, if it is one.
    pub(super) fn of(name: &str) -> Option<Self> {
        if NEVER_RAW.contains(&name) {
            return Some(Self::NeverRaw);
        }
        KEYWORDS.binary_search(&name).is_ok().then_some(Self::Raw)
    }
}

/// Keywords that cannot be raw identifiers.
const NEVER_RAW: &[&str] = &["crate", "self", "super"];

/// Keywords of any edition, in use or reserved, sorted for the binary search.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

/// Whether a name is a keyword of Rust, of any edition, in use or reserved.
///
/// ```
/// assert!(civis_spec::is_keyword("type") && !civis_spec::is_keyword("Type"));
/// ```
#[must_use]
pub fn is_keyword(name: &str) -> bool {
    name == "Self" || Keyword::of(name).is_some()
}

#[cfg(test)]
mod tests {
    use super::KEYWORDS;

    #[test]
    fn keywords_are_sorted() {
        assert!(KEYWORDS.is_sorted());
    }
}
