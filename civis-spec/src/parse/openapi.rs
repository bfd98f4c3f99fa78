//! Moves the parts of an OpenAPI 3 document to where Swagger 2.0 has them.
//!
//! | OpenAPI 3 | becomes |
//! |---|---|
//! | `components/schemas`, `parameters`, `responses` | `definitions`, `parameters`, `responses` |
//! | `requestBody`, `components/requestBodies` | a parameter in the body, with its [`Media`] |
//! | `content` of a response or a parameter | its `schema` |
//! | `encoding` of a body | that of the parameter, for the fields of a form |
//! | host and path of the first of `servers` | `host` and `basePath` |
//!
//! The servers of paths and of operations are ignored. `style` and `explode` of parameters stay
//! as they are.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::parse::document::{
    Body, Components, Dialect, Document, MediaType, Operation, PathItem, Response, Schema, Server,
};
use crate::parse::media::{Media, rank};
use crate::parse::nodes::{Entries, Leaf, Node};
use crate::split_path::split_path;

/// Moves the parts of an OpenAPI 3 document.
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
    document.security_schemes = components.security_schemes;
    document.bodies = components.bodies.map(|bodies| {
        let bodies = bodies.0.into_iter();
        Entries(
            bodies
                .map(|(name, body)| (name, body.map(parameter_of)))
                .collect(),
        )
    });
    let paths = document.paths.iter_mut().flat_map(|paths| &mut paths.0);
    paths
        .filter_map(|(_, item)| item.object_mut())
        .for_each(path_item);
    let shared = document
        .parameters
        .iter_mut()
        .flat_map(|shared| &mut shared.0);
    shared.for_each(|(_, one)| parameter(one));
    let shared = document
        .responses
        .iter_mut()
        .flat_map(|shared| &mut shared.0);
    shared.for_each(|(_, one)| response(one));
}

/// Moves the parts of a path.
pub(crate) fn path_item(item: &mut PathItem<'_>) {
    item.parameters.iter_mut().for_each(parameter);
    item.operations_mut()
        .for_each(|(_, declared)| operation(declared));
}

fn operation(declared: &mut Operation<'_>) {
    let body = declared.request_body.take();
    declared.body = body.map(|body| body.map(parameter_of));
    declared.parameters.iter_mut().flatten().for_each(parameter);
    let responses = declared.responses.iter_mut();
    let responses = responses.flat_map(|responses| &mut responses.0);
    responses.for_each(|(_, one)| response(one));
}

/// The limit of a URL in bytes. Without it, defaults could make a large URL of a small file.
const MAX_URL: usize = 8 * 1024;

/// The URL of a server, with the defaults of its variables.
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

/// The host and the path of a URL, which may be a path alone.
fn split(url: &str) -> (Option<&str>, &str) {
    let (url, _) = split_path(url);
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
pub(crate) fn parameter_of(body: Body<'_>) -> Schema<'_> {
    let mut parameter = Schema {
        reference: body.reference,
        name: Leaf::Text(Cow::Borrowed("body")),
        location: Leaf::Text(Cow::Borrowed("body")),
        description: body.description,
        required: body.required,
        ..Schema::default()
    };
    let types = body.content.iter().flat_map(|entries| &entries.0);
    parameter.may_be_multipart = types
        .map(|(name, _)| rank(name).1)
        .any(|media| media == Media::Multipart);
    if let Some((media_type, media, declared)) = preferred(body.content) {
        parameter.media_type = Some(media_type);
        parameter.media = media;
        parameter.schema = declared.schema;
        parameter.encoding = declared.encoding;
    }
    parameter
}

pub(crate) fn response(node: &mut Node<Response<'_>>) {
    let Some(response) = node.object_mut() else {
        return;
    };
    let content = response.content.take();
    let types = content.iter().flat_map(|entries| &entries.0);
    response.media_types = types.map(|(name, _)| name.clone()).collect();
    if let Some((media_type, media, declared)) = preferred(content) {
        response.media_type = Some(media_type);
        response.schema = Some(match media {
            Media::Json => declared.schema.unwrap_or_default(),
            Media::Form | Media::Multipart | Media::File => Node::Object(Box::new(file())),
        });
    }
}

/// The schema of bytes.
fn file<'a>() -> Schema<'a> {
    Schema {
        ty: Leaf::Text(Cow::Borrowed("file")),
        ..Schema::default()
    }
}

pub(crate) fn parameter(node: &mut Node<Schema<'_>>) {
    let Some(parameter) = node.object_mut() else {
        return;
    };
    parameter.collection = Leaf::Absent;
    if let Some((media_type, _, declared)) = preferred(parameter.content.take()) {
        parameter.media_type = Some(media_type);
        parameter.schema = declared.schema;
    }
    let default = parameter.schema.as_mut().and_then(Node::object_mut);
    if let Some(schema) = default
        && parameter.default.is_none()
    {
        parameter.default.clone_from(&schema.default);
    }
}

type Preferred<'a> = (Cow<'a, str>, Media, MediaType<'a>);

/// The preferred media type, with what it declares.
fn preferred<'a>(content: Option<Entries<'a, MediaType<'a>>>) -> Option<Preferred<'a>> {
    let entries = content?.0.into_iter();
    let (name, declared) = entries.min_by(|(one, _), (other, _)| {
        let key = |name: &Cow<'_, str>| rank(name).0;
        key(one).cmp(&key(other)).then_with(|| one.cmp(other))
    })?;
    let (_, media) = rank(&name);
    let declared = match declared {
        Node::Object(declared) => *declared,
        Node::Flag(_) | Node::Other => MediaType::default(),
    };
    Some((name, media, declared))
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
