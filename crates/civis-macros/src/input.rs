//! The arguments of the macro.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use syn::parse::{Parse, ParseStream};
use syn::{LitStr, Token, bracketed};

/// `$crate; "file.json", resources = [jobs, scripts], client = Name, root_path = "/api"`.
pub(crate) struct Input {
    /// Path of the `civis` crate.
    pub(crate) krate: TokenStream,
    /// Path of the file, as given.
    pub(crate) path: LitStr,
    /// Which resources to expand.
    pub(crate) resources: Resources,
    /// Name of the client.
    pub(crate) client: Ident,
    /// What every path begins with, in place of the document's base path.
    pub(crate) root_path: Option<LitStr>,
}

/// The option `resources`.
pub(crate) enum Resources {
    /// All of the specification.
    All,
    /// Those of the documentation of the 1.x client.
    Base,
    /// These.
    Only(Vec<Ident>),
}

const USAGE: &str = "expected a path of a specification and options, as in \
    `civis_api!(\"civis-spec.json\", resources = [jobs, scripts], client = Client)`";

impl Parse for Input {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut krate = TokenStream::new();
        while !input.peek(Token![;]) {
            krate.extend([input.parse::<TokenTree>()?]);
        }
        input.parse::<Token![;]>()?;
        if !input.peek(LitStr) {
            return Err(input.error(USAGE));
        }
        let path = input.parse()?;
        let mut resources = None;
        let mut client = None;
        let mut root_path = None;
        while !input.is_empty() {
            input.parse::<Token![,]>()?;
            if input.is_empty() {
                break;
            }
            let option: Ident = input.parse()?;
            input.parse::<Token![=]>()?;
            let once = if option == "resources" {
                resources.replace(input.parse()?).is_none()
            } else if option == "client" {
                client.replace(input.parse()?).is_none()
            } else if option == "root_path" {
                root_path.replace(input.parse()?).is_none()
            } else {
                let message = format!(
                    "there is no option `{option}`: the options are `resources`, `client` and \
                     `root_path`"
                );
                return Err(syn::Error::new(option.span(), message));
            };
            if !once {
                let message = format!("the option `{option}` is given twice");
                return Err(syn::Error::new(option.span(), message));
            }
        }
        Ok(Self {
            krate,
            path,
            resources: resources.unwrap_or(Resources::All),
            client: client.unwrap_or_else(|| Ident::new("Client", Span::call_site())),
            root_path,
        })
    }
}

impl Parse for Resources {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(syn::token::Bracket) {
            let list;
            bracketed!(list in input);
            let mut names = Vec::new();
            while !list.is_empty() {
                names.push(list.call(syn::ext::IdentExt::parse_any)?);
                if !list.is_empty() {
                    list.parse::<Token![,]>()?;
                }
            }
            return Ok(Self::Only(names));
        }
        let word: Ident = input.parse()?;
        if word == "all" {
            Ok(Self::All)
        } else if word == "base" {
            Ok(Self::Base)
        } else {
            let message = format!(
                "`resources` is `all`, `base`, or a list: for one resource write `[{word}]`"
            );
            Err(syn::Error::new(word.span(), message))
        }
    }
}
