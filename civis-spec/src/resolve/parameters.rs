//! Parameters: of the path and of the operation, behind references, fitted to the
//! places of the path, and named.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use crate::model::{Location, Parameter, Style, Type};
use crate::name::ident::{Taken, snake_case, snake_ident};
use crate::name::method::placeholders;
use crate::parse::document::Schema;
use crate::parse::nodes::Node;
use crate::parse::openapi::{Dialect, Media, is_left_out};
use crate::parse::pointer::Pointer;
use crate::resolve::properties::Property;
use crate::resolve::schemas::{Owner, Resolver};
use crate::resolve::shared::Shared;
use crate::resolve::style;

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
    body: Option<(&'a Node<Schema<'a>>, Pointer<'_>)>,
) -> Vec<Parameter> {
    let mut found = Parameters {
        resolver,
        words,
        list: Vec::new(),
        places: BTreeMap::new(),
    };
    for (nodes, at) in lists {
        for (index, node) in nodes.iter().enumerate() {
            let index = index.to_string();
            let at = at.child(&index);
            if let Some((parameter, base)) = shared.parameter(node, &at, found.resolver) {
                found.one(parameter, &base.as_deref().map_or(at, Pointer::new));
            }
        }
    }
    if let Some((node, at)) = body
        && let Some((parameter, base)) = shared.body(node, &at, found.resolver)
    {
        found.body("body", parameter, &base.as_deref().map_or(at, Pointer::new));
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
    places: BTreeMap<(Location, String), usize>,
}

impl<'a> Parameters<'_, 'a> {
    fn one(&mut self, declared: &'a Schema<'a>, at: &Pointer<'_>) {
        let Some(wire) = declared.name.text() else {
            self.resolver.report(at, "a parameter has no `name`");
            return;
        };
        let swagger = self.resolver.dialect == Dialect::Swagger2;
        let location = match declared.place.text() {
            Some("path") => Location::Path,
            Some("query") => Location::Query,
            Some("header") if !swagger && is_left_out(wire) => return,
            Some("header") => Location::Header,
            Some("cookie") if !swagger => Location::Cookie,
            Some("formData") if swagger => Location::Form,
            Some("body") if swagger => return self.body(wire, declared, at),
            place => {
                let places = match self.resolver.dialect {
                    Dialect::Swagger2 => "`path`, `query`, `header`, `formData` or `body`",
                    Dialect::OpenApi3 => "`path`, `query`, `header` or `cookie`",
                };
                let message = format!(
                    "`in` of the parameter `{wire}` is {}: it is {places}",
                    place.map_or("missing".to_owned(), |place| format!("`{place}`"))
                );
                self.resolver.report(at, message);
                return;
            }
        };
        let ty = self.declared_type(declared, wire, at);
        let style = match self.resolver.dialect {
            Dialect::Swagger2 => style::swagger(declared, location, &ty),
            Dialect::OpenApi3 => match style::openapi(declared, location, &ty) {
                Ok(style) => style,
                Err(style) => {
                    let message = format!(
                        "the style `{style}` of the parameter `{wire}` is not supported there"
                    );
                    self.resolver.report(at, message);
                    return;
                }
            },
        };
        let allowed = match declared.schema.as_ref() {
            Some(schema) => self.resolver.allowed(schema, &ty),
            None => self.resolver.allowed_of(declared, &ty),
        };
        let required = location == Location::Path || declared.required.is_true();
        self.push(Parameter {
            wire: wire.to_owned(),
            name: snake_case(wire),
            ident: String::new(),
            location,
            style,
            required,
            ty,
            description: declared.description.prose(),
            default: declared.default.clone(),
            allowed,
        });
    }

    /// The type of a parameter outside the body, which is declared in it.
    fn declared_type(&mut self, declared: &'a Schema<'a>, wire: &str, at: &Pointer<'_>) -> Type {
        let owner = self.owner(wire);
        match &declared.schema {
            Some(schema) => {
                let base = at.schema(declared.under.as_deref());
                self.resolver
                    .schema(schema, &Pointer::new(&base), &owner, 0)
            }
            None => self.resolver.object(declared, at, &owner),
        }
    }

    /// The properties of an object, each a parameter; of anything else, the whole.
    fn body(&mut self, wire: &str, declared: &'a Schema<'a>, at: &Pointer<'_>) {
        let base = at.schema(declared.under.as_deref());
        let at = Pointer::new(&base);
        let node = declared.schema.as_ref();
        let object = node
            .and_then(Node::object)
            .filter(|schema| declared.media != Media::File && self.resolver.is_record(schema, &at));
        let properties = object.and_then(|schema| self.resolver.declared(schema, &at));
        if let Some(properties) = properties {
            let location = match declared.media {
                Media::Json | Media::File => Location::Field,
                Media::Form => Location::Form,
                Media::Multipart => Location::Multipart,
            };
            for property in properties {
                self.field(&property, location);
            }
            if location == Location::Field
                && let Some(node) = node
            {
                self.others(node, &at);
            }
            return;
        }
        let owner = self.owner(wire);
        let ty = match (declared.media, node) {
            (Media::Json, Some(node)) => self.resolver.schema(node, &at, &owner, 0),
            (Media::Json, None) => Type::Any,
            (Media::Form | Media::Multipart | Media::File, _) => Type::File,
        };
        let allowed = node.map(|node| self.resolver.allowed(node, &ty));
        let allowed = allowed.filter(|_| ty != Type::File).unwrap_or_default();
        self.push(Parameter {
            location: Location::Body,
            required: declared.required.is_true(),
            description: declared.description.prose(),
            allowed,
            ..plain(wire, ty)
        });
    }

    fn field(&mut self, property: &Property<'a>, location: Location) {
        let declared = property.schema.object();
        if declared.is_some_and(|schema| schema.read_only.is_true()) {
            return;
        }
        let owner = self.owner(property.name);
        let ty = match location {
            Location::Multipart => self.file(property.schema),
            _ => None,
        };
        let ty = ty.unwrap_or_else(|| self.resolver.property(property, owner));
        let allowed = self.resolver.allowed(property.schema, &ty);
        self.push(Parameter {
            location,
            required: property.required,
            description: property.description(),
            default: declared.and_then(|schema| schema.default.clone()),
            allowed,
            ..plain(property.name, ty)
        });
    }

    /// The type of a part of a form, if it is bytes or a list of such.
    fn file(&mut self, node: &'a Node<Schema<'a>>) -> Option<Type> {
        let schema = self.resolver.effective(node)?;
        if let Some(items) = schema.items.as_ref() {
            let is_file = self.resolver.effective(items).is_some_and(is_binary);
            return is_file.then(|| Type::List(Box::new(Type::File)));
        }
        is_binary(schema).then_some(Type::File)
    }

    /// The entries of the body beside its properties, where they are declared.
    fn others(&mut self, node: &'a Node<Schema<'a>>, at: &Pointer<'_>) {
        let Some(schema) = self.resolver.effective(node) else {
            return;
        };
        let of = match schema.additional.as_ref() {
            Some(node @ Node::Object(_)) => {
                let owner = self.owner(ADDITIONAL);
                let at = at.child(ADDITIONAL);
                self.resolver.schema(node, &at, &owner, 0)
            }
            Some(Node::Flag(true)) => Type::Any,
            _ => return,
        };
        self.push(Parameter {
            location: Location::Body,
            description: Some("Properties beside those declared.".to_owned()),
            ..plain(ADDITIONAL, Type::Map(Box::new(of)))
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

/// The key, and so the name of the parameter, of what an object holds beside its
/// properties.
const ADDITIONAL: &str = "additionalProperties";

/// A parameter of which only name and type are known.
fn plain(wire: &str, ty: Type) -> Parameter {
    Parameter {
        wire: wire.to_owned(),
        name: snake_case(wire),
        ident: String::new(),
        location: Location::Path,
        style: Style::Default,
        required: false,
        ty,
        description: None,
        default: None,
        allowed: Vec::new(),
    }
}

/// Whether text stands for bytes: `format: binary` of OpenAPI 3.0, or a media type
/// without an encoding of 3.1.
fn is_binary(schema: &Schema<'_>) -> bool {
    let is_text = matches!(schema.ty.text(), Some("string") | None);
    let raw = schema.content_type.text().is_some() && schema.content_encoding.text().is_none();
    is_text && (raw || schema.format.text() == Some("binary")) || schema.ty.text() == Some("file")
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
                required: true,
                ..plain(name, Type::String)
            });
        }
    }
    parameters.splice(0..0, undeclared);
}

