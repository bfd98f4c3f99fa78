//! Operations: their parameters, answers and names.

use std::collections::HashMap;

use crate::document::{Answer, Document, Node, Operation as Declared, PathItem, Schema};
use crate::method::{Path, placeholders};
use crate::model::{CollectionFormat, Location, Operation, Parameter, Type, Verb};
use crate::names::{Taken, pascal_ident, snake_case, snake_ident};
use crate::pointer::{Pointer, referenced};
use crate::schemas::{Owner, Property, Resolver, unresolved};

/// What every call has, and a setter of that name would hide.
const RESERVED: &[&str] = &[
    "arg",
    "clone",
    "deref",
    "fmt",
    "into",
    "iter",
    "pages",
    "request",
    "send",
    "send_json",
    "send_raw",
];

/// The shared parts of a document that operations refer to.
pub(crate) struct Shared<'a> {
    parameters: HashMap<&'a str, &'a Node<Schema<'a>>>,
    answers: HashMap<&'a str, &'a Node<Answer<'a>>>,
}

impl<'a> Shared<'a> {
    pub(crate) fn new(document: &'a Document<'a>) -> Self {
        let parameters = document.parameters.iter().flat_map(|entries| &entries.0);
        let answers = document.responses.iter().flat_map(|entries| &entries.0);
        Self {
            parameters: parameters.map(|(name, node)| (&**name, node)).collect(),
            answers: answers.map(|(name, node)| (&**name, node)).collect(),
        }
    }
}

/// The declared operations of a path, by verb.
pub(crate) fn verbs<'a>(
    item: &'a PathItem<'a>,
) -> impl Iterator<Item = (Verb, &'a Node<Declared<'a>>)> {
    let declared = |verb| match verb {
        Verb::Get => &item.get,
        Verb::Put => &item.put,
        Verb::Post => &item.post,
        Verb::Delete => &item.delete,
        Verb::Options => &item.options,
        Verb::Head => &item.head,
        Verb::Patch => &item.patch,
    };
    Verb::ALL
        .into_iter()
        .filter_map(move |verb| Some((verb, declared(verb).as_ref()?)))
}

/// An operation, but for its methods, and whether the answer with status 200 is
/// declared as an array.
pub(crate) fn operation<'a>(
    resolver: &mut Resolver<'a>,
    shared: &Shared<'a>,
    path: &str,
    verb: Verb,
    (item, declared): (&'a PathItem<'a>, &'a Declared<'a>),
    at: &Pointer<'_>,
) -> (Operation, bool) {
    let short = Path::new(path);
    let base = crate::method::names(short, verb, false).name;
    let words = vec![short.resource(), base];
    let verb_key = verb.as_str().to_ascii_lowercase();
    let here = at.child(&verb_key);
    let mut found = Parameters {
        resolver,
        shared,
        words: &words,
        list: Vec::new(),
    };
    found.add(&item.parameters, &at.child("parameters"));
    let own = declared.parameters.as_deref().unwrap_or_default();
    found.add(own, &here.child("parameters"));
    let mut parameters = found.list;
    fit_to_path(path, &mut parameters);
    name_idents(&mut parameters);
    let answer = answer(resolver, shared, declared, &words, &here.child("responses"));
    let mut response = answer.ty;
    let is_list = matches!(response, Some(Type::List(_)));
    if verb == Verb::Get && short.answers_with_array() && !is_list {
        response = Some(Type::List(Box::new(response.unwrap_or(Type::Any))));
    }
    let in_query = |name| {
        let is_it = |one: &Parameter| one.location == Location::Query && one.name == name;
        parameters.iter().any(is_it)
    };
    let paged = verb == Verb::Get
        && matches!(response, Some(Type::List(_)))
        && in_query("limit")
        && in_query("page_num");
    let operation = Operation {
        verb,
        path: path.to_owned(),
        summary: declared.summary.prose().unwrap_or_default(),
        description: declared.description.prose(),
        methods: Vec::new(),
        parameters,
        statuses: answer.statuses,
        response,
        paged,
        exchanges: Vec::new(),
    };
    (operation, answer.is_array)
}

struct Parameters<'r, 'a> {
    resolver: &'r mut Resolver<'a>,
    shared: &'r Shared<'a>,
    words: &'r [String],
    list: Vec<Parameter>,
}

