//! One request to the Platform, and the responses that can be built for it.

use civis_spec::{Location, Type};
use jiff::Timestamp;
use serde_json::Value;

use super::conform::conform;
use super::object::{Object, flag, get, text};
use crate::names::same_name;
use crate::pages::Page;
use crate::reply::Reply;
use crate::routed_request::RoutedRequest;

/// Query parameters that do not filter by a property of the same name.
const NOT_FILTERS: [&str; 6] = ["limit", "page_num", "order", "order_dir", "q", "search"];

/// A request, and when it arrived.
pub(crate) struct RequestContext<'a> {
    pub(crate) request: &'a RoutedRequest<'a>,
    pub(crate) now: Timestamp,
}

impl<'a> RequestContext<'a> {
    pub(crate) fn new(request: &'a RoutedRequest<'a>, now: Timestamp) -> Self {
        RequestContext { request, now }
    }

    /// The pairs of the query, with the names of arrays without their `[]`.
    fn query_pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        let query = self.request.request.query.iter();
        query.map(|(key, value)| (key.strip_suffix("[]").unwrap_or(key), value.as_str()))
    }

    /// The first value of a query parameter, whatever the case style of its name.
    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        let mut query = self.request.request.query.iter();
        let (_, value) = query.find(|(key, _)| same_name(key, name))?;
        Some(value)
    }

    /// A query parameter that is a natural number.
    pub(crate) fn query_number(&self, name: &str) -> Option<u64> {
        self.query(name)?.parse().ok()
    }

    /// The path segment at an index.
    pub(crate) fn segment(&self, index: usize) -> &str {
        self.request.path.get(index).map_or("", String::as_str)
    }

    /// The path segment at an index as an id.
    pub(crate) fn id(&self, index: usize) -> Option<u64> {
        self.segment(index).parse().ok()
    }

    /// The properties of the body, by their declared names.
    pub(crate) fn sent(&self) -> Object {
        self.request.sent()
    }

    /// Responds with one object.
    pub(crate) fn one(&self, object: &Object) -> Reply {
        let status = self.request.status();
        let types = &self.request.api.types;
        match &self.request.operation().response {
            None => Reply::empty(status),
            // Documents that declare a list where the Platform returns one object.
            Some(Type::List(of)) => {
                Reply::json(status, &Value::Array(vec![conform(types, of, object)]))
            }
            Some(ty) => Reply::json(status, &conform(types, ty, object)),
        }
    }

    /// Responds with one object, or with 404.
    pub(crate) fn one_or_not_found(&self, object: Option<Object>) -> Reply {
        match object {
            Some(object) => self.one(&object),
            None => self.not_found(),
        }
    }

    /// Responds with an object without properties.
    pub(crate) fn empty(&self) -> Reply {
        self.one(&Object::new())
    }

    /// Responds with all items, in the given order.
    pub(crate) fn all(&self, items: Vec<Object>) -> Reply {
        let types = &self.request.api.types;
        let items: Value = match &self.request.operation().response {
            Some(Type::List(of)) => items.iter().map(|item| conform(types, of, item)).collect(),
            _ => items.into_iter().map(Value::Object).collect(),
        };
        Reply::json(self.request.status(), &items)
    }

    /// Responds with a page of the items that match the query.
    pub(crate) fn list(&self, mut items: Vec<Object>) -> Reply {
        items.retain(|item| self.matches(item));
        self.paged(items)
    }

    /// Responds with a page of the items, in the order that the query asks for.
    pub(crate) fn paged(&self, mut items: Vec<Object>) -> Reply {
        self.sort(&mut items);
        let operation = self.request.operation();
        if !operation.paged {
            return self.all(items);
        }
        let page = match Page::requested(operation, self.request.request) {
            Ok(page) => page,
            Err(problem) => return Reply::bad_request(&problem),
        };
        let total = items.len();
        let items = items.into_iter().skip(page.start()).take(page.size());
        page.add_headers(self.all(items.collect()), total)
    }

    fn matches(&self, item: &Object) -> bool {
        let is_declared = |name: &str| {
            let mut parameters = self.request.operation().parameters.iter();
            parameters.any(|p| p.location == Location::Query && p.wire == name)
        };
        for name in ["hidden", "archived"] {
            if is_declared(name)
                && self.query(name).is_none_or(str::is_empty)
                && flag(item, name) == Some(true)
            {
                return false;
            }
        }
        let name = text(item, "name").unwrap_or_default().to_ascii_lowercase();
        let has_text = |parameter| {
            let text = self.query(parameter).unwrap_or_default();
            name.contains(&text.to_ascii_lowercase())
        };
        has_text("q")
            && has_text("search")
            && self
                .query_pairs()
                .filter(|(key, _)| !NOT_FILTERS.contains(key))
                .all(|(key, _)| self.matches_filter(item, key))
    }

    /// Whether a property has one of the values that the query lists for it,
    /// separated by commas or as an array. An item without the property matches.
    fn matches_filter(&self, item: &Object, key: &str) -> bool {
        let name = if key == "status" { "state" } else { key };
        let value = match get(item, name) {
            None => return true,
            Some(Value::Object(author)) => author.get("id").unwrap_or(&Value::Null),
            Some(value) => value,
        };
        let value = match value {
            Value::String(text) => text.clone(),
            value => value.to_string(),
        };
        let is_flag = matches!(value.as_str(), "true" | "false");
        let mut wanted = self
            .query_pairs()
            .filter(|(name, _)| *name == key)
            .flat_map(|(_, text)| text.split(','));
        wanted.any(|text| {
            text.is_empty()
                || (key == "name" && value.contains(text))
                || text == value
                || (is_flag && (text.eq_ignore_ascii_case(&value) || text == "all"))
        })
    }

    fn sort(&self, items: &mut [Object]) {
        let direction = self.query("order_dir");
        let Some(order) = self.query("order") else {
            if direction == Some("asc") {
                items.reverse();
            }
            return;
        };
        items.sort_by(|a, b| {
            let (a, b) = (get(a, order), get(b, order));
            match (a.and_then(Value::as_f64), b.and_then(Value::as_f64)) {
                (Some(a), Some(b)) => a.total_cmp(&b),
                _ => a.map(Value::to_string).cmp(&b.map(Value::to_string)),
            }
        });
        if direction.unwrap_or("desc") == "desc" {
            items.reverse();
        }
    }

    pub(crate) fn not_found(&self) -> Reply {
        let path = self.request.path.join("/");
        Reply::not_found(&format!("There is nothing at `{path}`."))
    }
}
