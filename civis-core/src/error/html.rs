//! What an HTML page says: its title and its first heading, or else its text.

use http::HeaderMap;
use http::header::CONTENT_TYPE;

/// How much of a page is looked at, in bytes: its title may come after a style sheet.
const MAX_BYTES: usize = 256 * 1024;

/// Elements that show no text.
const HIDDEN: [&str; 5] = ["style", "script", "noscript", "svg", "template"];

/// The text that describes a page, or `None` if the body is not a page.
pub(super) fn text(headers: &HeaderMap, body: &str) -> Option<String> {
    let mut end = body.len().min(MAX_BYTES);
    while !body.is_char_boundary(end) {
        end -= 1;
    }
    let start = &body[..end];
    let is_declared = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.to_ascii_lowercase().contains("html"));
    if !is_declared && !is_page(start) {
        return None;
    }
    let page = without_hidden(start.trim_start_matches('\u{feff}'));
    let lower = page.to_ascii_lowercase();
    let title = element(&page, &lower, "title");
    let heading = ["h1", "h2", "h3"]
        .iter()
        .find_map(|name| element(&page, &lower, name));
    let text = match (title, heading) {
        (Some(title), Some(heading)) if title.contains(&heading) => title,
        (Some(title), Some(heading)) if heading.contains(&title) => heading,
        (Some(title), Some(heading)) => format!("{title}: {heading}"),
        (Some(text), None) | (None, Some(text)) => text,
        (None, None) => plain(&page),
    };
    Some(text)
}

fn is_page(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    ["<!doctype html", "<html", "<head"]
        .iter()
        .any(|start| has_prefix(text, start))
}

fn has_prefix(text: &str, prefix: &str) -> bool {
    let start = text.get(..prefix.len());
    start.is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

/// A page without comments and elements that show no text.
fn without_hidden(page: &str) -> String {
    let lower = page.to_ascii_lowercase();
    let mut shown = String::new();
    let mut at = 0;
    while let Some(open) = lower[at..].find('<').map(|open| at + open) {
        shown.push_str(&page[at..open]);
        let rest = &lower[open..];
        let end = if rest.starts_with("<!--") {
            rest.find("-->").map(|end| end + 3)
        } else if let Some(name) = HIDDEN.iter().find(|name| opens(rest, name)) {
            let close = rest.find(&format!("</{name}"));
            close.and_then(|close| Some(close + rest[close..].find('>')? + 1))
        } else {
            shown.push('<');
            Some(1)
        };
        match end {
            Some(end) => at = open + end,
            // The rest is hidden.
            None => return shown,
        }
    }
    shown + &page[at..]
}

/// Whether a text in lower case begins with the start tag of an element.
fn opens(lower: &str, name: &str) -> bool {
    let rest = lower
        .strip_prefix('<')
        .and_then(|rest| rest.strip_prefix(name));
    rest.is_some_and(|rest| rest.starts_with(|c: char| c == '>' || c == '/' || c.is_whitespace()))
}

/// The text of the first element of this name that has one.
fn element(page: &str, lower: &str, name: &str) -> Option<String> {
    let end_tag = format!("</{name}");
    lower
        .match_indices('<')
        .filter(|(open, _)| opens(&lower[*open..], name))
        .find_map(|(open, _)| {
            let start = open + tag_length(&lower[open..])?;
            let end = lower[start..]
                .find(&end_tag)
                .map_or(page.len(), |end| start + end);
            Some(plain(&page[start..end])).filter(|text| !text.is_empty())
        })
}

/// The length of the tag that a text begins with. Quoted values of attributes may contain `>`.
fn tag_length(text: &str) -> Option<usize> {
    let mut quote = None;
    let end = text.find(|c| match quote {
        Some(open) if c == open => {
            quote = None;
            false
        }
        Some(_) => false,
        None if c == '"' || c == '\'' => {
            quote = Some(c);
            false
        }
        None => c == '>',
    });
    // A quote that does not end is text.
    Some(end.or_else(|| text.find('>'))? + 1)
}

/// Text with the characters that are given by their numbers: `&#8211;`, `&#x2013;`.
fn with_numbers(text: &str) -> String {
    let mut parts = text.split("&#");
    let mut decoded = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let found = part.split_once(';').and_then(|(number, rest)| {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            Some((char::from_u32(code.ok()?)?, rest))
        });
        match found {
            Some((c, rest)) => {
                decoded.push(c);
                decoded.push_str(rest);
            }
            None => {
                decoded.push_str("&#");
                decoded.push_str(part);
            }
        }
    }
    decoded
}

