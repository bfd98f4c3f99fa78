//! Errors at the next argument.

use proc_macro2::{Span, TokenTree};
use syn::Error;
use syn::parse::ParseStream;

/// An error at the next token, or at the macro call if there is none.
pub(crate) fn at_next(input: ParseStream<'_>, message: &str) -> Error {
    match input.fork().parse::<TokenTree>() {
        Ok(token) => Error::new(token.span(), message),
        Err(_) => Error::new(Span::call_site(), message),
    }
}
