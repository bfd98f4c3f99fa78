//! Errors at the next argument, and the commas between arguments.

use proc_macro2::{Span, TokenTree};
use syn::parse::ParseStream;
use syn::{Error, Token};

/// An error at the next token, or at the macro call if there is none.
pub(crate) fn at_next(input: ParseStream<'_>, message: &str) -> Error {
    match input.fork().parse::<TokenTree>() {
        Ok(token) => Error::new(token.span(), message),
        Err(_) => Error::new(Span::call_site(), message),
    }
}

/// Reads the comma after an item, which the last one need not have. The message is that of a
/// missing comma.
pub(crate) fn comma(input: ParseStream<'_>, message: &str) -> syn::Result<()> {
    if input.is_empty() {
        return Ok(());
    }
    if !input.peek(Token![,]) {
        return Err(at_next(input, message));
    }
    input.parse::<Token![,]>().map(|_| ())
}
