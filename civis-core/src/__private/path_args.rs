//! The values of a path, none of which may be null.

use std::borrow::Cow;

use serde_json::Value;

/// The values of the first placeholders of a path, in order: one value, or a tuple of up to four. `T` is the declared
/// type, or the tuple of them.
pub trait PathArgs<T> {
    /// Returns the values.
    fn into_values(self) -> Vec<Value>;
}

/// Returns the names of the placeholders of a path, in order.
pub(super) fn placeholders(path: &str) -> impl Iterator<Item = &str> {
    let parts = path.split('{').skip(1);
    parts.filter_map(|part| part.split_once('}').map(|(name, _)| name))
}

/// A value for a path parameter of type `T`: that type, one that converts to it, or a reference to either.
///
/// An integer may have any type of up to 64 bits. One that is too large for `i64` is an error when the call is sent.
#[diagnostic::on_unimplemented(
    message = "mismatched types: a path parameter of type `{T}` does not take `{Self}`",
    label = "expected `{T}`",
    note = "a path cannot hold null, so an `Option` must be unwrapped"
)]
pub trait PathArg<T> {
    /// Returns the value.
    fn into_value(self) -> Value;
}

macro_rules! scalars {
    ($($from:ty => $to:ty),* $(,)?) => {$(
        impl PathArg<$to> for $from {
            #[inline]
            fn into_value(self) -> Value {
                self.into()
            }
        }
    )*};
}

scalars! {
    i8 => i64, i16 => i64, i32 => i64, i64 => i64, isize => i64,
    u8 => i64, u16 => i64, u32 => i64, u64 => i64, usize => i64,
    i8 => f64, i16 => f64, i32 => f64, i64 => f64, isize => f64,
    u8 => f64, u16 => f64, u32 => f64, u64 => f64, usize => f64, f32 => f64, f64 => f64,
    bool => bool,
    &str => String, String => String, Cow<'_, str> => String,
}

impl<T, A: PathArg<T> + Clone> PathArg<T> for &A {
    #[inline]
    fn into_value(self) -> Value {
        self.clone().into_value()
    }
}

impl<T, A: PathArg<T>> PathArgs<T> for A {
    fn into_values(self) -> Vec<Value> {
        vec![self.into_value()]
    }
}

macro_rules! tuples {
    ($($arg:ident: $ty:ident),*) => {
        impl<$($ty, $arg: PathArg<$ty>),*> PathArgs<($($ty,)*)> for ($($arg,)*) {
            fn into_values(self) -> Vec<Value> {
                #[allow(non_snake_case, reason = "a value and its type have one name")]
                let ($($arg,)*) = self;
                vec![$($arg.into_value()),*]
            }
        }
    };
}

tuples!(A: T, B: U);
tuples!(A: T, B: U, C: V);
tuples!(A: T, B: U, C: V, D: W);

#[cfg(test)]
#[allow(
    clippy::needless_borrows_for_generic_args,
    reason = "references are what is tested"
)]
mod tests {
    use std::borrow::Cow;

    use serde_json::{Value, json};

    use super::PathArg;
    use crate::__private::Arguments;
    use crate::call::Call;
    use crate::error::ErrorKind;
    use crate::session::Session;

    fn session() -> Session {
        Session::builder()
            .api_key("key")
            .build()
            .expect("a session")
    }

    /// Starts a call as a generated method does, which declares the types.
    fn start(
        operation: &'static str,
        first: impl PathArg<i64>,
        second: impl PathArg<String>,
        third: impl PathArg<bool>,
        fourth: impl PathArg<f64>,
    ) -> Call<()> {
        Arguments::start_at(&session(), operation, (first, second, third, fourth))
    }

    fn start_one(operation: &'static str, id: impl PathArg<i64>) -> Call<()> {
        Arguments::start_at(&session(), operation, id)
    }

    #[test]
    fn values_fill_the_placeholders_of_a_path_in_order() -> Result<(), crate::Error> {
        let operation = "PUT {id} of.put_it /{id}/a b/{second}/{third one}/{4}";
        let call = start(operation, 7, "x y", true, 0.5);
        assert_eq!(call.request().operation(), "{id} of.put_it");
        assert_eq!(call.request().method(), "PUT");
        let path = "/{id}/a b/{second}/{third one}/{4}";
        assert_eq!(call.request().path(), path);
        assert_eq!(call.request().parts()?.path, "/7/a b/x%20y/true/0.5");
        let call = start(operation, 7_u32, String::from("x"), &false, 3);
        assert_eq!(call.request().parts()?.path, "/7/a b/x/false/3");
        let call = start_one("GET a.get /a/{id}/{id}", &5_u64);
        assert_eq!(call.request().parts()?.path, "/a/5/5");
        Ok(())
    }

    #[test]
    fn integers_of_any_type_and_references_are_accepted() {
        fn integer(value: impl PathArg<i64>) -> Value {
            value.into_value()
        }
        fn text(value: impl PathArg<String>) -> Value {
            value.into_value()
        }
        let all = [
            integer(5),
            integer(5_i64),
            integer(5_u64),
            integer(5_u32),
            integer(5_usize),
            integer(5_u8),
            integer(5_isize),
            integer(&5_i64),
            integer(&5_u32),
            integer(&&5_usize),
        ];
        assert!(all.iter().all(|value| *value == json!(5)), "{all:?}");
        let owned = String::from("a");
        let all = [
            text("a"),
            text(&"a"),
            text(&owned),
            text(&&owned),
            text(owned.clone()),
            text(Cow::Borrowed("a")),
            text(&Cow::Borrowed("a")),
        ];
        assert!(all.iter().all(|value| *value == json!("a")), "{all:?}");
    }

    #[test]
    fn an_integer_beyond_i64_is_an_error() {
        let of = |id: u64| start_one("GET jobs.get /jobs/{id}", id);
        let largest = of(i64::MAX as u64).request().parts().expect("parts");
        assert_eq!(largest.path, format!("/jobs/{}", i64::MAX));
        for id in [i64::MAX as u64 + 1, u64::MAX] {
            let error = of(id).send_raw().expect_err("too large");
            assert_eq!(error.kind(), ErrorKind::InvalidRequest);
            let text = error.to_string();
            assert!(
                text.starts_with("jobs.get: `id` ") && text.contains(&id.to_string()),
                "{text}"
            );
        }
    }
}
