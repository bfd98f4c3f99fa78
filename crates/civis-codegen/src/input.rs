//! The arguments of the macro, and the model that they choose of a file.

use std::fmt;

use civis_spec::{ReadOptions, Selection, Spec};
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{LitStr, Token, bracketed};

use crate::Options;

/// The arguments of `civis_api!`, after the path of the `civis` crate.
///
/// ```
/// use civis_codegen::{Input, expand};
///
/// let input: Input = syn::parse_str(r#"::civis; "small.json", resources = [jobs], client = Jobs"#)?;
/// let spec = input.spec(br#"{"swagger": "2.0", "paths": {
///     "/jobs": {"get": {"responses": {"204": {}}}},
///     "/users": {"get": {"responses": {"204": {}}}}
/// }}"#)?;
/// let text = expand(&spec, &input.options()).to_string();
/// assert!(text.contains("Jobs { ") && !text.contains("users"));
/// # Ok::<(), syn::Error>(())
/// ```
#[derive(Clone)]
pub struct Input {
    krate: TokenStream,
    path: LitStr,
    resources: Resources,
    client: Ident,
    root_path: Option<LitStr>,
}

/// The option `resources`.
#[derive(Debug, Clone)]
enum Resources {
    /// All of the specification.
    All,
    /// Those of the documentation of the 1.x client.
    Base,
    /// These.
    Only(Vec<Ident>),
}

const USAGE: &str = "expected a path of a specification and options, as in \
    `civis_api!(\"civis-spec.json\", resources = [jobs, scripts], client = Client)`";

impl Input {
    /// The path of the specification, as it was given.
    #[must_use]
    pub fn path(&self) -> &LitStr {
        &self.path
    }

    /// How the expansion is written.
    #[must_use]
    pub fn options(&self) -> Options {
        Options {
            krate: self.krate.clone(),
            client: self.client.clone(),
        }
    }

    /// The model of the resources that were chosen, from the bytes of the file.
    ///
    /// # Errors
    /// If the file is no specification, at the path; if a resource is not in it, at
    /// the resource's name.
    pub fn spec(&self, bytes: &[u8]) -> syn::Result<Spec> {
        let mut options = ReadOptions::new();
        if let Some(path) = &self.root_path {
            options = options.root_path(path.value());
        }
        let spec = Spec::read(bytes, &options).map_err(|error| {
            let message = error.in_file(self.path.value()).to_string();
            syn::Error::new(self.path.span(), message)
        })?;
        let selection = match &self.resources {
            Resources::All => Selection::All,
            Resources::Base => Selection::Base,
            Resources::Only(names) => Selection::Only(names.iter().map(name).collect()),
        };
        spec.select(&selection).map_err(|error| {
            let message = format!("{}: {error}", self.path.value());
            syn::Error::new(self.place_of(error.resource()), message)
        })
    }

    /// The place of a resource in the list, or the list's file.
    fn place_of(&self, resource: &str) -> Span {
        match &self.resources {
            Resources::Only(names) => names
                .iter()
                .find(|ident| name(ident) == resource)
                .map_or_else(|| self.path.span(), Ident::span),
            Resources::All | Resources::Base => self.path.span(),
        }
    }
}

fn name(ident: &Ident) -> String {
    ident.unraw().to_string()
}

impl fmt::Debug for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Input")
            .field("path", &self.path.value())
            .field("resources", &self.resources)
            .field("client", &self.client)
            .field("root_path", &self.root_path.as_ref().map(LitStr::value))
            .finish_non_exhaustive()
    }
}

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
                names.push(list.call(Ident::parse_any)?);
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
