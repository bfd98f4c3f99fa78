//! The `types` module: records, enums, aliases.

use civis_spec::{Field, TypeDef, TypeKind};
use proc_macro2::TokenStream;
use quote::quote;

use crate::ty::Scope;
use crate::{allowed_lints, docs, ident, operation_docs};

pub(crate) fn module(scope: &Scope<'_>) -> TokenStream {
    let allow = allowed_lints();
    let import = scope.import;
    let types = scope.spec.types.iter().map(|ty| definition(ty, scope));
    quote! {
        /// The types of parameters and answers.
        #allow
        pub mod types {
            #import

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
            let variants = variants.iter().map(|variant| {
                let doc = operation_docs::value(variant);
                let (name, wire) = (ident(&variant.ident), &variant.wire);
                quote!(#doc #name = #wire,)
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
    let doc = operation_docs::field(scope.spec, field);
    let mut ty = scope.field(&field.ty);
    if field.boxed {
        ty = quote!(#support::Box<#ty>);
    }
    quote!(#doc #name: #ty = #wire,)
}
