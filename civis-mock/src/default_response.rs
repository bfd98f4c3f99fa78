//! The ordinary answer to a request that the specification allows.

use std::iter;

use civis_spec::{Field, HttpMethod, Location, Operation, Type};
use serde_json::{Map, Value};

use crate::api::{Api, Types, is_placeholder, same_name};
use crate::check::is_name_of;
use crate::pages::Page;
use crate::replay;
use crate::reply::Reply;
use crate::request::RecordedRequest;
use crate::sample;
use crate::state::{Items, State};
use crate::store::Sent;
use crate::validate;

/// Items of a list that has pages.
const PAGED_ITEMS: usize = 25;

/// Items of a list that has none.
const ITEMS: usize = 3;

/// A request, and what it was led to.
pub(crate) struct Call<'a> {
    pub(crate) api: &'a Api,
    /// Index of the operation.
    pub(crate) index: usize,
    pub(crate) request: &'a RecordedRequest,
    /// The segments of the path, decoded, without those of the base path.
    pub(crate) path: &'a [String],
    /// Whether recorded answers go before made-up ones.
    pub(crate) recorded: bool,
}

/// The place of one object: its collection, and its id in there.
struct Place<'a> {
    collection: String,
    /// The path of the collection, as the specification declares it.
    declared: &'a str,
    id: &'a str,
}

impl<'a> Call<'a> {
    /// Answers, and keeps what the request has created, changed or removed.
    pub(crate) fn answer(&self, state: &mut State) -> Reply {
        let operation = self.operation();
        let status = self.status();
        if let Some(place) = self.place() {
            if state.store.is_removed(&place.collection, place.id) {
                return Reply::not_found(&format!("There is no `{}` there any more.", place.id));
            }
            if operation.http_method == HttpMethod::Delete {
                self.remove(state, &place);
            }
        }
        match &operation.response {
            None => {
                self.keep_changes(state);
                Reply::empty(status)
            }
            Some(Type::List(of)) => match self.list(state, of) {
                Ok(reply) => reply,
                Err(complaint) => Reply::bad_request(&complaint),
            },
            Some(ty @ Type::File) => {
                let text = self.single(state, ty);
                let text = text.as_str().unwrap_or_default();
                Reply::bytes(status, "application/octet-stream", text)
            }
            Some(ty) => Reply::json(status, &self.single(state, ty)),
        }
    }

