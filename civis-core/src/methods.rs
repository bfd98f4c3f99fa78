//! What the session, the request and the transports know about HTTP methods.

use http::Method;

/// Whether the method carries a body by its nature, so that an empty one is sent too.
///
/// `civis-spec` has the same rule. This crate does not depend on it by default; a test compares
/// the two.
pub(crate) fn expects_body(method: &Method) -> bool {
    [Method::POST, Method::PUT, Method::PATCH].contains(method)
}

/// Whether the request only reads.
pub(crate) fn is_get_or_head(method: &Method) -> bool {
    *method == Method::GET || *method == Method::HEAD
}

#[cfg(all(test, feature = "dynamic"))]
mod tests {
    use civis_spec::{HttpMethod, Spec};
    use http::Method;
    use serde_json::json;

    use super::expects_body;

    #[test]
    fn a_specification_and_a_request_expect_a_body_of_the_same_methods() {
        for http_method in HttpMethod::ALL {
            let key = http_method.as_str().to_ascii_lowercase();
            let path =
                json!({key: {"consumes": ["application/merge-patch+json"], "responses": {}}});
            let document = json!({"swagger": "2.0", "info": {}, "paths": {"/a": path}});
            let spec = Spec::from_slice(document.to_string().as_bytes()).expect("a specification");
            let is_declared = spec.resources[0].operations[0].content_type.is_some();
            let method = Method::from_bytes(http_method.as_str().as_bytes()).expect("a method");
            assert_eq!(is_declared, expects_body(&method), "{method}");
        }
    }
}
