//! One record, and one resource with one operation, as they look once the macros are expanded.
//!
//! `by_macro` is what the generator writes for `GET /jobs`, shortened. `by_hand` is the same without macros, to be read. The
//! tests check that both behave alike.

use std::panic::{RefUnwindSafe, UnwindSafe, catch_unwind};

use serde_json::{Value, json};

use crate::record::Record;
use crate::session::Session;

/// As the generator writes it.
#[allow(
    dead_code,
    unreachable_pub,
    reason = "the macros declare items for users' crates"
)]
mod by_macro {
    pub mod types {
        use crate::__private::*;

        #[doc = "A job."]
        pub struct Job {
            pub id: Option<i64>,
            pub last_run: Option<Timestamp>,
            #[doc = "Other JSON values, by key: those that no field holds."]
            pub extra: Extra,
        }
        __impl_record! { Job { id = "id", last_run = "lastRun", } }
    }

    pub mod jobs {
        use crate::__private::*;

        __resource! { #[doc = "Jobs."] Jobs }

        impl Jobs {
            #[doc = "Lists jobs."]
            #[inline]
            pub fn list(&self) -> List<PagedCall<super::types::Job>> {
                List(__Arguments::start(&self.0, "GET jobs.list /jobs"))
            }
        }

        __operation! {
            #[doc = "The optional parameters of `list`."]
            List(PagedCall<super::types::Job>) IntoIterator
        }
        impl<C: Arguments> List<C> {
            #[doc = "The states."]
            pub fn state(self, value: impl Into<Arg<String>>) -> Self {
                Self(self.0.query::<String>("state", value))
            }
            #[doc = "The largest number of jobs in a page."]
            pub fn limit(self, value: impl Into<Arg<i64>>) -> Self {
                Self(self.0.query::<i64>("limit", value))
            }
        }
    }

    crate::__private::__client! { #[doc = "A client."] Client { jobs: jobs::Jobs, } }
}

/// The same, expanded.
mod by_hand {
    use std::fmt;
    use std::ops::Deref;

    use serde_core::{Deserialize, Deserializer, Serialize, Serializer};

    use crate::__private::{Arguments, Visit, VisitMut};
    use crate::call::pages::{Iter, PagedCall};
    use crate::error::Error;
    use crate::record::timestamp::Timestamp;
    use crate::record::{Extra, Field, Record, clone_record, debug, deserialize, equal, serialize};
    use crate::request::arg::Arg;
    use crate::session::Session;

    /// A job.
    pub(super) struct Job {
        pub(super) id: Option<i64>,
        pub(super) last_run: Option<Timestamp>,
        /// Other JSON values, by key: those that no field holds.
        pub(super) extra: Extra,
    }

    impl Default for Job {
        fn default() -> Self {
            Self {
                id: None,
                last_run: None,
                extra: Extra::new(),
            }
        }
    }

    impl Record for Job {
        fn slots(&self, visit: &mut Visit<'_>) {
            visit.fields(&["id", "lastRun"], (&self.id, &self.last_run), &self.extra);
        }

        fn slots_mut(&mut self, visit: &mut VisitMut<'_>) {
            visit.fields((&mut self.id, &mut self.last_run), &mut self.extra);
        }
    }

    // Everything else is one call each: the work is done once, behind `dyn Record`.

    impl Clone for Job {
        fn clone(&self) -> Self {
            clone_record(self)
        }
    }

    impl fmt::Debug for Job {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            debug(self, f)
        }
    }

    impl PartialEq for Job {
        fn eq(&self, other: &Self) -> bool {
            equal(self, other)
        }
    }

    impl Serialize for Job {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serialize(self, serializer)
        }
    }

