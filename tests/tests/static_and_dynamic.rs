//! Typed calls and calls by name make the same requests, for every method.

#![forbid(unsafe_code)]
#![allow(deprecated, reason = "every method is called")]

use civis::Session;
use civis_spec::Spec;
use civis_tests::fidelity::{json, record};
use serde_json::{Map, Value};

include!(concat!(env!("OUT_DIR"), "/typed.rs"));

#[test]
fn typed_calls_and_calls_by_name_make_the_same_requests() {
    let session = Session::new("key").expect("a session");
    let client = platform::Client::from(session.clone());
    let file = include_bytes!("../../civis/civis-spec.json");
    let spec = Spec::from_slice(file).expect("the pinned specification");
    assert!(CALLS.len() > 1_000, "{} calls", CALLS.len());
    for (resource, method, call, arguments) in CALLS {
        let typed = call(&client).parts().expect("the parts of a typed call");
        let arguments: Map<String, Value> = serde_json::from_str(arguments).expect("arguments");
        let by_name = session
            .call(&spec, resource, method, &arguments)
            .and_then(|call| call.request().parts())
            .expect("the parts of a call by name");
        assert_eq!(
            format!("{typed:?}"),
            format!("{by_name:?}"),
            "{resource}.{method}"
        );
    }
}
