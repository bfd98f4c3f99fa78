//! Rust identifiers made of the names of a document.
//!
//! Every identifier is ASCII. Between words, other characters than letters and digits become
//! `_`; a letter of another script becomes its code point (`u00e9`), so that different names
//! stay different.

use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::Deref;

/// A Rust identifier.
///
/// Only the reading of a specification makes one, so it is safe to emit as code whatever the
/// names of the document are. A keyword is raw (`r#type`).
///
/// ```
/// use civis_spec::Spec;
///
/// let spec = Spec::from_slice(br#"{
///     "swagger": "2.0", "info": {},
///     "paths": {"/types": {"get": {"responses": {"200": {}}}}}
/// }"#)?;
/// let ident = &spec.resources[0].ident;
/// assert_eq!(ident, "types_");
/// assert_eq!(format!("client.{ident}"), "client.types_");
/// # Ok::<(), civis_spec::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ident(String);

impl Ident {
    /// The placeholder for an identifier that the naming stage has yet to make.
    pub(crate) const UNNAMED: Self = Self(String::new());

    /// The identifier, followed by `_` and without the raw prefix.
    pub(super) fn with_underscore(&self) -> Self {
        Self(format!("{}_", self.unraw()))
    }

    /// The identifier of a parameter, followed by its location.
    pub(super) fn in_location(&self, location: &'static str) -> Self {
        Self(format!("{}_in_{location}", self.unraw()))
    }

    /// The identifier of a type, followed by that of a type inside it.
    pub(super) fn join(&self, inner: &Self) -> Self {
        Self(format!("{self}{}", inner.trim_start_matches('_')))
    }

    fn unraw(&self) -> &str {
        self.0.strip_prefix("r#").unwrap_or(&self.0)
    }
}

impl Deref for Ident {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Ident {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Ident {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl PartialEq<str> for Ident {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl PartialEq<&str> for Ident {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

impl PartialEq<Ident> for &str {
    fn eq(&self, other: &Ident) -> bool {
        *self == other.0
    }
}

impl From<&Ident> for String {
    fn from(ident: &Ident) -> Self {
        ident.0.clone()
    }
}

impl fmt::Display for Ident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Ident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The identifiers of one scope, each used once.
#[derive(Debug, Default)]
pub(super) struct IdentSet {
    idents: BTreeSet<Ident>,
    /// The next number to try for an identifier that is used.
    numbers: BTreeMap<String, u64>,
}

impl IdentSet {
    /// Adds an identifier in snake case: itself, or with `_2`, `_3`, … if it is used.
    pub(super) fn snake(&mut self, ident: Ident) -> Ident {
        self.add(ident, "_")
    }

    /// Adds an identifier of a type: itself, or with `2`, `3`, … if it is used.
    pub(super) fn pascal(&mut self, ident: Ident) -> Ident {
        self.add(ident, "")
    }

    fn add(&mut self, ident: Ident, before_number: &str) -> Ident {
        if self.idents.insert(ident.clone()) {
            return ident;
        }
        let stem = ident.unraw();
        let number = self.numbers.entry(stem.to_owned()).or_insert(2);
        loop {
            let candidate = Ident(format!("{stem}{before_number}{number}"));
            *number += 1;
            if self.idents.insert(candidate.clone()) {
                return candidate;
            }
        }
    }

