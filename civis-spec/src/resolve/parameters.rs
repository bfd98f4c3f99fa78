//! The parameters of an operation.
//!
//! | in the document | in the model |
//! |---|---|
//! | parameters of the path and of the operation | a parameter each; the operation may declare one of the path again |
//! | placeholders of the path without a parameter | a string in the path |
//! | a body that is an object with properties | a parameter for each property, unless it is `readOnly` |
//! | `additionalProperties` of such a body | a parameter `additional_properties` |
//! | a body that is an object and can have no properties | nothing |
//! | any other body | one parameter |
//! | `default` | documented, never sent |

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use crate::model::{Ident, Location, Parameter, Style, Type, placeholders};
use crate::parse::document::{Dialect, Encoding, Schema};
use crate::parse::media::Media;
use crate::parse::nodes::Node;
use crate::pointer::Pointer;
use crate::resolve::draft::OperationKey;
use crate::resolve::files::is_text;
use crate::resolve::headers::{frames_message, is_ignored};
use crate::resolve::keywords::is_secret;
use crate::resolve::properties::Property;
use crate::resolve::shared::SharedParts;
use crate::resolve::style;
use crate::resolve::types::TypeResolver;
use crate::snake_case::snake_case;

/// Resolves the parameters of an operation, given the lists that declare them and the body.
/// A parameter of a later list replaces that of an earlier one.
pub(crate) fn parameters<'a>(
    types: &mut TypeResolver<'a>,
    shared: &SharedParts<'a>,
    key: &OperationKey,
    lists: &[(&'a [Node<Schema<'a>>], Pointer<'_>)],
    body: Option<(&'a Node<Schema<'a>>, Pointer<'_>)>,
) -> Input<'a> {
    let mut found = Parameters {
        types,
        key,
        input: Input::default(),
        indices: BTreeMap::new(),
    };
    for (nodes, at) in lists {
        for (index, node) in nodes.iter().enumerate() {
            let index = index.to_string();
            let at = at.child(&index);
            let definitions = &mut found.types.definitions;
            if let Some((parameter, base)) = shared.parameter(node, &at, definitions) {
                found.declared(parameter, &base.as_deref().map_or(at, Pointer::new));
            }
        }
    }
    if let Some((node, at)) = body {
        let definitions = &mut found.types.definitions;
        if let Some((parameter, base)) = shared.body(node, &at, definitions) {
            found.body("body", parameter, &base.as_deref().map_or(at, Pointer::new));
        }
    }
    let mut input = found.input;
    match_placeholders(&key.path, &mut input.parameters);
    input
}

/// What an operation takes.
#[derive(Default)]
pub(crate) struct Input<'a> {
    pub(crate) parameters: Vec<Parameter>,
    /// The names of declared headers that are not parameters, since they frame the message.
    pub(crate) framing: Vec<&'a str>,
    /// Whether the body may be left out.
    pub(crate) body_is_optional: bool,
}

struct Parameters<'r, 'a> {
    types: &'r mut TypeResolver<'a>,
    key: &'r OperationKey,
    input: Input<'a>,
    indices: BTreeMap<(Location, String), usize>,
}

