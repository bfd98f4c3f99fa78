//! A module for each resource: its struct, its operations.

use civis_spec::{Location, Operation, Parameter, Resource, Spec, Style, Type, placeholders};

use crate::builders::Builders;
use crate::names::Names;
use crate::ty::{Scope, is_plain};
use crate::{Module, docs, operation_docs};

pub(crate) fn module(spec: &Spec, resource: &Resource, builders: &Builders<'_>) -> Module {
    let operations = &resource.operations;
    let named = operations.iter().flat_map(|one| &one.methods);
    let items = named.map(|method| &*method.type_ident);
    let scope = &Scope {
        spec,
        types: "super::types::",
        names: Names::beside(items.chain([&*resource.type_ident])),
        builders,
    };
    let methods = operations
        .iter()
        .map(|operation| methods(resource, operation, scope));
    let builders = operations
        .iter()
        .filter_map(|operation| builder(resource, operation, scope));
    let (methods, builders): (String, String) = (methods.collect(), builders.collect());
    let doc = docs::resource(&resource.name);
    let name = &resource.type_ident;
    let body = format!(
        "__resource! {{ {doc} {name} }}\n\
         impl {name} {{\n{methods}}}\n{builders}"
    );
    Module::new(&doc, &resource.ident, body)
}

/// The methods of an operation, one for each of its names.
///
/// They are written out, and the body is one expression whose type is that of the
/// method: statements, and types that are named again, cost compile time.
fn methods(resource: &Resource, operation: &Operation, scope: &Scope<'_>) -> String {
    let (required, _) = split(operation);
    let call = call(operation, scope);
    let (verb, path) = (operation.http_method, scope.spec.full_path(operation));
    let mut set: Vec<_> = required.iter().map(|&one| (one, setter(one))).collect();
    let in_path = in_path(&path, &mut set);
    let mut arguments = String::new();
    for parameter in &required {
        let given = scope.given(&parameter.ty, parameter.location == Location::Path);
        arguments.push_str(&format!(", {}: {given}", parameter.ident));
    }
    let methods = operation.methods.iter().map(|method| {
        let name = &method.ident;
        let builder = scope.builders.of(resource, method);
        let builder = builder.map(|builder| builder.path(resource));
        let doc =
            operation_docs::method(scope.spec, resource, operation, method, builder.as_deref());
        let deprecated = method.deprecated.as_deref().map(|note| {
            // rustdoc reads it as Markdown.
            let note = docs::escape(&docs::plain(note));
            format!("#[deprecated(note = {note:?})]")
        });
        let deprecated = deprecated.unwrap_or_default();
        let full_name = format!("{}.{}", resource.name, method.name);
        let start = format!("&self.0, {:?}", format!("{verb} {full_name} {path}"));
        let mut body = match &*in_path {
            [] => format!("__Arguments::start({start})"),
            [value] => format!("__Arguments::start_at({start}, {value})"),
            values => format!("__Arguments::start_at({start}, ({}))", values.join(", ")),
        };
        if let Some(media_type) = &operation.content_type {
            body = format!("__Arguments::content_type({body}, {media_type:?})");
        }
        for (one, (set, place)) in &set {
            let (ty, ident) = (scope.argument(&one.ty), &one.ident);
            body = format!("__Arguments::{set}::<{ty}>({body}, {place}, {ident})");
        }
        let out = match &builder {
            Some(path) => {
                body = format!("{path}({body})");
                format!("{path}<{call}>")
            }
            None => call.clone(),
        };
        format!(
            "{doc} {deprecated} #[inline] pub fn {name}(&self{arguments}) -> {out} {{ {body} }}\n"
        )
    });
    methods.collect()
}

/// How many values of a path are given with it: as many as the support module takes.
const IN_PATH: usize = 4;

/// Takes the parameters out that stand first in a path, in its order, and are given as
/// plain values: they go with the path, by one call and without their names.
fn in_path<'s>(path: &str, set: &mut Vec<(&'s Parameter, Setter)>) -> Vec<&'s str> {
    let mut values = Vec::new();
    for name in placeholders(path).take(IN_PATH) {
        let is_it = |(one, (set, _)): &(&Parameter, Setter)| {
            one.wire == name && *set == "path" && is_plain(&one.ty)
        };
        let Some(place) = set.iter().position(is_it) else {
            break;
        };
        let (parameter, _) = set.remove(place);
        values.push(&*parameter.ident);
    }
    values
}

/// The struct of an operation that has optional parameters, or the alias of one.
fn builder(resource: &Resource, operation: &Operation, scope: &Scope<'_>) -> Option<String> {
    let (_, optional) = split(operation);
    let method = operation.methods.first()?;
    let builder = scope.builders.of(resource, method)?;
    let name = &method.type_ident;
    let call = call(operation, scope);
    if !builder.is_declared(resource, method) {
        let doc = operation_docs::builder(&[operation]);
        let path = builder.path(resource);
        return Some(format!("{doc} pub type {name} = {path}<{call}>;\n"));
    }
    let doc = operation_docs::builder(&builder.operations);
    let setters = optional.iter().map(|parameter| {
        let doc = operation_docs::parameter(scope.spec, parameter);
        let (ty, ident) = (scope.argument(&parameter.ty), &parameter.ident);
        let (set, place) = setter(parameter);
        format!("{doc} {ident}: {ty} = {set}({place});")
    });
    let setters: String = setters.collect();
    let Names { arg, into, .. } = scope.names;
    Some(format!(
        "__operation! {{ {doc} {name}({call}) {into} {arg} {{ {setters} }} }}\n"
    ))
}

/// Required parameters, which are arguments, and optional ones, which are setters.
pub(crate) fn split(operation: &Operation) -> (Vec<&Parameter>, Vec<&Parameter>) {
    operation
        .parameters
        .iter()
        .partition(|parameter| parameter.required || parameter.location == Location::Path)
}

/// The function of the support module that sets an argument, and what it takes before the
/// value: the name alone, where most arguments travel.
type Setter = (&'static str, String);

fn setter(parameter: &Parameter) -> Setter {
    let Parameter {
        location,
        style,
        wire,
        ..
    } = parameter;
    match (location, style) {
        (Location::Path, Style::Default) => ("path", format!("{wire:?}")),
        (Location::Query, Style::Default) => ("query", format!("{wire:?}")),
        (Location::Field, _) => ("field", format!("{wire:?}")),
        (location, Style::Default) => ("set", format!("__Location::{location:?}, {wire:?}")),
        (location, style) => (
            "set_styled",
            format!("__Location::{location:?}, __Style::{style:?}, {wire:?}"),
        ),
    }
}

/// The type of the call: what it answers with, and whether in pages.
fn call(operation: &Operation, scope: &Scope<'_>) -> String {
    match &operation.response {
        Some(Type::List(item)) if operation.paged => {
            format!("{}<{}>", scope.names.paged_call, scope.field(item))
        }
        Some(ty) => format!("{}<{}>", scope.names.call, scope.field(ty)),
        None => format!("{}<()>", scope.names.call),
    }
}
