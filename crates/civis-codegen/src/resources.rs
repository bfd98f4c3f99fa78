//! A module for each resource: its struct, its operations.

use civis_spec::{CollectionFormat, Location, Operation, Parameter, Resource, Type};
use proc_macro2::TokenStream;
use quote::quote;

use crate::ty::Scope;
use crate::{allowed_lints, docs, ident, operation_docs};

pub(crate) fn module(resource: &Resource, scope: &Scope<'_>) -> TokenStream {
    let (import, support) = (scope.import, scope.support);
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
        .filter_map(|operation| builder(resource, operation, scope));
    quote! {
        #doc
        #allow
        pub mod #module {
            #import

            #support::resource! { #doc #name }
            impl #name {
                #(#methods)*
            }
            #(#builders)*
        }
    }
}

/// The methods of an operation, one for each of its names.
fn methods(resource: &Resource, operation: &Operation, scope: &Scope<'_>) -> TokenStream {
    let support = scope.support;
    let (required, _) = split(operation);
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
    let content_type = operation.content_type.as_deref();
    let content_type = content_type.map(|media_type| quote!(as #media_type));
    let methods = operation.methods.iter().map(|method| {
        let name = ident(&method.ident);
        let builder = scope.builders.of(resource, method);
        let link = builder.map(|builder| builder.link(resource));
        let doc = operation_docs::method(scope.spec, resource, operation, method, link.as_deref());
        let deprecated = method.deprecated.as_deref().map(|note| {
            // rustdoc reads it as Markdown.
            let note = docs::escape(&docs::plain(note));
            quote!(#[deprecated(note = #note)])
        });
        let id = format!("{}.{}", resource.name, method.name);
        let (out, wrap) = match builder.map(|builder| builder.path(resource)) {
            Some(path) => (quote!(#path<#call>), path),
            None => (call.clone(), quote!(::core::convert::identity)),
        };
        quote! {
            #support::method! {
                #doc #deprecated
                #name(#arguments) -> #out = #wrap, #call, #id, #verb #path #content_type
            }
        }
    });
    methods.collect()
}

/// The struct of an operation that has optional parameters, or the alias of one.
fn builder(resource: &Resource, operation: &Operation, scope: &Scope<'_>) -> Option<TokenStream> {
    let (_, optional) = split(operation);
    let method = operation.methods.first()?;
    let builder = scope.builders.of(resource, method)?;
    let support = scope.support;
    let name = ident(&method.type_ident);
    let call = call(operation, scope);
    if !builder.is_declared(resource, method) {
        let doc = operation_docs::builder(&[operation]);
        let path = builder.path(resource);
        return Some(quote!(#doc pub type #name = #path<#call>;));
    }
    let doc = operation_docs::builder(&builder.operations);
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
    let place = match parameter.location {
        Location::Field => return quote!(#support::Location::Field),
        Location::Body => return quote!(#support::Location::Body),
        Location::Path => quote!(Path),
        Location::Query => quote!(Query),
        Location::Header => quote!(Header),
        Location::Cookie => quote!(Cookie),
        Location::Form => quote!(Form),
        Location::Multipart => quote!(Multipart),
    };
    let inner = parameter.nested.separator().unwrap_or(',');
    let separator = parameter.collection.separator();
    let common = match (parameter.location, parameter.collection, separator) {
        (_, CollectionFormat::Deep | CollectionFormat::Json, _) => None,
        (Location::Query, CollectionFormat::Brackets, _) => Some(quote!(Query)),
        _ if inner != ',' => None,
        (Location::Path, ..) if parameter.ty.is_nested() => None,
        (Location::Path | Location::Header, _, None | Some(',')) => Some(place.clone()),
        (Location::Cookie, _, Some(',')) => Some(quote!(Cookie)),
        (Location::Query, CollectionFormat::Multi, _) => Some(quote!(Repeated)),
        (Location::Query, _, Some(separator)) => Some(quote!(Joined(#separator))),
        (Location::Form, _, Some(separator)) => Some(quote!(FormJoined(#separator))),
        (Location::Multipart, _, Some(separator)) => Some(quote!(MultipartJoined(#separator))),
        (Location::Form | Location::Multipart, _, None) => Some(place.clone()),
        _ => None,
    };
    if let Some(common) = common {
        return quote!(#support::Location::#common);
    }
    let style = match (parameter.collection, separator) {
        (CollectionFormat::Deep, _) => quote!(Deep),
        (CollectionFormat::Json, _) => quote!(Json),
        (_, Some(outer)) => quote!(Joined(#outer, #inner)),
        (_, None) if matches!(parameter.location, Location::Path | Location::Header) => {
            quote!(Joined(',', #inner))
        }
        (_, None) => quote!(Repeated(#inner)),
    };
    quote!(#support::Location::Styled(#support::Place::#place, #support::Style::#style))
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