/// Gives each parameter its identifier. Of those that meet, the one in the first place
/// keeps its own, and of those in one place the one that is spelled so; the others are
/// told apart by their place. The order of the file decides nothing.
fn name_idents(parameters: &mut [Parameter]) {
    let mut order: Vec<&mut Parameter> = parameters.iter_mut().collect();
    order.sort_by(|one, other| {
        let key = |one: &Parameter| (place(one.location).0, one.name != one.wire);
        key(one)
            .cmp(&key(other))
            .then_with(|| one.wire.cmp(&other.wire))
    });
    let mut taken = Taken::default();
    for parameter in order {
        let mut ident = snake_ident(&parameter.name);
        if RESERVED.contains(&ident.as_str()) {
            ident.push('_');
        }
        if taken.has(&ident) {
            let place = place(parameter.location).1;
            ident = format!("{}_in_{place}", ident.trim_start_matches("r#"));
        }
        parameter.ident = taken.snake(ident);
    }
}

/// The rank and the name of a place.
fn place(location: Location) -> (u8, &'static str) {
    match location {
        Location::Path => (0, "path"),
        Location::Query => (1, "query"),
        Location::Header => (2, "header"),
        Location::Cookie => (3, "cookie"),
        Location::Field => (4, "body"),
        Location::Form | Location::Multipart => (5, "form"),
        Location::Body => (6, "body"),
    }
}
