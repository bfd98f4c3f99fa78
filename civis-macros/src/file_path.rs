//! The path of the specification: a string literal, `env!("NAME")`, or `concat!(…)` of such.
//!
//! A macro gets its arguments unexpanded, so both are evaluated here, by the rules of the
//! standard library. The compiler evaluates them once more where the file is tracked, and
//! rebuilds the crate when a variable changes.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Error, Ident, Lit, LitStr, Token, parenthesized};

/// The path of the specification.
pub(crate) struct FilePath {
    value: String,
    span: Span,
    /// An expression of the same value.
    tokens: TokenStream,
}

impl FilePath {
    /// The path as text.
    pub(crate) fn value(&self) -> &str {
        &self.value
    }

    /// Where the path stands.
    pub(crate) fn span(&self) -> Span {
        self.span
    }

    /// Whether a path begins here.
    pub(crate) fn peek(input: ParseStream<'_>) -> bool {
        let fork = input.fork();
        input.peek(LitStr) || fork.call(macro_name).is_ok()
    }

    fn literal(literal: &Lit) -> syn::Result<Self> {
        let value = match literal {
            Lit::Str(text) => text.value(),
            Lit::Char(char) => char.value().into(),
            Lit::Int(int) => int.base10_digits().to_owned(),
            Lit::Float(float) => float.base10_digits().to_owned(),
            Lit::Bool(bool) => bool.value().to_string(),
            _ => return Err(Error::new(literal.span(), "a byte literal is not text")),
        };
        Ok(Self {
            value,
            span: literal.span(),
            tokens: literal.to_token_stream(),
        })
    }

    fn concat(span: Span, arguments: ParseStream<'_>) -> syn::Result<Self> {
        let parse = |input: ParseStream<'_>| match input.peek(Lit) {
            true => Self::literal(&input.parse()?),
            false => input.parse(),
        };
        let parts = Punctuated::<Self, Token![,]>::parse_terminated_with(arguments, parse)?;
        let tokens = parts.iter().map(|part| &part.tokens);
        Ok(Self {
            value: parts.iter().map(|part| &*part.value).collect(),
            span,
            tokens: quote!(::core::concat!(#(#tokens),*)),
        })
    }

    fn env(span: Span, arguments: ParseStream<'_>) -> syn::Result<Self> {
        let name: LitStr = arguments.parse()?;
        // The message of `env!`.
        let message = match arguments.parse::<Option<Token![,]>>()? {
            Some(_) => arguments.parse::<Option<LitStr>>()?,
            None => None,
        };
        arguments.parse::<Option<Token![,]>>()?;
        let value = std::env::var(name.value()).map_err(|error| {
            let text = message.map_or_else(
                || {
                    let name = name.value();
                    format!(
                        "the environment variable `{name}`: {error} (a build script sets it by \
                         `cargo::rustc-env={name}=…`)"
                    )
                },
                |message| message.value(),
            );
            Error::new(name.span(), text)
        })?;
        Ok(Self {
            value,
            span,
            tokens: quote!(::core::env!(#name)),
        })
    }
}

impl ToTokens for FilePath {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(self.tokens.clone());
    }
}

impl Parse for FilePath {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(LitStr) {
            return Self::literal(&input.parse()?);
        }
        let name = input.call(macro_name)?;
        let arguments;
        parenthesized!(arguments in input);
        let path = match &*name.to_string() {
            "concat" => Self::concat(name.span(), &arguments)?,
            _ => Self::env(name.span(), &arguments)?,
        };
        match arguments.is_empty() {
            true => Ok(path),
            false => Err(arguments.error("expected no further argument")),
        }
    }
}

/// Parses `concat!` or `env!`, also by its path in `core` or `std`.
fn macro_name(input: ParseStream<'_>) -> syn::Result<Ident> {
    input.parse::<Option<Token![::]>>()?;
    let mut name = input.call(Ident::parse_any)?;
    if name == "core" || name == "std" {
        input.parse::<Token![::]>()?;
        name = input.call(Ident::parse_any)?;
    }
    input.parse::<Token![!]>()?;
    if name == "concat" || name == "env" {
        return Ok(name);
    }
    let message = "expected text in quotes, `concat!(…)` or `env!(\"NAME\")`";
    Err(Error::new(name.span(), message))
}

#[cfg(test)]
mod tests {
    use quote::ToTokens;

    use super::FilePath;

    fn value(source: &str) -> Result<String, String> {
        syn::parse_str::<FilePath>(source)
            .map(|path| path.value().to_owned())
            .map_err(|error| error.to_string())
    }

    #[test]
    fn a_path_is_evaluated_like_the_compiler_does() {
        let folder = env!("CARGO_MANIFEST_DIR");
        for (source, expected) in [
            (r#""a.json""#, "a.json".to_owned()),
            (r#"concat!("a", "/", "b.json",)"#, "a/b.json".to_owned()),
            (r#"concat!("v", 2, '.', true)"#, "v2.true".to_owned()),
            (r#"env!("CARGO_MANIFEST_DIR")"#, folder.to_owned()),
            (
                r#"::std::concat!(core::env!("CARGO_MANIFEST_DIR", "no folder"), "/a.json")"#,
                format!("{folder}/a.json"),
            ),
        ] {
            assert_eq!(value(source).as_ref(), Ok(&expected), "{source}");
        }
        let path: FilePath = syn::parse_str(r#"concat!(env!("CARGO_PKG_NAME"), "x")"#).unwrap();
        let tokens = path.to_token_stream().to_string().replace(' ', "");
        assert_eq!(
            tokens,
            r#"::core::concat!(::core::env!("CARGO_PKG_NAME"),"x")"#
        );
    }

    #[test]
    fn other_expressions_are_errors() {
        for (source, named) in [
            (
                r#"env!("CIVIS_NO_SUCH_VARIABLE")"#,
                "`CIVIS_NO_SUCH_VARIABLE`",
            ),
            (r#"env!("CIVIS_NO_SUCH_VARIABLE", "run make")"#, "run make"),
            (r#"env!("PATH", "a", "b")"#, "further"),
            ("env!()", "literal"),
            (r#"format!("a")"#, "concat!"),
            (r#"concat!("a" "b")"#, "`,`"),
            (r#"concat!("a", b"b")"#, "byte"),
            (r#"concat!("a", option_env!("PATH"))"#, "concat!"),
            ("concat", "`!`"),
        ] {
            let error = value(source).expect_err(source);
            assert!(error.contains(named), "{source}: {error}");
        }
    }
}
