//! The arguments of the macro, and the model that they choose of a file.

use std::fmt;

use civis_spec::{ReadOptions, SelectError, Selection, Spec, nearest};
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{Error, LitStr, Token, bracketed};

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
    /// These, at least one, each once.
    Only(Vec<Ident>),
}

const USAGE: &str = "expected the path of a specification in quotes, and then options, as in \
    `civis_api!(\"civis-spec.json\", resources = [jobs, scripts], client = Client)`";

const RESOURCES: &str = "`resources` is `all`, `base`, or a list of names without quotes, as in \
    `resources = [jobs, scripts]`";

const CLIENT: &str = "`client` is the name of the client's type, without quotes and no keyword, \
    as in `client = Platform`";

const ROOT_PATH: &str = "`root_path` is a path in quotes, as in `root_path = \"/api\"`";

/// The options, by their names.
const OPTIONS: [&str; 3] = ["resources", "client", "root_path"];

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
    /// If the file is no specification, at the path; at each resource that is not in it; if
    /// the client is called as a module of the expansion, at its name.
    pub fn spec(&self, bytes: &[u8]) -> syn::Result<Spec> {
        let mut options = ReadOptions::new();
        if let Some(path) = &self.root_path {
            options = options.root_path(path.value());
        }
        let spec = Spec::read(bytes, &options).map_err(|error| {
            let message = error.in_file(self.path.value()).to_string();
            Error::new(self.path.span(), message)
        })?;
        let selection = match &self.resources {
            Resources::All => Selection::All,
            Resources::Base => Selection::Base,
            Resources::Only(names) => {
                self.check_resources(&spec, names)?;
                Selection::Only(names.iter().map(name).collect())
            }
        };
        let spec = spec
            .into_selected(&selection)
            .map_err(|error| self.unknown(self.path.span(), &error))?;
        self.check_client(&spec)?;
        Ok(spec)
    }

    fn unknown(&self, place: Span, error: &SelectError) -> Error {
        Error::new(place, format!("{}: {error}", self.path.value()))
    }

    /// An error at each of the listed resources that does not exist.
    fn check_resources(&self, spec: &Spec, names: &[Ident]) -> syn::Result<()> {
        let error = |one: &Ident| {
            let selection = Selection::Only(vec![name(one)]);
            let error = spec.check(&selection).err()?;
            Some(self.unknown(one.span(), &error))
        };
        let errors = names.iter().filter_map(error);
        let all = errors.reduce(|mut all, one| {
            all.combine(one);
            all
        });
        all.map_or(Ok(()), Err)
    }

    /// A type of the name of a module beside it would be a second definition.
    fn check_client(&self, spec: &Spec) -> syn::Result<()> {
        let name = self.client.to_string();
        let mut modules = spec.resources.iter().map(|resource| &*resource.ident);
        if name == "types" || modules.any(|module| module == name) {
            let message = format!(
                "the client cannot be called `{name}`: the module `{name}` of the expansion is; \
                 a name of a type is usual, as in `client = Platform`"
            );
            return Err(Error::new(self.client.span(), message));
        }
        Ok(())
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
            return Err(at_next(input, USAGE));
        }
        let path: LitStr = input.parse()?;
        let mut resources = None;
        let mut client = None;
        let mut root_path = None;
        while !input.is_empty() {
            if !input.peek(Token![,]) {
                return Err(at_next(input, "expected a comma before the next option"));
            }
            input.parse::<Token![,]>()?;
            if input.is_empty() {
                break;
            }
            let option = option(input)?;
            let is_first = match &*option.to_string() {
                "resources" if input.is_empty() => {
                    return Err(Error::new(option.span(), RESOURCES));
                }
                "resources" => resources.replace(input.parse()?).is_none(),
                "client" => client.replace(value(input, &option, CLIENT)?).is_none(),
                _ => root_path
                    .replace(value(input, &option, ROOT_PATH)?)
                    .is_none(),
            };
            if !is_first {
                let message = format!("the option `{option}` is given twice");
                return Err(Error::new(option.span(), message));
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

/// An error at the next token, whatever it is, or at the macro where there is none.
fn at_next(input: ParseStream<'_>, message: &str) -> Error {
    match input.fork().parse::<TokenTree>() {
        Ok(token) => Error::new(token.span(), message),
        Err(_) => Error::new(Span::call_site(), message),
    }
}

/// The name of an option, and the `=` after it.
fn option(input: ParseStream<'_>) -> syn::Result<Ident> {
    let listed = "the options are `resources`, `client` and `root_path`";
    if !input.peek(Ident::peek_any) {
        return Err(at_next(input, &format!("expected an option: {listed}")));
    }
    let option = input.call(Ident::parse_any)?;
    let name = option.to_string();
    if !OPTIONS.contains(&&*name) {
        let mut message = format!("there is no option `{name}`");
        if let Some(nearest) = nearest(&name, OPTIONS.into_iter()) {
            message.push_str(&format!("; did you mean `{nearest}`?"));
        }
        message.push_str(&format!(" ({listed})"));
        return Err(Error::new(option.span(), message));
    }
    if !input.peek(Token![=]) {
        let message = format!("expected `=` and a value after `{name}`");
        return Err(Error::new(option.span(), message));
    }
    input.parse::<Token![=]>()?;
    Ok(option)
}

/// The value of an option; an error is at the value, or at the option if there is none.
fn value<T: Parse>(input: ParseStream<'_>, option: &Ident, expected: &str) -> syn::Result<T> {
    if input.is_empty() {
        return Err(Error::new(option.span(), expected));
    }
    input.parse().map_err(|_| at_next(input, expected))
}

impl Parse for Resources {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(syn::token::Bracket) {
            let list;
            let bracket = bracketed!(list in input);
            let names = list.call(names)?;
            if names.is_empty() {
                let message = "no resource is listed, so the client would be empty; \
                               `resources = all` stands for every one";
                return Err(Error::new(bracket.span.join(), message));
            }
            return Ok(Self::Only(names));
        }
        if !input.peek(Ident::peek_any) {
            return Err(at_next(input, RESOURCES));
        }
        let word = input.call(Ident::parse_any)?;
        if word == "all" {
            Ok(Self::All)
        } else if word == "base" {
            Ok(Self::Base)
        } else {
            let message = format!("{RESOURCES}: for one resource write `[{word}]`");
            Err(Error::new(word.span(), message))
        }
    }
}

/// The names in a list, each once.
fn names(list: ParseStream<'_>) -> syn::Result<Vec<Ident>> {
    let mut names: Vec<Ident> = Vec::new();
    while !list.is_empty() {
        if !list.peek(Ident::peek_any) {
            return Err(at_next(list, RESOURCES));
        }
        let name = list.call(Ident::parse_any)?;
        if names.iter().any(|other| other.unraw() == name.unraw()) {
            let message = format!("the resource `{}` is listed twice", name.unraw());
            return Err(Error::new(name.span(), message));
        }
        names.push(name);
        if !list.is_empty() && !list.peek(Token![,]) {
            return Err(at_next(list, "expected a comma before the next resource"));
        }
        if !list.is_empty() {
            list.parse::<Token![,]>()?;
        }
    }
    Ok(names)
}
