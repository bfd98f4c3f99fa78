//! The fields of a `multipart/form-data` body.

/// One part of a form.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Part<'a> {
    pub(crate) name: String,
    pub(crate) content_type: Option<String>,
    pub(crate) content: &'a [u8],
}

/// The parts in their order, `None` if the body is not such a form.
pub(crate) fn parts<'a>(content_type: &str, body: &'a [u8]) -> Option<Vec<Part<'a>>> {
    let boundary = parameter(content_type, "boundary")?;
    let delimiter = format!("--{boundary}").into_bytes();
    let mut rest = body.strip_prefix(delimiter.as_slice())?;
    let between = [b"\r\n", delimiter.as_slice()].concat();
    let mut parts = Vec::new();
    while !rest.starts_with(b"--") {
        let part = rest.strip_prefix(b"\r\n")?;
        let end = find(part, &between)?;
        parts.push(read(&part[..end])?);
        rest = &part[end + between.len()..];
    }
    Some(parts)
}

fn read(part: &[u8]) -> Option<Part<'_>> {
    let (head, content) = match part.strip_prefix(b"\r\n") {
        Some(content) => (&[][..], content),
        None => {
            let end = find(part, b"\r\n\r\n")?;
            (&part[..end], &part[end + 4..])
        }
    };
    let head = std::str::from_utf8(head).ok()?;
    let header = |wanted: &str| {
        head.split("\r\n").find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.trim()
                .eq_ignore_ascii_case(wanted)
                .then(|| value.trim())
        })
    };
    Some(Part {
        name: parameter(header("content-disposition")?, "name")?,
        content_type: header("content-type").map(str::to_owned),
        content,
    })
}

/// The value of a parameter of a header, with or without quotes.
fn parameter(header: &str, wanted: &str) -> Option<String> {
    header.split(';').skip(1).find_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        let value = value.trim();
        let bare = value.strip_prefix('"').and_then(|v| v.strip_suffix('"'));
        name.trim()
            .eq_ignore_ascii_case(wanted)
            .then(|| bare.unwrap_or(value).to_owned())
    })
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    let first = *wanted.first()?;
    let mut from = 0;
    while let Some(offset) = text[from..].iter().position(|byte| *byte == first) {
        from += offset;
        if text[from..].starts_with(wanted) {
            return Some(from);
        }
        from += 1;
    }
    None
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
            prop_assume!(sent.iter().all(|(_, content)| super::find(content, b"\r\n--XX").is_none()));
            let mut body = Vec::new();
            for (name, content) in &sent {
                let head = format!("--XX\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
                body.extend_from_slice(head.as_bytes());
                body.extend_from_slice(content);
                body.extend_from_slice(b"\r\n");
            }
            body.extend_from_slice(b"--XX--\r\n");
            let wanted: Vec<Part<'_>> = sent
                .iter()
                .map(|(name, content)| Part { name: name.clone(), content_type: None, content })
                .collect();
            prop_assert_eq!(parts(TYPE, &body), Some(wanted));
        }

        #[test]
        fn no_body_is_too_odd(body in "(--XX|\r\n|[a-z:;=\"]|Content-Disposition: form-data; name=a){0,12}") {
            // An answer or none: no panic.
            let _ = parts(TYPE, body.as_bytes());
        }
    }
}
