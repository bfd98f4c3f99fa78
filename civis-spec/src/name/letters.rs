//! The letters beyond ASCII that identifiers keep: those of scripts that the compiler accepts
//! without a lint, in the one form that it compares (NFC).

/// Ranges of such letters, both ends included.
const LETTERS: &[(char, char)] = &[
    // Latin, without ligatures.
    ('\u{c0}', '\u{d6}'),
    ('\u{d8}', '\u{f6}'),
    ('\u{f8}', '\u{131}'),
    ('\u{134}', '\u{13e}'),
    ('\u{141}', '\u{148}'),
    ('\u{14a}', '\u{17e}'),
    ('\u{1a0}', '\u{1a1}'),
    ('\u{1af}', '\u{1b0}'),
    ('\u{218}', '\u{21b}'),
    // Greek.
    ('\u{388}', '\u{38a}'),
    ('\u{38c}', '\u{38c}'),
    ('\u{38e}', '\u{3a1}'),
    ('\u{3a3}', '\u{3ce}'),
    // Cyrillic.
    ('\u{400}', '\u{45f}'),
    ('\u{490}', '\u{4f9}'),
    // Hebrew.
    ('\u{5d0}', '\u{5ea}'),
    // Arabic, and the letters that Persian adds.
    ('\u{621}', '\u{63a}'),
    ('\u{641}', '\u{64a}'),
    ('\u{67e}', '\u{67e}'),
    ('\u{686}', '\u{686}'),
    ('\u{698}', '\u{698}'),
    ('\u{6a9}', '\u{6a9}'),
    ('\u{6af}', '\u{6af}'),
    ('\u{6cc}', '\u{6cc}'),
    // Latin of Vietnamese.
    ('\u{1ea0}', '\u{1ef9}'),
    // Hiragana and Katakana.
    ('\u{3041}', '\u{3096}'),
    ('\u{30a1}', '\u{30fa}'),
    ('\u{30fc}', '\u{30fc}'),
    // Han.
    ('\u{4e00}', '\u{9fef}'),
    // Hangul syllables.
    ('\u{ac00}', '\u{d7a3}'),
];

/// Greek and Cyrillic letters that look like Latin ones.
const LOOK_ALIKES: &str = "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧανορτυικАВЕЅІЈКМНОРСТУХаеорсухіјѕһ";

/// Whether an identifier keeps a character.
pub(super) fn is_letter(char: char) -> bool {
    if char.is_ascii() {
        return char.is_ascii_alphanumeric();
    }
    let after = LETTERS.partition_point(|(first, _)| *first <= char);
    after > 0 && char <= LETTERS[after - 1].1
}

/// Whether a name looks like one of Latin letters, but is not. The compiler warns of such
/// identifiers.
pub(super) fn looks_latin(name: &str) -> bool {
    if name.is_ascii() {
        return false;
    }
    let is_script = |char: &char| matches!(char, '\u{370}'..='\u{3ff}' | '\u{400}'..='\u{52f}');
    let mut letters = name.chars().filter(is_script).peekable();
    letters.peek().is_some() && letters.all(|char| LOOK_ALIKES.contains(char))
}

/// The letter in lower case, if that is one letter.
pub(super) fn to_lower(char: char) -> char {
    match char.is_ascii() {
        true => char.to_ascii_lowercase(),
        false => one(char, char.to_lowercase()),
    }
}

/// The letter in upper case, if that is one letter.
pub(super) fn to_upper(char: char) -> char {
    match char.is_ascii() {
        true => char.to_ascii_uppercase(),
        false => one(char, char.to_uppercase()),
    }
}

/// The only character that another one becomes.
fn one(char: char, mut mapped: impl Iterator<Item = char>) -> char {
    match (mapped.next(), mapped.next()) {
        (Some(mapped), None) if is_letter(mapped) => mapped,
        _ => char,
    }
}

#[cfg(test)]
mod tests {
    use super::{LETTERS, is_letter, looks_latin, to_lower, to_upper};

    #[test]
    fn the_ranges_are_sorted_and_hold_letters() {
        assert!(LETTERS.is_sorted());
        for (first, last) in LETTERS {
            assert!(first.is_alphabetic() && last.is_alphabetic(), "{first}");
            assert!(is_letter(*first) && is_letter(*last));
        }
        for char in [
            '_', '×', '÷', 'ŉ', 'ſ', '\u{301}', '²', '\u{212b}', '٣', '。',
        ] {
            assert!(!is_letter(char), "{char}");
        }
    }

    #[test]
    fn only_a_name_of_look_alikes_looks_latin() {
        for (name, expected) in [
            ("a", false),
            ("é", false),
            ("имя", false),
            ("сор", true),
            ("id_сор", true),
            ("日本", false),
        ] {
            assert_eq!(looks_latin(name), expected, "{name}");
        }
    }

    #[test]
    fn the_case_changes_if_it_is_one_letter() {
        assert_eq!((to_lower('É'), to_upper('я')), ('é', 'Я'));
        assert_eq!((to_lower('İ'), to_upper('ß')), ('İ', 'ß'));
    }
}
