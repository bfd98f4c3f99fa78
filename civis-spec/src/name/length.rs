//! The length of identifiers: a long name is cut, and ends in its hash.

/// How many characters an identifier has at most, before what distinguishes it from another.
pub(super) const MAX_LENGTH: usize = 80;

/// How many characters the hash of a longer one takes.
const HASH_LENGTH: usize = 8;

/// A name in snake case, cut at the end of a word and followed by its hash if it is too long.
pub(super) fn bounded_snake(name: String) -> String {
    match cut(&name, |char| char == '_') {
        None => name,
        Some(start) => format!("{}_{:08x}", start.trim_end_matches('_'), hash(&name)),
    }
}

pub(super) fn bounded_pascal(name: String) -> String {
    match cut(&name, char::is_uppercase) {
        None => name,
        Some(start) => format!("{start}{:08X}", hash(&name)),
    }
}

/// The beginning of a name that is too long, up to where a word begins if one does.
fn cut(name: &str, begins_word: impl Fn(char) -> bool) -> Option<&str> {
    if name.len() <= MAX_LENGTH || name.chars().count() <= MAX_LENGTH {
        return None;
    }
    let mut chars = name.char_indices();
    let end = chars.nth(MAX_LENGTH - HASH_LENGTH - 1)?.0;
    let word = name[..end].rfind(begins_word).filter(|at| *at > end / 2);
    Some(&name[..word.unwrap_or(end)])
}

/// FNV-1a, whose result never changes.
fn hash(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}
