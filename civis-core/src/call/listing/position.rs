//! Where a page is in its list, and which one is next.

use std::fmt;

use http::HeaderMap;
use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::call::listing::link::{has_pages, next_link};
use crate::call::listing::next_page::{Counted, NextPage, Step, Unit};
use crate::call::listing::property;
use crate::record::{Field, View};
use crate::request::{Location, Request, Style};

/// Where a page is in its list.
#[derive(Clone, PartialEq, Eq, Hash)]
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

/// Does not show what came from the server: its URLs may have secrets in the query.
impl fmt::Debug for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::First => f.write_str("First"),
            Self::Number(number) => write!(f, "Number({number})"),
            Self::Cursor(_) => f.write_str("Cursor(..)"),
            Self::Query(_) => f.write_str("Query(..)"),
        }
    }
}

/// A page, as far as the next one depends on it.
pub(super) struct Fetched<'p> {
    pub(super) count: u64,
    pub(super) body: &'p dyn Field,
    pub(super) headers: &'p HeaderMap,
    /// Whether it has fewer items than the request asks for, and a page before had as many.
    pub(super) is_small: bool,
}

impl NextPage {
    /// Changes a request to that of a page. The session itself adds the pairs of the query that are
    /// named in `secrets`.
    pub(super) fn apply(&self, position: &Position, secrets: &[String], request: &mut Request) {
        match (position, &self.step) {
            (Position::Number(number), Step::Counted(counted)) => {
                request.set(Location::Query, counted.parameter.clone(), *number);
            }
            (Position::Cursor(cursor), Step::Cursor { parameter, .. }) => {
                request.set(Location::Query, parameter.clone(), cursor.as_str());
            }
            (Position::Query(query), _) => set_query(query, secrets, request),
            _ => {}
        }
    }

    /// The position after that of a page, `None` at the end of the list.
    ///
    /// # Errors
    /// The message about a next page that cannot be requested.
    pub(super) fn after(
        &self,
        position: &Position,
        request: &Request,
        page: &Fetched<'_>,
    ) -> Result<Option<Position>, String> {
        let more = self.more.as_ref();
        let more = more.and_then(|path| flag(path, page.body));
        if more == Some(false) {
            return Ok(None);
        }
        match &self.step {
            Step::Counted(counted) => Ok(counted.after(position, more, request, page)),
            Step::Cursor { property, .. } => {
                Ok(text_of(property, page.body)?.map(Position::Cursor))
            }
            Step::Url { property } => text_of(property, page.body)?
                .map(|url| query_of(&url))
                .transpose(),
            Step::Link => next_link(page.headers)
                .map(|url| query_of(&url))
                .transpose(),
        }
    }

    /// The size of a page that a request asks for, if pages are counted.
    pub(super) fn size_of(&self, request: &Request) -> Option<u64> {
        let Step::Counted(counted) = &self.step else {
            return None;
        };
        number(request, counted.size.as_ref()?)
    }
}

impl Counted {
    fn after(
        &self,
        position: &Position,
        more: Option<bool>,
        request: &Request,
        page: &Fetched<'_>,
    ) -> Option<Position> {
        let present = match position {
            Position::Number(present) => *present,
            _ => number(request, &self.parameter).unwrap_or(self.first),
        };
        let linked = || has_pages(page.headers).then(|| next_link(page.headers).is_some());
        let goes_on = more
            .or_else(linked)
            .unwrap_or(page.count > 0 && !page.is_small);
        let step = match self.unit {
            Unit::Items => page.count,
            Unit::Pages => 1,
        };
        goes_on.then_some(Position::Number(present.saturating_add(step)))
    }
}

/// The number in an argument of the query.
fn number(request: &Request, name: &str) -> Option<u64> {
    match request.get(Location::Query, name)? {
        Value::String(text) => text.parse().ok(),
        value => value.as_u64(),
    }
}

/// The boolean at a path, which some servers write as text or a number.
fn flag(path: &str, body: &dyn Field) -> Option<bool> {
    let mut flag = None;
    property::visit(&body.view(), path, &mut |view| {
        flag = match view {
            View::Bool(value) | View::Any(Value::Bool(value)) => Some(*value),
            other => match &*scalar(other).unwrap_or_default().to_ascii_lowercase() {
                "true" | "1" => Some(true),
                "false" | "0" => Some(false),
                _ => None,
            },
        };
    });
    flag
}

/// The text at a path, unless it is missing, null, false, 0 or empty.
///
/// # Errors
/// The message about a value that is not text.
fn text_of(path: &str, body: &dyn Field) -> Result<Option<String>, String> {
    let mut text = Ok(None);
    property::visit(&body.view(), path, &mut |view| {
        text = match scalar(view) {
            Some(text) => Ok(Some(text).filter(|_| !is_zero(view))),
            None if is_empty(view) => Ok(None),
            None => Err(format!(
                "`{path}`, which leads to the next page, is not text"
            )),
        };
    });
    text
}

