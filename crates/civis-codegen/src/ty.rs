//! The type of a field, a parameter, an answer.

use civis_spec::{Spec, Type, TypeId};
use proc_macro2::TokenStream;
use quote::quote;

use crate::builders::Builders;

/// Where a type is written, and so how it names others.
pub(crate) struct Scope<'a> {
    /// The named types.
    pub(crate) spec: &'a Spec,
    /// Imports the support module.
    pub(crate) import: &'a TokenStream,
    /// Path of the support module where it is imported. A short one: paths are most
    /// of what is expanded.
    pub(crate) support: &'a TokenStream,
    /// Path of the `types` module, with `::`; empty inside it.
    pub(crate) types: TokenStream,
    /// The structs of optional parameters.
    pub(crate) builders: &'a Builders<'a>,
}

impl Scope<'_> {
    /// What a field or an answer is.
    pub(crate) fn field(&self, ty: &Type) -> TokenStream {
        match ty {
            // Rows of cells: a null cell is data.
            Type::List(rows) if matches!(&**rows, Type::List(cell) if is_scalar(cell)) => {
                let Type::List(cell) = &**rows else {
                    return self.argument(ty);
                };
                let support = self.support;
                let cell = self.argument(cell);
                quote!(#support::Vec<#support::Vec<#support::Option<#cell>>>)
            }
            Type::List(item) => {
                let support = self.support;
                let item = self.field(item);
                quote!(#support::Vec<#item>)
            }
            Type::Map(value) => {
                let support = self.support;
                let value = self.field(value);
                quote!(#support::BTreeMap<#support::String, #value>)
            }
            _ => self.argument(ty),
        }
    }

    /// What a parameter takes, inside `Arg`.
    pub(crate) fn argument(&self, ty: &Type) -> TokenStream {
        let support = self.support;
        match ty {
            Type::Any => quote!(#support::Value),
            Type::String => quote!(#support::String),
            Type::File => quote!(#support::Blob),
            Type::Integer => quote!(::core::primitive::i64),
            Type::Number => quote!(::core::primitive::f64),
            Type::Boolean => quote!(::core::primitive::bool),
            Type::Timestamp => quote!(#support::Timestamp),
            Type::Date => quote!(#support::Date),
            Type::List(item) => {
                let item = self.argument(item);
                quote!(#support::Vec<#item>)
            }
            Type::Map(value) => {
                let value = self.argument(value);
                quote!(#support::BTreeMap<#support::String, #value>)
            }
            Type::Record(id) | Type::Enum(id) => self.named(*id),
        }
    }

    /// What a method takes for a required parameter: plain values where the
    /// parameter is part of the path, which holds no null.
    pub(crate) fn given(&self, ty: &Type, in_path: bool) -> TokenStream {
        match ty {
            Type::Integer | Type::Number | Type::Boolean if in_path => self.argument(ty),
            Type::String if in_path => quote!(&::core::primitive::str),
            _ => {
                let support = self.support;
                let ty = self.argument(ty);
                quote!(impl #support::Into<#support::Arg<#ty>>)
            }
        }
    }

    fn named(&self, id: TypeId) -> TokenStream {
        let types = &self.types;
        let name = crate::ident(&self.spec.type_def(id).ident);
        quote!(#types #name)
    }
}

fn is_scalar(ty: &Type) -> bool {
    !matches!(
        ty,
        Type::Any | Type::List(_) | Type::Map(_) | Type::Record(_)
    )
}
