//! Doc comments, safe for rustdoc whatever a description holds.

use civis_spec::{Operation, Parameter};
use proc_macro2::TokenStream;
use quote::quote;

/// A doc comment; nothing for an empty text.
pub(crate) fn text(markdown: &str) -> TokenStream {
    if markdown.is_empty() {
        return TokenStream::new();
    }
    quote!(#[doc = #markdown])
}

/// The doc comment of a description of the specification.
pub(crate) fn description(description: Option<&str>) -> TokenStream {
    text(&escape(description.unwrap_or_default()))
}

/// The doc comment of a method.
pub(crate) fn method(operation: &Operation, required: &[&Parameter]) -> TokenStream {
    let mut doc = String::new();
    if !operation.summary.is_empty() {
        doc.push_str(&escape(&operation.summary));
        doc.push_str("\n\n");
    }
    doc.push_str(&format!("`{} {}`", operation.verb, operation.path));
    if let Some(description) = &operation.description {
        doc.push_str("\n\n");
        doc.push_str(&escape(description));
    }
    let described: Vec<_> = required
        .iter()
        .filter_map(|parameter| Some((parameter, parameter.description.as_deref()?)))
        .collect();
    if !described.is_empty() {
        doc.push('\n');
        for (parameter, description) in described {
            let description = escape(description).replace('\n', " ");
            doc.push_str(&format!("\n- `{}`: {description}", parameter.name));
        }
    }
    text(&doc)
}

/// The doc comment of a setter.
pub(crate) fn parameter(parameter: &Parameter) -> TokenStream {
    let mut doc = match &parameter.description {
        Some(description) => escape(description),
        None => format!("Sets `{}`.", parameter.wire.replace('`', "'")),
    };
    if let Some(default) = &parameter.default {
        doc.push_str(&format!(
            "\n\nThe Platform's default is `{}`.",
            default.to_string().replace('`', "'")
        ));
    }
    text(&doc)
}

/// Text on one line, for what is not Markdown.
pub(crate) fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Text as Markdown that shows as it stands: no HTML, links, headings or code
/// blocks come of it, but code in single backticks stays code.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for (index, line) in text.trim().lines().enumerate() {
        if index > 0 {
            out.push('\n');
        }
        escape_line(line.trim(), &mut out);
    }
    out
}

fn escape_line(line: &str, out: &mut String) {
    let code_is_plain = line.matches('`').count() % 2 == 0 && !line.contains("``");
    let mut in_code = false;
    for (index, word) in line.split(' ').enumerate() {
        if index > 0 {
            out.push(' ');
        }
        let is_url = word.starts_with("http://") || word.starts_with("https://");
        if is_url && !in_code && !word.contains(['<', '>', '`', '[', ']']) {
            let url = word.trim_end_matches(['.', ',', ';', ':', ')', '"', '\'']);
            out.push('<');
            out.push_str(url);
            out.push('>');
            out.push_str(&word[url.len()..]);
            continue;
        }
        for (place, char) in word.chars().enumerate() {
            let at_start = index == 0 && place == 0;
            let special = match char {
                '`' if code_is_plain => {
                    in_code = !in_code;
                    false
                }
                '`' | '<' | '>' | '[' | ']' | '\\' | '*' | '_' | '|' => !in_code,
                '#' | '~' | '=' => at_start,
                // A URL inside a word is not to be linked.
                ':' => !in_code && word[..].contains("://"),
                _ => false,
            };
            if special {
                out.push('\\');
            }
            out.push(char);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn html_links_and_code_blocks_are_shown_as_they_stand() {
        for (text, markdown) in [
            ("plain", "plain"),
            ("a <b> [c](d)", r"a \<b\> \[c\](d)"),
            ("see `x<y>` here", "see `x<y>` here"),
            ("an odd ` mark", r"an odd \` mark"),
            ("```\ncode\n```", "\\`\\`\\`\ncode\n\\`\\`\\`"),
            ("    indented", "indented"),
            ("see https://a.b/c.", "see <https://a.b/c>."),
            ("# not a heading", r"\# not a heading"),
        ] {
            assert_eq!(escape(text), markdown);
        }
    }
}
