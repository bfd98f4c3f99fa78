//! The arguments of a request as its path and query.

use serde_json::Value;

use super::pairs::{Pairs, encode, is_flat, one_text};
use super::{Location, Request, Style};
use crate::error::Error;
use crate::secret_name::{REDACTED, Secrecy};

impl Request {
    /// The path of the operation, and its query: some documents distinguish operations of one
    /// path by it. Some do so by a fragment, which is not sent.
    pub(super) fn target(&self) -> (&str, &str) {
        let target = self.path.split('#').next().unwrap_or_default();
        target.split_once('?').unwrap_or((target, ""))
    }

    /// The path with its placeholders filled in, and secrets redacted; `None` if it has none.
    pub(super) fn redacted_path(&self, path: &str) -> Result<Option<String>, Error> {
        let mut arguments = self.at(Location::Path);
        let has_secret = arguments.any(|(argument, _)| argument.secrecy() > Secrecy::Open);
        has_secret
            .then(|| self.encoded_path(path, true))
            .transpose()
    }

    /// The path with its placeholders filled in, or with secrets redacted.
    pub(super) fn encoded_path(&self, path: &str, is_redacted: bool) -> Result<String, Error> {
        let path = path.trim_start_matches('/');
        let mut encoded = String::with_capacity(path.len() + 16);
        encoded.push('/');
        self.fill(path, is_redacted, &mut encoded)?;
        Ok(encoded)
    }

    /// Fills in the placeholders of a part of the path, or redacts secrets.
    fn fill(&self, template: &str, is_redacted: bool, encoded: &mut String) -> Result<(), Error> {
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            encoded.push_str(before);
            let Some((name, after)) = after.split_once('}') else {
                return Err(self.invalid(after, "is not closed in the path"));
            };
            let (argument, value) = self
                .at(Location::Path)
                .find(|(argument, _)| argument.name == name)
                .ok_or_else(|| self.invalid(name, "is part of the path and must be set"))?;
            if value.is_u64() && !value.is_i64() {
                let message = format!("is {value}, which is beyond the largest ID, {}", i64::MAX);
                return Err(self.invalid(name, &message));
            }
            let is_allowed = argument.style != Style::Default || is_flat(value);
            let text = one_text(value, argument.style.at(Location::Path))
                .filter(|_| is_allowed)
                .ok_or_else(|| {
                    self.invalid(
                        name,
                        "is part of the path and must be text, a number or a boolean",
                    )
                })?;
            match text.as_ref() {
                _ if is_redacted && argument.secrecy() > Secrecy::Open => {
                    encoded.push_str(REDACTED);
                }
                "" => return Err(self.invalid(name, "is part of the path and must not be empty")),
                // Unencoded, these two would address another resource.
                "." => encoded.push_str("%2E"),
                ".." => encoded.push_str("%2E%2E"),
                text => encode(text, encoded),
            }
            rest = after;
        }
        encoded.push_str(rest);
        Ok(())
    }

    /// The query of the path with its placeholders filled in, and that of the arguments.
    pub(super) fn encoded_query(&self, query: &str) -> Result<String, Error> {
        let mut declared = String::new();
        self.fill(query, false, &mut declared)?;
        let mut pairs = Pairs::after(declared);
        for (argument, value) in self.at(Location::Query) {
            match (argument.style, value) {
                (Style::Default, Value::Array(items)) => {
                    pairs.push_each(&format!("{}[]", argument.name), items);
                }
                (Style::Default, value) => pairs.push(&argument.name, value),
                (style, value) => pairs.write(&argument.name, value, style),
            }
        }
        Ok(pairs.into_text())
    }
}

#[cfg(test)]
mod tests {
    use http::Method;
    use serde_json::json;

    use crate::request::{Location, Request, Style};

    fn path(value: serde_json::Value) -> Result<String, String> {
        Request::new("x.get", Method::GET, "/a/{v}/b")
            .with(Location::Path, "v", value)
            .parts()
            .map(|parts| parts.path)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn a_path_value_stays_one_segment() {
        for (value, encoded) in [
            (json!("a/b"), "/a/a%2Fb/b"),
            (json!(".."), "/a/%2E%2E/b"),
            (json!("."), "/a/%2E/b"),
            (json!("..."), "/a/.../b"),
            (json!("x?y#z%"), "/a/x%3Fy%23z%25/b"),
            (json!("é d"), "/a/%C3%A9%20d/b"),
            (json!("{v}"), "/a/%7Bv%7D/b"),
            (json!(7), "/a/7/b"),
            (json!(true), "/a/true/b"),
            (json!([1]), "/a/1/b"),
            (json!(["x/y", 2]), "/a/x%2Fy%2C2/b"),
        ] {
            assert_eq!(path(value).as_deref(), Ok(encoded));
        }
    }

    #[test]
    fn a_trailing_slash_is_sent() {
        for (template, path) in [
            ("/a", "/a"),
            ("/a/", "/a/"),
            ("a//", "/a//"),
            ("/", "/"),
            ("", "/"),
        ] {
            let parts = Request::new("", Method::GET, template).parts();
            assert_eq!(parts.expect("parts").path, path, "{template}");
        }
    }

    #[test]
    fn a_query_in_the_path_is_sent_and_a_fragment_is_not() {
        for (template, path, query) in [
            ("/a?b=true", "/a", "b=true&n=1"),
            ("/a/?b=true&c", "/a/", "b=true&c&n=1"),
            ("/a?b={v}", "/a", "b=x%26y&n=1"),
            ("/a/{v}?b=true#c", "/a/x%26y", "b=true&n=1"),
            ("/a#b?c=true", "/a", "n=1"),
            ("/a?", "/a", "n=1"),
            ("?b=true", "/", "b=true&n=1"),
        ] {
            let request = Request::new("", Method::GET, template)
                .with(Location::Path, "v", "x&y")
                .with(Location::Query, "n", 1);
            let parts = request.parts().expect("parts");
            assert_eq!((&*parts.path, &*parts.query), (path, query), "{template}");
        }
    }

    #[test]
    fn a_path_value_that_is_not_a_segment_is_an_error() {
        for value in [
            json!(""),
            json!(null),
            json!([]),
            json!([""]),
            json!([[1]]),
            json!({}),
        ] {
            let error = path(value).expect_err("an error");
            assert!(error.contains("x.get") && error.contains('v'), "{error}");
        }
        let missing = Request::new("x.get", Method::GET, "/a/{v}").parts();
        assert!(missing.is_err());
    }

    #[test]
    fn lists_in_the_query_follow_their_declared_style() {
        let query = |style| {
            let mut request = Request::new("", Method::GET, "/a");
            let value = json!(["a b", null, 2, true]);
            request.set_styled(Location::Query, style, "n", value);
            request.parts().map(|parts| parts.query).expect("parts")
        };
        assert_eq!(
            query(Style::Default),
            "n%5B%5D=a%20b&n%5B%5D=2&n%5B%5D=true"
        );
        assert_eq!(query(Style::Repeated { inner: ',' }), "n=a%20b&n=2&n=true");
        let joined = Style::Joined {
            outer: ',',
            inner: ',',
        };
        assert_eq!(query(joined), "n=a%20b%2C2%2Ctrue");
    }

    #[test]
    fn nulls_and_empty_lists_are_omitted_from_the_query() {
        let parts = Request::new("", Method::GET, "/a")
            .with(Location::Query, "a", json!(null))
            .with(Location::Query, "b", json!([]))
            .with(Location::Query, "c", json!(""))
            .parts()
            .expect("parts");
        assert_eq!(parts.query, "c=");
    }
}
