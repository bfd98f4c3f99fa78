//! Source text as tokens, by the compiler's lexer.

use proc_macro::{Group, Span, TokenStream, TokenTree};
use quote::quote;

/// A lexer that places all tokens at the call of the macro.
pub(crate) struct Lexer {
    /// Whether the lexer of `proc_macro` does so by itself. The compiler's does.
    /// rust-analyzer's gives tokens the spans of their offsets in the text. Those lie
    /// anywhere in the file of the call, and "go to definition" fails.
    lexes_at_call_site: bool,
}

impl Lexer {
    pub(crate) fn new() -> Self {
        Self {
            lexes_at_call_site: lexes_at_call_site(),
        }
    }

    /// The tokens of a text, or a compile error if it is not Rust.
    pub(crate) fn lex(&self, source: &str) -> proc_macro2::TokenStream {
        match source.parse::<TokenStream>() {
            Ok(tokens) if self.lexes_at_call_site => tokens.into(),
            Ok(tokens) => at_call_site(tokens).into(),
            Err(error) => {
                let message = format!(
                    "the generated code is not Rust, which is a bug of civis-codegen: {error}"
                );
                quote!(::core::compile_error!(#message);)
            }
        }
    }
}

fn lexes_at_call_site() -> bool {
    // Spans can only be compared by their debug output.
    let call_site = format!("{:?}", Span::call_site());
    let mut tokens = "_".parse::<TokenStream>().into_iter().flatten();
    tokens.all(|token| format!("{:?}", token.span()) == call_site)
}

fn at_call_site(tokens: TokenStream) -> TokenStream {
    let tokens = tokens.into_iter().map(|token| {
        let mut token = match token {
            TokenTree::Group(group) => {
                Group::new(group.delimiter(), at_call_site(group.stream())).into()
            }
            other => other,
        };
        token.set_span(Span::call_site());
        token
    });
    tokens.collect()
}
