//! A module for each resource: its struct, its operations.

use std::borrow::Cow;

use civis_spec::{CollectionFormat, Location, Operation, Parameter, Resource, Type};

use crate::ty::Scope;
use crate::{Module, docs, operation_docs};

pub(crate) fn module(resource: &Resource, scope: &Scope<'_>) -> Module {
    let operations = &resource.operations;
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
        "__civis::resource! {{ {doc} {name} }}\n\
         impl {name} {{\n{methods}}}\n{builders}"
    );
    Module::new(&doc, &resource.ident, body)
}

/// The methods of an operation, one for each of its names.
fn methods(resource: &Resource, operation: &Operation, scope: &Scope<'_>) -> String {
    let (required, _) = split(operation);
    let call = call(operation, scope);
    let (verb, path) = (operation.verb.as_str(), scope.spec.full_path(operation));
    let arguments = required.iter().map(|parameter| {
        let given = scope.given(&parameter.ty, parameter.location == Location::Path);
        let carried = carried(parameter, scope);
        format!("{}: {given} as {carried};", parameter.ident)
    });
    let arguments: String = arguments.collect();
    let content_type = operation.content_type.as_deref();
    let content_type = content_type.map(|media_type| format!("as {media_type:?}"));
    let content_type = content_type.unwrap_or_default();
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
        let id = format!("{}.{}", resource.name, method.name);
        let (out, wrap) = match &builder {
            Some(path) => (format!("{path}<{call}>"), &**path),
            None => (call.clone(), "::core::convert::identity"),
        };
        format!(
            "__civis::method! {{ {doc} {deprecated} {name}({arguments}) -> {out} = {wrap}, \
             {call}, {id:?}, {verb} {path:?} {content_type} }}\n"
        )
    });
    methods.collect()
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
        format!("{doc} {}: {};", parameter.ident, carried(parameter, scope))
    });
    let setters: String = setters.collect();
    Some(format!(
        "__civis::operation! {{ {doc} {name}({call}) {{ {setters} }} }}\n"
    ))
}

/// Required parameters, which are arguments, and optional ones, which are setters.
pub(crate) fn split(operation: &Operation) -> (Vec<&Parameter>, Vec<&Parameter>) {
    operation
        .parameters
        .iter()
        .partition(|parameter| parameter.required || parameter.location == Location::Path)
}

/// What an argument is of, where it stands in the request, and its name there.
fn carried(parameter: &Parameter, scope: &Scope<'_>) -> String {
    let ty = scope.argument(&parameter.ty);
    let location = location(parameter);
    format!("{ty} = __civis::Location::{location}, {:?}", parameter.wire)
}

/// A value of `Location` in the support module.
fn location(parameter: &Parameter) -> Cow<'static, str> {
    let place = match parameter.location {
        Location::Field => return "Field".into(),
        Location::Body => return "Body".into(),
        Location::Path => "Path",
        Location::Query => "Query",
        Location::Header => "Header",
        Location::Cookie => "Cookie",
        Location::Form => "Form",
        Location::Multipart => "Multipart",
    };
    let inner = parameter.nested.separator().unwrap_or(',');
    let separator = parameter.collection.separator();
    let common: Option<Cow<'static, str>> =
        match (parameter.location, parameter.collection, separator) {
            (_, CollectionFormat::Deep | CollectionFormat::Json, _) => None,
            (Location::Query, CollectionFormat::Brackets, _) => Some(place.into()),
            _ if inner != ',' => None,
            (Location::Path, ..) if parameter.ty.is_nested() => None,
            (Location::Path | Location::Header, _, None | Some(','))
            | (Location::Cookie, _, Some(','))
            | (Location::Form | Location::Multipart, _, None) => Some(place.into()),
            (Location::Query, CollectionFormat::Multi, _) => Some("Repeated".into()),
            (Location::Query, _, Some(separator)) => Some(format!("Joined({separator:?})").into()),
            (Location::Form | Location::Multipart, _, Some(separator)) => {
                Some(format!("{place}Joined({separator:?})").into())
            }
            _ => None,
        };
    if let Some(common) = common {
        return common;
    }
    let style = match (parameter.collection, separator) {
        (CollectionFormat::Deep, _) => "Deep".to_owned(),
        (CollectionFormat::Json, _) => "Json".to_owned(),
        (_, Some(outer)) => format!("Joined({outer:?}, {inner:?})"),
        (_, None) if matches!(parameter.location, Location::Path | Location::Header) => {
            format!("Joined(',', {inner:?})")
        }
        (_, None) => format!("Repeated({inner:?})"),
    };
    format!("Styled(__civis::Place::{place}, __civis::Style::{style})").into()
}

/// The type of the call: what it answers with, and whether in pages.
fn call(operation: &Operation, scope: &Scope<'_>) -> String {
    match &operation.response {
        Some(Type::List(item)) if operation.paged => {
            format!("__civis::PagedCall<{}>", scope.field(item))
        }
        Some(ty) => format!("__civis::Call<{}>", scope.field(ty)),
        None => "__civis::Call<()>".to_owned(),
    }
}
