//! A module for each resource: its struct, its operations.

use civis_spec::{CollectionFormat, Location, Operation, Parameter, Resource, Type};
use proc_macro2::TokenStream;
use quote::quote;

use crate::ty::Scope;
use crate::{allowed_lints, docs, ident, operation_docs};

pub(crate) fn module(resource: &Resource, scope: &Scope<'_>) -> TokenStream {
    let support = scope.support;
    let module = ident(&resource.ident);
    let name = ident(&resource.type_ident);
    let allow = allowed_lints();
    let doc = docs::resource(&resource.name);
    let methods = resource
        .operations
        .iter()
        .map(|operation| methods(resource, operation, scope));
    let builders = resource
        .operations
        .iter()
        .filter_map(|operation| builder(operation, scope));
    quote! {
        #doc
        #allow
        pub mod #module {
            #support::resource! {
                #doc
                #name { #(#methods)* }
            }
            #(#builders)*
        }
    }
}

/// The methods of an operation, one for each of its names.
fn methods(resource: &Resource, operation: &Operation, scope: &Scope<'_>) -> TokenStream {
    let (required, optional) = split(operation);
    let call = call(operation, scope);
    let (verb, path) = (
        ident(operation.verb.as_str()),
        scope.spec.full_path(operation),
    );
    let arguments: TokenStream = required
        .iter()
        .map(|parameter| {
            let name = ident(&parameter.ident);
            let given = scope.given(&parameter.ty, parameter.location == Location::Path);
            let (ty, location, wire) = carried(parameter, scope);
            quote!(#name: #given as #ty = #location, #wire;)
        })
        .collect();
    let methods = operation.methods.iter().map(|method| {
        let name = ident(&method.ident);
        let doc = operation_docs::method(scope.spec, resource, operation, method);
        let deprecated = method.deprecated.as_deref().map(|note| {
            // rustdoc reads it as Markdown.
            let note = docs::escape(&docs::plain(note));
            quote!(#[deprecated(note = #note)])
        });
        let id = format!("{}.{}", resource.name, method.name);
        let (out, wrap) = if optional.is_empty() {
            (call.clone(), quote!(::core::convert::identity))
        } else {
            let builder = ident(&method.type_ident);
            (quote!(#builder), quote!(#builder))
        };
        quote! {
            #doc #deprecated
            #name(#arguments) -> #out = #wrap, #call, #id, #verb #path;
        }
    });
    methods.collect()
}

/// The struct of an operation that has optional parameters.
fn builder(operation: &Operation, scope: &Scope<'_>) -> Option<TokenStream> {
    let (_, optional) = split(operation);
    let method = operation.methods.first()?;
    if optional.is_empty() {
        return None;
    }
    let support = scope.support;
    let name = ident(&method.type_ident);
    let call = call(operation, scope);
    let doc = operation_docs::builder(operation);
    let setters = optional.iter().map(|parameter| {
        let doc = operation_docs::parameter(scope.spec, parameter);
        let setter = ident(&parameter.ident);
        let (ty, location, wire) = carried(parameter, scope);
        quote!(#doc #setter: #ty = #location, #wire;)
    });
    Some(quote!(#support::operation! { #doc #name(#call) { #(#setters)* } }))
}

/// Required parameters, which are arguments, and optional ones, which are setters.
pub(crate) fn split(operation: &Operation) -> (Vec<&Parameter>, Vec<&Parameter>) {
    operation
        .parameters
        .iter()
        .partition(|parameter| parameter.required || parameter.location == Location::Path)
}

fn carried<'a>(parameter: &'a Parameter, scope: &Scope<'_>) -> (TokenStream, TokenStream, &'a str) {
    (
        scope.argument(&parameter.ty),
        location(parameter, scope.support),
        &parameter.wire,
    )
}

fn location(parameter: &Parameter, support: &TokenStream) -> TokenStream {
    let location = match (parameter.location, parameter.collection.separator()) {
        (Location::Path, _) => quote!(Path),
        (Location::Header, _) => quote!(Header),
        (Location::Field, _) => quote!(Field),
        (Location::Body, _) => quote!(Body),
        (Location::Form, Some(separator)) => quote!(FormJoined(#separator)),
        (Location::Form, None) => quote!(Form),
        (Location::Multipart, Some(separator)) => quote!(MultipartJoined(#separator)),
        (Location::Multipart, None) => quote!(Multipart),
        (Location::Query, Some(separator)) => quote!(Joined(#separator)),
        (Location::Query, None) => match parameter.collection {
            CollectionFormat::Multi => quote!(Repeated),
            _ => quote!(Query),
        },
    };
    quote!(#support::Location::#location)
}

/// The type of the call: what it answers with, and whether in pages.
fn call(operation: &Operation, scope: &Scope<'_>) -> TokenStream {
    let support = scope.support;
    match &operation.response {
        Some(Type::List(item)) if operation.paged => {
            let item = scope.field(item);
            quote!(#support::PagedCall<#item>)
        }
        Some(ty) => {
            let ty = scope.field(ty);
            quote!(#support::Call<#ty>)
        }
        None => quote!(#support::Call<()>),
    }
}