    pub(super) fn contains(&self, ident: &Ident) -> bool {
        self.idents.contains(ident)
    }
}

/// The identifier in snake case of a field, method, argument or module. The name may have
/// capitals: the official client leaves those of paths in the names of methods.
pub(super) fn snake_ident(name: &str) -> Ident {
    let ident = match is_snake_ident(name) {
        true => name.to_owned(),
        false => snake_of(name),
    };
    if NEVER_RAW.contains(&ident.as_str()) {
        Ident(format!("{ident}_"))
    } else if KEYWORDS.binary_search(&ident.as_str()).is_ok() {
        Ident(format!("r#{ident}"))
    } else {
        Ident(ident)
    }
}

/// [`snake_ident`], with a `_` after a name that has another meaning in its scope.
pub(super) fn snake_ident_except(name: &str, reserved: &[&str]) -> Ident {
    let ident = snake_ident(name);
    match reserved.contains(&&*ident) {
        true => ident.with_underscore(),
        false => ident,
    }
}

/// Whether a name is already an identifier in snake case, as most are.
fn is_snake_ident(name: &str) -> bool {
    for byte in name.as_bytes() {
        if !matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_') {
            return false;
        }
    }
    matches!(name.as_bytes(), [b'a'..=b'z', ..])
}

fn snake_of(name: &str) -> String {
    let mut ident = String::with_capacity(name.len());
    let mut before = '_';
    for char in name.chars() {
        let begins_word =
            char.is_ascii_uppercase() && (before.is_ascii_lowercase() || before.is_ascii_digit());
        // `-` and the `_` that the official client adds after it become one.
        let is_second = char == '_' && before != '_' && !before.is_alphanumeric();
        if begins_word {
            ident.push('_');
        }
        if !is_second {
            push(&mut ident, char, 'u');
        }
        before = char;
    }
    if ident.chars().all(|char| char == '_') {
        ident = format!("_{}", hexadecimal(name));
    } else if ident.starts_with(|char: char| char.is_ascii_digit()) {
        ident.insert(0, '_');
    }
    ident.to_ascii_lowercase()
}

/// The identifier in upper camel case of a type or variant, made of several names.
pub(super) fn pascal_ident(names: &[&str]) -> Ident {
    let mut ident = String::new();
    for name in names {
        for word in name.split(|char: char| !char.is_alphanumeric()) {
            push_word(&mut ident, word);
        }
    }
    if ident.is_empty() {
        ident = match names.concat() {
            empty if empty.is_empty() => "Empty".to_owned(),
            other => format!("X{}", hexadecimal(&other)),
        };
    } else if ident.starts_with(|char: char| char.is_ascii_digit()) {
        ident.insert(0, '_');
    }
    if ident == "Self" {
        ident.push('_');
    }
    Ident(ident)
}

fn push_word(ident: &mut String, word: &str) {
    let (mut has_upper, mut has_lower) = (false, false);
    for char in word.chars() {
        has_upper |= char.is_ascii_uppercase();
        has_lower |= char.is_lowercase();
    }
    let is_shouted = word.len() > 1 && has_upper && !has_lower;
    for (index, char) in word.chars().enumerate() {
        match index {
            0 => push(ident, char.to_ascii_uppercase(), 'U'),
            _ if is_shouted => push(ident, char.to_ascii_lowercase(), 'u'),
            _ => push(ident, char, 'u'),
        }
    }
}

/// Appends a character; one of another script as the given letter and its code point.
fn push(ident: &mut String, char: char, letter: char) {
    if char.is_ascii_alphanumeric() {
        ident.push(char);
    } else if char.is_alphanumeric() {
        ident.push_str(&format!("{letter}{:04x}", u32::from(char)));
    } else {
        ident.push('_');
    }
}

fn hexadecimal(text: &str) -> String {
    if text.is_empty() {
        return "empty".to_owned();
    }
    text.chars()
        .map(|char| format!("{:02x}", u32::from(char)))
        .collect()
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
    name == "Self" || NEVER_RAW.contains(&name) || KEYWORDS.binary_search(&name).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_valid_whatever_the_name() {
        for (name, ident) in [
            ("type", "r#type"),
            ("self", "self_"),
            ("Self", "self_"),
            ("2fa", "_2fa"),
            ("a-b.c", "a_b_c"),
            ("é", "u00e9"),
            ("_", "_5f"),
            ("", "_empty"),
            ("list_findByStatus", "list_find_by_status"),
            ("get_v2Users", "get_v2_users"),
            ("getHTTPStatus", "get_httpstatus"),
            ("x-_trace-_id", "x_trace_id"),
            ("a__b", "a__b"),
        ] {
            assert_eq!(snake_ident(name), ident, "{name}");
        }
        for (name, ident) in [
            ("order_dir", "OrderDir"),
            ("PENDING_REVIEW", "PendingReview"),
            ("ReportTypes::Html", "ReportTypesHtml"),
            ("1_week", "_1Week"),
            ("", "Empty"),
            (">=", "X3e3d"),
            ("éa", "U00e9a"),
            ("self", "Self_"),
            ("JSONValue", "JSONValue"),
        ] {
            assert_eq!(pascal_ident(&[name]), ident, "{name}");
        }
    }

    #[test]
    fn keywords_are_sorted() {
        assert!(KEYWORDS.is_sorted());
    }
}
