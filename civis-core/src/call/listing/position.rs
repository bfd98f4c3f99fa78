//! Where a page is in its list, and which one is next.

use http::HeaderMap;
use http::header::LINK;
use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::call::listing::NextPage;
use crate::record::{Field, View, Visit};
use crate::request::{Location, Request, Style};

/// Where a page is in its list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Position {
    /// Where the request says.
    First,
    /// A number of pages or of items.
    Number(u64),
    /// The value of a parameter.
    Cursor(String),
    /// The whole query.
    Query(String),
}

/// A page, as far as the next one depends on it.
pub(super) struct Fetched<'p> {
    pub(super) count: u64,
    pub(super) body: &'p dyn Field,
    pub(super) headers: &'p HeaderMap,
}

impl NextPage {
    /// Changes a request to that of a page.
    pub(super) fn apply(self, position: &Position, request: &mut Request) {
        match (self, position) {
            (_, Position::First) => {}
            (_, Position::Query(query)) => set_query(query, request),
            (
                NextPage::Number { parameter, .. }
                | NextPage::Offset { parameter, .. }
                | NextPage::Cursor { parameter, .. },
                Position::Number(_) | Position::Cursor(_),
            ) => {
                let value = match position {
                    Position::Cursor(cursor) => Value::from(cursor.as_str()),
                    Position::Number(number) => Value::from(*number),
                    Position::First | Position::Query(_) => return,
                };
                request.set(Location::Query, parameter, value);
            }
            (NextPage::Url { .. } | NextPage::Link, _) => {}
        }
    }

    /// The position after that of a page, `None` at the end of the list.
    ///
    /// # Errors
    /// The message about a next page that cannot be requested.
    pub(super) fn after(
        self,
        position: &Position,
        request: &Request,
        page: &Fetched<'_>,
    ) -> Result<Option<Position>, String> {
        let number = |name: &str| request.get(Location::Query, name).and_then(Value::as_u64);
        match self {
            NextPage::Number {
                parameter,
                size,
                first,
            } => {
                let present = match position {
                    Position::Number(present) => *present,
                    _ => number(parameter).unwrap_or(first),
                };
                Ok(counted(page, number(size)).then_some(Position::Number(present + 1)))
            }
            NextPage::Offset { parameter, size } => {
                let present = match position {
                    Position::Number(present) => *present,
                    _ => number(parameter).unwrap_or(0),
                };
                let next = Position::Number(present.saturating_add(page.count));
                Ok(counted(page, number(size)).then_some(next))
            }
            NextPage::Cursor { property, .. } => {
                Ok(text_of(property, page.body).map(Position::Cursor))
            }
            NextPage::Url { property } => text_of(property, page.body)
                .map(|url| query_of(&url))
                .transpose(),
            NextPage::Link => link(page.headers).map(|url| query_of(&url)).transpose(),
        }
    }
}

/// Whether a page that is counted may have another one after it.
fn counted(page: &Fetched<'_>, size: Option<u64>) -> bool {
    let has_links = page.headers.contains_key(LINK);
    let is_last = if has_links {
        link(page.headers).is_none()
    } else {
        size.is_some_and(|size| page.count < size)
    };
    page.count > 0 && !is_last
}

/// The text of a property, unless it is missing, null or empty.
fn text_of(property: &str, body: &dyn Field) -> Option<String> {
    match body.view() {
        View::Record(record) => {
            let mut text = None;
            record.slots(&mut Visit::new(&mut |names, slots, extra| {
                let declared = names.iter().position(|name| *name == property);
                let declared = declared.and_then(|index| slots.get(index));
                text = declared.and_then(|slot| scalar(&slot.view())).or_else(|| {
                    extra
                        .get(property)
                        .and_then(|value| scalar(&View::Any(value)))
                });
            }));
            text
        }
        View::Any(Value::Object(map)) => map.get(property).and_then(|one| scalar(&View::Any(one))),
        _ => None,
    }
}

fn scalar(view: &View<'_>) -> Option<String> {
    let text = match view {
        View::Int(number) => number.to_string(),
        View::Text(text) => text.to_string(),
        View::Any(Value::String(text)) => text.clone(),
        View::Any(Value::Number(number)) => number.to_string(),
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

/// The query of the URL of a next page.
fn query_of(url: &str) -> Result<Position, String> {
    let url = url.split('#').next().unwrap_or_default();
    match url.split_once('?') {
        Some((_, query)) if !query.is_empty() => Ok(Position::Query(query.to_owned())),
        _ => Err("the URL of the next page has no query".to_owned()),
    }
}

/// The URL of the next page in the header `Link` (RFC 8288).
fn link(headers: &HeaderMap) -> Option<String> {
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

/// Replaces the query of a request.
fn set_query(query: &str, request: &mut Request) {
    request.clear(Location::Query);
    let mut pairs: Vec<(String, Vec<Value>)> = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let (name, value) = (decoded(name), Value::from(decoded(value)));
        match pairs.iter_mut().find(|(known, _)| *known == name) {
            Some((_, values)) => values.push(value),
            None => pairs.push((name, vec![value])),
        }
    }
    for (name, values) in pairs {
        let style = Style::Repeated { inner: ',' };
        request.set_styled(Location::Query, style, name, Value::Array(values));
    }
}

fn decoded(text: &str) -> String {
    let text = text.replace('+', " ");
    percent_decode_str(&text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderValue, Method};

    use super::{Position, link, query_of, set_query};
    use crate::request::{Location, Request};

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
            assert_eq!(link(&headers).as_deref(), expected, "{header}");
        }
    }

    #[test]
    fn the_query_of_a_url_replaces_that_of_the_request() {
        let request = Request::new("", Method::GET, "/c");
        let mut request = request.with(Location::Query, "old", 1);
        let url = "https://other.test/d?a=1&b=x%20y+z&a=2#e";
        let Ok(Position::Query(query)) = query_of(url) else {
            panic!("a query");
        };
        set_query(&query, &mut request);
        let parts = request.parts().expect("parts");
        assert_eq!((&*parts.path, &*parts.query), ("/c", "a=1&a=2&b=x%20y%20z"));
        assert!(query_of("https://other.test/d").is_err());
    }
}
