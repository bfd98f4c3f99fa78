//! Names: the official client's, and Rust identifiers made of them.
//!
//! Every identifier is ASCII: a character that is no ASCII letter, digit or `_`
//! becomes `_` between words, and its code point in hexadecimal (`u00e9`) where
//! it is a letter or digit of another script, so that different names stay
//! different. Two names that still meet are told apart by a number.

use std::collections::{BTreeMap, BTreeSet};

/// Snake case as the official client makes it: a word begins at a capital that
/// lower-case letters follow, and at one after a lower-case letter or digit.
///
/// ```
/// assert_eq!(civis_spec::snake_case("provideAPIKey"), "provide_api_key");
/// assert_eq!(civis_spec::snake_case("s3Options"), "s3_options");
/// ```
#[must_use]
pub fn snake_case(name: &str) -> String {
    // Byte by byte: what is decided here is decided by ASCII alone, and in a macro, which
    // is compiled without optimisation, characters cost several times as much.
    let bytes = name.as_bytes();
    let mut out = Vec::with_capacity(bytes.len() + 4);
    let mut at = 0;
    while at < bytes.len() {
        // A capital that lower-case letters follow, unless it is the first character or
        // the character before it was part of such a word.
        let before_word = at + 2 < bytes.len()
            && bytes[at] != b'\n'
            && bytes[at + 1].is_ascii_uppercase()
            && bytes[at + 2].is_ascii_lowercase();
        push_cased(&mut out, bytes[at]);
        at += 1;
        if before_word {
            out.push(b'_');
            out.push(bytes[at]);
            at += 1;
            while at < bytes.len() && bytes[at].is_ascii_lowercase() {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    // Nothing was put inside of a character.
    String::from_utf8(out).unwrap_or_default().to_lowercase()
}

/// Adds a byte, and `_` before a capital that follows a lower-case letter or a digit.
fn push_cased(out: &mut Vec<u8>, byte: u8) {
    if byte.is_ascii_uppercase()
        && let Some(before) = out.last()
        && (before.is_ascii_lowercase() || before.is_ascii_digit())
    {
        out.push(b'_');
    }
    out.push(byte);
}

/// The names that are taken in one scope.
#[derive(Debug, Default)]
pub(crate) struct Taken {
    names: BTreeSet<String>,
    /// The next number to try for a name that is taken.
    numbers: BTreeMap<String, u64>,
}

impl Taken {
    pub(crate) fn new(reserved: &[&str]) -> Self {
        Self {
            names: reserved.iter().map(|&name| name.to_owned()).collect(),
            numbers: BTreeMap::new(),
        }
    }

    /// Takes a name in snake case: itself, or with `_2`, `_3`, … if it is taken.
    pub(crate) fn snake(&mut self, name: String) -> String {
        self.take(name, "_")
    }

    /// Takes a name of a type: itself, or with `2`, `3`, … if it is taken.
    pub(crate) fn pascal(&mut self, name: String) -> String {
        self.take(name, "")
    }

    fn take(&mut self, name: String, before_number: &str) -> String {
        if self.names.insert(name.clone()) {
            return name;
        }
        let stem = name.strip_prefix("r#").unwrap_or(&name);
        let number = self.numbers.entry(stem.to_owned()).or_insert(2);
        loop {
            let candidate = format!("{stem}{before_number}{number}");
            *number += 1;
            if self.names.insert(candidate.clone()) {
                return candidate;
            }
        }
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.names.contains(name)
    }
}

/// A name as an identifier of a field, method, argument or module, in snake case:
/// in paths, and so in names of methods, the official client leaves capitals.
pub(crate) fn snake_ident(name: &str) -> String {
    match is_snake_ident(name) {
        true => not_keyword(name.to_owned()),
        false => not_keyword(snake_of(name)),
    }
}

/// Whether a name is an identifier in snake case already, as most are.
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
        // Of `-` and the `_` that the official client puts after it, one is left.
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

fn not_keyword(ident: String) -> String {
    if NEVER_RAW.contains(&ident.as_str()) {
        format!("{ident}_")
    } else if KEYWORDS.binary_search(&ident.as_str()).is_ok() {
        format!("r#{ident}")
    } else {
        ident
    }
}

/// Names as an identifier of a type or variant, in upper camel case.
pub(crate) fn pascal_ident(names: &[&str]) -> String {
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
    ident
}

fn push_word(ident: &mut String, word: &str) {
    let (mut has_upper, mut has_lower) = (false, false);
    for char in word.chars() {
        has_upper |= char.is_ascii_uppercase();
        has_lower |= char.is_lowercase();
    }
    let shouted = word.len() > 1 && has_upper && !has_lower;
    for (index, char) in word.chars().enumerate() {
        match index {
            0 => push(ident, char.to_ascii_uppercase(), 'U'),
            _ if shouted => push(ident, char.to_ascii_lowercase(), 'u'),
            _ => push(ident, char, 'u'),
        }
    }
}

/// Adds a character, or for one of another script, a letter and its code point.
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

/// Keywords that `r#` does not make identifiers of.
const NEVER_RAW: &[&str] = &["crate", "self", "super"];

/// Keywords of any edition, in use and reserved; sorted, since each name is looked up.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

/// The length in bytes from which a name is compared with no other.
const LONG: usize = 200;

/// How many names a name is compared with at most.
const MANY: usize = 3_000;

/// The closest of some names, if it is close enough to be meant; of very many, or
/// very long ones, none.
///
/// ```
/// let names = ["jobs", "scripts"];
/// assert_eq!(civis_spec::nearest("scirpts", names.into_iter()), Some("scripts"));
/// assert_eq!(civis_spec::nearest("users", names.into_iter()), None);
/// ```
#[must_use]
pub fn nearest<'a>(name: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let limit = 1 + name.chars().count() / 3;
    let names: Vec<&str> = names
        .filter(|candidate| name.len().max(candidate.len()) < LONG)
        .take(MANY + 1)
        .collect();
    if names.len() > MANY {
        return None;
    }
    let names = names.into_iter();
    names
        .map(|candidate| (distance(name, candidate), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, candidate)| candidate)
}

/// How many characters to insert, remove, replace, or swap with the next.
fn distance(from: &str, to: &str) -> usize {
    let (from, to): (Vec<char>, Vec<char>) = (from.chars().collect(), to.chars().collect());
    let mut before = Vec::new();
    let mut last: Vec<usize> = (0..=to.len()).collect();
    for row in 1..=from.len() {
        let mut current = vec![row];
        for column in 1..=to.len() {
            let same = from[row - 1] == to[column - 1];
            let mut best = (last[column - 1] + usize::from(!same))
                .min(last[column] + 1)
                .min(current[column - 1] + 1);
            if row > 1
                && column > 1
                && from[row - 1] == to[column - 2]
                && from[row - 2] == to[column - 1]
            {
                let two_before: &Vec<usize> = &before;
                best = best.min(two_before[column - 2] + 1);
            }
            current.push(best);
        }
        before = std::mem::replace(&mut last, current);
    }
    last[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn snake_case_is_the_official_clients() {
        for (name, snake) in [
            ("provideAPIKey", "provide_api_key"),
            ("limitingSQL", "limiting_sql"),
            ("s3Options", "s3_options"),
            ("sortkey1", "sortkey1"),
            ("HTTPServer", "http_server"),
            ("ABCd", "ab_cd"),
            ("lastRunID", "last_run_id"),
            ("isSHA256", "is_sha256"),
            ("oauth2Token", "oauth2_token"),
            ("JSONValue", "json_value"),
            ("x-y", "x-y"),
            ("snake_case", "snake_case"),
            ("éA", "éa"),
            ("AbCd", "ab_cd"),
            ("_Ab", "__ab"),
            ("", ""),
        ] {
            assert_eq!(snake_case(name), snake, "{name}");
        }
    }

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

    #[test]
    fn the_nearest_name_is_found_if_it_is_near() {
        let names = ["jobs", "scripts", "users"];
        assert_eq!(nearest("job", names.into_iter()), Some("jobs"));
        assert_eq!(nearest("scirpts", names.into_iter()), Some("scripts"));
        assert_eq!(nearest("databases", names.into_iter()), None);
    }
}