    pub(crate) fn operation(&self) -> &'a Operation {
        &self.api.operations[self.index]
    }

    pub(crate) fn status(&self) -> u16 {
        let operation = self.operation();
        let usual = if operation.response.is_some() {
            200
        } else {
            204
        };
        operation.statuses.first().copied().unwrap_or(usual)
    }

    /// The object that the path names, if its last segment is a placeholder.
    fn place(&self) -> Option<Place<'a>> {
        let path = self.operation().path.trim_end_matches('/');
        let (declared, last) = path.rsplit_once('/')?;
        let (id, parents) = self.path.split_last()?;
        (is_placeholder(last) && !parents.is_empty()).then(|| Place {
            collection: parents.join("/"),
            declared,
            id,
        })
    }

    fn remove(&self, state: &mut State, place: &Place<'_>) {
        match place.id.parse() {
            Ok(id) if is_runs(place.declared) => state.store.cancel_run(id),
            _ => state.store.remove(&place.collection, place.id),
        }
    }

    /// Keeps what a PUT or PATCH sends for an object.
    fn keep_changes(&self, state: &mut State) {
        if let Some(place) = self.place()
            && matches!(
                self.operation().http_method,
                HttpMethod::Put | HttpMethod::Patch
            )
        {
            state.store.change(&place.collection, place.id, self.sent());
        }
    }

    /// What the body sends, by the declared names.
    pub(crate) fn sent(&self) -> Sent {
        let Some(Value::Object(body)) = self.request.json() else {
            return Sent::new();
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

    fn single(&self, state: &mut State, ty: &Type) -> Value {
        let operation = self.operation();
        let types = &self.api.types;
        let fields = types.answer_fields(operation);
        let created = self
            .id_field(fields)
            .map(|field| (field, state.store.new_id()));
        let place = self.place();
        let number = match (&created, &place) {
            (Some((_, id)), _) => *id,
            (None, Some(place)) => place.id.parse().unwrap_or(1),
            (None, None) => 1,
        };
        let recorded = if self.recorded {
            replay::recorded_success(operation)
        } else {
            None
        };
        let mut value = recorded.unwrap_or_else(|| sample::value(types, ty, "", number));
        let Value::Object(answer) = &mut value else {
            return value;
        };
        self.echo_path(answer, fields);
        if let Some((field, id)) = created {
            let collection = self.path.join("/");
            overlay(types, answer, fields, &self.sent());
            set_from_text(types, answer, field, &id.to_string());
            state.store.create(&collection, id, self.sent());
            if is_runs(&operation.path) {
                state.store.start_run(id);
                set_run_state(answer, fields, "queued");
            }
        }
        if let Some(place) = place {
            self.keep_changes(state);
            if let Some(sent) = state.store.sent(&place.collection, place.id) {
                overlay(types, answer, fields, sent);
            }
            if let Some(item) = self.given_item(state, &place) {
                answer.extend(item);
            }
            if operation.http_method == HttpMethod::Get
                && is_runs(place.declared)
                && let Some(run) = place
                    .id
                    .parse()
                    .ok()
                    .and_then(|id| state.store.poll_run(id))
            {
                set_run_state(answer, fields, &run);
            }
        }
        value
    }

    /// The property that holds the id of what a POST creates, where it creates
    /// something that can be asked for again, or a run.
    fn id_field(&self, fields: &'a [Field]) -> Option<&'a Field> {
        let operation = self.operation();
        let runs = is_runs(&operation.path);
        let one = format!("{}/{{}}", operation.path.trim_end_matches('/'));
        if operation.http_method != HttpMethod::Post
            || !(runs || self.api.find(HttpMethod::Get, &one).is_some())
        {
            return None;
        }
        let named = |name| fields.iter().find(|field| same_name(&field.wire, name));
        named("id").or_else(|| if runs { named("run_id") } else { None })
    }

    /// The item of a given list that has the id of the place.
    fn given_item(&self, state: &State, place: &Place<'_>) -> Option<Map<String, Value>> {
        self.given(state, place.declared, self.path.len() - 1)
    }

    /// The item of a given list whose id is the segment of the path behind its
    /// parents, which are declared as `declared`.
    fn given(&self, state: &State, declared: &str, parents: usize) -> Option<Map<String, Value>> {
        let list = self.api.find(HttpMethod::Get, declared);
        let (parents, id) = (&self.path[..parents], self.path.get(parents)?);
        let Items::Given(items) = state.items(&self.api.router, list, parents)? else {
            return None;
        };
        let mut items = items.iter();
        let item = items.find(|item| id_of(item).as_ref() == Some(id))?;
        item.as_object().cloned()
    }

    /// The item of a given list whose id is the segment at an index.
    pub(crate) fn given_parent(&self, state: &State, at: usize) -> Option<Map<String, Value>> {
        let declared: Vec<&str> = self.operation().path.trim_matches('/').split('/').collect();
        self.given(state, &declared[..at].join("/"), at)
    }

    /// Whether a test has said what the list or the object at the path is.
    pub(crate) fn is_given(&self, state: &State) -> bool {
        let place = self.place();
        self.operation().http_method == HttpMethod::Get
            && (state
                .items(&self.api.router, Some(self.index), self.path)
                .is_some()
                || place.is_some_and(|place| self.given_item(state, &place).is_some()))
    }

    /// Writes the ids of the path into the properties that mean them: the last
    /// one is the answer's own, `/jobs/{id}/runs` gives a `jobId`.
    fn echo_path(&self, answer: &mut Map<String, Value>, fields: &[Field]) {
        let types = &self.api.types;
        let declared: Vec<&str> = self.operation().path.trim_matches('/').split('/').collect();
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
                let means = if own && same_name(&field.wire, "id") {
                    true
                } else {
                    (name != "id" && same_name(&field.wire, name))
                        || parent.is_some_and(|parent| is_id_of(&field.wire, parent))
                };
                if means {
                    set_from_text(types, answer, field, text);
                }
            }
        }
    }

    fn list(&self, state: &State, of: &Type) -> Result<Reply, String> {
        let operation = self.operation();
        let collection = self.path.join("/");
        let store = &state.store;
        let recorded = match replay::recorded_success(operation) {
            Some(Value::Array(items)) if self.recorded => Some(Items::Given(items)),
            _ => None,
        };
        let usual = Items::Total(if operation.paged { PAGED_ITEMS } else { ITEMS });
        let items = state
            .items(&self.api.router, Some(self.index), self.path)
            .or(recorded.as_ref())
            .unwrap_or(&usual);
        let gaps = store.has_gaps(&collection);
        let stays = |id: &str| !gaps || !store.is_removed(&collection, id);
        let created = store.created(&collection).iter();
        let created = created.map(|id| Entry::Created(*id));
        let rest: Box<dyn Iterator<Item = Entry<'_>>> = match items {
            Items::Given(items) => Box::new(
                items
                    .iter()
                    .filter(|item| id_of(item).is_none_or(|id| stays(&id)))
                    .map(Entry::Given),
            ),
            Items::Total(total) => Box::new(
                (1..=*total as u64)
                    .filter(|id| !gaps || stays(&id.to_string()))
                    .map(Entry::MadeUp),
            ),
        };
        let entries: Vec<Entry<'_>> = created.chain(rest).collect();
        let shown = |entry: &Entry<'_>| match entry {
            Entry::Given(item) => (*item).clone(),
            Entry::MadeUp(id) => sample::value(&self.api.types, of, "", *id),
            Entry::Created(id) => self.created_item(state, of, &collection, *id),
        };
        if !operation.paged {
            let items: Value = entries.iter().map(shown).collect();
            return Ok(Reply::json(self.status(), &items));
        }
        let page = Page::asked(operation, self.request)?;
        let on_page = entries.iter().skip(page.start()).take(page.size());
        let items: Value = on_page.map(shown).collect();
        Ok(page.tell(Reply::json(self.status(), &items), entries.len()))
    }

    fn created_item(&self, state: &State, of: &Type, collection: &str, id: u64) -> Value {
        let types = &self.api.types;
        let mut value = sample::value(types, of, "", id);
        if let (Type::Record(record), Value::Object(item)) = (of, &mut value) {
            let fields = types.fields(*record);
            if let Some(sent) = state.store.sent(collection, &id.to_string()) {
                overlay(types, item, fields, sent);
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

/// What stands in one place of a list.
enum Entry<'a> {
    Created(u64),
    Given(&'a Value),
    MadeUp(u64),
}

fn id_of(item: &Value) -> Option<String> {
    match item.get("id")? {
        Value::String(id) => Some(id.clone()),
        Value::Number(id) => Some(id.to_string()),
        _ => None,
    }
}

/// Whether the runs of something lie at a declared path.
fn is_runs(path: &str) -> bool {
    path.trim_end_matches('/').ends_with("/runs")
}

/// Whether a property holds the id of an object of a segment's kind: `jobId`
/// of `jobs`, `queryId` of `queries`, `sqlId` of `sql`.
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

/// Sets a property from a text of the path, if it can hold it.
fn set_from_text(types: &Types, answer: &mut Map<String, Value>, field: &Field, text: &str) {
    let value = match field.ty {
        Type::Integer => text.parse::<i64>().ok().map(Value::from),
        Type::String | Type::Enum(_) => Some(Value::from(text)),
        _ => None,
    };
    if let Some(value) = value
        && validate::json(types, &field.ty, &value, "").is_ok()
    {
        answer.insert(field.wire.clone(), value);
    }
}

/// Replaces properties by what was sent under their names, where it fits.
fn overlay(types: &Types, answer: &mut Map<String, Value>, fields: &[Field], sent: &Sent) {
    for (name, value) in sent {
        let field = fields.iter().find(|field| same_name(&field.wire, name));
        if let Some(field) = field
            && validate::json(types, &field.ty, value, "").is_ok()
        {
            answer.insert(field.wire.clone(), value.clone());
        }
    }
}

/// Writes the state of a run, and what goes with it.
fn set_run_state(answer: &mut Map<String, Value>, fields: &[Field], state: &str) {
    for field in fields {
        let value = match field.wire.as_str() {
            "state" => state.into(),
            "startedAt" if state == "queued" => Value::Null,
            "finishedAt" if matches!(state, "queued" | "running") => Value::Null,
            "error" if state == "failed" => "The run failed.".into(),
            "error" => Value::Null,
            _ => continue,
        };
        answer.insert(field.wire.clone(), value);
    }
}
