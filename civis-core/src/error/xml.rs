//! What an object store says in an error: `<Code>` and `<Message>` of its XML.

/// Longer bodies, in bytes, are not looked at.
const MAX_BYTES: usize = 64 * 1024;

/// The code and the message of an error in XML; `None` if the body is not one.
pub(super) fn read(body: &str) -> Option<(Option<String>, Option<String>)> {
    let start = body.trim_start_matches('\u{feff}').trim_start();
    let is_error = start.starts_with("<?xml") || start.starts_with("<Error");
    if !is_error || start.len() > MAX_BYTES || !start.contains("<Error") {
        return None;
    }
    let (code, message) = (element(start, "Code"), element(start, "Message"));
    (code.is_some() || message.is_some()).then_some((code, message))
}

/// The text of the first element with a name.
fn element(body: &str, name: &str) -> Option<String> {
    let open = format!("<{name}>");
    let rest = &body[body.find(&open)? + open.len()..];
    let text = &rest[..rest.find('<')?];
    let text = unescape(text.trim());
    (!text.is_empty()).then_some(text)
}

fn unescape(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&apos;", "'")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::read;

    #[test]
    fn code_and_message_are_found() {
        let body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>AccessDenied</Code>\
            <Message>Request has &lt;expired&gt; &amp;amp;</Message><Expires>2026</Expires></Error>";
        let read = |body| {
            let (code, message) = read(body)?;
            Some((code.unwrap_or_default(), message.unwrap_or_default()))
        };
        let pair = |code: &str, message: &str| Some((code.to_owned(), message.to_owned()));
        assert_eq!(
            read(body),
            pair("AccessDenied", "Request has <expired> &amp;")
        );
        assert_eq!(
            read("<Error><Code>SlowDown</Code></Error>"),
            pair("SlowDown", "")
        );
        assert_eq!(read(" <Error><Message>m</Message></Error>"), pair("", "m"));
        for body in [
            "",
            "<Error></Error>",
            "<Error><Code></Code></Error>",
            "<Error><Code>cut",
            "<html><Code>a</Code></html>",
            "Error: <Code>a</Code>",
            "<html><Error><Code>a</Code></Error></html>",
            "<?xml version='1.0'?><Result><Code>a</Code></Result>",
            r#"{"code": "<Code>a</Code>"}"#,
        ] {
            assert_eq!(read(body), None, "{body}");
        }
    }

    #[test]
    fn an_error_is_read_up_to_a_limit() {
        let of_length = |length: usize| {
            let error = "<Error><Code>a</Code></Error>";
            format!("{error}{}", " ".repeat(length - error.len()))
        };
        assert!(read(&of_length(64 * 1024)).is_some());
        for length in [64 * 1024 + 1, 100_000] {
            assert_eq!(read(&of_length(length)), None, "{length}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(body in "(<\\?xml|<Error>)?(<Code>|</?Message>|&amp;|\\PC|<){0,40}") {
            let _ = read(&body);
        }
    }
}
