//! For each rule of the diff: an old and a new specification, and code of a caller.

use civis_spec::Rule;
use serde_json::{Value, json};

/// A change, and code that calls what changes.
pub(crate) struct Case {
    pub(crate) rule: Rule,
    /// Rules of other changes that the change causes.
    pub(crate) also: &'static [Rule],
    pub(crate) old: Value,
    pub(crate) new: Value,
    /// Items that are compiled in the module of the client.
    pub(crate) caller: &'static str,
}

/// The specification that the cases change.
fn base() -> Value {
    let response = |schema: Value| json!({"200": {"schema": schema}});
    let job = json!({"$ref": "#/definitions/Job"});
    let id = json!({"name": "id", "in": "path", "type": "integer", "required": true});
    json!({
        "swagger": "2.0", "info": {"title": "Small", "version": "1"}, "host": "a.example", "basePath": "/v1",
        "paths": {
            "/jobs": {"get": {
                "summary": "List jobs",
                "parameters": [
                    {"name": "limit", "in": "query", "type": "integer"},
                    {"name": "since", "in": "query", "type": "string", "format": "date-time"},
                    {"name": "ids", "in": "query", "type": "array", "items": {"type": "integer"}},
                    {"name": "pageSize", "in": "query", "type": "integer"}
                ],
                "responses": response(json!({"type": "array", "items": job}))
            }},
            "/jobs/{id}": {"get": {"parameters": [id], "responses": response(job.clone())}},
            "/jobs/{id}/move": {"put": {
                "parameters": [
                    id,
                    {"name": "place", "in": "query", "type": "integer", "required": true},
                    {"name": "queue", "in": "query", "type": "string", "required": true},
                    {"name": "hidden", "in": "query", "type": "boolean"}
                ],
                "responses": response(job)
            }}
        },
        "definitions": {
            "Job": {"type": "object", "properties": {
                "id": {"type": "integer"}, "parentId": {"type": "integer"},
                "state": {"type": "string", "enum": ["running", "idle"]}
            }}
        }
    })
}

/// The base with a value set at a pointer. `-` as the last token appends to a list.
fn with(pointer: &str, value: Value) -> Value {
    and(base(), pointer, value)
}

fn and(mut document: Value, pointer: &str, value: Value) -> Value {
    let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
    let parent = document.pointer_mut(parent).expect("a parent");
    match parent {
        Value::Array(list) if key == "-" => list.push(value),
        Value::Array(list) => list[key.parse::<usize>().expect("an index")] = value,
        other => other[key.replace("~1", "/")] = value,
    }
    document
}

fn without(mut document: Value, parent: &str, key: &str) -> Value {
    match document.pointer_mut(parent).expect("a parent") {
        Value::Array(list) => drop(list.remove(key.parse().expect("an index"))),
        other => drop(other.as_object_mut().expect("an object").remove(key)),
    }
    document
}

fn replaced(old: &str, new: &str) -> Value {
    let text = base().to_string().replace(old, new);
    serde_json::from_str(&text).expect("JSON")
}

const LIST: &str = "/paths/~1jobs/get";
const GET: &str = "/paths/~1jobs~1{id}/get";
const MOVE: &str = "/paths/~1jobs~1{id}~1move/put";

