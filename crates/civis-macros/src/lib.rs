//! The `civis_api!` macro, in its raw form: use it through `civis`, whose macro
//! of the same name adds the path of the crate.
//!
//! A thin shell: [`input`](self) is parsed, the file is read, `civis-spec` makes
//! the model, `civis-codegen` makes the tokens, and every problem becomes a
//! compile error at the argument at fault.

mod input;
mod load;

use civis_codegen::Options;
use proc_macro::TokenStream;
use quote::quote;

use crate::input::Input;

/// Expands a specification: `civis_api!($crate; "civis-spec.json", …)`.
#[proc_macro]
pub fn civis_api(input: TokenStream) -> TokenStream {
    syn::parse(input)
        .and_then(|input| expand(&input))
        .unwrap_or_else(syn::Error::into_compile_error)
        .into()
}

fn expand(input: &Input) -> syn::Result<proc_macro2::TokenStream> {
    let file = load::file(&input.path)?;
    let spec = load::spec(input, &file)?;
    let options = Options {
        krate: input.krate.clone(),
        client: input.client.clone(),
    };
    let tracked = file.tracked;
    let tokens = civis_codegen::expand(&spec, &options);
    Ok(quote! {
        // Rebuilds when the file changes, and keeps nothing of it.
        const _: &[::core::primitive::u8] = #tracked;
        #tokens
    })
}
