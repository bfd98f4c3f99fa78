//! The doc comment of the client, where the documentation of the generated code begins.

use civis_spec::{Method, Operation, Resource, Spec};

use super::attribute;
use super::call;
use super::markdown::{escape, one_line};
use crate::client_name::ClientName;
use crate::code::Code;
use crate::parameter::split;

/// Where the guide is, as docs.rs shows it. The generated code cannot link to it by its path:
/// the user's crate may have another name for `civis`.
const GUIDE: &str = "https://docs.rs/civis/latest/civis/guide/";

/// The doc comment of the client: what it is, how to create it, and a first call.
pub(crate) fn introduction(spec: &Spec, name: &ClientName) -> Code {
    let service = match spec.title.is_empty() {
        true => "the service".to_owned(),
        false => escape(&one_line(&spec.title)),
    };
    let version = escape(&one_line(&spec.version));
    let mut doc = format!(
        "A client for {service} (version {version} of the specification).\n\n\
         Each field is a resource, with a method for each of its operations. A method returns a \
         call. Set its optional parameters, and send it:\n\n\
         ```text\nlet client = {name}::from_env()?;\n"
    );
    if let Some((resource, operation, method)) = first_call(spec) {
        doc.push_str(&call::rust(resource, operation, method));
        doc.push('\n');
    }
    doc.push_str(&format!("```\n\nThe [guide]({GUIDE}) explains the rest."));
    attribute(&doc)
}

/// The first operation that reads, if possible without arguments.
fn first_call(spec: &Spec) -> Option<(&Resource, &Operation, &Method)> {
    let operations = spec.resources.iter().flat_map(|resource| {
        let operations = resource.operations.iter();
        operations.filter_map(move |one| Some((resource, one, one.methods.first()?)))
    });
    operations.min_by_key(|(_, one, _)| {
        let reads = one.http_method == civis_spec::HttpMethod::Get;
        (!reads, split(one).0.len())
    })
}