/// Typical calls of every operation of the base.
const CALLS: &str = "pub fn call(client: &Client) -> bool {
    let one = client.jobs.get(5);
    let all = client.jobs.list().limit(5).since(\"2026-01-01T00:00:00Z\").ids([1]).page_size(2);
    let moved = client.jobs.put_move(5, 1, \"a\").hidden(true);
    let job = types::Job { id: Some(1), state: Some(types::JobState::Running), ..Default::default() };
    let is_running = matches!(job.state, Some(types::JobState::Running)) && job.parent_id.is_none();
    one.request().path().len() + all.request().path().len() + moved.request().path().len() > 0 && is_running
}";

fn harmless(rule: Rule, old: Value, new: Value) -> Case {
    case(rule, &[], old, new, CALLS)
}

fn case(rule: Rule, also: &'static [Rule], old: Value, new: Value, caller: &'static str) -> Case {
    Case {
        rule,
        also,
        old,
        new,
        caller,
    }
}

pub(crate) fn all() -> Vec<Case> {
    let mut cases = resources();
    cases.extend(methods());
    cases.extend(responses());
    cases.extend(parameters());
    cases.extend(arguments());
    cases.extend(types());
    cases.extend(fields());
    cases.extend(values());
    cases
}

fn get(responses: Value) -> Value {
    json!({"get": {"responses": responses}})
}

fn resources() -> Vec<Case> {
    let me = with("/paths/~1users~1me", get(json!({"200": {}})));
    let other = with("/paths/~1civis_~1x", get(json!({"200": {}})));
    let both = and(other.clone(), "/paths/~1civis~1y", get(json!({"200": {}})));
    vec![
        harmless(
            Rule::BasePathChanged,
            base(),
            with("/basePath", json!("/v2")),
        ),
        harmless(Rule::HostChanged, base(), with("/host", json!("b.example"))),
        harmless(Rule::ResourceAdded, base(), me.clone()),
        case(
            Rule::ResourceRemoved,
            &[],
            me,
            base(),
            "pub fn call(client: &Client) { let _ = client.users.get_me(); }",
        ),
        case(
            Rule::ResourceRenamed,
            &[Rule::ResourceAdded],
            other,
            both,
            "pub fn call(client: &Client) { let _ = client.civis_.get_x(); }",
        ),
        harmless(
            Rule::OperationAdded,
            base(),
            with(
                "/paths/~1jobs~1{id}/delete",
                json!({"responses": {"204": {}}}),
            ),
        ),
        case(
            Rule::OperationRemoved,
            &[],
            base(),
            without(base(), "/paths", "/jobs/{id}"),
            "pub fn call(client: &Client) { let _ = client.jobs.get(5); }",
        ),
        harmless(
            Rule::OperationMoved,
            base(),
            replaced("\"/jobs\"", "\"/jobs/\""),
        ),
    ]
}

fn methods() -> Vec<Case> {
    // Only the response with status 200 decides whether the method is named `list`.
    let list = json!({"type": "array", "items": {"type": "string"}});
    let by_200 = json!({"200": {"schema": list}});
    let by_201 = json!({"201": {"schema": list}});
    let me = |responses: &Value| with("/paths/~1users~1me", get(responses.clone()));
    let runs = |responses: &Value| with("/paths/~1users~1runs", get(responses.clone()));
    let setter = json!({"get": {"parameters": [{"name": "deep", "in": "query", "type": "boolean"}],
        "responses": {"204": {}}}});
    let one = with("/paths/~1jobs~1a_1", setter);
    let two = and(one.clone(), "/paths/~1jobs~1a1", get(json!({"204": {}})));
    let deep = with(
        &format!("{GET}/parameters/-"),
        json!({"name": "deep", "in": "query", "type": "boolean"}),
    );
    let old = with(
        &format!("{GET}/x-deprecation-warning"),
        json!("It is slow."),
    );
    vec![
        case(
            Rule::MethodAdded,
            &[Rule::Deprecated, Rule::StatusesChanged],
            me(&by_200),
            me(&by_201),
            "pub fn call(client: &Client) { let _ = client.users.list_me(); }",
        ),
        case(
            Rule::MethodRemoved,
            &[Rule::DeprecationLifted, Rule::StatusesChanged],
            me(&by_201),
            me(&by_200),
            "pub fn call(client: &Client) { let _ = client.users.get_me(); }",
        ),
        case(
            Rule::MethodRenamed,
            &[Rule::StatusesChanged],
            runs(&by_200),
            runs(&by_201),
            "pub fn call(client: &Client) { let _ = client.users.list_runs(); }",
        ),
        case(
            Rule::BuilderAdded,
            &[Rule::OptionalParameterAdded],
            base(),
            deep.clone(),
            "pub fn call(client: &Client) -> civis::Call<types::Job> { client.jobs.get(5) }",
        ),
        case(
            Rule::BuilderRemoved,
            &[Rule::ParameterRemoved],
            deep,
            base(),
            "pub fn call(client: &Client) -> jobs::Get { client.jobs.get(5) }",
        ),
        case(
            Rule::BuilderRenamed,
            &[Rule::OperationAdded],
            one,
            two,
            "pub fn call(client: &Client) -> jobs::GetA1 { client.jobs.get_a_1() }",
        ),
        harmless(Rule::Deprecated, base(), old.clone()),
        harmless(Rule::DeprecationLifted, old.clone(), base()),
        harmless(
            Rule::DeprecationChanged,
            old,
            with(&format!("{GET}/x-deprecation-warning"), json!("It goes.")),
        ),
        harmless(
            Rule::SummaryChanged,
            base(),
            with(&format!("{LIST}/summary"), json!("All jobs")),
        ),
        harmless(
            Rule::DescriptionChanged,
            base(),
            with("/definitions/Job/description", json!("A job.")),
        ),
    ]
}

fn responses() -> Vec<Case> {
    let with_content_type = |media_type: &str| {
        let body = json!({"name": "state", "in": "body", "schema": {"type": "string"}});
        let document = with(&format!("{MOVE}/parameters/-"), body);
        and(document, &format!("{MOVE}/consumes"), json!([media_type]))
    };
    let pages = with(
        &format!("{LIST}/parameters/-"),
        json!({"name": "page_num", "in": "query", "type": "integer"}),
    );
    vec![
        case(
            Rule::ResponseChanged,
            &[],
            base(),
            with(
                &format!("{GET}/responses/200/schema"),
                json!({"type": "string"}),
            ),
            "pub fn call(client: &Client) -> civis::Result<civis::Response<types::Job>> { client.jobs.get(5).send() }",
        ),
        case(
            Rule::PagesAdded,
            &[Rule::OptionalParameterAdded],
            base(),
            pages.clone(),
            CALLS,
        ),
        case(
            Rule::PagesRemoved,
            &[Rule::ParameterRemoved],
            pages,
            base(),
            "pub fn call(client: &Client) { let _ = client.jobs.list().iter(); }",
        ),
        harmless(
            Rule::StatusesChanged,
            base(),
            with(&format!("{GET}/responses/202"), json!({})),
        ),
        harmless(
            Rule::ContentTypeChanged,
            with_content_type("application/json"),
            with_content_type("application/merge-patch+json"),
        ),
    ]
}

fn parameters() -> Vec<Case> {
    let parameter = |place: usize, key: &str, value: Value| {
        with(&format!("{MOVE}/parameters/{place}/{key}"), value)
    };
    let list_parameter = |place: usize, key: &str, value: Value| {
        with(&format!("{LIST}/parameters/{place}/{key}"), value)
    };
    let more = |parameter: Value| with(&format!("{MOVE}/parameters/-"), parameter);
    let low = json!({"name": "a_b", "in": "query", "type": "integer"});
    let spaced = json!({"name": "a-b", "in": "query", "type": "string"});
    vec![
        harmless(
            Rule::OptionalParameterAdded,
            base(),
            more(json!({"name": "fresh", "in": "query", "type": "string"})),
        ),
        case(
            Rule::ParameterRemoved,
            &[],
            more(low.clone()),
            base(),
            "pub fn call(client: &Client) { let _ = client.jobs.put_move(5, 1, \"a\").a_b(1); }",
        ),
        case(
            Rule::SetterRenamed,
            &[Rule::OptionalParameterAdded],
            more(low.clone()),
            and(more(spaced), &format!("{MOVE}/parameters/-"), low),
            "pub fn call(client: &Client) { let _ = client.jobs.put_move(5, 1, \"a\").a_b(1); }",
        ),
        harmless(
            Rule::ParameterWireNameChanged,
            base(),
            list_parameter(3, "name", json!("page_size")),
        ),
        harmless(
            Rule::ParameterLocationChanged,
            base(),
            parameter(2, "in", json!("header")),
        ),
        harmless(
            Rule::ParameterStyleChanged,
            base(),
            list_parameter(2, "collectionFormat", json!("csv")),
        ),
        harmless(
            Rule::KnownValuesChanged,
            list_parameter(0, "enum", json!([10, 20])),
            list_parameter(0, "enum", json!([10, 50])),
        ),
        harmless(
            Rule::DefaultChanged,
            base(),
            parameter(3, "default", json!(true)),
        ),
        harmless(
            Rule::ParameterTypeWidened,
            base(),
            without(base(), &format!("{LIST}/parameters/1"), "format"),
        ),
    ]
}

fn arguments() -> Vec<Case> {
    let parameter = |place: usize, key: &str, value: Value| {
        with(&format!("{MOVE}/parameters/{place}/{key}"), value)
    };
    let place = |ty: Value| json!({"name": "place", "in": "query", "type": ty, "required": true});
    let queue = json!({"name": "queue", "in": "query", "type": "string", "required": true});
    let at_1 = format!("{MOVE}/parameters/1");
    let reordered = and(
        with(&at_1, queue),
        &format!("{MOVE}/parameters/2"),
        place(json!("integer")),
    );
    const CALL_MOVE: &str =
        "pub fn call(client: &Client) { let _ = client.jobs.put_move(5, 1, \"a\"); }";
    vec![
        case(
            Rule::RequiredParameterAdded,
            &[],
            base(),
            with(
                &format!("{MOVE}/parameters/-"),
                json!({"name": "fresh", "in": "query", "type": "string", "required": true}),
            ),
            CALL_MOVE,
        ),
        case(
            Rule::ParameterNowRequired,
            &[Rule::BuilderRemoved],
            base(),
            parameter(3, "required", json!(true)),
            CALL_MOVE,
        ),
        case(
            Rule::ParameterNowOptional,
            &[],
            base(),
            parameter(2, "required", json!(false)),
            CALL_MOVE,
        ),
        case(Rule::ParametersReordered, &[], base(), reordered, CALL_MOVE),
        case(
            Rule::ParameterTypeChanged,
            &[],
            base(),
            with(&at_1, place(json!("string"))),
            CALL_MOVE,
        ),
        case(
            Rule::ParameterValuesDeclared,
            &[],
            base(),
            parameter(2, "enum", json!(["a", "b"])),
            "pub fn call(client: &Client, since: civis::Timestamp) { let _ = client.jobs.put_move(5, 1, since); }",
        ),
    ]
}

fn types() -> Vec<Case> {
    // Records with the same inline enum, which becomes one type with an alias for each.
    let mut shared = base();
    for (key, name) in [("first", "First"), ("second", "Second")] {
        let state = base()["definitions"]["Job"]["properties"]["state"].clone();
        shared["definitions"][name] = json!({"type": "object", "properties": {
            key: {"type": "integer"}, "state": state}});
        shared["definitions"]["Job"]["properties"][key] =
            json!({"$ref": format!("#/definitions/{name}")});
    }
    let fewer = without(shared.clone(), "/definitions/First/properties", "state");
    vec![
        case(
            Rule::TypeRenamed,
            // The name of the inline enum changes too, but is not reported.
            &[],
            base(),
            replaced("Job\"", "Work\""),
            "pub fn call(job: types::Job) -> Option<i64> { job.id }",
        ),
        case(
            Rule::TypeRenumbered,
            &[],
            replaced("Job\"", "Object1\""),
            replaced("Job\"", "Object2\""),
            "pub fn call(job: types::Object1) -> Option<i64> { job.id }",
        ),
        case(
            Rule::AliasRemoved,
            &[Rule::FieldRemoved],
            shared,
            fewer,
            "pub fn call(state: types::FirstState) -> bool { state == types::FirstState::Idle }",
        ),
    ]
}

fn fields() -> Vec<Case> {
    const PROPERTIES: &str = "/definitions/Job/properties";
    let property =
        |name: &str, ty: &str| with(&format!("{PROPERTIES}/{name}"), json!({"type": ty}));
    let low = property("a_b", "integer");
    let spelled = without(property("parent_id", "integer"), PROPERTIES, "parentId");
    let required = with("/definitions/Job/required", json!(["id"]));
    vec![
        case(
            Rule::FieldAdded,
            &[],
            base(),
            property("fresh", "string"),
            "pub fn call() -> types::Job {
                types::Job { id: None, parent_id: None, state: None, extra: Default::default() }
            }",
        ),
        case(
            Rule::FieldRemoved,
            &[],
            base(),
            without(base(), PROPERTIES, "parentId"),
            "pub fn call(job: types::Job) -> Option<i64> { job.parent_id }",
        ),
        case(
            Rule::FieldTypeChanged,
            &[],
            base(),
            property("parentId", "string"),
            "pub fn call(job: types::Job) -> Option<i64> { job.parent_id }",
        ),
        case(
            Rule::FieldRenamed,
            &[Rule::FieldAdded],
            low.clone(),
            and(low, &format!("{PROPERTIES}/a-b"), json!({"type": "string"})),
            "pub fn call(job: types::Job) -> Option<i64> { job.a_b }",
        ),
        harmless(Rule::FieldWireNameChanged, base(), spelled),
        harmless(Rule::FieldNowRequired, base(), required.clone()),
        harmless(Rule::FieldNowOptional, required, base()),
    ]
}

fn values() -> Vec<Case> {
    const VALUES: &str = "/definitions/Job/properties/state/enum";
    let low = with(&format!("{VALUES}/-"), json!("a_b"));
    const MATCH: &str = "pub fn call(state: types::JobState) -> u8 {
        use types::JobState::*;
        match state { Running => 1, Idle => 2, Unknown(_) => 3 }
    }";
    vec![
        case(
            Rule::ValueAdded,
            &[],
            base(),
            with(&format!("{VALUES}/-"), json!("done")),
            MATCH,
        ),
        case(
            Rule::ValueRemoved,
            &[],
            base(),
            without(base(), VALUES, "1"),
            "pub fn call() -> types::JobState { types::JobState::Idle }",
        ),
        case(
            Rule::ValueRenamed,
            &[Rule::ValueAdded],
            low.clone(),
            and(low, &format!("{VALUES}/-"), json!("a-b")),
            "pub fn call(state: types::JobState) -> u8 {
                use types::JobState::*;
                match state { Running => 1, Idle => 2, AB => 3, Unknown(_) => 4 }
            }",
        ),
        harmless(
            Rule::ValueWireNameChanged,
            base(),
            with(&format!("{VALUES}/0"), json!("Running")),
        ),
    ]
}
