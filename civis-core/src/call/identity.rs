//! What distinguishes the items of a list: their IDs.

use std::hash::{DefaultHasher, Hash, Hasher as _};

use serde_json::Value;

use crate::record::{View, Visit};

/// How many hashes of a kind are remembered at most: 4 MiB.
pub(super) const MAX_SEEN: usize = 1 << 18;

/// The hashes of the IDs of a list, if each item has one.
pub(super) fn ids(list: &View<'_>) -> Option<Vec<u64>> {
    match list {
        View::List(list) => (0..list.len()).map(|index| id(&list.at(index))).collect(),
        View::Any(Value::Array(items)) => items.iter().map(|item| id(&View::Any(item))).collect(),
        _ => None,
    }
}

/// The hash of an item's `id`.
fn id(item: &View<'_>) -> Option<u64> {
    match item {
        View::Record(record) => {
            let mut id = None;
            record.slots(&mut Visit::new(&mut |names, slots, extra| {
                let declared = names.iter().position(|name| *name == "id");
                let declared = declared.and_then(|index| slots.get(index));
                id = declared
                    .and_then(|slot| scalar(&slot.view()))
                    .or_else(|| extra.get("id").and_then(|id| scalar(&View::Any(id))));
            }));
            id
        }
        View::Map(map) => map.get("id").and_then(|id| scalar(&id)),
        View::Any(Value::Object(map)) => map.get("id").and_then(|id| scalar(&View::Any(id))),
        _ => None,
    }
}

fn scalar(view: &View<'_>) -> Option<u64> {
    match view {
        View::Int(id) => Some(hash(id.to_string().as_bytes())),
        View::Text(id) => Some(hash(id.as_bytes())),
        View::Any(Value::Number(id)) => Some(hash(id.to_string().as_bytes())),
        View::Any(Value::String(id)) => Some(hash(id.as_bytes())),
        _ => None,
    }
}

pub(super) fn hash(value: &(impl Hash + ?Sized)) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
#[allow(unreachable_pub, reason = "the macros declare public types")]
mod tests {
    use std::collections::BTreeMap;

    use serde_core::de::DeserializeOwned;
    use serde_json::{Value, json};

    use super::id;
    use crate::__private::*;
    use crate::record::Field;

    __record! {
        #[doc = "An item."]
        Item Option {
            id: i64 = "id",
            name: String = "name",
        }
    }

    #[test]
    fn items_of_every_type_have_the_same_id() {
        fn of<T: Field + DeserializeOwned>(json: Value) -> Option<u64> {
            id(&serde_json::from_value::<T>(json).expect("an item").view())
        }
        let seven = of::<Item>(json!({"id": 7}));
        assert!(seven.is_some());
        assert_ne!(of::<Item>(json!({"id": 8})), seven);
        // A record that does not have the type of the field keeps it beside the fields.
        assert_eq!(of::<Item>(json!({"id": "7"})), seven);
        assert_eq!(of::<Value>(json!({"id": 7})), seven);
        assert_eq!(of::<Value>(json!({"id": "7"})), seven);
        assert_eq!(of::<BTreeMap<String, i64>>(json!({"id": 7})), seven);
        assert_eq!(of::<BTreeMap<String, String>>(json!({"id": "7"})), seven);
        for without in [json!({"name": "7"}), json!({"id": null}), json!(7)] {
            assert_eq!(of::<Value>(without.clone()), None, "{without}");
        }
    }
}
