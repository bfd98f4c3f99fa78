//! The `civis_api!` macro in its raw form. Use it through `civis`, whose macro of the same
//! name adds the path of the crate.
//!
//! # The road
//!
//! 1. `input` parses the arguments: the path by `file_path`, the option `paging` by `paging`.
//! 2. `load` reads the file.
//! 3. `input` makes the model of the chosen resources by `civis-spec`, and hands it to
//!    `civis-codegen`, which returns source text.
//! 4. `lex` turns the text into tokens, and [`civis_api!`] puts them in place.
//!
//! Every problem is a compile error at the argument at fault. Parts of a document that cannot be
//! resolved are a compile warning at its path.

#![forbid(unsafe_code)]

mod at_next;
mod file_path;
mod input;
mod lex;
mod load;
mod paging;

use civis_codegen::{GeneratedClient, GeneratedModule};
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};

use crate::input::{Generated, Input};
use crate::lex::Lexer;

/// Expands a specification: `civis_api!($crate; "civis-spec.json", …)`.
#[proc_macro]
pub fn civis_api(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    syn::parse(input)
        .and_then(|input| expand(&input))
        .unwrap_or_else(syn::Error::into_compile_error)
        .into()
}

fn expand(input: &Input) -> syn::Result<TokenStream> {
    let file = load::file(input.path())?;
    let Generated { client, warning } = input.generate(&file.bytes)?;
    let client = place(&client, input.civis());
    let warning = warning.map(|message| compile_warning(&message, input.path().span()));
    let tracked = file.tracked;
    Ok(quote! {
        // Rebuilds the crate when the file changes. In a function that is never called, the
        // compiler does not evaluate the bytes.
        const _: () = {
            fn _specification() -> &'static [::core::primitive::u8] {
                #tracked
            }
        };
        #warning
        #client
    })
}

/// A compile warning. A macro cannot emit one on stable Rust, but what it expands to can use a
/// deprecated item.
fn compile_warning(message: &str, span: Span) -> TokenStream {
    quote_spanned! {span=>
        const _: () = {
            #[deprecated(note = #message)]
            struct PartlyRead;
            let _ = PartlyRead;
        };
    }
}

/// The tokens of a client.
fn place(client: &GeneratedClient, civis: &TokenStream) -> TokenStream {
    let lexer = Lexer::new();
    let declaration = lexer.lex(&client.declaration);
    let modules = client.modules.iter();
    let modules = modules.map(|GeneratedModule { head, body, .. }| {
        let (head, body) = (lexer.lex(head), lexer.lex(body));
        quote!(#head { use #civis::__private::*; #body })
    });
    quote! {
        #civis::__private::__client! { #declaration }
        #(#modules)*
    }
}
