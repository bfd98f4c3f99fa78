//! The arguments of the macro, and the model that they choose from a file.

use civis_codegen::GeneratedClient;
use civis_spec::{ReadOptions, SelectError, Selection, Spec, nearest};
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{Error, LitStr, Token, bracketed};

use crate::file_path::FilePath;

/// The arguments of `civis_api!`, after the path of the `civis` crate.
pub(crate) struct Input {
    civis: TokenStream,
    path: FilePath,
    resources: Resources,
    client: Ident,
    root_path: Option<LitStr>,
}

/// The option `resources`.
enum Resources {
    /// All of the file.
    All,
    /// Those in the documentation of the 1.x Python client.
    Base,
    /// These: at least one, each once.
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
    /// The path of the `civis` crate.
    pub(crate) fn civis(&self) -> &TokenStream {
        &self.civis
    }

    /// The path of the specification.
    pub(crate) fn path(&self) -> &FilePath {
        &self.path
    }

    /// The client of the chosen resources, from the bytes of the file.
    ///
    /// An error in the file is reported at its path, a resource that does not exist at its
    /// name, and a client that cannot be called so at its name.
    pub(crate) fn generate(&self, bytes: &[u8]) -> syn::Result<GeneratedClient> {
        let spec = self.spec(bytes)?;
        civis_codegen::generate(&spec, &self.client.to_string())
            .map_err(|error| Error::new(self.client.span(), error))
    }

    fn spec(&self, bytes: &[u8]) -> syn::Result<Spec> {
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
        spec.into_selected(&selection)
            .map_err(|error| self.unknown(self.path.span(), &error))
    }

    fn unknown(&self, span: Span, error: &SelectError) -> Error {
        Error::new(span, format!("{}: {error}", self.path.value()))
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
}

fn name(ident: &Ident) -> String {
    ident.unraw().to_string()
}

impl Parse for Input {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut civis = TokenStream::new();
        while !input.peek(Token![;]) {
            civis.extend([input.parse::<TokenTree>()?]);
        }
        input.parse::<Token![;]>()?;
        if !FilePath::peek(input) {
            return Err(at_next(input, USAGE));
        }
        let path = input.parse()?;
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
            civis,
            path,
            resources: resources.unwrap_or(Resources::All),
            client: client.unwrap_or_else(|| Ident::new("Client", Span::call_site())),
            root_path,
        })
    }
}

/// An error at the next token, or at the macro call if there is none.
fn at_next(input: ParseStream<'_>, message: &str) -> Error {
    match input.fork().parse::<TokenTree>() {
        Ok(token) => Error::new(token.span(), message),
        Err(_) => Error::new(Span::call_site(), message),
    }
}

/// Parses the name of an option, and the `=` after it.
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

/// Parses the value of an option. An error is reported at the value, or at the option if
/// there is none.
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

/// Parses the names in a list, each once.
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

#[cfg(test)]
mod tests {
    use super::Input;

    const SPEC: &[u8] = br#"{"swagger": "2.0", "paths": {
        "/jobs": {"get": {"responses": {"204": {}}}},
        "/users": {"get": {"responses": {"204": {}}}}
    }}"#;

    fn generated(arguments: &str) -> Result<String, String> {
        let input: Input = syn::parse_str(&format!("::civis; \"small.json\"{arguments}"))
            .map_err(|error| error.to_string())?;
        let client = input.generate(SPEC).map_err(|error| error.to_string())?;
        Ok(client.to_source("::civis"))
    }

    #[test]
    fn options_select_what_is_generated() {
        let all = generated("").expect("a client");
        assert!(all.contains("Client {") && all.contains("users"));
        let one = generated(", resources = [jobs], client = Jobs,").expect("a client");
        assert!(one.contains("Jobs {") && !one.contains("users") && !one.contains("Client"));
        let rooted = generated(r#", root_path = "/v9""#).expect("a client");
        assert!(rooted.contains(" /v9/jobs\""));
    }

    #[test]
    fn errors_name_the_wrong_argument() {
        for (arguments, named) in [
            (", resources = [job]", "`jobs`"),
            (", resources = []", "no resource is listed"),
            (", resources = [jobs, jobs]", "listed twice"),
            (", client = jobs", "`jobs`"),
            (", client = \"Jobs\"", "without quotes"),
            (", clients = Jobs", "`client`"),
            (", client = A, client = B", "given twice"),
            (" client = A", "a comma"),
        ] {
            let error = generated(arguments).expect_err(arguments);
            assert!(error.contains(named), "{arguments}: {error}");
        }
    }
}
