//! The arguments of the macro, and the model that they choose from a file.

use civis_codegen::GeneratedClient;
use civis_spec::{
    MethodNaming, Problem, ProblemList, ReadOptions, SelectError, Selection, Spec, nearest,
};
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{Error, LitStr, Token, bracketed};

use crate::at_next::{at_next, comma};
use crate::file_path::FilePath;
use crate::paging::{Declaration, Declarations, PAGING};

/// The arguments of `civis_api!`, after the path of the `civis` crate.
pub(crate) struct Input {
    civis: TokenStream,
    path: FilePath,
    resources: Resources,
    client: Ident,
    root_path: Option<LitStr>,
    names: MethodNaming,
    paging: Vec<Declaration>,
}

/// What the macro expands to.
pub(crate) struct Generated {
    pub(crate) client: GeneratedClient,
    /// What could not be resolved in the file.
    pub(crate) warning: Option<String>,
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

const NAMES: &str = "`names` is `path`, which the default is, or `operation_id`, as in \
    `names = operation_id`";

/// The options, by their names.
const OPTIONS: [&str; 5] = ["resources", "client", "root_path", "names", "paging"];

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
    pub(crate) fn generate(&self, bytes: &[u8]) -> syn::Result<Generated> {
        let spec = self.spec(bytes)?;
        let client = civis_codegen::generate(&spec, &self.client.to_string())
            .map_err(|error| Error::new(self.client.span(), error))?;
        let warnings = ProblemList(&spec.warnings);
        let warning = match spec.warnings.is_empty() {
            true => None,
            false => Some(format!("{}: {warnings}", self.path.value())),
        };
        Ok(Generated { client, warning })
    }

    fn spec(&self, bytes: &[u8]) -> syn::Result<Spec> {
        let mut options = ReadOptions::new().method_names(self.names);
        if let Some(path) = &self.root_path {
            options = options.root_path(path.value());
        }
        options = options.paging(self.paging.iter().map(|one| one.paging.clone()));
        let spec = Spec::read(bytes, &options).map_err(|error| self.not_read(error))?;
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

    /// An error at each declaration of paging at fault, or else at the path.
    fn not_read(&self, error: civis_spec::Error) -> Error {
        let at_declaration = |problem: &Problem| {
            let span = self.paging.get(problem.paging?)?.span;
            let message = format!("{}: {}", self.path.value(), problem.message);
            Some(Error::new(span, message))
        };
        let errors = error.problems().iter().filter_map(at_declaration);
        combined(errors).unwrap_or_else(|| {
            let message = error.in_file(self.path.value()).to_string();
            Error::new(self.path.span(), message)
        })
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
        combined(names.iter().filter_map(error)).map_or(Ok(()), Err)
    }
}

fn combined(errors: impl Iterator<Item = Error>) -> Option<Error> {
    errors.reduce(|mut all, one| {
        all.combine(one);
        all
    })
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
        let mut names = None;
        let mut paging: Option<Declarations> = None;
        while !input.is_empty() {
            comma(input, "expected a comma before the next option")?;
            if input.is_empty() {
                break;
            }
            let option = option(input)?;
            let is_first = match &*option.to_string() {
                "resources" if input.is_empty() => {
                    return Err(Error::new(option.span(), RESOURCES));
                }
                "paging" if input.is_empty() => {
                    return Err(Error::new(option.span(), PAGING));
                }
                "resources" => resources.replace(input.parse()?).is_none(),
                "client" => client.replace(value(input, &option, CLIENT)?).is_none(),
                "root_path" => {
                    let path = value(input, &option, ROOT_PATH)?;
                    root_path.replace(path).is_none()
                }
                "names" => names.replace(naming(input, &option)?).is_none(),
                _ => paging.replace(input.parse()?).is_none(),
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
            names: names.unwrap_or_default(),
            paging: paging.map(|declared| declared.0).unwrap_or_default(),
        })
    }
}

/// Parses the value of the option `names`.
fn naming(input: ParseStream<'_>, option: &Ident) -> syn::Result<MethodNaming> {
    let name: Ident = value(input, option, NAMES)?;
    match &*name.to_string() {
        "path" => Ok(MethodNaming::Path),
        "operation_id" => Ok(MethodNaming::OperationId),
        _ => Err(Error::new(name.span(), NAMES)),
    }
}

/// Parses the name of an option, and the `=` after it.
fn option(input: ParseStream<'_>) -> syn::Result<Ident> {
    let listed = "the options are `resources`, `client`, `root_path`, `names` and `paging`";
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
        comma(list, "expected a comma before the next resource")?;
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::Input;

    const SPEC: &[u8] = br#"{"swagger": "2.0", "paths": {
        "/jobs": {"get": {"responses": {"204": {}}}},
        "/users": {"get": {"operationId": "allUsers", "responses": {"204": {}}}}
    }}"#;

    fn generated(arguments: &str) -> Result<String, String> {
        let input: Input = syn::parse_str(&format!("::civis; \"small.json\"{arguments}"))
            .map_err(|error| error.to_string())?;
        let client = input.generate(SPEC).map_err(|error| error.to_string())?;
        Ok(client.client.to_source("::civis"))
    }

    #[test]
    fn options_select_what_is_generated() {
        let all = generated("").expect("a client");
        assert!(all.contains("Client {") && all.contains("users"));
        let one = generated(", resources = [jobs], client = Jobs,").expect("a client");
        assert!(one.contains("Jobs {") && !one.contains("users") && !one.contains("Client"));
        let rooted = generated(r#", root_path = "/v9""#).expect("a client");
        assert!(rooted.contains(" /v9/jobs\""));
        let named = generated(", names = operation_id").expect("a client");
        assert!(named.contains("pub fn all_users"));
        assert!(all.contains("pub fn get"));
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
            (", names = operationId", "`names = operation_id`"),
            (" client = A", "a comma"),
        ] {
            let error = generated(arguments).expect_err(arguments);
            assert!(error.contains(named), "{arguments}: {error}");
        }
    }
}
