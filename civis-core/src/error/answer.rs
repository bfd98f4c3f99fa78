//! What an answer that is an error says.

use http::header::{LOCATION, WWW_AUTHENTICATE};
use http::{StatusCode, Uri};
use serde_json::Value;

use super::excerpt::excerpt;
use crate::response::raw::RawResponse;
use crate::secret::Secret;

/// Longer bodies than this, in bytes, are not read as JSON: no error of the Platform
/// comes near it, and a tree of values is many times as large as its text.
const MAX_JSON: usize = 1 << 20;

pub(super) struct Told {
    pub(super) message: String,
    pub(super) code: Option<String>,
}

/// Reads `error`, `errorDescription` and `code`; of any other body the start is
/// all that can be told. Without secrets.
pub(super) fn read(answer: &RawResponse, secret: &Secret) -> Told {
    if answer.status().is_redirection() {
        return Told {
            message: redirection(answer, secret),
            code: None,
        };
    }
    let json = Some(answer.body()).filter(|body| body.len() <= MAX_JSON);
    let Some(Value::Object(body)) = json.and_then(|body| serde_json::from_slice(body).ok()) else {
        let mut message = excerpt(answer.body(), secret);
        if message.is_empty() && answer.status() == StatusCode::UNAUTHORIZED {
            message = challenge(answer, secret);
        }
        return Told {
            message,
            code: None,
        };
    };
    let text = |name| match body.get(name) {
        Some(Value::String(text)) if !text.is_empty() => Some(secret.hide(text).into_owned()),
        Some(Value::Number(number)) => Some(number.to_string()),
        _ => None,
    };
    let code = text("error").or_else(|| text("code"));
    let message = text("errorDescription").unwrap_or_else(|| match &code {
        // A body with nothing but its code is told by the code.
        Some(_) => String::new(),
        None => excerpt(answer.body(), secret),
    });
    Told { message, code }
}

/// Where a redirection that was not followed leads, without what may be secret.
fn redirection(answer: &RawResponse, secret: &Secret) -> String {
    let location = answer
        .headers()
        .get(LOCATION)
        .and_then(|value| value.to_str().ok());
    let place = location.and_then(|location| location.parse::<Uri>().ok());
    match place {
        Some(place) => {
            let place = secret.hide(place.host().unwrap_or(place.path()));
            format!("a redirection to {place} is not followed")
        }
        None => "a redirection without a place to go to".to_owned(),
    }
}

fn challenge(answer: &RawResponse, secret: &Secret) -> String {
    let value = answer.headers().get(WWW_AUTHENTICATE);
    value.map_or_else(String::new, |value| excerpt(value.as_bytes(), secret))
}

#[cfg(test)]
mod tests {
    use super::{MAX_JSON, read};
    use crate::response::raw::RawResponse;
    use crate::secret::Secret;

    fn told(status: u16, header: (&str, &str), body: &str) -> (String, Option<String>) {
        let answer = http::Response::builder()
            .status(status)
            .header(header.0, header.1)
            .body(body.as_bytes().to_vec())
            .expect("an answer");
        let told = read(&RawResponse::new(answer, 1), &Secret::default());
        (told.message, told.code)
    }

    #[test]
    fn the_body_of_an_error_is_told_whatever_it_is() {
        let none = ("x-nothing", "");
        for (body, message, code) in [
            (
                r#"{"error":"conflict","errorDescription":"It runs.","code":409}"#,
                "It runs.",
                Some("conflict"),
            ),
            (r#"{"code":409}"#, "", Some("409")),
            (r#"{"errorDescription":null,"error":7}"#, "", Some("7")),
            (r#"{"detail":"odd"}"#, r#"{"detail":"odd"}"#, None),
            (r#"["odd"]"#, r#"["odd"]"#, None),
            ("null", "null", None),
            ("<html>Bad Gateway</html>", "<html>Bad Gateway</html>", None),
            ("{\"error\":", "{\"error\":", None),
            ("", "", None),
        ] {
            let expected = (message.to_owned(), code.map(str::to_owned));
            assert_eq!(told(409, none, body), expected, "{body}");
        }
    }

    #[test]
    fn a_body_of_whatever_length_is_told_by_its_start() {
        let body = format!(r#"{{"error":"conflict","x":"{}"}}"#, "x".repeat(MAX_JSON));
        let (message, code) = told(409, ("x-nothing", ""), &body);
        assert!(message.starts_with(r#"{"error":"conflict","x":"xxx"#));
        assert_eq!(code, None);
    }

    #[test]
    fn a_challenge_is_told_where_nothing_else_is() {
        let challenge = ("www-authenticate", "Basic realm=\"Civis\"");
        assert_eq!(told(401, challenge, "").0, "Basic realm=\"Civis\"");
        assert_eq!(told(401, ("x-nothing", ""), "").0, "");
    }

    #[test]
    fn a_redirection_is_told_by_its_host_alone() {
        let location = "https://bucket.test/file?signature=secret";
        let (message, _) = told(302, ("location", location), "moved");
        assert_eq!(message, "a redirection to bucket.test is not followed");
    }

    #[test]
    fn a_redirection_does_not_echo_the_key() {
        let secret = Secret::of(["open-sesame".to_owned().into()]);
        for location in ["/open-sesame/a", "https://open-sesame.test/"] {
            let answer = http::Response::builder().status(302);
            let answer = answer.header("location", location).body(Vec::new());
            let answer = RawResponse::new(answer.expect("an answer"), 1);
            let message = read(&answer, &secret).message;
            assert!(message.contains("[key]"), "{message}");
        }
    }
}