fn scalar(view: &View<'_>) -> Option<String> {
    let text = match view {
        View::Int(number) => number.to_string(),
        View::Float(number) => number.to_string(),
        View::Text(text) => text.to_string(),
        View::Timestamp(timestamp) => timestamp.to_string(),
        View::Any(Value::String(text)) => text.clone(),
        View::Any(Value::Number(number)) => number.to_string(),
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

fn is_zero(view: &View<'_>) -> bool {
    match view {
        View::Int(number) => *number == 0,
        View::Any(value) => value.as_u64() == Some(0),
        _ => false,
    }
}

/// Whether a list or an object is empty: some languages write an empty object as a list.
fn is_empty(view: &View<'_>) -> bool {
    match view {
        View::Null | View::Bool(false) | View::Text(_) => true,
        View::Any(Value::Object(object)) => object.is_empty(),
        View::Any(Value::Array(items)) => items.is_empty(),
        View::Any(value) => !matches!(value, Value::Bool(true)),
        View::List(list) => list.len() == 0,
        View::Map(map) => map.len() == 0,
        _ => false,
    }
}

/// The longest query of a next page, in bytes. No server takes a longer one.
const MAX_QUERY: usize = 1 << 16;

/// The query of the URL of a next page.
fn query_of(url: &str) -> Result<Position, String> {
    let url = url.split('#').next().unwrap_or_default();
    match url.split_once('?') {
        Some((_, query)) if query.len() > MAX_QUERY => Err(format!(
            "the query of the next page is longer than {MAX_QUERY} bytes"
        )),
        Some((_, query)) if !query.is_empty() => Ok(Position::Query(query.to_owned())),
        _ => Err("the URL of the next page has no query".to_owned()),
    }
}

/// Replaces the query of a request. Secrets that a server leaves out of its URLs stay.
fn set_query(query: &str, secrets: &[String], request: &mut Request) {
    request.clear_open_query();
    let in_path = request.path().split_once('?');
    let in_path = in_path
        .map(|(_, query)| query.to_owned())
        .unwrap_or_default();
    let mut pairs: Vec<(String, Vec<Value>)> = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        // The path has it already.
        if in_path.split('&').any(|one| one == pair) {
            continue;
        }
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let (name, value) = (decoded(name), Value::from(decoded(value)));
        if secrets.contains(&name) {
            continue;
        }
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
    use std::collections::BTreeMap;

    use http::Method;
    use serde_json::{Value, json};

    use super::{MAX_QUERY, Position, flag, is_empty, query_of, set_query, text_of};
    use crate::record::Field;
    use crate::record::timestamp::Timestamp;
    use crate::request::{Location, Request};

    #[test]
    fn the_query_of_a_url_replaces_that_of_the_request() {
        let request = Request::new("", Method::GET, "/c");
        let request = request.with(Location::Query, "old", 1);
        let mut request = request.with(Location::Query, "password", "sesame");
        let url = "https://other.test/d?a=1&b=x%20y+z&a=2&key=k#e";
        let Ok(Position::Query(query)) = query_of(url) else {
            panic!("a query");
        };
        set_query(&query, &["key".to_owned()], &mut request);
        let parts = request.parts().expect("parts");
        let expected = "password=sesame&a=1&a=2&b=x%20y%20z";
        assert_eq!((&*parts.path, &*parts.query), ("/c", expected));
        assert!(query_of("https://other.test/d").is_err());
        let url = |length| format!("/d?{}", "a".repeat(length));
        assert!(query_of(&url(MAX_QUERY)).is_ok() && query_of(&url(MAX_QUERY + 1)).is_err());
    }

    fn body<F: Field + Default>(value: F) -> BTreeMap<String, F> {
        BTreeMap::from([("next".to_owned(), value)])
    }

    #[test]
    fn a_property_of_any_type_leads_to_the_next_page() {
        let time: Timestamp = "2026-05-27T15:44:29Z".parse().expect("a timestamp");
        for (body, expected) in [
            (&body(7_i64) as &dyn Field, Some("7")),
            (&body(0_i64), None),
            (&body(0.5), Some("0.5")),
            (&body("a".to_owned()), Some("a")),
            (&body(String::new()), None),
            (&body(time), Some("2026-05-27T15:44:29Z")),
            (&body(false), None),
            (&body(Vec::<i64>::new()), None),
            (&body(BTreeMap::<String, i64>::new()), None),
        ] {
            assert_eq!(text_of("next", body), Ok(expected.map(str::to_owned)));
        }
        for body in [
            &body(vec![1_i64]) as &dyn Field,
            &body(body(1_i64)),
            &body(true),
        ] {
            text_of("next", body).expect_err("no text");
        }
        for (text, expected) in [
            ("true", Some(true)),
            ("1", Some(true)),
            ("FALSE", Some(false)),
            ("0", Some(false)),
            ("x", None),
        ] {
            assert_eq!(flag("next", &body(text.to_owned())), expected, "{text}");
        }
    }

    #[test]
    fn a_property_is_empty_in_any_type() {
        assert!(is_empty(&Vec::<i64>::new().view()) && !is_empty(&vec![0].view()));
        let mut map = BTreeMap::new();
        assert!(is_empty(&map.view()));
        map.insert("a".to_owned(), 0_i64);
        assert!(!is_empty(&map.view()));
        for (value, expected) in [
            (json!({}), true),
            (json!([]), true),
            (json!(null), true),
            (json!(false), true),
            (json!(true), false),
            (json!({"a": 0}), false),
            (json!([0]), false),
        ] {
            assert_eq!(is_empty(&Value::view(&value)), expected, "{value}");
        }
    }

    #[test]
    fn the_query_of_a_path_is_not_repeated() {
        let mut request = Request::new("", Method::GET, "/c?beta=true");
        set_query("beta=true&page=2", &[], &mut request);
        let parts = request.parts().expect("parts");
        assert_eq!((&*parts.path, &*parts.query), ("/c", "beta=true&page=2"));
    }

    #[test]
    fn a_secret_in_the_query_stays_a_secret() {
        let mut request =
            Request::new("", Method::GET, "/c").with(Location::Query, "pin", "sesame");
        request.mark_secret(Location::Query, "pin");
        set_query("pin=sesame&page=2", &[], &mut request);
        let shown = format!("{request:?}");
        assert!(
            !shown.contains("sesame") && shown.contains("page"),
            "{shown}"
        );
    }
}