impl<'a> Parameters<'_, 'a> {
    /// Adds a parameter of a list.
    fn declared(&mut self, declared: &'a Schema<'a>, at: &Pointer<'_>) {
        let Some(wire) = declared.name.text() else {
            let problems = &mut self.types.definitions.problems;
            problems.spoil(at, "a parameter has no `name`");
            return;
        };
        let swagger = self.types.definitions.dialect == Dialect::Swagger2;
        let location = match declared.location.text() {
            Some("path") => Location::Path,
            Some("query") => Location::Query,
            Some("header") if !swagger && is_ignored(wire) => return,
            Some("header") if frames_message(wire) => {
                if !self.input.framing.contains(&wire) {
                    self.input.framing.push(wire);
                }
                return;
            }
            Some("header") => Location::Header,
            // Each version lacks some of these, yet frameworks write them.
            Some("cookie") => Location::Cookie,
            Some("formData") => Location::Form,
            Some("body") => return self.body(wire, declared, at),
            location => {
                let message = format!(
                    "`in` of the parameter `{wire}` is {}: expected {LOCATIONS}",
                    location.map_or("missing".to_owned(), |location| format!("`{location}`"))
                );
                self.types.definitions.problems.spoil(at, &message);
                return;
            }
        };
        let file = match (location, &declared.schema) {
            (Location::Form, Some(schema)) => self.types.definitions.file(schema),
            _ => None,
        };
        let ty = file.unwrap_or_else(|| self.declared_type(declared, wire, at));
        let style = match self.types.definitions.dialect {
            Dialect::Swagger2 => {
                style::swagger(declared, location, &ty, self.types.definitions.is_platform)
            }
            Dialect::OpenApi3 if location == Location::Form => Style::Default,
            Dialect::OpenApi3 => match style::openapi(declared, location, &ty) {
                Ok(style) => style,
                Err(style) => {
                    let message = format!(
                        "the style `{style}` of the parameter `{wire}` is not supported there"
                    );
                    self.types.definitions.problems.spoil(at, &message);
                    return;
                }
            },
        };
        let allowed = match declared.schema.as_ref() {
            Some(schema) => self.types.definitions.allowed(schema, &ty),
            None => self.types.definitions.allowed_of_parameter(declared, &ty),
        };
        let required = location == Location::Path || declared.required.is_true();
        let secret = match declared.schema.as_ref() {
            Some(node) => self.is_secret(node),
            None => is_secret(declared),
        };
        self.push(Parameter {
            wire: wire.to_owned(),
            name: snake_case(wire),
            ident: Ident::UNNAMED,
            location,
            style,
            required,
            secret,
            takes_file: false,
            ty,
            description: declared.description.prose(),
            default: declared.default.clone(),
            allowed,
        });
    }

    /// The type of a parameter outside the body.
    fn declared_type(&mut self, declared: &'a Schema<'a>, wire: &str, at: &Pointer<'_>) -> Type {
        let name_source = self.key.part(wire);
        match &declared.schema {
            Some(schema) => {
                let base = at.schema(declared.media_type.as_deref());
                let ty = self
                    .types
                    .schema(schema, &Pointer::new(&base), &name_source);
                self.with_numbers(schema, ty)
            }
            None => self.types.object(declared, at, &name_source),
        }
    }

    /// Adds the parameters of a body.
    fn body(&mut self, wire: &str, declared: &'a Schema<'a>, at: &Pointer<'_>) {
        let base = at.schema(declared.media_type.as_deref());
        let at = Pointer::new(&base);
        let node = declared.schema.as_ref();
        let takes_null = node.and_then(Node::object).is_some_and(Schema::takes_null);
        self.input.body_is_optional = takes_null && !declared.required.is_true();
        let effective = node.and_then(|node| self.types.definitions.effective(node));
        if effective.is_some_and(Schema::excludes_properties) {
            return;
        }
        let object = node.and_then(Node::object).filter(|schema| {
            declared.media != Media::File && self.types.definitions.is_record(schema, &at)
        });
        let properties = object.and_then(|schema| self.types.definitions.properties(schema, &at));
        if let Some(properties) = properties {
            let location = match declared.media {
                Media::Json | Media::File => Location::Field,
                Media::Form => Location::Form,
                Media::Multipart => Location::Multipart,
            };
            let encodings = declared.encoding.iter().flat_map(|entries| &entries.0);
            let encodings: BTreeMap<&str, &Encoding<'a>> = encodings
                .filter_map(|(name, encoding)| Some((&**name, encoding.object()?)))
                .collect();
            for property in properties {
                let encoding = encodings.get(property.name).copied();
                self.field(&property, location, declared.may_be_multipart, encoding);
            }
            if location == Location::Field
                && let Some(node) = node
            {
                self.additional(node, &at);
            }
            return;
        }
        let name_source = self.key.part(wire);
        let takes_file = self.types.definitions.is_text_body(declared);
        let ty = match (declared.media, node) {
            (Media::Json, Some(node)) => self.types.schema(node, &at, &name_source),
            (Media::Json, None) => Type::Any,
            _ if takes_file => Type::String,
            (Media::Form | Media::Multipart | Media::File, _) => Type::File,
        };
        let allowed = node.map(|node| self.types.definitions.allowed(node, &ty));
        let allowed = allowed.filter(|_| ty != Type::File).unwrap_or_default();
        self.push(Parameter {
            location: Location::Body,
            required: declared.required.is_true(),
            takes_file,
            description: declared.description.prose(),
            allowed,
            ..plain(wire, ty)
        });
    }

    /// Adds a property of a body.
    fn field(
        &mut self,
        property: &Property<'a>,
        location: Location,
        may_be_multipart: bool,
        encoding: Option<&Encoding<'a>>,
    ) {
        let declared = property.schema.object();
        if declared.is_some_and(|schema| schema.read_only.is_true()) {
            return;
        }
        let name_source = self.key.part(property.name);
        let ty = match location {
            // A form with a file is multipart, whatever the document calls it.
            Location::Form | Location::Multipart => self.types.definitions.file(property.schema),
            _ => None,
        };
        let ty = ty.unwrap_or_else(|| {
            let ty = self.types.property(property, &name_source);
            self.with_numbers(property.schema, ty)
        });
        let allowed = self.types.definitions.allowed(property.schema, &ty);
        let secret = self.is_secret(property.schema);
        let may_be_file =
            location == Location::Multipart || self.types.definitions.is_file_text(property);
        let takes_file = may_be_multipart && is_text(&ty) && may_be_file;
        self.push(Parameter {
            location,
            style: match location {
                Location::Form | Location::Multipart => style::field(encoding, location, &ty),
                _ => Style::Default,
            },
            required: property.required,
            secret,
            takes_file,
            description: property.description(),
            default: declared.and_then(|schema| schema.default.clone()),
            allowed,
            ..plain(property.name, ty)
        });
    }

    /// The type of a parameter: any JSON, which takes both, in place of text that may be a
    /// number.
    fn with_numbers(&mut self, node: &'a Node<Schema<'a>>, ty: Type) -> Type {
        match ty {
            Type::String if self.types.definitions.takes_numbers(node) => Type::Any,
            ty => ty,
        }
    }

    fn is_secret(&mut self, node: &'a Node<Schema<'a>>) -> bool {
        let schema = self.types.definitions.effective(node);
        schema.is_some_and(is_secret)
    }

    /// Adds the undeclared properties of a body, if it may have any.
    fn additional(&mut self, node: &'a Node<Schema<'a>>, at: &Pointer<'_>) {
        let Some(schema) = self.types.definitions.effective(node) else {
            return;
        };
        let value = match schema.additional.as_ref() {
            Some(node @ Node::Object(_)) => {
                let name_source = self.key.part(ADDITIONAL);
                let at = at.child(ADDITIONAL);
                self.types.schema(node, &at, &name_source)
            }
            Some(Node::Flag(true)) => Type::Any,
            _ => return,
        };
        self.push(Parameter {
            location: Location::Body,
            description: Some("Properties beside those declared.".to_owned()),
            ..plain(ADDITIONAL, Type::Map(Box::new(value)))
        });
    }

    /// Adds a parameter, or replaces one with the same name and location.
    fn push(&mut self, parameter: Parameter) {
        match self
            .indices
            .entry((parameter.location, parameter.wire.clone()))
        {
            Entry::Occupied(index) => self.input.parameters[*index.get()] = parameter,
            Entry::Vacant(index) => {
                index.insert(self.input.parameters.len());
                self.input.parameters.push(parameter);
            }
        }
    }
}

/// The locations of a parameter.
const LOCATIONS: &str = "`path`, `query`, `header`, `cookie`, `formData` or `body`";

/// The key of the undeclared properties, and the name of the parameter for them.
const ADDITIONAL: &str = "additionalProperties";

/// A parameter with a name and a type only.
fn plain(wire: &str, ty: Type) -> Parameter {
    Parameter {
        wire: wire.to_owned(),
        name: snake_case(wire),
        ident: Ident::UNNAMED,
        location: Location::Path,
        style: Style::Default,
        required: false,
        secret: false,
        takes_file: false,
        ty,
        description: None,
        default: None,
        allowed: Vec::new(),
    }
}

/// Removes parameters without a placeholder in the path, and adds those of undeclared
/// placeholders.
fn match_placeholders(path: &str, parameters: &mut Vec<Parameter>) {
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
