//! Search in lists of records.

use serde_json::Value;

use crate::extras::fields::{FieldKey, has_value};
use crate::record::Record;

/// Searches lists of records: a response, a list in it, or items of several pages.
///
/// A field is named as in [`Fields`](crate::Fields), and its value is compared as in
/// [`Fields::field_is`](crate::Fields::field_is).
///
/// ```
/// use civis_core::{Fields, Find};
/// # use civis_core::__private::*;
/// # __record! {
/// #     #[doc = "A job."]
/// #     Job Option { id: i64 = "id", name: String = "name", state: String = "state", run: i64 = "lastRunId", }
/// # }
/// # let jobs: Vec<Job> = serde_json::from_str(r#"[
/// #     {"id": 1, "name": "load", "state": "idle", "lastRunId": 7, "hidden": true},
/// #     {"id": 2, "name": "model", "state": "running"},
/// #     {"id": 3, "name": "report", "state": "running", "lastRunId": 8}
/// # ]"#).unwrap();
///
/// // let jobs = client.jobs.list().send()?;
/// let model = jobs.find_one_by("name", "model");
/// assert_eq!(model.and_then(|job| job.id), Some(2));
///
/// assert_eq!(jobs.find_all_by("state", "running").count(), 2);
/// assert_eq!(jobs.find_all_by("last_run_id", None::<i64>).count(), 1);
/// assert_eq!(jobs.find_all_by("hidden", true).count(), 1);
///
/// let ran = |job: &Job| job.run.is_some() && job.field_is("state", "running");
/// assert_eq!(jobs.find_one(ran).and_then(|job| job.id), Some(3));
/// ```
pub trait Find {
    /// The type of the records.
    type Item: Record;

    /// Returns all items for which the predicate is true, in order.
    fn find_all(
        &self,
        predicate: impl FnMut(&Self::Item) -> bool,
    ) -> impl Iterator<Item = &Self::Item>;

    /// Returns the first item for which the predicate is true.
    #[must_use]
    fn find_one(&self, predicate: impl FnMut(&Self::Item) -> bool) -> Option<&Self::Item> {
        self.find_all(predicate).next()
    }

    /// Returns all items whose field has the value, in order. Null (`None::<i64>`
    /// or `Value::Null`) finds items in which the field is not set.
    fn find_all_by<'a>(
        &'a self,
        field: &str,
        value: impl Into<Value>,
    ) -> impl Iterator<Item = &'a Self::Item>;

    /// Returns the first item whose field has the value.
    #[must_use]
    fn find_one_by(&self, field: &str, value: impl Into<Value>) -> Option<&Self::Item> {
        self.find_all_by(field, value).next()
    }
}

impl<T: Record> Find for [T] {
    type Item = T;

    fn find_all(&self, mut predicate: impl FnMut(&T) -> bool) -> impl Iterator<Item = &T> {
        self.iter().filter(move |item| predicate(item))
    }

    fn find_all_by<'a>(
        &'a self,
        field: &str,
        value: impl Into<Value>,
    ) -> impl Iterator<Item = &'a T> {
        let value = value.into();
        // All items have the same fields, so the name is looked up once.
        let key = self.first().map(|item| FieldKey::new(item.names(), field));
        self.iter().filter(move |item| {
            key.as_ref()
                .is_some_and(|key| has_value(*item, key, &value))
        })
    }
}

#[cfg(test)]
#[allow(unreachable_pub, reason = "the macros declare public types")]
mod tests {
    use serde_json::{Value, json};

    use super::Find;
    use crate::__private::*;
    use crate::extras::fields::Fields;
    use crate::record::timestamp::Timestamp;
    use crate::response::Response;
    use crate::response::raw::RawResponse;

    __record! {
        #[doc = "A job."]
        Job Option {
            id: i64 = "id",
            name: String = "name",
            archived: bool = "archived",
            created_at: Timestamp = "createdAt",
            last_run: Value = "lastRun",
            ids: Vec<i64> = "ids",
            tags: Vec<Value> = "tags",
        }
    }