/// Text without tags, on one line, with the common character references replaced.
fn plain(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        text.push_str(&rest[..open]);
        text.push(' ');
        rest = tag_length(&rest[open..]).map_or("", |length| &rest[open + length..]);
    }
    text.push_str(rest);
    let mut text = with_numbers(&text);
    for (reference, c) in [
        ("&nbsp;", " "),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&apos;", "'"),
        ("&ndash;", "–"),
        ("&mdash;", "—"),
        ("&amp;", "&"),
    ] {
        text = text.replace(reference, c);
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderValue};

    use super::text;

    #[test]
    fn a_page_is_described_by_its_title_and_heading() {
        let style = format!("<style>{}</style>", "body { color: red } ".repeat(2000));
        for (page, expected) in [
            (
                "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1>"
                    .to_owned(),
                "502 Bad Gateway",
            ),
            (
                format!(
                    "<!DOCTYPE html>\n<html lang=en><head>{style}<TITLE lang='en'>Sign\n in</TITLE>"
                ),
                "Sign in",
            ),
            (
                "<html><title data-a=\"a>b\" data-c='>'>Bad gateway</title><p title=\"it's>\">x"
                    .to_owned(),
                "Bad gateway",
            ),
            ("<html><h1 title=\"a>Down</h1>".to_owned(), "Down"),
            (
                "<html><h1>403 &#8211; it&#X27;s &#9;closed &#60;b&#62; &#x; &#999999999; &mdash;</h1>"
                    .to_owned(),
                "403 – it's closed <b> &#x; &#999999999; —",
            ),
            (
                format!(
                    "<!doctype html>{style}<title></title><h1 class='x'>Not <b>here</b> &amp; there</h1>"
                ),
                "Not here & there",
            ),
            (
                "<html><title>Civis</title><h2>Out of order</h2>".to_owned(),
                "Civis: Out of order",
            ),
            (
                "<html><!-- <title>no</title> --><script>x<y</script><p>Gone<p>away".to_owned(),
                "Gone away",
            ),
            (
                "<html><svg><title>logo</title></svg><h1>Gone</h1>".to_owned(),
                "Gone",
            ),
            (
                "<html><title>502 Bad Gateway | proxy</title><h1>502 Bad Gateway</h1>".to_owned(),
                "502 Bad Gateway | proxy",
            ),
            (
                "<html><title>Gone</title><h1>Gone for good</h1>".to_owned(),
                "Gone for good",
            ),
            (
                "<html><h1x>no heading</h1x><h2>Gone</h2>".to_owned(),
                "Gone",
            ),
            ("<html><style>unclosed".to_owned(), ""),
            ("<html><title>unclosed".to_owned(), "unclosed"),
            ("\u{feff}  <HTML><".to_owned(), ""),
        ] {
            let shown = text(&HeaderMap::new(), &page);
            assert_eq!(shown.as_deref(), Some(expected), "{page:.200}");
        }
    }

    #[test]
    fn a_page_is_looked_at_up_to_a_limit() {
        let limit = 256 * 1024;
        for (length, last, shown) in [
            (limit - 2, "é", "é"),
            (limit - 1, "é", ""),
            (limit - 1, "e", "e"),
            (limit, "e", ""),
        ] {
            let page = format!("<html>{}{last}", " ".repeat(length - "<html>".len()));
            let text = text(&HeaderMap::new(), &page);
            assert_eq!(text.as_deref(), Some(shown), "{length} and {last}");
        }
    }

    #[test]
    fn only_html_is_treated_as_a_page() {
        let mut headers = HeaderMap::new();
        for body in ["", "<p>no page", "a < b", "<?xml version='1.0'?><e/>"] {
            assert_eq!(text(&headers, body), None, "{body}");
        }
        headers.insert(
            "content-type",
            HeaderValue::from_static("Text/HTML; charset=utf-8"),
        );
        assert_eq!(text(&headers, "<p>a page").as_deref(), Some("a page"));
        assert_eq!(text(&headers, "\u{fffd}<h1>é</h1>").as_deref(), Some("é"));
    }
}
