//! Operations: their parameters and answers.

use crate::model::{HttpMethod, Location, Operation, Parameter, Type};
use crate::name::ident::pascal_ident;
use crate::name::method::Path;
use crate::parse::document::{Answer, Operation as Declared, PathItem};
use crate::parse::nodes::{Leaf, Node};
use crate::parse::openapi::{Media, essence, is_json};
use crate::parse::pointer::Pointer;
use crate::resolve::keywords::type_name;
use crate::resolve::parameters::parameters;
use crate::resolve::schemas::{Owner, Resolver};
use crate::resolve::shared::Shared;
use crate::resolve::unions::Place;

/// The declared operations of a path, by verb.
pub(crate) fn verbs<'a>(
    item: &'a PathItem<'a>,
) -> impl Iterator<Item = (HttpMethod, &'a Node<Declared<'a>>)> {
    let declared = |verb| match verb {
        HttpMethod::Get => &item.get,
        HttpMethod::Put => &item.put,
        HttpMethod::Post => &item.post,
        HttpMethod::Delete => &item.delete,
        HttpMethod::Options => &item.options,
        HttpMethod::Head => &item.head,
        HttpMethod::Patch => &item.patch,
        HttpMethod::Trace => &item.trace,
    };
    HttpMethod::ALL
        .into_iter()
        .filter_map(move |verb| Some((verb, declared(verb).as_ref()?)))
}

/// An operation, but for its methods, and whether the answer with status 200 is
/// declared as an array.
pub(crate) fn operation<'a>(
    resolver: &mut Resolver<'a>,
    shared: &Shared<'a>,
    path: &str,
    verb: HttpMethod,
    (item, declared): (&'a PathItem<'a>, &'a Declared<'a>),
    at: &Pointer<'_>,
) -> (Operation, bool) {
    let short = Path::new(path);
    let base = crate::name::method::names(short, verb, false).name;
    let words = vec![short.resource(), base];
    let verb_key = verb.as_str().to_ascii_lowercase();
    let here = at.child(&verb_key);
    let own = declared.parameters.as_deref().unwrap_or_default();
    let lists = [
        (&*item.parameters, at.child("parameters")),
        (own, here.child("parameters")),
    ];
    let body = declared.body.as_ref();
    let body = body.map(|node| (node, here.child("requestBody")));
    let mut parameters = parameters(resolver, shared, path, &words, &lists, body);
    let consumes = match &declared.consumes {
        Leaf::Absent => shared.consumes,
        own => own,
    };
    place_form(&mut parameters, consumes);
    let has_body = |one: &Parameter| matches!(one.location, Location::Field | Location::Body);
    let sends_body = matches!(verb, HttpMethod::Post | HttpMethod::Put | HttpMethod::Patch)
        || parameters.iter().any(has_body);
    let content_type = content_type(resolver, shared, declared, consumes, &here);
    let content_type = content_type.filter(|_| sends_body);
    let answer = answer(resolver, shared, declared, &words, &here.child("responses"));
    let mut response = answer.ty;
    let produces = match &declared.produces {
        Leaf::Absent => shared.produces,
        own => own,
    };
    if response.is_some() && is_no_json(produces) {
        response = Some(Type::File);
    }
    let is_list = matches!(response, Some(Type::List(_)));
    if verb == HttpMethod::Get && short.answers_with_array() && !is_list {
        response = Some(Type::List(Box::new(response.unwrap_or(Type::Any))));
    }
    let in_query = |name| {
        let is_it = |one: &Parameter| one.location == Location::Query && one.name == name;
        parameters.iter().any(is_it)
    };
    let paged = verb == HttpMethod::Get
        && matches!(response, Some(Type::List(_)))
        && in_query("limit")
        && in_query("page_num");
    let operation = Operation {
        http_method: verb,
        path: path.to_owned(),
        summary: declared.summary.prose().unwrap_or_default(),
        description: declared.description.prose(),
        methods: Vec::new(),
        parameters,
        content_type,
        statuses: answer.statuses,
        response,
        paged,
        exchanges: Vec::new(),
    };
    (operation, answer.is_array)
}

