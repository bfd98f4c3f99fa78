//! A request, and the operation that it was routed to.

use civis_spec::{HttpMethod, Location, Operation};
use serde_json::{Map, Value};

use crate::api::Api;
use crate::names::is_name_of;
use crate::object_store::SentProperties;
use crate::request::RecordedRequest;
use crate::route::is_placeholder;
use crate::server_state::{ListItems, ServerState};

pub(crate) struct RoutedRequest<'a> {
    pub(crate) api: &'a Api,
    /// The index of the operation.
    pub(crate) index: usize,
    pub(crate) request: &'a RecordedRequest,
    /// The decoded segments of the path, without those of the base path.
    pub(crate) path: &'a [String],
    /// Whether recorded responses are preferred to generated ones.
    pub(crate) prefer_recorded: bool,
}

/// The object that a path ends in: its collection, and its id there.
pub(crate) struct ObjectPath<'a> {
    pub(crate) collection: String,
    /// The path of the collection, as the specification declares it.
    pub(crate) declared: &'a str,
    pub(crate) id: &'a str,
}

impl<'a> RoutedRequest<'a> {
    pub(crate) fn operation(&self) -> &'a Operation {
        &self.api.operations[self.index]
    }

    /// The segments of the operation's path, as declared.
    pub(crate) fn declared_segments(&self) -> Vec<&'a str> {
        self.operation().path.trim_matches('/').split('/').collect()
    }

    /// The status of success.
    pub(crate) fn status(&self) -> u16 {
        let operation = self.operation();
        let default = if operation.response.is_some() {
            200
        } else {
            204
        };
        operation.statuses.first().copied().unwrap_or(default)
    }

    /// The object that the path names, if its last segment is a placeholder.
    pub(crate) fn object_path(&self) -> Option<ObjectPath<'a>> {
        let path = self.operation().path.trim_end_matches('/');
        let (declared, last) = path.rsplit_once('/')?;
        let (id, parents) = self.path.split_last()?;
        (is_placeholder(last) && !parents.is_empty()).then(|| ObjectPath {
            collection: parents.join("/"),
            declared,
            id,
        })
    }

    /// The properties of the body, by their declared names.
    pub(crate) fn sent(&self) -> SentProperties {
        let Some(Value::Object(body)) = self.request.json() else {
            return SentProperties::new();
        };
        let parameters = &self.operation().parameters;
        body.into_iter()
            .filter_map(|(key, value)| {
                let parameter = parameters.iter().find(|parameter| {
                    parameter.location == Location::Field && is_name_of(parameter, &key)
                })?;
                Some((parameter.wire.clone(), value))
            })
            .collect()
    }

    /// The item whose id is the path segment at an index, if a test has set the
    /// items of the list before it.
    pub(crate) fn set_item(&self, state: &ServerState, index: usize) -> Option<Map<String, Value>> {
        let declared = self.declared_segments();
        let list = self.api.find(HttpMethod::Get, &declared[..index].join("/"));
        let (parents, id) = (&self.path[..index], self.path.get(index)?);
        let ListItems::Set(items) = state.list_items(&self.api.router, list, parents)? else {
            return None;
        };
        let mut items = items.iter();
        let item = items.find(|item| id_of(item).as_ref() == Some(id))?;
        item.as_object().cloned()
    }

    /// Whether a test has set the items of the list, or the object, at the path.
    pub(crate) fn has_set_items(&self, state: &ServerState) -> bool {
        let (router, list) = (&self.api.router, Some(self.index));
        self.operation().http_method == HttpMethod::Get
            && (state.list_items(router, list, self.path).is_some()
                || (self.object_path().is_some()
                    && self.set_item(state, self.path.len() - 1).is_some()))
    }
}

/// The id of an item as text.
pub(crate) fn id_of(item: &Value) -> Option<String> {
    match item.get("id")? {
        Value::String(id) => Some(id.clone()),
        Value::Number(id) => Some(id.to_string()),
        _ => None,
    }
}
