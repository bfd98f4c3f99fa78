//! Examples of calls, in Rust and in Python.

use civis_spec::{Method, Operation, Resource};

use super::markdown::one_line;
use super::paging::is_paged;
use crate::parameter::split;

/// How many optional parameters an example shows.
const SHOWN: usize = 2;

/// The longest line of an example. The pages of rustdoc show longer ones only in part.
const WIDTH: usize = 80;

/// The call of an operation on a client, in lines that are not too long.
pub(super) fn rust(resource: &Resource, operation: &Operation, method: &Method) -> String {
    let (required, optional) = split(operation);
    let function = format!("client.{}.{}", resource.ident, method.ident);
    let arguments: Vec<&str> = required.iter().map(|one| &*one.ident).collect();
    let mut call = format!("{function}({})", arguments.join(", "));
    if call.len() > WIDTH {
        call = format!("{function}(\n    {},\n)", arguments.join(",\n    "));
    }
    let mut chain: Vec<String> = Vec::new();
    for parameter in optional.iter().take(SHOWN) {
        let ident = &parameter.ident;
        chain.push(format!(".{ident}({ident})"));
    }
    chain.push(
        if is_paged(operation) {
            ".iter()"
        } else {
            ".send()?"
        }
        .to_owned(),
    );
    let line = chain.concat();
    match call.contains('\n') || call.len() + line.len() > WIDTH {
        true => format!("{call}\n    {}", chain.join("\n    ")),
        false => format!("{call}{line}"),
    }
}

/// The same by the official client.
pub(super) fn python(resource: &Resource, operation: &Operation, method: &Method) -> String {
    let (required, optional) = split(operation);
    let mut arguments: Vec<String> = required.iter().map(|one| one.name.clone()).collect();
    let named = optional.iter().take(SHOWN);
    arguments.extend(named.map(|one| format!("{0}={0}", one.name)));
    if operation.paged {
        arguments.push("iterator=True".to_owned());
    }
    let arguments = arguments.join(", ");
    one_line(&format!(
        "client.{}.{}({arguments})",
        resource.name, method.name
    ))
}
