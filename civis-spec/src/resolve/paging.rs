//! Which operations return a page of a list, and what leads to the next page. That of the
//! Platform is a [fact](crate::model::Operation::paged); for others it follows from the names
//! of properties and parameters that are in use for it.

use crate::model::{HttpMethod, Location, NextPage, Operation, Paging, Parameter, Type};
use crate::resolve::draft::{Draft, DraftField, DraftKind};

/// Names of a property that holds the items of a page. Any other list is one if it is the only
/// one.
const ITEMS: &[&str] = &[
    "items", "results", "data", "content", "value", "values", "records", "entries", "objects",
];

/// Names of a property that only a page of a list has.
const MARKS: &[&str] = &[
    "count",
    "total",
    "total_count",
    "total_items",
    "total_elements",
    "total_results",
    "total_pages",
    "page",
    "pages",
    "page_size",
    "per_page",
    "size",
    "limit",
    "offset",
    "next",
    "previous",
    "prev",
    "has_more",
    "has_next",
    "next_cursor",
    "next_page",
    "next_page_token",
    "next_token",
    "cursor",
    "pagination",
    "paging",
];

/// Names of a property with the value for the next page, and of the parameter that takes it.
const CURSORS: &[&str] = &[
    "next_cursor",
    "next_page_token",
    "next_token",
    "continuation_token",
    "next_page",
    "cursor",
    "next",
];
const CURSOR_PARAMETERS: &[&str] = &[
    "cursor",
    "page_token",
    "next_token",
    "continuation_token",
    "next_cursor",
    "page_cursor",
    "after",
    "starting_after",
    "marker",
];

const OFFSETS: &[&str] = &["offset", "skip", "start_index"];
const NUMBERS: &[&str] = &["page", "page_number", "page_num", "page_no", "page_index"];
const SIZES: &[&str] = &[
    "limit",
    "size",
    "page_size",
    "per_page",
    "page_limit",
    "count",
    "take",
    "top",
    "max_results",
];

/// Whether the response of an operation is a list, or a page of one; and how its pages follow
/// each other, if more than one can.
pub(crate) fn find(
    operation: &Operation,
    has_link: bool,
    drafts: &[Draft],
) -> (bool, Option<Paging>) {
    if operation.http_method != HttpMethod::Get {
        return (false, None);
    }
    let (items, fields): (Option<&DraftField>, &[DraftField]) = match &operation.response {
        Some(Type::List(item)) if !matches!(**item, Type::List(_)) => (None, &[]),
        Some(Type::List(_)) => return (true, None),
        Some(Type::Record(id)) => match &drafts[id.0].kind {
            DraftKind::Record(fields) => match items(fields) {
                Some(items) => (Some(items), fields),
                None => return (false, None),
            },
            DraftKind::Enum(_) => return (false, None),
        },
        _ => return (false, None),
    };
    let next = next(operation, fields, has_link);
    let paging = next.map(|next| Paging {
        items: items.map(|field| field.wire.clone()),
        next,
    });
    (true, paging.filter(|_| !operation.paged))
}

/// The property that holds the items, if an object is a page of a list.
fn items(fields: &[DraftField]) -> Option<&DraftField> {
    let has_mark = fields.iter().any(|field| is_one_of(&field.wire, MARKS));
    let is_list = |field: &&DraftField| match &field.ty {
        Type::List(item) => !matches!(**item, Type::List(_)),
        _ => false,
    };
    let mut lists = fields.iter().filter(is_list);
    let named = lists.clone().find(|field| is_one_of(&field.wire, ITEMS));
    let only = lists.next().filter(|_| lists.next().is_none());
    named.or(only).filter(|_| has_mark)
}

fn next(operation: &Operation, fields: &[DraftField], has_link: bool) -> Option<NextPage> {
    let parameter = |names: &[&str]| {
        let mut query = operation.parameters.iter();
        query.find(|one| one.location == Location::Query && is_one_of(&one.wire, names))
    };
    let wire = |parameter: &Parameter| parameter.wire.clone();
    let size = || {
        parameter(SIZES)
            .filter(|one| one.ty == Type::Integer)
            .map(wire)
    };
    let of_text = |names: &[&str]| {
        let is_text = |ty: &Type| matches!(ty, Type::String | Type::Any | Type::Integer);
        let mut named = names.iter().filter_map(|name| {
            let mut fields = fields.iter();
            fields.find(|field| snake(&field.wire) == *name && is_text(&field.ty))
        });
        named.next().map(|field| field.wire.clone())
    };
    if let (Some(parameter), Some(property)) = (parameter(CURSOR_PARAMETERS), of_text(CURSORS))
        && !(snake(&property) == "next" && has_previous(fields))
    {
        return Some(NextPage::Cursor {
            parameter: wire(parameter),
            property,
        });
    }
    // A link to the page after comes with one to the page before.
    if has_previous(fields)
        && let Some(property) = of_text(&["next"])
    {
        return Some(NextPage::Url { property });
    }
    let integer = |names| parameter(names).filter(|one| one.ty == Type::Integer);
    if let Some(offset) = integer(OFFSETS) {
        return Some(NextPage::Offset {
            parameter: wire(offset),
            size: size(),
        });
    }
    if let Some(number) = integer(NUMBERS) {
        let first = number.default.as_ref().and_then(serde_json::Value::as_u64);
        return Some(NextPage::Number {
            parameter: wire(number),
            size: size(),
            first: first.unwrap_or(1).min(1),
        });
    }
    has_link.then_some(NextPage::Link)
}

fn has_previous(fields: &[DraftField]) -> bool {
    fields
        .iter()
        .any(|field| is_one_of(&field.wire, &["previous", "prev"]))
}

fn is_one_of(wire: &str, names: &[&str]) -> bool {
    names.contains(&&*snake(wire))
}

/// A name in snake case, without what begins the names of parameters in some services.
fn snake(wire: &str) -> String {
    let name = wire.trim_start_matches(['$', '_']);
    crate::snake_case::snake_case(name).replace('-', "_")
}
