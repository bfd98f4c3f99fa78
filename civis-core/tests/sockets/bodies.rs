//! Requests without body arguments.

use civis_core::{Call, Request};
use http::Method;
use serde_json::Value;

use crate::support::server::{Server, ok};
use crate::support::{Backend, for_each_backend};

for_each_backend!(an_empty_body_is_an_object_unless_it_is_omitted);

fn an_empty_body_is_an_object_unless_it_is_omitted(backend: Backend) {
    for method in [Method::POST, Method::PUT, Method::PATCH] {
        let server = Server::always(ok());
        let session = backend.session(&server.url()).build().expect("a session");
        let mut request = Request::new("things.do", method.clone(), "/thing");
        let call: Call<Value> = Call::new(&session, request.clone());
        call.send_raw().expect("a response");
        request.omit_empty_body();
        let call: Call<Value> = Call::new(&session, request.clone());
        call.send_raw().expect("a response");
        request.set(civis_core::Location::Field, "name", "a");
        let call: Call<Value> = Call::new(&session, request);
        call.send_raw().expect("a response");
        let json = Some("application/json");
        for (received, (body, length, media_type)) in server.requests().iter().zip([
            ("{}", "2", json),
            ("", "0", None),
            (r#"{"name":"a"}"#, "12", json),
        ]) {
            assert_eq!(received.body, body.as_bytes(), "{method}");
            assert_eq!(received.header("content-length"), Some(length), "{method}");
            assert_eq!(received.header("content-type"), media_type, "{method}");
        }
    }
}
