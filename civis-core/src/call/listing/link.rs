//! The header `Link` (RFC 8288).

use http::HeaderMap;
use http::header::LINK;

/// The relations of links to other pages of a list.
const PAGES: [&str; 5] = ["first", "prev", "previous", "next", "last"];

/// The URL of the next page in the header `Link` (RFC 8288).
pub(super) fn next_link(headers: &HeaderMap) -> Option<String> {
    find(headers, &["next"])
}

/// Whether the header has links to pages. It may have others, such as those of styles to preload.
pub(super) fn has_pages(headers: &HeaderMap) -> bool {
    find(headers, &PAGES).is_some()
}

/// The URL of the first link with one of these relations.
fn find(headers: &HeaderMap, relations: &[&str]) -> Option<String> {
    let values = headers.get_all(LINK).iter();
    let mut texts = values.filter_map(|value| value.to_str().ok());
    texts.find_map(|text| {
        let mut rest = text;
        while let Some((_, after)) = rest.split_once('<') {
            let (url, after) = after.split_once('>')?;
            // A comma ends the parameters, unless another URL may contain it.
            let end = after.find('<').unwrap_or(after.len());
            if has_relation(&after[..end], relations) {
                return Some(url.to_owned());
            }
            rest = &after[end..];
        }
        None
    })
}

/// Whether the parameters of a link state one of these relations.
fn has_relation(parameters: &str, relations: &[&str]) -> bool {
    parameters.split([';', ',']).any(|one| {
        let Some((name, value)) = one.split_once('=') else {
            return false;
        };
        let mut stated = value.trim().trim_matches('"').split_ascii_whitespace();
        let is_known = |one: &str| {
            relations
                .iter()
                .any(|known| one.eq_ignore_ascii_case(known))
        };
        name.trim().eq_ignore_ascii_case("rel") && stated.any(is_known)
    })
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderValue};

    use super::{has_pages, next_link};

    #[test]
    fn the_next_link_is_found_among_others() {
        for (header, expected) in [
            (
                r#"<https://a.b/c?page=2>; rel="next""#,
                Some("https://a.b/c?page=2"),
            ),
            (
                r#"</c?page=1>; rel="prev", </c?page=3,4>; title="a, b"; rel=next"#,
                Some("/c?page=3,4"),
            ),
            (r#"</c?x>; rel="last next""#, Some("/c?x")),
            (r#"</c?x>; rel="last""#, None),
            (r#"</c?x>; title="next""#, None),
            ("</c?x", None),
            ("", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert("link", HeaderValue::from_str(header).expect("a header"));
            assert_eq!(next_link(&headers).as_deref(), expected, "{header}");
        }
    }

    #[test]
    fn links_to_pages_are_told_from_others() {
        for (header, expected) in [
            (r#"</c?page=1>; rel="prev""#, true),
            (r#"</style.css>; rel=preload, </c>; rel="Last""#, true),
            (r#"</style.css>; rel=preload; as=style"#, false),
            (r#"</docs>; rel="describedby self"; title="next""#, false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert("link", HeaderValue::from_str(header).expect("a header"));
            assert_eq!(has_pages(&headers), expected, "{header}");
        }
    }
}
