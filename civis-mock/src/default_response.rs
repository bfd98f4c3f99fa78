//! The default response to a request that the specification allows: generated or
//! recorded, and consistent with what earlier requests have created and changed.

use std::iter;

use civis_spec::{Field, HttpMethod, Type};
use serde_json::{Map, Value};

use crate::api::Types;
use crate::names::same_name;
use crate::object_store::SentProperties;
use crate::pages::Page;
use crate::replay;
use crate::reply::Reply;
use crate::route::is_placeholder;
use crate::routed_request::{ObjectPath, RoutedRequest, id_of};
use crate::sample;
use crate::server_state::{ListItems, ServerState};
use crate::validate;

/// The number of items of a list that has pages.
const PAGED_ITEMS: usize = 25;

/// The number of items of a list that has no pages.
const ITEMS: usize = 3;

/// An item of a list.
enum Item<'a> {
    Created(u64),
    Set(&'a Value),
    Generated(u64),
}

impl RoutedRequest<'_> {
    /// Responds, and stores what the request creates, changes or deletes.
    pub(crate) fn default_response(&self, state: &mut ServerState) -> Reply {
        let operation = self.operation();
        let status = self.status();
        if let Some(object) = self.object_path() {
            if state.store.is_removed(&object.collection, object.id) {
                return Reply::not_found(&format!("`{}` has been deleted.", object.id));
            }
            if operation.http_method == HttpMethod::Delete {
                remove(state, &object);
            }
        }
        match &operation.response {
            None => {
                self.store_changes(state);
                Reply::empty(status)
            }
            Some(Type::List(of)) => match self.list(state, of) {
                Ok(reply) => reply,
                Err(problem) => Reply::bad_request(&problem),
            },
            Some(ty @ Type::File) => {
                let text = self.single(state, ty);
                let text = text.as_str().unwrap_or_default();
                Reply::bytes(status, "application/octet-stream", text)
            }
            Some(ty) => Reply::json(status, &self.single(state, ty)),
        }
    }

    /// Stores the properties that a PUT or PATCH sends for an object.
    fn store_changes(&self, state: &mut ServerState) {
        if let Some(object) = self.object_path()
            && matches!(
                self.operation().http_method,
                HttpMethod::Put | HttpMethod::Patch
            )
        {
            state
                .store
                .change(&object.collection, object.id, self.sent());
        }
    }

    fn single(&self, state: &mut ServerState, ty: &Type) -> Value {
        let operation = self.operation();
        let types = &self.api.types;
        let fields = types.response_fields(operation);
        let created = self.created_id_field(fields);
        let created = created.map(|field| (field, state.store.new_id()));
        let object = self.object_path();
        let number = match (&created, &object) {
            (Some((_, id)), _) => *id,
            (None, Some(object)) => object.id.parse().unwrap_or(1),
            (None, None) => 1,
        };
        let recorded = self.recorded_success();
        let mut value = recorded.unwrap_or_else(|| sample::value(types, ty, "", number));
        let Value::Object(response) = &mut value else {
            return value;
        };
        self.set_ids_of_path(response, fields);
        if let Some((field, id)) = created {
            let sent = self.sent();
            set_sent(types, response, fields, &sent);
            set_from_text(types, response, field, &id.to_string());
            state.store.create(&self.path.join("/"), id, sent);
            if is_runs(&operation.path) {
                state.store.start_run(id);
                set_run_state(response, fields, "queued");
            }
        }
        if let Some(object) = object {
            self.store_changes(state);
            if let Some(sent) = state.store.sent(&object.collection, object.id) {
                set_sent(types, response, fields, sent);
            }
            if let Some(item) = self.set_item(state, self.path.len() - 1) {
                response.extend(item);
            }
            if operation.http_method == HttpMethod::Get
                && is_runs(object.declared)
                && let Ok(id) = object.id.parse()
                && let Some(run) = state.store.poll_run(id)
            {
                set_run_state(response, fields, &run);
            }
        }
        value
    }

    fn recorded_success(&self) -> Option<Value> {
        if self.prefer_recorded {
            replay::recorded_success(self.operation())
        } else {
            None
        }
    }

    /// The property that holds the id of what a POST creates, if that is a run or
    /// can be read by a GET.
    fn created_id_field<'f>(&self, fields: &'f [Field]) -> Option<&'f Field> {
        let operation = self.operation();
        let is_runs = is_runs(&operation.path);
        let object = format!("{}/{{}}", operation.path.trim_end_matches('/'));
        let is_readable = self.api.find(HttpMethod::Get, &object).is_some();
        if operation.http_method != HttpMethod::Post || !(is_runs || is_readable) {
            return None;
        }
        let named = |name| fields.iter().find(|field| same_name(&field.wire, name));
        named("id").or_else(|| if is_runs { named("run_id") } else { None })
    }

    /// Sets the properties that mean the ids of the path. The last id is the
    /// object's own; in `/jobs/{id}/runs` the id is a `jobId`.
    fn set_ids_of_path(&self, response: &mut Map<String, Value>, fields: &[Field]) {
        let types = &self.api.types;
        let declared = self.declared_segments();
        let is_own = self.operation().http_method != HttpMethod::Post;
        let last = declared.iter().rposition(|segment| is_placeholder(segment));
        for (index, segment) in declared.iter().enumerate() {
            let (true, Some(text)) = (is_placeholder(segment), self.path.get(index)) else {
                continue;
            };
            let own = Some(index) == last && (is_own || index + 1 == declared.len());
            let name = segment.trim_matches(['{', '}']);
            let parent = index.checked_sub(1).and_then(|before| declared.get(before));
            for field in fields {
                let is_same_id = if own && same_name(&field.wire, "id") {
                    true
                } else {
                    (name != "id" && same_name(&field.wire, name))
                        || parent.is_some_and(|parent| is_id_of(&field.wire, parent))
                };
                if is_same_id {
                    set_from_text(types, response, field, text);
                }
            }
        }
    }

    fn list(&self, state: &ServerState, of: &Type) -> Result<Reply, String> {
        let operation = self.operation();
        let collection = self.path.join("/");
        let store = &state.store;
        let recorded = match self.recorded_success() {
            Some(Value::Array(items)) => Some(ListItems::Set(items)),
            _ => None,
        };
        let default = ListItems::Generated(if operation.paged { PAGED_ITEMS } else { ITEMS });
        let items = state
            .list_items(&self.api.router, Some(self.index), self.path)
            .or(recorded.as_ref())
            .unwrap_or(&default);
        let has_gaps = store.has_gaps(&collection);
        let exists = |id: &str| !has_gaps || !store.is_removed(&collection, id);
        let created = store.created(&collection).iter();
        let created = created.map(|id| Item::Created(*id));
        let rest: Box<dyn Iterator<Item = Item<'_>>> = match items {
            ListItems::Set(items) => Box::new(
                items
                    .iter()
                    .filter(|item| id_of(item).is_none_or(|id| exists(&id)))
                    .map(Item::Set),
            ),
            ListItems::Generated(total) => Box::new(
                (1..=*total as u64)
                    .filter(|id| !has_gaps || exists(&id.to_string()))
                    .map(Item::Generated),
            ),
        };
        let items: Vec<Item<'_>> = created.chain(rest).collect();
        let value = |item: &Item<'_>| match item {
            Item::Set(item) => (*item).clone(),
            Item::Generated(id) => sample::value(&self.api.types, of, "", *id),
            Item::Created(id) => self.created_item(state, of, &collection, *id),
        };
        if !operation.paged {
            let items: Value = items.iter().map(value).collect();
            return Ok(Reply::json(self.status(), &items));
        }
        let page = Page::requested(operation, self.request)?;
        let on_page = items.iter().skip(page.start()).take(page.size());
        let on_page: Value = on_page.map(value).collect();
        Ok(page.add_headers(Reply::json(self.status(), &on_page), items.len()))
    }

    fn created_item(&self, state: &ServerState, of: &Type, collection: &str, id: u64) -> Value {
        let types = &self.api.types;
        let mut value = sample::value(types, of, "", id);
        if let (Type::Record(record), Value::Object(item)) = (of, &mut value) {
            let fields = types.fields(*record);
            if let Some(sent) = state.store.sent(collection, &id.to_string()) {
                set_sent(types, item, fields, sent);
            }
            if is_runs(&self.operation().path)
                && let Some(run) = state.store.run_state(id)
            {
                set_run_state(item, fields, &run);
            }
        }
        value
    }
}

