//! How to continue a list of the Platform that has no pages of `page_num`, derived from its
//! parameters.

use civis_spec::{HttpMethod, Location, Operation, Parameter};

use super::markdown::code;
use crate::code::Code;
use crate::parameter::split;

/// Whether the call of an operation goes through the pages of a list.
pub(super) fn is_paged(operation: &Operation) -> bool {
    operation.paged || operation.paging.is_some()
}

/// The paragraph of an operation's doc comment that says how to get the rest of a list, if the operation takes a
/// parameter for it. `builder` is the path of the struct with the optional parameters.
pub(super) fn advice(operation: &Operation, builder: Option<&Code>) -> Option<String> {
    let builder = builder?;
    let is_list = operation.http_method == HttpMethod::Get && operation.response.is_some();
    if is_paged(operation) || !is_list {
        return None;
    }
    let (_, optional) = split(operation);
    let named = |name: &str| {
        let is_it = |one: &&&Parameter| one.location == Location::Query && one.ident == name;
        optional.iter().find(is_it).copied()
    };
    let link = |one: &Parameter| format!("[{}]({builder}::{})", code(&one.name), one.ident);
    let (limit, advice) = if let Some(last_id) = named("last_id") {
        let advice = format!(
            "start with {} 0, which sorts by ID, and then set it to the `id` of the last entry that came, until none comes",
            link(last_id)
        );
        (named("limit"), advice)
    } else if let Some(offset) = named("offset") {
        let advice = format!(
            "set {} to the number of results that came so far, until none comes",
            link(offset)
        );
        (named("limit"), advice)
    } else if let Some(page) = named("page_num").or_else(|| named("page")) {
        let advice = format!("count {} up from 1, until no result comes", link(page));
        (named("limit").or_else(|| named("per_page")), advice)
    } else if let (Some(start), Some(limit)) = (named("start_at"), named("limit")) {
        let advice = format!(
            "set {} to the time of the last entry that came; entries of that very time come again",
            link(start)
        );
        (Some(limit), advice)
    } else {
        return None;
    };
    let part = limit.map_or_else(
        || "one part".to_owned(),
        |limit| format!("at most {} of them", link(limit)),
    );
    Some(format!(
        "A response has {part}, and there is no `iter()`. To get the rest, {advice}."
    ))
}

#[cfg(test)]
mod tests {
    use civis_spec::Spec;

    use crate::code::Code;

    /// The paragraph for a `GET` of the Platform with these parameters.
    fn advice(parameters: &[&str]) -> Option<String> {
        let parameter =
            |name: &&str| format!(r#"{{"name": "{name}", "in": "query", "type": "integer"}}"#);
        let parameters: Vec<String> = parameters.iter().map(parameter).collect();
        let spec = format!(
            r#"{{"swagger": "2.0", "info": {{"title": "Civis Analytics API"}}, "paths": {{"/things": {{"get": {{
                "parameters": [{}],
                "responses": {{"200": {{"schema": {{"type": "array", "items": {{"type": "integer"}}}}}}}}
            }}}}}}}}"#,
            parameters.join(", ")
        );
        let spec = Spec::from_slice(spec.as_bytes()).expect("a specification");
        super::advice(&spec.resources[0].operations[0], Some(&Code::from("List")))
    }

    #[test]
    fn the_advice_follows_from_the_parameters() {
        for (parameters, expected) in [
            (
                &["last_id", "limit"][..],
                "start with [`last_id`](List::last_id) 0,",
            ),
            (
                &["limit", "offset"],
                "set [`offset`](List::offset) to the number",
            ),
            (
                &["page_num"],
                "count [`page_num`](List::page_num) up from 1",
            ),
            (
                &["per_page", "page"],
                "at most [`per_page`](List::per_page) of them",
            ),
            (
                &["start_at", "limit"],
                "set [`start_at`](List::start_at) to the time",
            ),
        ] {
            let advice = advice(parameters).expect("advice");
            assert!(advice.contains(expected), "{parameters:?}: {advice}");
        }
    }

    #[test]
    fn paged_lists_and_complete_lists_have_no_advice() {
        for parameters in [
            &["limit", "page_num"][..],
            &["limit"],
            &["start_at"],
            &["id"],
        ] {
            assert_eq!(advice(parameters), None, "{parameters:?}");
        }
    }
}
