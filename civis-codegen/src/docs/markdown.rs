//! Text of the document as Markdown that shows it as it stands.

use civis_spec::escape_control;

/// Text on one line, for what is not Markdown.
pub(crate) fn one_line(text: &str) -> String {
    if is_visible_line(text) {
        return text.to_owned();
    }
    escape_control(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// A name or a value of the document as a code span.
pub(crate) fn code(text: &str) -> String {
    let text = one_line(text);
    let text = match text.contains('`') {
        true => text.replace('`', "'"),
        false => text,
    };
    match text.is_empty() {
        true => "`\"\"`".to_owned(),
        false => format!("`{text}`"),
    }
}

/// Escapes text so that it does not become HTML, a link, a heading or a code block. URLs
/// are linked, code in single backticks stays code, and lists stay lists.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for (index, line) in text.trim().lines().enumerate() {
        if index > 0 {
            out.push('\n');
        }
        escape_line(line, &mut out);
    }
    out
}

/// What a byte of a line may mean in Markdown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Byte {
    /// Possibly markup.
    Special,
    /// Plain text anywhere.
    Plain,
    /// Plain text between letters and digits.
    Inside,
    /// Plain text unless it is part of a URL.
    Colon,
    /// The space between words.
    Space,
}

/// The meaning of each byte. A table, because macros are compiled without optimisation,
/// and a function call for each byte would take most of the time. Not a constant, which
/// would be copied for each byte.
static BYTES: [Byte; 256] = {
    let mut bytes = [Byte::Special; 256];
    let mut byte = 0;
    while byte < 256 {
        bytes[byte] = match byte as u8 {
            b' ' => Byte::Space,
            b':' => Byte::Colon,
            b'_' | b'-' => Byte::Inside,
            b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => Byte::Plain,
            b',' | b'.' | b';' | b'(' | b')' | b'\'' | b'"' | b'/' | b'%' | b'?' | b'$' | b'{'
            | b'}' => Byte::Plain,
            _ => Byte::Special,
        };
        byte += 1;
    }
    bytes
};

/// Whether a line needs no escaping. This is the fast path for most lines.
fn is_plain_line(line: &str) -> bool {
    let line = line.as_bytes();
    let mut before = b' ';
    let mut at = 0;
    while at < line.len() {
        let byte = line[at];
        at += 1;
        let is_plain = match BYTES[byte as usize] {
            Byte::Plain => true,
            Byte::Special => false,
            Byte::Space => before != b' ',
            Byte::Colon => at == line.len() || line[at] != b'/',
            Byte::Inside => {
                before.is_ascii_alphanumeric()
                    && at < line.len()
                    && line[at].is_ascii_alphanumeric()
            }
        };
        if !is_plain {
            return false;
        }
        before = byte;
    }
    before != b' '
}

/// Whether a text is printable ASCII with single spaces between words.
fn is_visible_line(text: &str) -> bool {
    let mut before = b' ';
    for &byte in text.as_bytes() {
        if !matches!(byte, b' '..=b'~') || (byte == b' ' && before == b' ') {
            return false;
        }
        before = byte;
    }
    before != b' '
}

fn escape_line(line: &str, out: &mut String) {
    if is_plain_line(line) {
        out.push_str(line);
        return;
    }
    let code_is_plain = line.matches('`').count().is_multiple_of(2) && !line.contains("``");
    // The line under a heading, or a rule.
    if line.chars().all(|char| char == '-' || char.is_whitespace()) && line.contains('-') {
        out.push('\\');
    }
    let mut in_code = false;
    // One space between words: more would make a code block of an item of a list.
    for (index, word) in line.split_whitespace().enumerate() {
        if index > 0 {
            out.push(' ');
        }
        if is_plain_line(word) {
            out.push_str(word);
            continue;
        }
        if !in_code && let Some(url) = url(word) {
            out.push('<');
            out.push_str(url);
            out.push('>');
            out.push_str(&word[url.len()..]);
            continue;
        }
        let word: Vec<char> = escape_control(word).chars().collect();
        let is_url_inside = word.windows(3).any(|part| part == [':', '/', '/']);
        // An underscore between letters is no emphasis.
        let is_inside = |place: usize| {
            let is_letter = |at: usize| word.get(at).is_some_and(|char| char.is_alphanumeric());
            place > 0 && is_letter(place - 1) && is_letter(place + 1)
        };
        for (place, &char) in word.iter().enumerate() {
            let special = match char {
                '_' if is_inside(place) => false,
                '`' if code_is_plain => {
                    in_code = !in_code;
                    false
                }
                '`' | '<' | '>' | '[' | ']' | '\\' | '*' | '_' | '|' | '~' | '&' => !in_code,
                // A heading may stand in an item of a list.
                '#' => !in_code && place == 0,
                '=' => index == 0 && place == 0,
                // A URL inside a word is not to be linked.
                ':' => !in_code && is_url_inside,
                _ => false,
            };
            if special {
                out.push('\\');
            }
            out.push(char);
        }
    }
}

