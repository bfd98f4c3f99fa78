//! One request to the Platform, and the answers that can be given to it.

use civis_spec::{Location, Type};
use jiff::Timestamp;
use serde_json::Value;

use crate::api::same_name;
use crate::default_response::Call;
use crate::pages::Page;
use crate::platform::object::{Facts, facts, named, shown};
use crate::platform::state::World;
use crate::reply::Reply;
use crate::store::Sent;

/// Properties of the query that choose no items.
const NO_FILTERS: [&str; 6] = ["limit", "page_num", "order", "order_dir", "q", "search"];

/// A request of an operation, and what the Platform keeps.
pub(crate) struct Ask<'a> {
    pub(crate) call: &'a Call<'a>,
    pub(crate) world: &'a mut World,
    pub(crate) now: Timestamp,
}

impl Ask<'_> {
    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        let mut query = self.call.request.query.iter();
        let (_, value) = query.find(|(key, _)| same_name(key, name))?;
        Some(value)
    }

    /// The segment of the path at an index, as an id.
    pub(crate) fn id(&self, segment: usize) -> Option<u64> {
        self.call.path.get(segment)?.parse().ok()
    }

    /// What the body sends, by the declared names.
    pub(crate) fn sent(&self) -> Sent {
        self.call.sent()
    }

    /// Answers one object.
    pub(crate) fn one(&self, facts: &Facts) -> Reply {
        let operation = self.call.operation();
        let status = self.call.status();
        let types = &self.call.api.types;
        match &operation.response {
            None => Reply::empty(status),
            // Declared as an object, and so of one item.
            Some(Type::List(of)) => {
                Reply::json(status, &Value::Array(vec![shown(types, of, facts)]))
            }
            Some(ty) => Reply::json(status, &shown(types, ty, facts)),
        }
    }

    /// Answers nothing but the status.
    pub(crate) fn empty(&self) -> Reply {
        self.one(&Facts::new())
    }

    /// Answers all items, in their order.
    pub(crate) fn listed(&self, items: Vec<Facts>) -> Reply {
        let types = &self.call.api.types;
        let items: Value = match &self.call.operation().response {
            Some(Type::List(of)) => items.iter().map(|item| shown(types, of, item)).collect(),
            _ => items.into_iter().map(Value::Object).collect(),
        };
        Reply::json(self.call.status(), &items)
    }

    /// Answers those items that the query asks for.
    pub(crate) fn list(&self, mut items: Vec<Facts>) -> Reply {
        items.retain(|item| self.is_asked_for(item));
        self.paged(items)
    }

    /// Answers items in the order that the query asks for, in pages.
    pub(crate) fn paged(&self, mut items: Vec<Facts>) -> Reply {
        self.sort(&mut items);
        let operation = self.call.operation();
        if !operation.paged {
            return self.listed(items);
        }
        let page = match Page::asked(operation, self.call.request) {
            Ok(page) => page,
            Err(complaint) => return Reply::bad_request(&complaint),
        };
        let total = items.len();
        let items = items.into_iter().skip(page.start()).take(page.size());
        page.tell(self.listed(items.collect()), total)
    }

    fn is_asked_for(&self, item: &Facts) -> bool {
        let declared = |name: &str| {
            let mut parameters = self.call.operation().parameters.iter();
            parameters.any(|p| p.location == Location::Query && p.wire == name)
        };
        for name in ["hidden", "archived"] {
            if declared(name) && self.query(name).is_none_or(str::is_empty) && is_true(item, name) {
                return false;
            }
        }
        for name in ["q", "search"] {
            let text = self.query(name).unwrap_or_default().to_ascii_lowercase();
            let name = named(item, "name").and_then(Value::as_str);
            if !name
                .unwrap_or_default()
                .to_ascii_lowercase()
                .contains(&text)
            {
                return false;
            }
        }
        let asked = self.call.request.query.iter();
        asked
            .map(|(key, text)| (key.strip_suffix("[]").unwrap_or(key), text))
            .filter(|(key, _)| !NO_FILTERS.contains(key))
            .all(|(key, _)| self.fits(item, key))
    }

    /// Whether a property has one of the values that the query gives for it,
    /// separated by commas or in an array. What an item has not is no filter.
    fn fits(&self, item: &Facts, key: &str) -> bool {
        let key_of_item = if key == "status" { "state" } else { key };
        let value = match named(item, key_of_item) {
            None => return true,
            Some(Value::Object(author)) => author.get("id").unwrap_or(&Value::Null),
            Some(value) => value,
        };
        let value = match value {
            Value::String(text) => text.clone(),
            value => value.to_string(),
        };
        let asked = self.call.request.query.iter();
        let mut given = asked
            .filter(|(name, _)| name.strip_suffix("[]").unwrap_or(name) == key)
            .flat_map(|(_, text)| text.split(','));
        given.any(|text| {
            text.is_empty()
                || (key == "name" && value.contains(text))
                || text == value
                || (matches!(value.as_str(), "true" | "false")
                    && (text.eq_ignore_ascii_case(&value) || text == "all"))
        })
    }

    fn sort(&self, items: &mut [Facts]) {
        let Some(order) = self.query("order") else {
            if self.query("order_dir") == Some("asc") {
                items.reverse();
            }
            return;
        };
        items.sort_by(|a, b| {
            let (a, b) = (named(a, order), named(b, order));
            match (a.and_then(Value::as_f64), b.and_then(Value::as_f64)) {
                (Some(a), Some(b)) => a.total_cmp(&b),
                _ => {
                    let text = |value: Option<&Value>| value.map(ToString::to_string);
                    text(a).cmp(&text(b))
                }
            }
        });
        if self.query("order_dir").unwrap_or("desc") == "desc" {
            items.reverse();
        }
    }

    pub(crate) fn not_found(&self) -> Reply {
        let path = self.call.path.join("/");
        Reply::not_found(&format!("There is nothing at `{path}`."))
    }
}

fn is_true(item: &Facts, name: &str) -> bool {
    named(item, name) == Some(&Value::Bool(true))
}

/// The part of an object that its author is shown with.
pub(crate) fn brief(user: &Facts) -> Value {
    let names = ["id", "name", "username", "initials"];
    let kept = names.map(|name| {
        let value = named(user, name).cloned().unwrap_or_default();
        (name.to_owned(), value)
    });
    let mut kept: Facts = kept.into_iter().collect();
    kept.extend(facts(serde_json::json!({"online": false})));
    kept.into()
}
