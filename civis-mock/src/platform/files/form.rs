//! The parts of a `multipart/form-data` body.

use std::convert::Infallible;

use futures_util::FutureExt as _;
use futures_util::stream;
use hyper::body::Bytes;
use multer::Multipart;

/// One part of a form.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) name: String,
    pub(crate) content_type: Option<String>,
    pub(crate) content: Bytes,
}

/// The parts in their order, or `None` if the body is not such a form.
pub(crate) fn parts(content_type: &str, body: &[u8]) -> Option<Vec<Part>> {
    let boundary = multer::parse_boundary(content_type).ok()?;
    let body = Bytes::copy_from_slice(body);
    let body = stream::iter([Ok::<_, Infallible>(body)]);
    // The body is in memory, so the reader never waits.
    read(Multipart::new(body, boundary)).now_or_never()?
}

async fn read(mut form: Multipart<'_>) -> Option<Vec<Part>> {
    let mut parts = Vec::new();
    while let Some(field) = form.next_field().await.ok()? {
        let content_type = field.headers().get(http::header::CONTENT_TYPE);
        parts.push(Part {
            name: field.name()?.to_owned(),
            content_type: content_type.and_then(|value| Some(value.to_str().ok()?.to_owned())),
            content: field.bytes().await.ok()?,
        });
    }
    Some(parts)
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::{Part, parts};

    const TYPE: &str = "multipart/form-data; boundary=\"XX\"";

    proptest! {
        #[test]
        fn parts_come_back_as_they_were_sent(
            sent in vec(("[a-z-]{1,9}", vec(any::<u8>(), 0..60)), 0..5),
        ) {
            let delimiter = b"\r\n--XX";
            let has_delimiter = |content: &[u8]| content.windows(6).any(|bytes| bytes == delimiter);
            prop_assume!(sent.iter().all(|(_, content)| !has_delimiter(content)));
            let mut body = Vec::new();
            for (name, content) in &sent {
                let head = format!("--XX\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
                body.extend_from_slice(head.as_bytes());
                body.extend_from_slice(content);
                body.extend_from_slice(b"\r\n");
            }
            body.extend_from_slice(b"--XX--\r\n");
            let wanted: Vec<Part> = sent
                .into_iter()
                .map(|(name, content)| Part { name, content_type: None, content: content.into() })
                .collect();
            prop_assert_eq!(parts(TYPE, &body), Some(wanted));
        }

        #[test]
        fn no_body_makes_the_reader_panic(
            body in "(--XX|\r\n|[a-z:;=\"]|Content-Disposition: form-data; name=a){0,12}",
        ) {
            let _ = parts(TYPE, body.as_bytes());
        }
    }
}