impl<'a> Parameters<'_, 'a> {
    fn add(&mut self, nodes: &'a [Node<Schema<'a>>], at: &Pointer<'_>) {
        for (index, node) in nodes.iter().enumerate() {
            let index = index.to_string();
            let at = at.child(&index);
            if let Some(parameter) = self.referenced(node, &at) {
                self.one(parameter, &at);
            }
        }
    }

    /// The parameter itself, behind a reference to a shared one.
    fn referenced(
        &mut self,
        node: &'a Node<Schema<'a>>,
        at: &Pointer<'_>,
    ) -> Option<&'a Schema<'a>> {
        let mut node = node;
        // A shared parameter may not refer on to another.
        for _ in 0..2 {
            let Some(parameter) = node.object() else {
                self.resolver.report(at, "a parameter is not an object");
                return None;
            };
            let Some(reference) = parameter.reference.text() else {
                return Some(parameter);
            };
            let name = referenced(reference, "parameters");
            match name.and_then(|name| self.shared.parameters.get(&*name)) {
                Some(found) => node = found,
                None => {
                    let names = self.shared.parameters.keys().copied();
                    let message = unresolved(reference, "parameters", names);
                    self.resolver.report(&at.child("$ref"), message);
                    return None;
                }
            }
        }
        self.resolver
            .report(at, "refers to a parameter that refers to another");
        None
    }

    fn one(&mut self, declared: &'a Schema<'a>, at: &Pointer<'_>) {
        let Some(wire) = declared.name.text() else {
            self.resolver.report(at, "a parameter has no `name`");
            return;
        };
        let location = match declared.place.text() {
            Some("path") => Location::Path,
            Some("query") => Location::Query,
            Some("header") => Location::Header,
            Some("formData") => Location::Form,
            Some("body") => return self.body(wire, declared, at),
            place => {
                let message = format!(
                    "`in` of the parameter `{wire}` is {}: it is `path`, `query`, `header`, \
                     `formData` or `body`",
                    place.map_or("missing".to_owned(), |place| format!("`{place}`"))
                );
                self.resolver.report(at, message);
                return;
            }
        };
        let ty = self.declared_type(declared, wire, at);
        let required = location == Location::Path || declared.required.is_true();
        self.push(Parameter {
            wire: wire.to_owned(),
            name: snake_case(wire),
            ident: String::new(),
            location,
            required,
            ty,
            description: declared.description.prose(),
            default: declared.default.clone(),
            collection: match declared.collection.text() {
                Some("csv") => CollectionFormat::Csv,
                Some("ssv") => CollectionFormat::Ssv,
                Some("tsv") => CollectionFormat::Tsv,
                Some("pipes") => CollectionFormat::Pipes,
                Some("multi") => CollectionFormat::Multi,
                _ => CollectionFormat::Brackets,
            },
        });
    }

    /// The type of a parameter outside the body, which is declared in it.
    fn declared_type(&mut self, declared: &'a Schema<'a>, wire: &str, at: &Pointer<'_>) -> Type {
        let owner = self.owner(wire);
        match &declared.schema {
            Some(schema) => self.resolver.schema(schema, &at.child("schema"), &owner, 0),
            None => self.resolver.object(declared, at, &owner),
        }
    }

    /// The properties of an object, each a parameter; of anything else, the whole.
    fn body(&mut self, wire: &str, declared: &'a Schema<'a>, at: &Pointer<'_>) {
        let at = at.child("schema");
        let node = declared.schema.as_deref();
        let properties = node
            .and_then(Node::object)
            .filter(|schema| self.resolver.is_object(schema))
            .and_then(|schema| self.resolver.declared(schema, &at));
        if let Some(properties) = properties {
            for property in properties {
                self.field(&property);
            }
            return;
        }
        let owner = self.owner(wire);
        let ty = node.map_or(Type::Any, |node| self.resolver.schema(node, &at, &owner, 0));
        self.push(Parameter {
            wire: wire.to_owned(),
            name: snake_case(wire),
            ident: String::new(),
            location: Location::Body,
            required: declared.required.is_true(),
            ty,
            description: declared.description.prose(),
            default: None,
            collection: CollectionFormat::default(),
        });
    }

    fn field(&mut self, property: &Property<'a>) {
        let owner = self.owner(property.name);
        let ty = self.resolver.property(property, owner);
        self.push(Parameter {
            wire: property.name.to_owned(),
            name: snake_case(property.name),
            ident: String::new(),
            location: Location::Field,
            required: property.required,
            ty,
            description: property.description(),
            default: property
                .schema
                .object()
                .and_then(|schema| schema.default.clone()),
            collection: CollectionFormat::default(),
        });
    }

    fn owner(&self, parameter: &str) -> Owner {
        let mut words = self.words.to_vec();
        words.push(parameter.to_owned());
        Owner::Words(words)
    }

    /// Adds a parameter, in the place of one that it declares again.
    fn push(&mut self, parameter: Parameter) {
        let same =
            |one: &&mut Parameter| one.wire == parameter.wire && one.location == parameter.location;
        match self.list.iter_mut().find(same) {
            Some(place) => *place = parameter,
            None => self.list.push(parameter),
        }
    }
}