/// Deletes an object, or cancels a run.
fn remove(state: &mut ServerState, object: &ObjectPath<'_>) {
    match object.id.parse() {
        Ok(id) if is_runs(object.declared) => state.store.cancel_run(id),
        _ => state.store.remove(&object.collection, object.id),
    }
}

/// Whether a declared path is a collection of runs.
fn is_runs(path: &str) -> bool {
    path.trim_end_matches('/').ends_with("/runs")
}

/// Whether a property holds the id of an object in a segment's collection: `jobId`
/// for `jobs`, `queryId` for `queries`, `sqlId` for `sql`.
fn is_id_of(field: &str, segment: &str) -> bool {
    let stem = segment.replace('-', "_");
    let singular = match (stem.strip_suffix("ies"), stem.strip_suffix('s')) {
        (Some(stem), _) => format!("{stem}y"),
        (None, Some(stem)) => stem.to_owned(),
        (None, None) => stem.clone(),
    };
    iter::once(stem)
        .chain([singular])
        .any(|stem| same_name(field, &format!("{stem}_id")))
}

/// Sets a property to a text of the path, if it is valid there.
fn set_from_text(types: &Types, response: &mut Map<String, Value>, field: &Field, text: &str) {
    let value = match field.ty {
        Type::Integer => text.parse::<i64>().ok().map(Value::from),
        Type::String | Type::Enum(_) => Some(Value::from(text)),
        _ => None,
    };
    if let Some(value) = value
        && validate::json(types, &field.ty, &value, "").is_ok()
    {
        response.insert(field.wire.clone(), value);
    }
}

/// Sets properties to the values that were sent for them, if they are valid.
fn set_sent(
    types: &Types,
    response: &mut Map<String, Value>,
    fields: &[Field],
    sent: &SentProperties,
) {
    for (name, value) in sent {
        let field = fields.iter().find(|field| same_name(&field.wire, name));
        if let Some(field) = field
            && validate::json(types, &field.ty, value, "").is_ok()
        {
            response.insert(field.wire.clone(), value.clone());
        }
    }
}

/// Sets the state of a run, and the properties that depend on it.
fn set_run_state(response: &mut Map<String, Value>, fields: &[Field], state: &str) {
    for field in fields {
        let value = match field.wire.as_str() {
            "state" => state.into(),
            "startedAt" if state == "queued" => Value::Null,
            "finishedAt" if matches!(state, "queued" | "running") => Value::Null,
            "error" if state == "failed" => "The run failed.".into(),
            "error" => Value::Null,
            _ => continue,
        };
        response.insert(field.wire.clone(), value);
    }
}
