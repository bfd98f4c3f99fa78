//! What an optional field has: a comparison with text, and its value or an error.

use std::any::type_name;
use std::panic::Location;

use crate::error::Error;

/// Reads the fields of records, which are all optional.
///
/// It is implemented for every [`Option`]. A number, a boolean and any other `Copy` value is
/// returned by value, everything else by reference.
///
/// ```
/// use civis_core::Optional;
/// # use civis_core::__private::*;
/// # __record! {
/// #     #[doc = "A job."]
/// #     Job Option { id: i64 = "id", name: String = "name", state: String = "state", }
/// # }
/// # let job: Job = serde_json::from_str(r#"{"id": 7, "name": "nightly", "state": "running"}"#).unwrap();
///
/// // let job = client.jobs.get(7).send()?;
/// let id: i64 = job.id.present()?;
/// let name: &str = job.name.present()?;
/// assert_eq!((id, name), (7, "nightly"));
/// assert!(job.state.is("running"));
/// # Ok::<(), civis_core::Error>(())
/// ```
pub trait Optional: Sized {
    /// The value, or a reference to it.
    type Value;

    /// Returns the value.
    ///
    /// # Errors
    /// [`ErrorKind::Missing`](crate::ErrorKind::Missing) if there is none: the response does
    /// not have the field, or it is null, or it has a value of another type, which the
    /// record's [`Extra`](crate::Extra) then has. An `Option` does not know which field it
    /// is, so the error names its type and the place of the call in your source.
    #[track_caller]
    fn present(self) -> Result<Self::Value, Error>;

    /// Returns whether there is a value that equals the text. The value is text or an enum.
    ///
    /// It serves a field whether the specification declares the text as an enum or not.
    #[must_use]
    fn is(self, text: impl AsRef<str>) -> bool
    where
        Self::Value: AsRef<str>;
}

impl<T: Copy> Optional for Option<T> {
    type Value = T;

    #[track_caller]
    fn present(self) -> Result<T, Error> {
        self.ok_or_else(missing::<T>(Location::caller()))
    }

    fn is(self, text: impl AsRef<str>) -> bool
    where
        T: AsRef<str>,
    {
        self.is_some_and(|value| value.as_ref() == text.as_ref())
    }
}

impl<'a, T> Optional for &'a Option<T> {
    type Value = &'a T;

    #[track_caller]
    fn present(self) -> Result<&'a T, Error> {
        self.as_ref().ok_or_else(missing::<T>(Location::caller()))
    }

    fn is(self, text: impl AsRef<str>) -> bool
    where
        &'a T: AsRef<str>,
    {
        self.as_ref()
            .is_some_and(|value| value.as_ref() == text.as_ref())
    }
}

fn missing<T>(place: &Location<'_>) -> impl FnOnce() -> Error {
    move || Error::missing(&short(type_name::<T>()), place)
}

/// The name of a type without paths: `Vec<String>` for `alloc::vec::Vec<alloc::string::String>`.
fn short(name: &str) -> String {
    let parts = name.split_inclusive(|char: char| !(char.is_alphanumeric() || "_:".contains(char)));
    parts
        .map(|part| part.rsplit_once("::").map_or(part, |(_, last)| last))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::Optional;
    use crate::error::{Error, ErrorKind};
    use crate::record::OpenEnum;

    #[derive(Debug)]
    enum State {
        Running,
        Unknown(String),
    }

    impl AsRef<str> for State {
        fn as_ref(&self) -> &str {
            match self {
                Self::Running => "running",
                Self::Unknown(text) => text,
            }
        }
    }

    impl OpenEnum for State {
        const VALUES: &'static [&'static str] = &["running"];

        fn from_text(text: &str) -> Self {
            match text {
                "running" => Self::Running,
                _ => Self::Unknown(text.to_owned()),
            }
        }
    }

    struct Job {
        id: Option<i64>,
        name: Option<String>,
        state: Option<State>,
        ids: Option<Vec<i64>>,
    }

    fn job(is_set: bool) -> Job {
        Job {
            id: is_set.then_some(7),
            name: is_set.then(|| "nightly".to_owned()),
            state: is_set.then(|| State::from_text("running")),
            ids: is_set.then(|| vec![1, 2]),
        }
    }

    #[test]
    fn a_present_value_is_returned() -> Result<(), Error> {
        // A response dereferences to its record.
        let job = &job(true);
        let id: i64 = job.id.present()?;
        let name: &String = job.name.present()?;
        let ids: &Vec<i64> = job.ids.present()?;
        assert_eq!((id, &**name, &**ids), (7, "nightly", &[1, 2][..]));
        assert!(matches!(job.state.present()?, State::Running));
        assert_eq!(job.name.as_deref().present()?, "nightly");
        Ok(())
    }

    #[test]
    fn text_and_enums_compare_alike() {
        let set = &job(true);
        assert!(set.state.is("running") && set.name.is("nightly"));
        assert!(set.state.is(String::from("running")) && set.state.is(State::Running));
        assert!(!set.state.is("idle") && !set.name.is(""));
        assert!(set.name.as_deref().is("nightly") && set.state.as_ref().is("running"));
        assert!(!set.name.as_deref().is("hourly") && !set.state.as_ref().is("idle"));
        let unset = &job(false);
        assert!(!unset.state.is("running") && !unset.name.is(""));
        let odd = Some(State::from_text("odd"));
        assert!(odd.is("odd") && !odd.is("running"));
    }

    #[test]
    fn a_missing_value_is_an_error_with_its_type_and_location() {
        let job = &job(false);
        let line = line!() + 1;
        let error = job.id.present().expect_err("missing");
        assert_eq!(error.kind(), ErrorKind::Missing);
        let text = error.to_string();
        assert!(text.contains("`i64`"), "{text}");
        assert!(text.contains(&format!("optional.rs:{line}:")), "{text}");
        let line = line!() + 1;
        let error = job.state.present().expect_err("missing").to_string();
        assert!(error.contains("`State`"), "{error}");
        assert!(error.contains(&format!("optional.rs:{line}:")), "{error}");
        let error = job.ids.present().expect_err("missing").to_string();
        assert!(error.contains("`Vec<i64>`"), "{error}");
    }
}