/// Makes the parameters in the path those that the path has a place for.
fn fit_to_path(path: &str, parameters: &mut Vec<Parameter>) {
    parameters.retain(|parameter| {
        parameter.location != Location::Path
            || placeholders(path).any(|placeholder| placeholder == parameter.wire)
    });
    let mut undeclared: Vec<Parameter> = Vec::new();
    for name in placeholders(path) {
        let is_it = |one: &Parameter| one.location == Location::Path && one.wire == name;
        if !parameters.iter().chain(&undeclared).any(is_it) {
            undeclared.push(Parameter {
                wire: name.to_owned(),
                name: snake_case(name),
                ident: String::new(),
                location: Location::Path,
                required: true,
                ty: Type::String,
                description: None,
                default: None,
                collection: CollectionFormat::default(),
            });
        }
    }
    parameters.splice(0..0, undeclared);
}

/// Gives each parameter its identifier; of those that meet, the first keeps its
/// own and the others are told apart by their place.
fn name_idents(parameters: &mut [Parameter]) {
    let mut taken = Taken::default();
    for parameter in parameters {
        let mut ident = snake_ident(&parameter.name);
        if RESERVED.contains(&ident.as_str()) {
            ident.push('_');
        }
        if taken.has(&ident) {
            let place = match parameter.location {
                Location::Path => "path",
                Location::Query => "query",
                Location::Header => "header",
                Location::Field | Location::Body => "body",
                Location::Form => "form",
            };
            ident = format!("{}_in_{place}", ident.trim_start_matches("r#"));
        }
        parameter.ident = taken.snake(ident);
    }
}

struct Success {
    statuses: Vec<u16>,
    ty: Option<Type>,
    is_array: bool,
}

/// What a success answers with: the schema of the lowest status between 200 and
/// 299 that has one, or that of `default`.
fn answer<'a>(
    resolver: &mut Resolver<'a>,
    shared: &Shared<'a>,
    declared: &'a Declared<'a>,
    words: &[String],
    at: &Pointer<'_>,
) -> Success {
    let entries = declared.responses.iter().flat_map(|entries| &entries.0);
    let mut successes: Vec<(Option<u16>, &str, &'a Node<Answer<'a>>)> = Vec::new();
    for (code, node) in entries {
        match code.parse::<u16>() {
            Ok(status @ 200..=299) => successes.push((Some(status), code, node)),
            _ if code == "default" => successes.push((None, code, node)),
            _ => {}
        }
    }
    if successes.iter().any(|(status, ..)| status.is_some()) {
        successes.retain(|(status, ..)| status.is_some());
    }
    successes.sort_by_key(|(status, ..)| *status);
    let mut words = words.to_vec();
    words.push("response".to_owned());
    let owner = Owner::Words(words);
    let mut ty = None;
    let mut is_array = false;
    for (status, code, node) in &successes {
        let at = at.child(code);
        let Some(node) = referenced_answer(resolver, shared, node, &at) else {
            continue;
        };
        let Some(schema) = &node.schema else {
            continue;
        };
        if ty.is_some() {
            break;
        }
        let found = resolver.schema(schema, &at.child("schema"), &owner, 0);
        is_array = *status == Some(200) && matches!(found, Type::List(_));
        ty = Some(found);
    }
    Success {
        statuses: successes
            .iter()
            .filter_map(|(status, ..)| *status)
            .collect(),
        ty,
        is_array,
    }
}

fn referenced_answer<'a>(
    resolver: &mut Resolver<'a>,
    shared: &Shared<'a>,
    node: &'a Node<Answer<'a>>,
    at: &Pointer<'_>,
) -> Option<&'a Answer<'a>> {
    let answer = node.object()?;
    let Some(reference) = answer.reference.text() else {
        return Some(answer);
    };
    let name = referenced(reference, "responses");
    let found = name.and_then(|name| shared.answers.get(&*name).copied());
    if found.is_none() {
        let names = shared.answers.keys().copied();
        let message = unresolved(reference, "responses", names);
        resolver.report(&at.child("$ref"), message);
    }
    found?.object()
}

/// The name of the struct that carries an operation's optional parameters.
pub(crate) fn type_ident(method: &str) -> String {
    pascal_ident(&[method])
}