/// The URL at the start of a word, without the punctuation after it.
fn url(word: &str) -> Option<&str> {
    if !word.starts_with("http://") && !word.starts_with("https://") {
        return None;
    }
    let is_plain = word.chars().all(|char| char.is_ascii_graphic())
        && !word.contains(['<', '>', '`', '[', ']', '\\', '|']);
    let url = word.trim_end_matches(['.', ',', ';', ':', ')', '"', '\'']);
    is_plain.then_some(url)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use pulldown_cmark::{Event, LinkType, Options, Parser, Tag};

    use super::{code, escape};

    #[test]
    fn html_links_and_code_blocks_are_escaped() {
        for (text, markdown) in [
            ("plain", "plain"),
            ("a <b> [c](d)", r"a \<b\> \[c\](d)"),
            ("see `x<y>` here", "see `x<y>` here"),
            ("an odd ` mark", r"an odd \` mark"),
            ("```\ncode\n```", "\\`\\`\\`\ncode\n\\`\\`\\`"),
            ("    indented", "indented"),
            ("-     indented", "- indented"),
            ("see https://a.b/c.", "see <https://a.b/c>."),
            ("# not a heading", r"\# not a heading"),
            ("- # nor this", r"- \# nor this"),
            ("nor this\n---", "nor this\n\\---"),
            ("&lt;b&gt;", r"\&lt;b\&gt;"),
            ("a_b _c_ d__e", r"a_b \_c\_ d\_\_e"),
            ("a\u{202e}b", r"a\\u{202e}b"),
        ] {
            assert_eq!(escape(text), markdown);
        }
    }

    #[test]
    fn any_name_becomes_inline_code() {
        assert_eq!(code("/jobs/{id}"), "`/jobs/{id}`");
        assert_eq!(code("a`<b>\n\n# c"), "`a'<b> # c`");
        assert_eq!(code(" "), "`\"\"`");
    }

    /// Renders Markdown. Returns the visible text, and the constructs that it should not contain.
    fn shown(markdown: &str) -> (String, Vec<String>) {
        let options = Options::ENABLE_TABLES
            | Options::ENABLE_FOOTNOTES
            | Options::ENABLE_STRIKETHROUGH
            | Options::ENABLE_TASKLISTS;
        let mut text = String::new();
        let mut wrong = Vec::new();
        for event in Parser::new_ext(markdown, options) {
            match event {
                Event::Text(part) | Event::Code(part) => text.push_str(&part),
                Event::SoftBreak => text.push(' '),
                Event::Start(Tag::Link {
                    link_type: LinkType::Autolink,
                    dest_url,
                    ..
                }) if dest_url.starts_with("http://") || dest_url.starts_with("https://") => {}
                Event::Start(Tag::Paragraph | Tag::List(_) | Tag::Item) | Event::End(_) => {}
                other => wrong.push(format!("{other:?}")),
            }
        }
        (text, wrong)
    }

    /// The text without the characters that escaping may change: spaces and backticks.
    fn bare(text: &str) -> String {
        text.chars()
            .filter(|char| !char.is_whitespace() && *char != '`')
            .collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2_000) })]

        #[test]
        fn any_text_is_shown_verbatim(
            text in prop_oneof![
                "[ \n\t`<>\\[\\]()*_~#=|&;:/!\\\\a-c0-1.'\"{}$^é+-]{0,40}",
                "([ \n`#=~*_-]|<b>|</b>|<!--|https://|www[.]|&lt;|!?\\[a\\]|\\(b\\)|a|1[.)]|    ){0,16}",
            ]
        ) {
            let (visible, wrong) = shown(&escape(&text));
            prop_assert!(wrong.is_empty(), "{:?} in {:?}", wrong, escape(&text));
            // List markers are not part of the visible text.
            let is_list = |line: &str| line.trim_start().starts_with(|char: char| "+-".contains(char) || char.is_ascii_digit());
            if !text.lines().any(is_list) {
                prop_assert_eq!(bare(&visible), bare(&text), "{:?}", escape(&text));
            }
        }
    }
}
