//! Parameters: of the path and of the operation, behind references, fitted to the
//! places of the path, and named.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::document::{Node, Schema};
use crate::method::placeholders;
use crate::model::{CollectionFormat, Location, Parameter, Type};
use crate::names::{Taken, snake_case, snake_ident};
use crate::pointer::Pointer;
use crate::properties::Property;
use crate::schemas::{Owner, Resolver};
use crate::shared::Shared;

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

/// The parameters of an operation, given the lists that declare them: what a
/// later list declares again takes the place of the former.
pub(crate) fn parameters<'a>(
    resolver: &mut Resolver<'a>,
    shared: &Shared<'a>,
    path: &str,
    words: &[String],
    lists: &[(&'a [Node<Schema<'a>>], Pointer<'_>)],
) -> Vec<Parameter> {
    let mut found = Parameters {
        resolver,
        words,
        list: Vec::new(),
        places: HashMap::new(),
    };
    for (nodes, at) in lists {
        for (index, node) in nodes.iter().enumerate() {
            let index = index.to_string();
            let at = at.child(&index);
            if let Some((parameter, base)) = shared.parameter(node, &at, found.resolver) {
                found.one(parameter, &Pointer::new(&base));
            }
        }
    }
    let mut parameters = found.list;
    fit_to_path(path, &mut parameters);
    name_idents(&mut parameters);
    parameters
}

struct Parameters<'r, 'a> {
    resolver: &'r mut Resolver<'a>,
    words: &'r [String],
    list: Vec<Parameter>,
    places: HashMap<(Location, String), usize>,
}

impl<'a> Parameters<'_, 'a> {
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
            .filter(|schema| self.resolver.is_record(schema, &at))
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
        match self
            .places
            .entry((parameter.location, parameter.wire.clone()))
        {
            Entry::Occupied(place) => self.list[*place.get()] = parameter,
            Entry::Vacant(place) => {
                place.insert(self.list.len());
                self.list.push(parameter);
            }
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
                Location::Form | Location::Multipart => "form",
            };
            ident = format!("{}_in_{place}", ident.trim_start_matches("r#"));
        }
        parameter.ident = taken.snake(ident);
    }
}
