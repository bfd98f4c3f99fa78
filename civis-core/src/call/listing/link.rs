//! The header `Link` (RFC 8288).

use http::HeaderMap;
use http::header::LINK;

/// The URL of the next page in the header `Link` (RFC 8288).
pub(super) fn next_link(headers: &HeaderMap) -> Option<String> {
    let values = headers.get_all(LINK).iter();
    let mut texts = values.filter_map(|value| value.to_str().ok());
    texts.find_map(|text| {
        let mut rest = text;
        while let Some((_, after)) = rest.split_once('<') {
            let (url, after) = after.split_once('>')?;
            // A comma ends the parameters, unless another URL may contain it.
            let end = after.find('<').unwrap_or(after.len());
            if is_next(&after[..end]) {
                return Some(url.to_owned());
            }
            rest = &after[end..];
        }
        None
    })
}

/// Whether the parameters of a link are those of the next page.
fn is_next(parameters: &str) -> bool {
    parameters.split([';', ',']).any(|one| {
        let Some((name, value)) = one.split_once('=') else {
            return false;
        };
        let mut relations = value.trim().trim_matches('"').split_ascii_whitespace();
        name.trim().eq_ignore_ascii_case("rel")
            && relations.any(|relation| relation.eq_ignore_ascii_case("next"))
    })
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderValue};

    use super::next_link;

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
}
