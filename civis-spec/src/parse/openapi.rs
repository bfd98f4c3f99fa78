//! OpenAPI 3: what it says in other places than Swagger 2.0 is brought to those,
//! before anything is resolved.
//!
//! | OpenAPI 3 | becomes |
//! |---|---|
//! | `components/schemas`, `parameters`, `responses` | `definitions`, `parameters`, `responses` |
//! | `requestBody`, `components/requestBodies` | a parameter in the body, with its [`Media`] |
//! | `content` of an answer or a parameter | its `schema` |
//! | `style` and `explode` | themselves: `resolve::style` reads them |
//! | the path of the first of `servers` | `basePath` |
//!
//! Of several media types JSON is taken before a form, and a form before a file; of
//! those alike the first in the alphabet. An answer that is not JSON is a file.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::model::HttpMethod;
use crate::parse::document::{Answer, Document, Operation, Schema};
use crate::parse::json::object;
use crate::parse::nodes::{Entries, Leaf, Node};
use crate::resolve::operations::verb_node_mut;

/// Which of the two a document is written in, and so where its shared parts are.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    #[default]
    Swagger2,
    OpenApi3,
}

impl Dialect {
    /// The folder of schemas.
    pub(crate) const fn schemas(self) -> &'static str {
        match self {
            Dialect::Swagger2 => "definitions",
            Dialect::OpenApi3 => "components/schemas",
        }
    }

    /// The folder of shared parameters.
    pub(crate) const fn parameters(self) -> &'static str {
        match self {
            Dialect::Swagger2 => "parameters",
            Dialect::OpenApi3 => "components/parameters",
        }
    }

    /// The folder of shared answers.
    pub(crate) const fn answers(self) -> &'static str {
        match self {
            Dialect::Swagger2 => "responses",
            Dialect::OpenApi3 => "components/responses",
        }
    }
}

/// The folder of shared bodies.
pub(crate) const BODIES: &str = "components/requestBodies";

/// How a body travels.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Media {
    /// As JSON.
    #[default]
    Json,
    /// As a form, `application/x-www-form-urlencoded`.
    Form,
    /// As a form in parts, `multipart/form-data`.
    Multipart,
    /// As bytes.
    File,
}

object! {
    /// `servers`.
    pub(crate) struct Server<'a> {
        url: Leaf<'a> = b"url",
        variables: Option<Entries<'a, Variable<'a>>> = b"variables",
    }
}

object! {
    struct Variable<'a> {
        default: Leaf<'a> = b"default",
    }
}

object! {
    /// `components`.
    pub(crate) struct Components<'a> {
        schemas: Option<Entries<'a, Schema<'a>>> = b"schemas",
        parameters: Option<Entries<'a, Schema<'a>>> = b"parameters",
        responses: Option<Entries<'a, Answer<'a>>> = b"responses",
        bodies: Option<Entries<'a, Body<'a>>> = b"requestBodies",
    }
}

object! {
    /// `requestBody`.
    pub(crate) struct Body<'a> {
        reference: Leaf<'a> = b"$ref",
        description: Leaf<'a> = b"description",
        required: Leaf<'a> = b"required",
        content: Option<Entries<'a, MediaType<'a>>> = b"content",
    }
}

object! {
    /// What is declared of one media type.
    pub(crate) struct MediaType<'a> {
        schema: Option<Node<Schema<'a>>> = b"schema",
    }
}

/// Brings a document of OpenAPI 3 to the places of Swagger 2.0.
pub(crate) fn lower(document: &mut Document<'_>) {
    document.dialect = Dialect::OpenApi3;
    let server = document.servers.take().unwrap_or_default();
    if let Some(url) = server.first().and_then(Node::object).and_then(url) {
        let (host, path) = split(&url);
        document.host = host.map_or(Leaf::Absent, |host| Leaf::Text(Cow::Owned(host.to_owned())));
        document.base_path = Leaf::Text(Cow::Owned(path.to_owned()));
    }
    let components = std::mem::take(&mut document.components);
    let components = match components {
        Node::Object(components) => *components,
        Node::Flag(_) | Node::Other => Components::default(),
    };
    document.definitions = components.schemas;
    document.parameters = components.parameters;
    document.responses = components.responses;
    document.bodies = components.bodies.map(|bodies| {
        let bodies = bodies.0.into_iter();
        Entries(
            bodies
                .map(|(name, body)| (name, body.map(parameter_of)))
                .collect(),
        )
    });
    let paths = document.paths.iter_mut().flat_map(|paths| &mut paths.0);
    for item in paths.filter_map(|(_, item)| item.object_mut()) {
        item.parameters.iter_mut().for_each(parameter);
        for verb in HttpMethod::ALL {
            let declared = verb_node_mut(item, verb).as_mut();
            if let Some(declared) = declared.and_then(Node::object_mut) {
                operation(declared);
            }
        }
    }
    let shared = document
        .parameters
        .iter_mut()
        .flat_map(|shared| &mut shared.0);
    shared.for_each(|(_, one)| parameter(one));
    let shared = document
        .responses
        .iter_mut()
        .flat_map(|shared| &mut shared.0);
    shared.for_each(|(_, one)| answer(one));
}

fn operation(declared: &mut Operation<'_>) {
    let body = declared.request_body.take();
    declared.body = body.map(|body| body.map(parameter_of));
    declared.parameters.iter_mut().flatten().for_each(parameter);
    let answers = declared
        .responses
        .iter_mut()
        .flat_map(|answers| &mut answers.0);
    answers.for_each(|(_, one)| answer(one));
}

