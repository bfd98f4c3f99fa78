//! The API key, and what keeps it out of sight.

use std::borrow::Cow;
use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderValue;

/// Shorter keys are not looked for in texts of the server: no key of the
/// Platform is that short, and a text would lose too much of itself.
const SHORTEST_TO_HIDE: usize = 8;

/// A key that has been checked, and the header made of it.
#[derive(Clone)]
pub(crate) struct ApiKey {
    key: String,
    encoded: String,
    header: HeaderValue,
}

impl ApiKey {
    /// Checks a key; the error says what is wrong with it, and not what it is.
    pub(crate) fn new(key: String) -> Result<Self, &'static str> {
        if key.is_empty() {
            return Err("the API key is empty");
        }
        if key.contains(['\n', '\r']) {
            return Err("the API key holds a line break");
        }
        if key.chars().any(char::is_whitespace) {
            return Err("the API key holds white space");
        }
        if key.chars().any(char::is_control) {
            return Err("the API key holds a control character");
        }
        if !key.is_ascii() {
            return Err("the API key holds a character outside ASCII");
        }
        if key.contains(':') {
            return Err("the API key holds a colon, which basic authentication cannot carry");
        }
        let encoded = STANDARD.encode(format!("{key}:"));
        let mut header = HeaderValue::try_from(format!("Basic {encoded}"))
            .map_err(|_| "the API key does not fit into a header")?;
        header.set_sensitive(true);
        Ok(Self {
            key,
            encoded,
            header,
        })
    }

    /// The value of `Authorization`, marked as sensitive.
    pub(crate) fn header(&self) -> HeaderValue {
        self.header.clone()
    }

    /// A text of the server, without the key that it may have echoed.
    pub(crate) fn hide<'a>(&self, text: &'a str) -> Cow<'a, str> {
        const HIDDEN: &str = "[key]";
        if self.key.len() < SHORTEST_TO_HIDE
            || !(text.contains(&self.key) || text.contains(&self.encoded))
        {
            return Cow::Borrowed(text);
        }
        Cow::Owned(
            text.replace(&self.key, HIDDEN)
                .replace(&self.encoded, HIDDEN),
        )
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey([hidden])")
    }
}

#[cfg(test)]
mod tests {
    use super::ApiKey;

    #[test]
    fn a_key_that_cannot_be_sent_is_refused_without_showing_it() {
        for (key, reason) in [
            ("", "empty"),
            ("sesame\n", "line break"),
            ("sesame\r\n", "line break"),
            (" sesame", "white space"),
            ("ses ame", "white space"),
            ("ses\u{a0}ame", "white space"),
            ("ses\u{7}ame", "control character"),
            ("sésame", "ASCII"),
            ("ses:ame", "colon"),
        ] {
            let message = ApiKey::new(key.to_owned()).expect_err(key);
            assert!(message.contains(reason), "{key:?}: {message}");
            assert!(!message.contains("ame"), "{message}");
        }
    }

    #[test]
    fn the_header_is_basic_with_an_empty_password() {
        let key = ApiKey::new("sesame".to_owned()).expect("a key");
        assert_eq!(key.header(), "Basic c2VzYW1lOg==");
        assert!(key.header().is_sensitive());
        assert_eq!(
            format!("{:?} {key:?}", key.header()),
            "Sensitive ApiKey([hidden])"
        );
    }

    #[test]
    fn an_echoed_key_is_hidden() {
        let key = ApiKey::new("open-sesame".to_owned()).expect("a key");
        let echo = "bad key open-sesame in Basic b3Blbi1zZXNhbWU6";
        assert_eq!(key.hide(echo), "bad key [key] in Basic [key]");
        assert_eq!(key.hide("nothing"), "nothing");
    }
}
