//! Properties of a page by their paths.
//!
//! A path is the name of a property, or the names on the way to it through objects, separated by
//! dots: `meta.next`. A name may have dots itself: the whole path is tried as a name first.

use serde_json::{Map, Value};

use crate::record::{View, Visit};

/// Calls a function with the value at a path. Returns whether there is one.
pub(super) fn visit(view: &View<'_>, path: &str, found: &mut dyn FnMut(&View<'_>)) -> bool {
    splits(path).any(|(name, rest)| {
        let mut is_found = false;
        child(view, name, &mut |value| match rest {
            None => {
                is_found = true;
                found(value);
            }
            Some(rest) => is_found = visit(value, rest, found),
        });
        is_found
    })
}

/// Calls a function with the property of an object, if the object has it.
fn child(view: &View<'_>, name: &str, found: &mut dyn FnMut(&View<'_>)) {
    match view {
        View::Record(record) => record.slots(&mut Visit::new(&mut |names, slots, extra| {
            // A value that its field could not hold as it was is in `extra`.
            if let Some(value) = extra.get(name) {
                found(&View::Any(value));
                return;
            }
            let declared = names.iter().position(|one| *one == name);
            if let Some(slot) = declared.and_then(|index| slots.get(index)) {
                found(&slot.view());
            }
        })),
        View::Map(map) => {
            if let Some(value) = map.get(name) {
                found(&value);
            }
        }
        View::Any(Value::Object(object)) => {
            if let Some(value) = object.get(name) {
                found(&View::Any(value));
            }
        }
        _ => {}
    }
}

/// The value at a path of any JSON.
pub(super) fn get<'v>(value: &'v Value, path: &str) -> Option<&'v Value> {
    let object = value.as_object()?;
    splits(path).find_map(|(name, rest)| match rest {
        None => object.get(name),
        Some(rest) => get(object.get(name)?, rest),
    })
}

/// Removes the value at a path of any JSON.
pub(super) fn take(value: Value, path: &str) -> Option<Value> {
    let Value::Object(mut object) = value else {
        return None;
    };
    let has = |object: &Map<String, Value>, name: &str, rest: Option<&str>| match rest {
        None => object.contains_key(name),
        Some(rest) => object.get(name).is_some_and(|one| get(one, rest).is_some()),
    };
    let (name, rest) = splits(path).find(|(name, rest)| has(&object, name, *rest))?;
    let value = object.remove(name)?;
    match rest {
        None => Some(value),
        Some(rest) => take(value, rest),
    }
}

/// The first name of a path and what follows it, for each name that it may be.
fn splits(path: &str) -> impl Iterator<Item = (&str, Option<&str>)> {
    let at_dots = path.match_indices('.');
    let split = at_dots.map(|(dot, _)| (&path[..dot], Some(&path[dot + 1..])));
    [(path, None)].into_iter().chain(split)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{get, take, visit};
    use crate::record::View;

    #[test]
    fn paths_lead_through_objects_and_names_may_have_dots() {
        let page = json!({
            "next": 1, "a": {"b": {"c": 2}, "b.d": 3}, "@odata.next": 4, "a.b": {"e": 5}, "n": null,
        });
        for (path, expected) in [
            ("next", Some(json!(1))),
            ("a.b.c", Some(json!(2))),
            ("a.b.d", Some(json!(3))),
            ("@odata.next", Some(json!(4))),
            ("a.b.e", Some(json!(5))),
            ("n", Some(Value::Null)),
            ("next.x", None),
            ("a.x", None),
            ("a..b", None),
            ("", None),
        ] {
            assert_eq!(get(&page, path).cloned(), expected, "{path}");
            assert_eq!(take(page.clone(), path), expected, "{path}");
            let mut shown = None;
            let is_found = visit(&View::Any(&page), path, &mut |value| {
                if let View::Any(value) = value {
                    shown = Some((*value).clone());
                }
            });
            assert_eq!((shown, is_found), (expected.clone(), expected.is_some()));
        }
    }
}
