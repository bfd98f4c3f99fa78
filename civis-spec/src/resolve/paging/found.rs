//! Finds pages by the names of properties and parameters.

use crate::model::{Location, NextPage, Operation, Paging, Parameter, Type};
use crate::resolve::draft::{Draft, DraftField};
use crate::resolve::paging::names::{
    CURSOR_PARAMETERS, CURSORS, ENVELOPES, INFOS, ITEMS, MARKS, MORES, NO_ITEMS, OFFSETS, PAGES,
    PREVIOUS, SIZES, URLS, is_one_of,
};
use crate::resolve::paging::page::{Object, Page, Property, is_list};

/// Whether the response of an operation is a list, or a page of one; and how its pages follow
/// each other, if more than one can.
pub(super) fn find(
    operation: &Operation,
    has_link: bool,
    drafts: &[Draft],
) -> (bool, Option<Paging>) {
    let (items, properties) = match Page::new(operation, drafts) {
        Page::List => (None, Vec::new()),
        Page::Table => return (true, None),
        Page::Object(object) => match items(object).filter(|items| items.is_page) {
            Some(items) => (Some(items.path), object.properties()),
            None => return (false, None),
        },
        Page::Any | Page::Other => return (false, None),
    };
    let next = next(operation, &properties, has_link);
    let paging = next.map(|next| Paging {
        items,
        next,
        more: more(&properties),
    });
    (true, paging.filter(|_| !operation.paged))
}

/// The list of an object that may be a page.
pub(super) struct Items {
    pub(super) path: String,
    /// Whether the object must be a page.
    pub(super) is_page: bool,
}

/// Where the items of a page are, if an object is one.
pub(super) fn items(object: Object<'_>) -> Option<Items> {
    if let Some((list, is_usual)) = list(object) {
        let is_alone = is_usual && object.fields.len() == 1;
        return Some(Items {
            path: list.wire.clone(),
            is_page: is_alone || is_marked(object),
        });
    }
    let mut envelopes = object.fields.iter();
    envelopes.find_map(|envelope| {
        let inner = (object.inner(envelope)).filter(|_| is_one_of(&envelope.wire, ENVELOPES))?;
        let (list, _) = list(inner).filter(|(_, is_usual)| *is_usual)?;
        Some(Items {
            path: format!("{}.{}", envelope.wire, list.wire),
            is_page: inner.fields.len() == 1 || is_marked(inner) || is_marked(object),
        })
    })
}

/// The list of an object that holds the items if it is a page, and whether it has a usual name
/// for it.
fn list(object: Object<'_>) -> Option<(&DraftField, bool)> {
    let is_items = |field: &&DraftField| is_list(&field.ty) && !is_one_of(&field.wire, NO_ITEMS);
    let mut lists = object.fields.iter().filter(is_items);
    if let Some(named) = lists.clone().find(|field| is_one_of(&field.wire, ITEMS)) {
        return Some((named, true));
    }
    let only = lists.next().filter(|_| lists.next().is_none())?;
    Some((only, false))
}

/// Whether an object has a property that only a page has, itself or in an object that is usual
/// for it.
fn is_marked(object: Object<'_>) -> bool {
    object.fields.iter().any(|field| {
        let info = object
            .inner(field)
            .filter(|_| is_one_of(&field.wire, INFOS));
        let is_mark = |field: &DraftField| is_one_of(&field.wire, MARKS);
        is_mark(field) || info.is_some_and(|info| info.fields.iter().any(is_mark))
    })
}

fn next(operation: &Operation, properties: &[Property<'_>], has_link: bool) -> Option<NextPage> {
    let parameter = |names: &[&str]| {
        let mut query = operation.parameters.iter();
        query.find(|one| one.location == Location::Query && is_one_of(&one.wire, names))
    };
    let wire = |parameter: &Parameter| parameter.wire.clone();
    let integer = |names| parameter(names).filter(|one| one.ty == Type::Integer);
    if let Some(parameter) = parameter(CURSOR_PARAMETERS)
        && let Some(property) = cursor(properties)
    {
        return Some(NextPage::Cursor {
            parameter: wire(parameter),
            property,
        });
    }
    if let Some(property) = url(properties) {
        return Some(NextPage::Url { property });
    }
    if let Some(offset) = integer(OFFSETS) {
        return Some(NextPage::Offset {
            parameter: wire(offset),
            size: integer(SIZES).map(wire),
            first: first(offset),
        });
    }
    if let Some(page) = integer(PAGES) {
        return Some(NextPage::Page {
            parameter: wire(page),
            size: integer(SIZES).map(wire),
            first: first(page),
        });
    }
    has_link.then_some(NextPage::Link)
}

/// The value of a parameter for the first page, if its default is one. Some documents have an
/// example as the default: to count from it would lose items.
pub(super) fn first(parameter: &Parameter) -> Option<u64> {
    let default = parameter.default.as_ref()?.as_u64();
    default.filter(|default| *default < 2)
}

/// The property with the value of a parameter for the next page.
fn cursor(properties: &[Property<'_>]) -> Option<String> {
    let is_value = |ty: &Type| matches!(ty, Type::String | Type::Any | Type::Integer);
    let has_previous = has_previous(properties);
    CURSORS.iter().find_map(|name| {
        let is_it = |one: &&Property<'_>| {
            let is_url = one.name == "next" && (has_previous || one.parent == "links");
            one.name == *name && is_value(one.ty) && !is_url
        };
        properties.iter().find(is_it).map(|one| one.path.clone())
    })
}

/// The property with the URL of the next page.
fn url(properties: &[Property<'_>]) -> Option<String> {
    let has_previous = has_previous(properties);
    let is_it = |one: &&Property<'_>| {
        let is_next = match &*one.name {
            "next" => has_previous || one.parent == "links",
            "href" => one.parent == "next",
            name => URLS.contains(&name),
        };
        is_next && matches!(one.ty, Type::String | Type::Any)
    };
    properties.iter().find(is_it).map(|one| one.path.clone())
}

/// The property that is false on the last page.
fn more(properties: &[Property<'_>]) -> Option<String> {
    let is_it = |one: &&Property<'_>| MORES.contains(&&*one.name) && *one.ty == Type::Boolean;
    properties.iter().find(is_it).map(|one| one.path.clone())
}

fn has_previous(properties: &[Property<'_>]) -> bool {
    properties.iter().any(|one| PREVIOUS.contains(&&*one.name))
}
