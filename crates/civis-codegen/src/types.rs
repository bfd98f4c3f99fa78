//! The `types` module: records, enums, aliases.

use civis_spec::{Field, TypeDef, TypeKind, Variant};
use proc_macro2::TokenStream;
use quote::quote;

use crate::operation_docs::allowed;
use crate::ty::Scope;
use crate::{allowed_lints, docs, ident};

pub(crate) fn module(scope: &Scope<'_>) -> TokenStream {
    let allow = allowed_lints();
    let types = scope.spec.types.iter().map(|ty| definition(ty, scope));
    quote! {
        /// The types of parameters and answers.
        #allow
        pub mod types {
            #(#types)*
        }
    }
}

fn definition(ty: &TypeDef, scope: &Scope<'_>) -> TokenStream {
    let support = scope.support;
    let name = ident(&ty.ident);
    let doc = docs::description(ty.description.as_deref());
    let declaration = match &ty.kind {
        TypeKind::Record(fields) => {
            let fields = fields.iter().map(|one| field(one, scope));
            quote!(#support::record! { #doc #name { #(#fields)* } })
        }
        TypeKind::Enum(variants) => {
            let variants = variants.iter().map(|Variant { wire, ident: name }| {
                let name = ident(name);
                quote!(#name = #wire,)
            });
            quote!(#support::open_enum! { #doc #name { #(#variants)* } })
        }
    };
    let aliases = ty.aliases.iter().map(|alias| {
        let alias = ident(alias);
        quote!(pub type #alias = #name;)
    });
    quote!(#declaration #(#aliases)*)
}

fn field(field: &Field, scope: &Scope<'_>) -> TokenStream {
    let support = scope.support;
    let name = ident(&field.ident);
    let wire = &field.wire;
    let mut doc = docs::escape(field.description.as_deref().unwrap_or_default());
    if !field.allowed.is_empty()
        && let Some(values) = allowed(scope.spec, &field.ty, &field.allowed)
    {
        let between = if doc.is_empty() { "" } else { "\n\n" };
        doc.push_str(&format!("{between}One of {values}."));
    }
    let doc = docs::text(&doc);
    let mut ty = scope.field(&field.ty);
    if field.boxed {
        ty = quote!(#support::Box<#ty>);
    }
    quote!(#doc #name: #ty = #wire,)
}
