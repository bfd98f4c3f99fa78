//! What the Platform says in a response that is not 2xx.

use http::header::{LOCATION, WWW_AUTHENTICATE};
use http::{StatusCode, Uri};
use serde_json::Value;

use super::description::Description;
use super::excerpt::{excerpt, shorten};
use super::{html, xml};
use crate::response::raw::RawResponse;
use crate::secret::Secret;

/// Longer bodies, in bytes, are not parsed as JSON: no error of the Platform comes near
/// this, and a tree of values takes many times the memory of its text.
const MAX_JSON: usize = 1 << 20;

/// The redacted content of an error response.
pub(super) struct Details {
    pub(super) message: String,
    pub(super) code: Option<String>,
}

/// Reads what a response says: JSON by its keys, an error of an object store by its elements,
/// an HTML page by its title, and anything else by its beginning.
pub(super) fn read(response: &RawResponse, secret: &Secret) -> Details {
    let without_code = |message| Details {
        message,
        code: None,
    };
    // 304 leads nowhere: it is the response to a conditional request.
    if response.status().is_redirection() && response.status() != StatusCode::NOT_MODIFIED {
        return without_code(redirect(response, secret));
    }
    let text = response.text();
    let mut json = Value::Null;
    let is_json = response.body().len() <= MAX_JSON && response.decode(&mut json).is_ok();
    if is_json && (json.is_object() || json.is_array()) {
        let Description { code, text: said } = Description::of(&json);
        let message = match said {
            Some(said) => shorten(&said, secret),
            // The code alone describes a body without a description.
            None if code.is_some() => String::new(),
            None => excerpt(text.as_bytes(), secret),
        };
        let code = code.map(|code| shorten(&code, secret));
        return Details { message, code };
    }
    if let Some((code, message)) = xml::read(&text) {
        let message = message.unwrap_or_default();
        return Details {
            message: shorten(&message, secret),
            code: code.map(|code| shorten(&code, secret)),
        };
    }
    let page = html::text(response.headers(), &text);
    let message = excerpt(page.as_deref().unwrap_or(&text).as_bytes(), secret);
    if message.is_empty() && response.status() == StatusCode::UNAUTHORIZED {
        return without_code(challenge(response, secret));
    }
    without_code(message)
}

/// Says where a redirect leads that was not followed, without its path and query, which
/// may be secret.
fn redirect(response: &RawResponse, secret: &Secret) -> String {
    let location = response
        .headers()
        .get(LOCATION)
        .and_then(|value| value.to_str().ok()?.parse::<Uri>().ok());
    match location {
        Some(url) => {
            let host = secret.redact(url.host().unwrap_or(url.path()));
            format!("a redirect to {host} is not followed")
        }
        None => "a redirect without a valid location".to_owned(),
    }
}

fn challenge(response: &RawResponse, secret: &Secret) -> String {
    let value = response.headers().get(WWW_AUTHENTICATE);
    value.map_or_else(String::new, |value| excerpt(value.as_bytes(), secret))
}

#[cfg(test)]
mod tests {
    use super::{MAX_JSON, read};
    use crate::response::raw::RawResponse;
    use crate::secret::Secret;

    fn read_error(status: u16, header: (&str, &str), body: &str) -> (String, Option<String>) {
        let response = http::Response::builder()
            .status(status)
            .header(header.0, header.1)
            .body(body.as_bytes().to_vec())
            .expect("a response");
        let details = read(&RawResponse::new(response, 1), &Secret::default());
        (details.message, details.code)
    }

    #[test]
    fn any_body_of_an_error_is_reported() {
        let none = ("x-nothing", "");
        for (body, message, code) in [
            (
                r#"{"error":"conflict","errorDescription":"It runs.","code":409}"#,
                "It runs.",
                Some("conflict"),
            ),
            (r#"{"code":409}"#, "", Some("409")),
            (r#"{"errorDescription":null,"error":7}"#, "", Some("7")),
            (
                r#"{"error":"invalid","errorDescription":{"name":["is taken"]}}"#,
                "name: is taken",
                Some("invalid"),
            ),
            (r#"{"detail":"odd"}"#, "odd", None),
            (r#"{"odd":"detail"}"#, r#"{"odd":"detail"}"#, None),
            (r#"["odd"]"#, "odd", None),
            ("[1]", "[1]", None),
            ("null", "null", None),
            ("<html>Bad Gateway</html>", "Bad Gateway", None),
            ("<p>Bad Gateway", "<p>Bad Gateway", None),
            ("{\"error\":", "{\"error\":", None),
            ("", "", None),
        ] {
            let expected = (message.to_owned(), code.map(str::to_owned));
            assert_eq!(read_error(409, none, body), expected, "{body}");
        }
    }

    #[test]
    fn a_long_body_is_truncated() {
        let body = format!(r#"{{"error":"conflict","x":"{}"}}"#, "x".repeat(MAX_JSON));
        let (message, code) = read_error(409, ("x-nothing", ""), &body);
        assert!(message.starts_with(r#"{"error":"conflict","x":"xxx"#));
        assert_eq!(code, None);
    }

    #[test]
    fn a_challenge_is_reported_if_there_is_nothing_else() {
        let challenge = ("www-authenticate", "Basic realm=\"Civis\"");
        assert_eq!(read_error(401, challenge, "").0, "Basic realm=\"Civis\"");
        assert_eq!(read_error(401, challenge, "Log in.").0, "Log in.");
        assert_eq!(read_error(407, challenge, "").0, "");
        assert_eq!(read_error(401, ("x-nothing", ""), "").0, "");
    }

    #[test]
    fn a_response_that_is_not_modified_is_no_redirect() {
        let (message, code) = read_error(304, ("ETag", "\"a1\""), "");
        assert_eq!((&*message, code), ("", None));
    }

    #[test]
    fn a_redirect_is_reported_with_only_its_host() {
        let location = "https://bucket.test/file?signature=secret";
        let (message, _) = read_error(302, ("location", location), "moved");
        assert_eq!(message, "a redirect to bucket.test is not followed");
    }

    #[test]
    fn a_redirect_does_not_echo_the_key() {
        let secret = Secret::of(["open-sesame".to_owned().into()]);
        for location in ["/open-sesame/a", "https://open-sesame.test/"] {
            let response = http::Response::builder().status(302);
            let response = response.header("location", location).body(Vec::new());
            let response = RawResponse::new(response.expect("a response"), 1);
            let message = read(&response, &secret).message;
            assert!(message.contains("[redacted]"), "{message}");
        }
    }
}
