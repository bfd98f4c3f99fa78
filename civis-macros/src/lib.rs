//! The `civis_api!` macro, in its raw form: use it through `civis`, whose macro
//! of the same name adds the path of the crate.
//!
//! A thin shell: the file is read, `civis-codegen` parses the arguments, makes the
//! model by `civis-spec`, and the tokens, and every problem becomes a compile error
//! at the argument at fault.

#![forbid(unsafe_code)]

mod lex;
mod load;

use civis_codegen::Input;
use proc_macro::TokenStream;
use quote::quote;

/// Expands a specification: `civis_api!($crate; "civis-spec.json", …)`.
#[proc_macro]
pub fn civis_api(input: TokenStream) -> TokenStream {
    syn::parse(input)
        .and_then(|input| expand(&input))
        .unwrap_or_else(syn::Error::into_compile_error)
        .into()
}

fn expand(input: &Input) -> syn::Result<proc_macro2::TokenStream> {
    let file = load::file(input.path())?;
    let spec = input.spec(&file.bytes)?;
    let tokens = civis_codegen::expand_by(&spec, &input.options(), &lex::lexer());
    let tracked = file.tracked;
    Ok(quote! {
        // Rebuilds when the file changes, and keeps nothing of it. In a function, which
        // nobody calls, the compiler does not make a value of it either.
        const _: () = {
            fn _specification() -> &'static [::core::primitive::u8] {
                #tracked
            }
        };
        #tokens
    })
}
