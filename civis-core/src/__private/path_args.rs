//! The values of a path, none of which may be null.

use serde_json::Value;

/// The values of the first placeholders of a path, in order: one value, or a tuple of up to four.
pub trait PathArgs {
    /// Returns the values.
    fn into_values(self) -> Vec<Value>;
}

/// Returns the names of the placeholders of a path, in order.
pub(super) fn placeholders(path: &str) -> impl Iterator<Item = &str> {
    let parts = path.split('{').skip(1);
    parts.filter_map(|part| part.split_once('}').map(|(name, _)| name))
}

/// A value of a path: an integer, a number, a boolean, or text.
pub trait PathArg: Into<Value> {}

impl PathArg for i64 {}
impl PathArg for f64 {}
impl PathArg for bool {}
impl PathArg for &str {}

impl<A: PathArg> PathArgs for A {
    fn into_values(self) -> Vec<Value> {
        vec![self.into()]
    }
}

macro_rules! tuples {
    ($($arg:ident)*) => {
        impl<$($arg: PathArg),*> PathArgs for ($($arg,)*) {
            fn into_values(self) -> Vec<Value> {
                #[allow(non_snake_case, reason = "a value and its type have one name")]
                let ($($arg,)*) = self;
                vec![$($arg.into()),*]
            }
        }
    };
}

tuples!(A B);
tuples!(A B C);
tuples!(A B C D);

#[cfg(test)]
mod tests {
    use crate::__private::Arguments;
    use crate::call::Call;
    use crate::session::Session;

    #[test]
    fn values_fill_the_placeholders_of_a_path_in_order() -> Result<(), crate::Error> {
        let session = Session::builder().api_key("key").build()?;
        let call: Call<()> = Arguments::start_at(
            &session,
            "PUT {id} of.put_it /{id}/a b/{second}/{third one}/{4}",
            (7, "x y", true, 0.5),
        );
        assert_eq!(call.request().operation(), "{id} of.put_it");
        assert_eq!(call.request().method(), "PUT");
        let path = "/{id}/a b/{second}/{third one}/{4}";
        assert_eq!(call.request().path(), path);
        assert_eq!(call.request().parts()?.path, "/7/a b/x%20y/true/0.5");
        let call: Call<()> = Arguments::start_at(&session, "GET a.get /a/{id}/{id}", 5);
        assert_eq!(call.request().parts()?.path, "/a/5/5");
        Ok(())
    }
}
