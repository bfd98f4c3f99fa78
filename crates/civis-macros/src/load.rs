//! The file, and the model in it.

use std::path::{Path, PathBuf};

use civis_spec::{ReadOptions, Selection, Spec};
use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::LitStr;

use crate::input::{Input, Resources};

/// A file that was read.
pub(crate) struct File {
    bytes: Vec<u8>,
    /// An expression that makes the compiler watch the file.
    pub(crate) tracked: TokenStream,
}

/// Reads the file, from the folder of the invoking crate's manifest.
pub(crate) fn file(path: &LitStr) -> syn::Result<File> {
    let given = path.value();
    let folder = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let full = folder.unwrap_or_default().join(&given);
    let bytes = std::fs::read(&full).map_err(|error| {
        let message = format!(
            "cannot read the specification `{}`: {error}; a path is relative to the folder \
             of this crate's Cargo.toml, and `civis::spec::download` fetches the file",
            full.display()
        );
        syn::Error::new(path.span(), message)
    })?;
    let tracked = if Path::new(&given).is_absolute() {
        quote!(::core::include_bytes!(#given))
    } else {
        quote!(::core::include_bytes!(
            ::core::concat!(::core::env!("CARGO_MANIFEST_DIR"), "/", #given)
        ))
    };
    Ok(File { bytes, tracked })
}

/// The model of the resources that were chosen.
pub(crate) fn spec(input: &Input, file: &File) -> syn::Result<Spec> {
    let mut options = ReadOptions::new();
    if let Some(path) = &input.root_path {
        options = options.root_path(path.value());
    }
    let spec = Spec::read(&file.bytes, &options).map_err(|error| {
        let message = error.in_file(input.path.value()).to_string();
        syn::Error::new(input.path.span(), message)
    })?;
    let selection = match &input.resources {
        Resources::All => Selection::All,
        Resources::Base => Selection::Base,
        Resources::Only(names) => Selection::Only(names.iter().map(name).collect()),
    };
    spec.select(&selection).map_err(|error| {
        let message = format!("{}: {error}", input.path.value());
        syn::Error::new(span(input, error.resource()), message)
    })
}

fn name(ident: &proc_macro2::Ident) -> String {
    let name = ident.to_string();
    name.strip_prefix("r#").map_or(name.clone(), str::to_owned)
}

/// The place of a resource in the list, or the list's file.
fn span(input: &Input, resource: &str) -> Span {
    match &input.resources {
        Resources::Only(names) => names
            .iter()
            .find(|ident| name(ident) == resource)
            .map_or_else(|| input.path.span(), proc_macro2::Ident::span),
        _ => input.path.span(),
    }
}
