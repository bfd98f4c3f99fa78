//! The file.

use std::path::{Path, PathBuf};

use proc_macro2::TokenStream;
use quote::quote;
use syn::LitStr;

/// A file that was read.
pub(crate) struct File {
    pub(crate) bytes: Vec<u8>,
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
