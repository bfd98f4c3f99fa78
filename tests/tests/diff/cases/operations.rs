//! Changes of operations.

use civis_spec::Rule;
use serde_json::{Value, json};

use super::{
    CALLS, Case, GET, LIST, MOVE, and, base, case, get, harmless, replaced, with, without,
};

pub(super) fn resources() -> Vec<Case> {
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

pub(super) fn methods() -> Vec<Case> {
    // Only the response with status 200 decides whether the method is named `list`.
    let list = json!({"type": "array", "items": {"type": "string"}});
    let by_200 = json!({"200": {"schema": list}});
    let by_201 = json!({"201": {"schema": list}});
    // Only methods of the Platform have an older name beside the new one, and only they are
    // named after the response of status 200 alone.
    let of_platform = |path: &str, responses: &Value| {
        let document = with("/info/title", json!("Civis Analytics API"));
        and(document, path, get(responses.clone()))
    };
    let me = |responses: &Value| of_platform("/paths/~1users~1me", responses);
    let runs = |responses: &Value| of_platform("/paths/~1users~1runs", responses);
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

pub(super) fn responses() -> Vec<Case> {
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
