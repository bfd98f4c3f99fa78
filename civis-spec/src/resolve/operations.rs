//! Operations: their parameters, body and response.

use std::rc::Rc;

use crate::model::{HttpMethod, Location, Operation, Parameter, Type};
use crate::parse::document::{Operation as Declared, Schema};
use crate::parse::media::{Media, essence, is_json};
use crate::parse::nodes::{Leaf, Node};
use crate::platform_facts::returns_array;
use crate::pointer::Pointer;
use crate::resolve::draft::OperationKey;
use crate::resolve::files::is_text;
use crate::resolve::parameters::parameters;
use crate::resolve::paths::PathItemAt;
use crate::resolve::responses::success;
use crate::resolve::shared::SharedParts;
use crate::resolve::types::TypeResolver;

/// An operation that has no method names yet.
pub(crate) struct ReadOperation {
    pub(crate) operation: Operation,
    pub(crate) key: OperationKey,
    /// Whether the response with status 200 is declared as an array.
    pub(crate) is_array: bool,
    /// Whether the response is a list, or an object that holds a page of one.
    pub(crate) is_list: bool,
    /// Whether the response declares the header `Link`.
    pub(crate) has_link: bool,
    /// The reason, if it is deprecated.
    pub(crate) deprecated: Option<String>,
}

/// Resolves an operation of a path item, which is at `at`, among the items of a path.
pub(crate) fn operation<'a>(
    types: &mut TypeResolver<'a>,
    shared: &SharedParts<'a>,
    path: &str,
    (http_method, declared): (HttpMethod, &'a Declared<'a>),
    items: &[PathItemAt<'a>],
    at: &Pointer<'_>,
) -> ReadOperation {
    let key = OperationKey {
        http_method,
        path: Rc::from(path),
        id: declared.id.prose().map(Rc::from),
    };
    let here = at.child(http_method.key());
    let own = declared.parameters.as_deref().unwrap_or_default();
    let places: Vec<Pointer<'_>> = items.iter().map(|item| Pointer::new(&item.at)).collect();
    // Those of a path come before those of the one that refers to it.
    let shared_lists = items.iter().zip(&places).rev();
    let mut lists: Vec<(&[Node<Schema<'a>>], Pointer<'_>)> = shared_lists
        .map(|(item, at)| (&*item.item.parameters, at.child("parameters")))
        .collect();
    lists.push((own, here.child("parameters")));
    let body = declared.body.as_ref();
    let body = body.map(|node| (node, here.child("requestBody")));
    let input = parameters(types, shared, &key, &lists, body);
    let mut parameters = input.parameters;
    let consumes = match &declared.consumes {
        Leaf::Absent => shared.consumes,
        own => own,
    };
    choose_form(&mut parameters, consumes);
    let in_body = |one: &Parameter| matches!(one.location, Location::Field | Location::Body);
    let sends_body = http_method.expects_body() || parameters.iter().any(in_body);
    let content_type = content_type(types, shared, declared, consumes, &here);
    let success = success(types, shared, declared, &key, &here.child("responses"));
    let is_list = matches!(success.ty, Some(Type::List(_)));
    let is_get = http_method == HttpMethod::Get;
    let response = match success.ty {
        ty if shared.is_platform && is_get && !is_list && returns_array(path.trim_matches('/')) => {
            Some(Type::List(Box::new(ty.unwrap_or(Type::Any))))
        }
        ty => ty,
    };
    let in_query = |name| {
        let is_it = |one: &Parameter| one.location == Location::Query && one.name == name;
        parameters.iter().any(is_it)
    };
    let paged = is_get
        && matches!(response, Some(Type::List(_)))
        && in_query("limit")
        && in_query("page_num");
    let warning = declared.deprecation_warning.prose();
    let is_deprecated = declared.deprecated.is_true();
    let description = declared.description.prose();
    let notice = (description.as_ref())
        .filter(|description| shared.is_platform && begins_with_deprecation(description));
    let deprecated = warning
        .or_else(|| notice.cloned())
        .or_else(|| is_deprecated.then(|| "the specification marks it as deprecated".to_owned()));
    ReadOperation {
        operation: Operation {
            http_method,
            path: path.to_owned(),
            summary: declared.summary.prose().unwrap_or_default(),
            description: with_framing_headers(description, &input.framing),
            methods: Vec::new(),
            parameters,
            body_is_optional: input.body_is_optional,
            content_type: content_type.filter(|_| sends_body),
            statuses: success.statuses,
            accept: (!shared.is_platform).then_some(success.accept),
            response,
            paged,
            paging: None,
            exchanges: Vec::new(),
        },
        key,
        is_array: success.is_array,
        is_list,
        has_link: success.has_link,
        deprecated,
    }
}

/// Whether the first sentence of a description says that the operation is deprecated, as the
/// Platform's do instead of the keyword: `Deprecated. Please use …`, `This endpoint is
/// deprecated`.
pub(crate) fn begins_with_deprecation(description: &str) -> bool {
    let sentence = description
        .split(['.', '\n', ';'])
        .next()
        .unwrap_or_default();
    let words = sentence.split(|char: char| !char.is_alphanumeric());
    let mut before = "is";
    for word in words.filter(|word| !word.is_empty()).take(6) {
        if word.eq_ignore_ascii_case("deprecated") {
            return ["is", "been", "now"].contains(&before);
        }
        before = word;
    }
    false
}

/// The media type of a body, unless it is a usual one.
fn content_type<'a>(
    types: &mut TypeResolver<'a>,
    shared: &SharedParts<'a>,
    declared: &'a Declared<'a>,
    consumes: &'a Leaf<'a>,
    at: &Pointer<'_>,
) -> Option<String> {
    let declared = match &declared.body {
        Some(node) => {
            let definitions = &mut types.definitions;
            let (body, _) = shared.body(node, &at.child("requestBody"), definitions)?;
            let is_form = matches!(body.media, Media::Form | Media::Multipart);
            body.media_type.as_deref().filter(|_| !is_form)?
        }
        None => {
            let types = consumes.texts()?;
            let is_usual = |ty: &&str| essence(ty).eq_ignore_ascii_case("application/json");
            if types.iter().any(is_usual) {
                return None;
            }
            types.into_iter().find(|ty| is_json(ty))?
        }
    };
    let usual = ["application/json", "application/octet-stream"];
    let essence = essence(declared);
    let is_usual = usual
        .iter()
        .any(|usual| essence.eq_ignore_ascii_case(usual));
    (!is_usual && !essence.contains('*')).then(|| declared.trim().to_owned())
}