    impl<'de> Deserialize<'de> for Job {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            deserialize(deserializer)
        }
    }

    /// Jobs.
    pub(super) struct Jobs(Session);

    impl Jobs {
        /// Lists jobs.
        pub(super) fn list(&self) -> List<PagedCall<Job>> {
            List(Arguments::start(&self.0, "GET jobs.list /jobs"))
        }
    }

    /// The optional parameters of `list`.
    #[must_use = "a call does nothing until it is sent"]
    pub(super) struct List<C = PagedCall<Job>>(C);

    impl<C: Arguments> List<C> {
        /// The states.
        pub(super) fn state(self, value: impl Into<Arg<String>>) -> Self {
            Self(self.0.query::<String>("state", value))
        }

        /// The largest number of jobs in a page.
        pub(super) fn limit(self, value: impl Into<Arg<i64>>) -> Self {
            Self(self.0.query::<i64>("limit", value))
        }
    }

    // `send`, `iter` and all else of a call.
    impl<C> Deref for List<C> {
        type Target = C;

        fn deref(&self) -> &C {
            &self.0
        }
    }

    // `for job in client.jobs.list()`.
    impl<T: Field + Default> IntoIterator for List<PagedCall<T>> {
        type Item = Result<T, Error>;
        type IntoIter = Iter<T>;

        fn into_iter(self) -> Iter<T> {
            self.0.iter()
        }
    }

    impl<T: Field + Default> IntoIterator for &List<PagedCall<T>> {
        type Item = Result<T, Error>;
        type IntoIter = Iter<T>;

        fn into_iter(self) -> Iter<T> {
            self.0.iter()
        }
    }

    /// A client.
    pub(super) struct Client {
        session: Session,
        pub(super) jobs: Jobs,
    }

    impl Client {
        pub(super) fn new(api_key: impl Into<String>) -> Result<Self, Error> {
            Session::new(api_key).map(From::from)
        }
    }

    impl From<Session> for Client {
        fn from(session: Session) -> Self {
            Self {
                jobs: Jobs(session.clone()),
                session,
            }
        }
    }

    // The lookups, and all else that a session does.
    impl Deref for Client {
        type Target = Session;

        fn deref(&self) -> &Session {
            &self.session
        }
    }
}

fn written<R>(json: &Value) -> (String, String)
where
    R: Record + Clone + std::fmt::Debug + PartialEq + serde_core::Serialize,
    R: serde_core::de::DeserializeOwned,
{
    let record: R = serde_json::from_value(json.clone()).expect("a record");
    assert_eq!(record.clone(), record);
    let json = serde_json::to_string(&record).expect("JSON");
    (json, format!("{record:?}"))
}

#[test]
fn a_record_by_hand_behaves_as_that_of_the_macro() {
    for json in [
        json!({}),
        json!({"id": 1, "lastRun": "2026-05-27T15:44:29.000Z"}),
        json!({"id": 1.0, "lastRun": "yesterday", "undeclared": [null]}),
    ] {
        let by_hand = written::<by_hand::Job>(&json);
        assert_eq!(by_hand, written::<by_macro::types::Job>(&json));
        assert_eq!(by_hand.0, json.to_string());
    }
    let (one, other) = (by_hand::Job::default(), by_macro::types::Job::default());
    assert_eq!(
        (one.names(), one.type_name()),
        (other.names(), other.type_name())
    );
    assert!(one.id.is_none() && one.last_run.is_none() && one.extra.is_empty());
}

#[test]
fn an_operation_by_hand_behaves_as_that_of_the_macro() {
    let by_hand = by_hand::Client::new("my-api-key").expect("a client");
    let by_macro = by_macro::Client::new("my-api-key").expect("a client");
    let session: [&Session; 2] = [&by_hand, &by_macro];
    assert_eq!(session[0].base_url(), session[1].base_url());
    let one = by_hand.jobs.list().state("running").limit(5);
    let other = by_macro.jobs.list().state("running").limit(5);
    assert_eq!(one.request().operation(), other.request().operation());
    let parts = [one.request(), other.request()].map(|request| request.parts().expect("parts"));
    assert_eq!(parts[0].path, parts[1].path);
    assert_eq!(parts[0].query, "state=running&limit=5");
    assert_eq!(parts[0].query, parts[1].query);
    // By reference, and by value.
    let iterators = format!("{:?}", [(&one).into_iter(), one.into_iter()]);
    assert_eq!(
        iterators,
        format!("{:?}", [(&other).into_iter(), other.into_iter()]).replace("by_macro", "by_hand")
    );
}

#[test]
fn a_client_and_its_calls_are_used_across_catch_unwind() {
    fn check<T: UnwindSafe + RefUnwindSafe>(_: &T) {}
    let client = by_macro::Client::new("my-api-key").expect("a client");
    check(&client);
    check(&client.jobs);
    check(&client.jobs.list());
    let base_url = catch_unwind(|| client.base_url().to_owned());
    assert!(base_url.is_ok_and(|url| url.starts_with("https://")));
}
