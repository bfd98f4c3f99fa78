//! The methods of an operation, one for each of its names.
//!
//! ```text
//! pub fn get_runs(&self, id: impl PathArg<i64>, run_id: impl PathArg<i64>) -> Call<super::types::Run> {
//!     __Arguments::start_at(&self.0, "GET jobs.get_runs /v1/jobs/{id}/runs/{run_id}", (id, run_id))
//! }
//!
//! pub fn post(&self, name: impl Into<Arg<String>>) -> Post<Call<super::types::Job>> {
//!     Post(
//!         Call::start(&self.0, "POST jobs.post /v1/jobs")
//!             .field::<String>("name", name)
//!     )
//! }
//! ```
//!
//! The body is one expression of the type that the method returns: statements, and types
//! named again, cost compile time. So does a chain, whose type must be known where it
//! begins: it makes the check of the whole specification 0.5 % longer than functions
//! inside functions do, by instructions. Where there is nothing to chain, the trait begins
//! the call; with `Call::start` there too, it would be 1.2 %.

use civis_spec::{Location, Method, Operation, Parameter, Resource, Style, placeholders};

use crate::builder::Builders;
use crate::code::{Code, Literal, code};
use crate::docs;
use crate::paging;
use crate::parameter::{Setter, split};
use crate::rust_type::{Scope, is_plain};

pub(crate) fn methods(
    resource: &Resource,
    operation: &Operation,
    scope: &Scope<'_>,
    builders: &Builders<'_>,
) -> Code {
    let (required, _) = split(operation);
    let path = scope.spec.full_path(operation);
    let (path_values, setters) = arguments(&path, &required);
    let parameters: Code = required.iter().map(|one| parameter(one, scope)).collect();
    let path_values = match &*path_values {
        [] => None,
        [value] => Some(value.clone()),
        values => Some(code!("({values})", values = Code::join(values, ", "))),
    };
    let mut chain = Code::default();
    if let Some(media_type) = &operation.content_type {
        chain = code!(
            ".content_type({media_type})",
            media_type = Literal(media_type)
        );
    }
    let accept = operation.accept.as_ref().map(|accept| match &**accept {
        ACCEPT_JSON => Code::from(".accept_json()"),
        accept => code!(".accept({accept})", accept = Literal(accept)),
    });
    let follow = paging::follow(operation);
    let omits_body = scope.spec.omits_empty_body(operation);
    let omit = omits_body.then(|| Code::from(".omit_empty_body()"));
    let setters = setters.iter().map(|one| set(one, scope));
    let chain = [chain].into_iter().chain(follow).chain(accept).chain(omit);
    let chain: Code = chain.chain(setters).collect();
    let methods = operation.methods.iter().map(|method| {
        let name = format!("{}.{}", resource.name, method.name);
        let target = format!("{} {name} {path}", operation.http_method);
        let call = match chain.is_empty() {
            true => "__Arguments",
            false => scope.call_name(operation),
        };
        let target = Literal(&target);
        let start = match &path_values {
            None => code!("{call}::start(&self.0, {target})", call, target),
            Some(values) => code!(
                "{call}::start_at(&self.0, {target}, {values})",
                call,
                target,
                values
            ),
        };
        let mut body = code!("{start}{chain}", start, chain);
        let mut returned = scope.call(operation);
        let builder = builders.of(resource, method).map(|one| one.path(resource));
        if let Some(builder) = &builder {
            let line = if chain.is_empty() { "" } else { "\n" };
            body = code!("{builder}({line}{body}{line})", builder, line, body);
            returned = code!("{builder}<{returned}>", builder, returned);
        }
        code!(
            "{doc}{deprecated}#[inline]
            pub fn {ident}(&self{parameters}) -> {returned} {{
                {body}
            }}
            ",
            doc =
                docs::operation::method(scope.spec, resource, operation, method, builder.as_ref()),
            deprecated = deprecated(method),
            ident = &method.ident,
            parameters,
            returned,
            body,
        )
    });
    methods.collect()
}

/// What `accept_json` of the support module sets.
const ACCEPT_JSON: &str = "application/json, */*;q=0.1";

fn parameter(parameter: &Parameter, scope: &Scope<'_>) -> Code {
    let ty = scope.required(parameter);
    code!(", {ident}: {ty}", ident = &parameter.ident, ty)
}

fn set(parameter: &Parameter, scope: &Scope<'_>) -> Code {
    let Setter { function, place } = Setter::new(parameter);
    let ident = &parameter.ident;
    let (ty, value) = if parameter.location == Location::Path && is_plain(&parameter.ty) {
        let value = code!("{ident}.into_value()", ident);
        (Code::from(scope.names.value), value)
    } else {
        (scope.parameter(parameter), code!("{ident}", ident))
    };
    code!(
        "
                .{function}::<{ty}>({place}, {value})",
        function,
        ty,
        place,
        value,
    )
}

fn deprecated(method: &Method) -> Code {
    let Some(note) = &method.deprecated else {
        return Code::default();
    };
    // rustdoc reads it as Markdown.
    let note = docs::markdown::escape(&docs::markdown::one_line(note));
    code!("#[deprecated(note = {note})]\n", note = Literal(&note))
}

/// How many values of a path are given with it: as many as the support module takes.
const IN_PATH: usize = 4;

/// The required parameters: those that stand first in the path, in its order, and are plain
/// values are given with it, by one call and without their names; the others are set.
fn arguments<'p>(path: &str, required: &[&'p Parameter]) -> (Vec<Code>, Vec<&'p Parameter>) {
    let mut setters = required.to_vec();
    let mut values = Vec::new();
    for name in placeholders(path).take(IN_PATH) {
        let is_it = |one: &&Parameter| {
            let is_usual =
                one.location == Location::Path && one.style == Style::Default && !one.secret;
            one.wire == name && is_usual && is_plain(&one.ty)
        };
        let Some(index) = setters.iter().position(is_it) else {
            break;
        };
        values.push(code!("{ident}", ident = &setters.remove(index).ident));
    }
    (values, setters)
}