/// The media type of a body, where it is not the usual one.
fn content_type<'a>(
    resolver: &mut Resolver<'a>,
    shared: &Shared<'a>,
    declared: &'a Declared<'a>,
    consumes: &'a Leaf<'a>,
    at: &Pointer<'_>,
) -> Option<String> {
    let declared = match &declared.body {
        Some(node) => {
            let (body, _) = shared.body(node, &at.child("requestBody"), resolver)?;
            let of_kind = matches!(body.media, Media::Json | Media::File);
            body.under.as_deref().filter(|_| of_kind)?
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

/// Forms travel in parts where a file is among their fields, or where nothing but
/// that is declared.
fn place_form(parameters: &mut [Parameter], consumes: &Leaf<'_>) {
    let declares = |media: &str| match consumes {
        Leaf::List(types) => types.iter().any(|ty| is_media_type(ty, media)),
        one => is_media_type(one, media),
    };
    let is_form = |one: &&mut Parameter| one.location == Location::Form;
    let has_file = parameters
        .iter()
        .any(|one| one.location == Location::Form && holds_file(&one.ty));
    let in_parts =
        declares("multipart/form-data") && !declares("application/x-www-form-urlencoded");
    if has_file || in_parts {
        for parameter in parameters.iter_mut().filter(is_form) {
            parameter.location = Location::Multipart;
        }
    }
}

fn holds_file(ty: &Type) -> bool {
    match ty {
        Type::File => true,
        Type::List(item) => holds_file(item),
        _ => false,
    }
}

/// Whether a declared media type is one, whatever its parameters (`charset`) and
/// case.
fn is_media_type(declared: &Leaf<'_>, media: &str) -> bool {
    let name = declared.text().map(essence);
    name.is_some_and(|name| name.eq_ignore_ascii_case(media))
}

/// Whether media types are declared, and none of them is JSON.
fn is_no_json(produces: &Leaf<'_>) -> bool {
    match produces.texts() {
        Some(types) => !types.is_empty() && !types.iter().any(|ty| is_json(ty)),
        None => false,
    }
}

struct Success {
    statuses: Vec<u16>,
    ty: Option<Type>,
    is_array: bool,
}

/// What a success answers with: the schemas of the statuses between 200 and 299 that
/// have one, or that of `default` where no such status is declared.
fn answer<'a>(
    resolver: &mut Resolver<'a>,
    shared: &Shared<'a>,
    declared: &'a Declared<'a>,
    words: &[String],
    at: &Pointer<'_>,
) -> Success {
    let entries = declared.responses.iter().flat_map(|entries| &entries.0);
    let mut successes: Vec<(Rank, &str, &'a Node<Answer<'a>>)> = entries
        .filter_map(|(code, node)| Some((Rank::of(code)?, &**code, node)))
        .collect();
    successes.sort_by_key(|(rank, ..)| *rank);
    if successes
        .first()
        .is_some_and(|(rank, ..)| *rank < Rank::Default)
    {
        successes.retain(|(rank, ..)| *rank < Rank::Default);
    }
    let mut words = words.to_vec();
    words.push("response".to_owned());
    let owner = Owner::Words(words);
    let mut places = Vec::new();
    let mut is_array = false;
    for (rank, code, node) in &successes {
        let at = at.child(code);
        let Some((answer, base)) = shared.answer(node, &at, resolver) else {
            continue;
        };
        let Some(schema) = &answer.schema else {
            continue;
        };
        if matches!(rank, Rank::Status(200) | Rank::Range) {
            let schema = resolver.effective(schema);
            is_array |= schema.is_some_and(|schema| type_name(schema) == Some("array"));
        }
        let at = base.as_deref().map_or(at, Pointer::new);
        let at = at.schema(answer.under.as_deref());
        places.push(Place::new(schema, at));
    }
    Success {
        statuses: successes
            .iter()
            .filter_map(|(rank, ..)| match rank {
                Rank::Status(status) => Some(*status),
                Rank::Range | Rank::Default => None,
            })
            .collect(),
        ty: match &*places {
            [] => None,
            [one] => Some(resolver.schema(one.node, &Pointer::new(&one.at), &owner, 0)),
            several => Some(resolver.any_of(several, &owner)),
        },
        is_array,
    }
}

/// What a key of `responses` stands for, if that is a success.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Status(u16),
    /// `2XX`.
    Range,
    Default,
}

impl Rank {
    fn of(code: &str) -> Option<Self> {
        match code.parse::<u16>() {
            Ok(status @ 200..=299) => Some(Rank::Status(status)),
            _ if code.eq_ignore_ascii_case("2xx") => Some(Rank::Range),
            _ if code == "default" => Some(Rank::Default),
            _ => None,
        }
    }
}

/// The place of the operation of a verb on a path.
pub(crate) fn verb_node_mut<'i, 'a>(
    item: &'i mut PathItem<'a>,
    verb: HttpMethod,
) -> &'i mut Option<Node<Declared<'a>>> {
    match verb {
        HttpMethod::Get => &mut item.get,
        HttpMethod::Put => &mut item.put,
        HttpMethod::Post => &mut item.post,
        HttpMethod::Delete => &mut item.delete,
        HttpMethod::Options => &mut item.options,
        HttpMethod::Head => &mut item.head,
        HttpMethod::Patch => &mut item.patch,
        HttpMethod::Trace => &mut item.trace,
    }
}

/// The name of the struct that carries an operation's optional parameters.
pub(crate) fn type_ident(method: &str) -> String {
    pascal_ident(&[method])
}