    fn jobs() -> Vec<Job> {
        serde_json::from_value(json!([
            {"id": 1, "name": "a", "archived": false, "createdAt": "2026-05-27T15:44:29.000Z"},
            {"id": 2.0, "name": 5, "archived": null, "newKey": "x", "ids": [1, 2], "tags": ["a", 1]},
            {"id": 3, "name": "a", "archived": "no", "lastRun": {"id": 9}, "newKey": null},
        ]))
        .expect("jobs")
    }

    fn ids(field: &str, value: impl Into<Value>) -> Vec<i64> {
        let jobs = jobs();
        let found = jobs.find_all_by(field, value);
        found.filter_map(|job| job.id).collect()
    }

    #[test]
    fn a_predicate_finds_all_and_the_first() {
        let jobs = jobs();
        let named = |job: &Job| job.name.as_deref() == Some("a");
        assert_eq!(jobs.find_all(named).count(), 2);
        assert_eq!(jobs.find_one(named).and_then(|job| job.id), Some(1));
        assert_eq!(jobs.find_one(|_| false), None);
    }

    #[test]
    fn a_response_is_searched_like_its_list() {
        let raw = RawResponse::new(http::Response::new(Vec::new()), 1);
        let response = Response::new(jobs(), raw, None);
        assert_eq!(response.find_one_by("id", 3), response.last());
        assert_eq!(response.find_all_by("id", 3).count(), 1);
    }

    #[test]
    fn a_field_is_found_by_either_name() {
        assert_eq!(ids("lastRun", json!({"id": 9})), [3]);
        assert_eq!(ids("last_run", json!({"id": 9})), [3]);
        assert_eq!(ids("tags", json!(["a", 1])), [2]);
        assert!(ids("tags", json!(["a", 2])).is_empty());
        assert_eq!(ids("newKey", "x"), [2]);
        assert_eq!(ids("new_key", "x"), [2]);
    }

    #[test]
    fn a_coerced_value_is_found_by_both_forms() {
        assert_eq!(ids("id", 2), [2]);
        assert_eq!(ids("id", 2.0), [2]);
        assert_eq!(ids("name", 5), [2]);
        assert_eq!(ids("name", "5"), [2]);
        assert_eq!(ids("archived", "no"), [3]);
        assert_eq!(ids("ids", vec![1, 2]), [2]);
    }

    #[test]
    fn true_is_not_one_and_false_is_not_null() {
        assert_eq!(ids("archived", false), [1]);
        assert!(ids("archived", 0).is_empty());
        assert!(ids("id", true).is_empty());
    }

    #[test]
    fn null_finds_fields_that_are_not_set() {
        assert_eq!(ids("archived", None::<bool>), [2]);
        assert_eq!(ids("lastRun", Value::Null), [1, 2]);
        assert_eq!(ids("newKey", Value::Null), [3]);
        assert!(ids("never", Value::Null).is_empty());
    }

    #[test]
    fn timestamps_are_found_by_instant() {
        assert_eq!(ids("created_at", "2026-05-27T10:44:29-05:00"), [1]);
        assert!(ids("created_at", "2026-05-27T15:44:30Z").is_empty());
        assert!(ids("created_at", "yesterday").is_empty());
    }

    #[test]
    fn nothing_is_found_in_an_empty_list() {
        assert_eq!(Vec::<Job>::new().find_one_by("id", 1), None);
    }

    #[test]
    fn a_field_has_its_received_value_unless_changed() {
        let mut job = jobs().remove(1);
        assert_eq!(job.field("name"), Some(json!(5)));
        assert_eq!(job.field("created_at"), Some(Value::Null));
        assert_eq!(job.field("new_key"), Some(json!("x")));
        assert_eq!(job.field("never"), None);
        job.name = Some("six".into());
        assert_eq!(job.field("name"), Some(json!("six")));
        assert!(job.field_is("name", "six") && !job.field_is("name", 5));
    }
}
