//! Rust identifiers made of the names of a document.
//!
//! Between words, other characters than letters and digits become `_`. Letters of many scripts
//! stay as they are ([`letters`](super::letters)); any other becomes its code point (`u0301`), so
//! that different names stay different. A long name ends in a hash of it.

use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::Deref;

use crate::name::keyword::Keyword;
use crate::name::length::{bounded_pascal, bounded_snake};
use crate::name::letters::{is_letter, looks_latin, to_lower, to_upper};

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
        Self(bounded_pascal(format!(
            "{self}{}",
            inner.trim_start_matches('_')
        )))
    }

    /// The identifier without the raw prefix.
    pub(super) fn unraw(&self) -> &str {
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
    let ident = bounded_snake(match is_snake_ident(name) {
        true => name.to_owned(),
        false => snake_of(name),
    });
    Ident(match Keyword::of(&ident) {
        Some(Keyword::NeverRaw) => format!("{ident}_"),
        Some(Keyword::Raw) => format!("r#{ident}"),
        None => ident,
    })
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
    let is_spelled = !looks_latin(name);
    let mut before = '_';
    for char in name.chars() {
        let begins_word = char.is_uppercase() && (before.is_lowercase() || before.is_ascii_digit());
        // `-` and the `_` that the official client adds after it become one `_`, and so do other
        // characters in a row: `filter[a][b]` is `filter_a_b`.
        let is_second = !char.is_alphanumeric() && before != '_' && !before.is_alphanumeric();
        if begins_word {
            ident.push('_');
        }
        if !is_second {
            push(&mut ident, to_lower(char), 'u', is_spelled);
        }
        before = char;
    }
    if ident.chars().all(|char| char == '_') {
        ident = format!("_{}", hexadecimal(name));
    } else if before != '_' && !before.is_alphanumeric() {
        ident.truncate(ident.trim_end_matches('_').len());
    }
    if ident.starts_with(|char: char| char.is_ascii_digit()) {
        ident.insert(0, '_');
    }
    ident
}

/// The identifier in upper camel case of a type or variant, made of several names.
pub(super) fn pascal_ident(names: &[&str]) -> Ident {
    let mut ident = String::new();
    for name in names {
        let is_spelled = !looks_latin(name);
        for word in name.split(|char: char| !char.is_alphanumeric()) {
            push_word(&mut ident, word, is_spelled);
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
    Ident(bounded_pascal(ident))
}

fn push_word(ident: &mut String, word: &str, is_spelled: bool) {
    let (mut has_upper, mut has_lower) = (false, false);
    for char in word.chars() {
        has_upper |= char.is_uppercase();
        has_lower |= char.is_lowercase();
    }
    let is_shouted = word.len() > 1 && has_upper && !has_lower;
    for (index, char) in word.chars().enumerate() {
        match index {
            0 => push(ident, to_upper(char), 'U', is_spelled),
            _ if is_shouted => push(ident, to_lower(char), 'u', is_spelled),
            _ => push(ident, char, 'u', is_spelled),
        }
    }
}

/// Appends a character; one that identifiers do not keep, or none beyond ASCII unless letters
/// are spelled, as the given letter and its code point.
fn push(ident: &mut String, char: char, letter: char, is_spelled: bool) {
    if char.is_ascii_alphanumeric() || (is_spelled && is_letter(char)) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::name::length::MAX_LENGTH;

    #[test]
    fn identifiers_are_valid_whatever_the_name() {
        for (name, ident) in [
            ("type", "r#type"),
            ("self", "self_"),
            ("Self", "self_"),
            ("2fa", "_2fa"),
            ("a-b.c", "a_b_c"),
            ("é", "é"),
            ("ИмяФайла", "имя_файла"),
            ("сор", "u0441u043eu0440"),
            ("日本", "日本"),
            ("a\u{301}٣", "a_u0663"),
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
            ("éa", "Éa"),
            ("СТАТУС_файла", "СтатусФайла"),
            ("self", "Self_"),
            ("JSONValue", "JSONValue"),
        ] {
            assert_eq!(pascal_ident(&[name]), ident, "{name}");
        }
    }

    #[test]
    fn a_long_identifier_is_cut_and_stays_distinct() {
        let long = |end: &str| format!("{}_{end}", ["get_organizations"; 7].join("_"));
        let (one, other) = (snake_ident(&long("one")), snake_ident(&long("other")));
        assert_ne!(one, other);
        for ident in [&one, &other] {
            assert!(ident.len() <= MAX_LENGTH, "{ident}");
            assert!(ident.starts_with("get_organizations_get_organizations_"));
        }
        let (one, other) = (long("one"), long("other"));
        let (one, other) = (pascal_ident(&[&one]), pascal_ident(&[&other]));
        assert_ne!(one, other);
        assert!(one.len() <= MAX_LENGTH && one.starts_with("GetOrganizations"));
        assert!(one.join(&other).len() <= MAX_LENGTH);
        assert!(snake_ident(&"é".repeat(300)).chars().count() <= MAX_LENGTH + 1);
        let unchanged = "a".repeat(MAX_LENGTH);
        assert_eq!(snake_ident(&unchanged), *unchanged);
    }
}
