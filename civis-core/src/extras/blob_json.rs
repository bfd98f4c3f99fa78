//! The JSON of a file.

use serde_core::de::DeserializeOwned;
use serde_json::Value;
use serde_json::error::Category;

use crate::error::{Error, ErrorKind};
use crate::record::blob::Blob;
use crate::record::decode_text;

impl Blob {
    /// Reads the bytes as JSON, whatever the media type. An empty body, or one of white
    /// space only, is a null.
    ///
    /// ```
    /// use civis_core::Blob;
    /// use serde_json::{Value, json};
    ///
    /// let file = Blob::new(*br#"{"id": 7}"#);
    /// assert_eq!(file.json::<Value>()?, json!({"id": 7}));
    /// assert_eq!(Blob::default().json::<Option<i64>>()?, None);
    /// # Ok::<(), civis_core::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Decode`](crate::ErrorKind::Decode) if they are not JSON, or not of this
    /// type.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        let text = self.text();
        let text = match text.trim() {
            "" => "null",
            text => text,
        };
        serde_json::from_str(text)
            .or_else(|error| match error.classify() {
                // It may be JSON that can be repaired.
                Category::Syntax | Category::Eof => {
                    let mut value = Value::Null;
                    decode_text(text, &mut value).map_err(|_| error)?;
                    T::deserialize(value)
                }
                Category::Data | Category::Io => Err(error),
            })
            .map_err(|error| unreadable(&error))
    }
}

/// Not generic, so it is compiled once. It does not quote a value of the file.
fn unreadable(error: &serde_json::Error) -> Error {
    let what = match error.classify() {
        Category::Data => "JSON of another type",
        Category::Eof => "JSON that ends too early",
        Category::Syntax | Category::Io => "not JSON",
    };
    let place = match (error.line(), error.column()) {
        (0, _) => String::new(),
        (line, column) => format!(", at line {line} column {column}"),
    };
    Error::new(ErrorKind::Decode, format!("the content is {what}{place}"))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::error::ErrorKind;
    use crate::record::blob::Blob;

    #[test]
    fn json_is_read_in_any_encoding_and_repaired() {
        for (bytes, media_type, expected) in [
            (&b"{\"a\": 1}"[..], "text/plain", json!({"a": 1})),
            (b"[NaN]", "application/json", json!(["NaN"])),
            (b"\"\xe9\"", "text/html; charset=latin1", json!("é")),
            (b"\xff\xfe[\x001\0]\0", "application/json", json!([1])),
            (b" \n", "application/json", json!(null)),
        ] {
            let file = Blob::new(bytes).content_type(media_type);
            assert_eq!(file.json::<Value>().expect("JSON"), expected);
        }
    }

    #[test]
    fn an_error_has_the_place_and_not_the_value() {
        for (bytes, message) in [
            (
                &b"id,name"[..],
                "the content is not JSON, at line 1 column 1",
            ),
            (
                b"[\"s3cret\"]",
                "the content is JSON of another type, at line 1 column 9",
            ),
            (
                b"[1",
                "the content is JSON that ends too early, at line 1 column 2",
            ),
        ] {
            let error = Blob::new(bytes).json::<Vec<i64>>().expect_err("an error");
            assert_eq!(error.kind(), ErrorKind::Decode);
            assert_eq!(error.to_string(), message);
        }
    }
}
