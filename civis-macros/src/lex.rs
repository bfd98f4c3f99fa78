//! Source text as tokens, by the compiler's lexer.

use proc_macro::{Group, Span, TokenStream, TokenTree};

/// A lexer that places all tokens where the macro is called.
///
/// The compiler's does so by itself. That of rust-analyzer places them by their offsets
/// in the text, which are none of the file with the call, and fails to find definitions.
pub(crate) fn lexer() -> impl Fn(&str) -> Result<proc_macro2::TokenStream, String> {
    let places = !lexes_at_call_site();
    move |source| match source.parse::<TokenStream>() {
        Ok(tokens) if places => Ok(at_call_site(tokens).into()),
        Ok(tokens) => Ok(tokens.into()),
        Err(error) => Err(error.to_string()),
    }
}

fn lexes_at_call_site() -> bool {
    // A span tells no more than this of what it is.
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