/// Longer ones, in bytes, are no URLs: defaults could make a large one of a small file.
const MAX_URL: usize = 8 * 1024;

/// The URL of a server, with the defaults of its variables, which are taken as they are.
fn url(server: &Server<'_>) -> Option<String> {
    let variables = server.variables.iter().flat_map(|entries| &entries.0);
    let defaults: HashMap<&str, &str> = variables
        .filter_map(|(name, variable)| Some((&**name, variable.object()?.default.text()?)))
        .collect();
    let mut rest = server.url.text()?;
    let mut url = String::new();
    while let Some((before, after)) = rest.split_once('{') {
        url.push_str(before);
        let variable = after.split_once('}');
        let default = variable.and_then(|(name, after)| Some((*defaults.get(name)?, after)));
        let (text, after) = default.unwrap_or(("{", after));
        url.push_str(text);
        rest = after;
        if url.len() > MAX_URL {
            return None;
        }
    }
    url.push_str(rest);
    Some(url)
}

/// Host and path of a URL, which may be a path alone.
fn split(url: &str) -> (Option<&str>, &str) {
    let url = url.split(['?', '#']).next().unwrap_or_default();
    let (host, path) = match url.split_once("//") {
        Some((scheme, rest)) if scheme.is_empty() || scheme.ends_with(':') => {
            let end = rest.find('/').unwrap_or(rest.len());
            (Some(&rest[..end]), &rest[end..])
        }
        _ => (None, url),
    };
    (host.filter(|host| !host.is_empty()), path)
}

/// A body as a parameter.
fn parameter_of(body: Body<'_>) -> Schema<'_> {
    let mut parameter = Schema {
        reference: body.reference,
        name: Leaf::Text(Cow::Borrowed("body")),
        place: Leaf::Text(Cow::Borrowed("body")),
        description: body.description,
        required: body.required,
        ..Schema::default()
    };
    if let Some((name, media, schema)) = chosen(body.content) {
        parameter.under = Some(name);
        parameter.media = media;
        parameter.schema = schema;
    }
    parameter
}

fn answer(node: &mut Node<Answer<'_>>) {
    let Some(answer) = node.object_mut() else {
        return;
    };
    if let Some((name, media, schema)) = chosen(answer.content.take()) {
        answer.under = Some(name);
        answer.schema = Some(match media {
            Media::Json => schema.unwrap_or_default(),
            Media::Form | Media::Multipart | Media::File => Node::Object(Box::new(file())),
        });
    }
}

/// The schema of bytes.
pub(crate) fn file<'a>() -> Schema<'a> {
    Schema {
        ty: Leaf::Text(Cow::Borrowed("file")),
        ..Schema::default()
    }
}

fn parameter(node: &mut Node<Schema<'_>>) {
    let Some(parameter) = node.object_mut() else {
        return;
    };
    parameter.collection = Leaf::Absent;
    if let Some((name, _, schema)) = chosen(parameter.content.take()) {
        parameter.under = Some(name);
        parameter.schema = schema;
    }
    let default = parameter.schema.as_mut().and_then(Node::object_mut);
    if let Some(schema) = default
        && parameter.default.is_none()
    {
        parameter.default.clone_from(&schema.default);
    }
}

type Chosen<'a> = (Cow<'a, str>, Media, Option<Node<Schema<'a>>>);

/// The media type to use, with its schema.
fn chosen<'a>(content: Option<Entries<'a, MediaType<'a>>>) -> Option<Chosen<'a>> {
    let entries = content?.0.into_iter();
    let (name, declared) = entries.min_by(|(one, _), (other, _)| {
        let key = |name: &Cow<'_, str>| rank(name).0;
        key(one).cmp(&key(other)).then_with(|| one.cmp(other))
    })?;
    let (_, media) = rank(&name);
    let schema = match declared {
        Node::Object(declared) => declared.schema,
        Node::Flag(_) | Node::Other => None,
    };
    Some((name, media, schema))
}

/// How early a media type is taken, and what it is.
fn rank(name: &str) -> (u8, Media) {
    match essence(name).to_ascii_lowercase().as_str() {
        "application/json" => (0, Media::Json),
        "text/json" => (1, Media::Json),
        other if other.ends_with("+json") => (1, Media::Json),
        "*/*" | "application/*" => (2, Media::Json),
        "application/x-www-form-urlencoded" => (3, Media::Form),
        other if other.starts_with("multipart/") => (4, Media::Multipart),
        _ => (5, Media::File),
    }
}

/// A media type without its parameters (`charset`).
pub(crate) fn essence(name: &str) -> &str {
    name.split(';').next().unwrap_or_default().trim()
}

/// Whether a declared media type is JSON.
pub(crate) fn is_json(name: &str) -> bool {
    rank(name).1 == Media::Json
}

/// Whether a parameter of this name in a header is one that OpenAPI 3 leaves out.
pub(crate) fn is_left_out(header: &str) -> bool {
    let names = ["accept", "content-type", "authorization"];
    names.iter().any(|name| header.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn the_url_of_a_server_has_a_host_and_a_path() {
        for (url, expected) in [
            ("https://a.b:80/v1/", (Some("a.b:80"), "/v1/")),
            ("https://a.b", (Some("a.b"), "")),
            ("//a.b/v1?x#y", (Some("a.b"), "/v1")),
            ("/v1", (None, "/v1")),
            ("v1//x", (None, "v1//x")),
            ("/", (None, "/")),
            ("", (None, "")),
        ] {
            assert_eq!(split(url), expected, "{url}");
        }
    }
}