/// Makes a form multipart if one of its fields is a file, or if only
/// `multipart/form-data` is declared.
fn choose_form(parameters: &mut [Parameter], consumes: &Leaf<'_>) {
    let declares = |media: &str| match consumes {
        Leaf::List(types) => types.iter().any(|ty| is_media_type(ty, media)),
        one => is_media_type(one, media),
    };
    let is_form = |one: &&mut Parameter| one.location == Location::Form;
    let has_file = parameters
        .iter()
        .any(|one| one.location == Location::Form && contains_file(&one.ty));
    let is_multipart =
        declares("multipart/form-data") && !declares("application/x-www-form-urlencoded");
    if has_file || is_multipart {
        for parameter in parameters.iter_mut().filter(is_form) {
            parameter.location = Location::Multipart;
            parameter.takes_file = is_text(&parameter.ty);
        }
    }
}

fn contains_file(ty: &Type) -> bool {
    match ty {
        Type::File => true,
        Type::List(item) => contains_file(item),
        _ => false,
    }
}

/// Whether a declared media type is the given one, apart from parameters and case.
fn is_media_type(declared: &Leaf<'_>, media: &str) -> bool {
    let name = declared.text().map(essence);
    name.is_some_and(|name| name.eq_ignore_ascii_case(media))
}

/// Adds to a description which declared headers are no parameters.
fn with_framing_headers(description: Option<String>, headers: &[&str]) -> Option<String> {
    if headers.is_empty() {
        return description;
    }
    let names: Vec<_> = headers.iter().map(|name| format!("`{name}`")).collect();
    let note = format!(
        "Not a parameter, since it is up to the transport: the header {}.",
        names.join(", ")
    );
    Some(match description {
        Some(description) => format!("{description}\n\n{note}"),
        None => note,
    })
}
