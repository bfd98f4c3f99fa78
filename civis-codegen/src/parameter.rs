//! A parameter: whether it is an argument or a setter, and the function that sets it.

use civis_spec::{Location, Operation, Parameter, Style};

use crate::code::{CharLiteral, Code, Literal, code};

/// Required parameters, which are arguments of the method, and optional ones, which are
/// setters.
pub(crate) fn split(operation: &Operation) -> (Vec<&Parameter>, Vec<&Parameter>) {
    operation
        .parameters
        .iter()
        .partition(|parameter| parameter.required || parameter.location == Location::Path)
}

/// A function of `Arguments` in the support module that sets a parameter.
pub(crate) struct Setter {
    pub(crate) function: &'static str,
    /// What it takes before the value: the name on the wire, and where and how the parameter
    /// travels if the function does not imply it.
    pub(crate) place: Code,
}

impl Setter {
    pub(crate) fn new(parameter: &Parameter) -> Self {
        let wire = Literal(&parameter.wire);
        if parameter.secret {
            let location = self::location(parameter.location);
            let style = self::style(parameter.style);
            let place = code!("{location}, {style}, {wire}", location, style, wire);
            return Self {
                function: "secret",
                place,
            };
        }
        let (function, place) = match (parameter.location, parameter.style) {
            (Location::Path, Style::Default) => ("path", code!("{wire}", wire)),
            (Location::Query, Style::Default) => ("query", code!("{wire}", wire)),
            (Location::Field, _) => ("field", code!("{wire}", wire)),
            (location, Style::Default) => {
                let location = self::location(location);
                ("set", code!("{location}, {wire}", location, wire))
            }
            (location, style) => {
                let (location, style) = (self::location(location), self::style(style));
                let place = code!("{location}, {style}, {wire}", location, style, wire);
                ("set_styled", place)
            }
        };
        Self { function, place }
    }
}

fn location(location: Location) -> &'static str {
    match location {
        Location::Path => "__Location::Path",
        Location::Query => "__Location::Query",
        Location::Header => "__Location::Header",
        Location::Cookie => "__Location::Cookie",
        Location::Field => "__Location::Field",
        Location::Body => "__Location::Body",
        Location::Form => "__Location::Form",
        Location::Multipart => "__Location::Multipart",
    }
}

fn style(style: Style) -> Code {
    match style {
        Style::Default => Code::from("__Style::Default"),
        Style::Joined { outer, inner } => code!(
            "__Style::Joined {{ outer: {outer}, inner: {inner} }}",
            outer = CharLiteral(outer),
            inner = CharLiteral(inner),
        ),
        Style::Repeated { inner } => code!(
            "__Style::Repeated {{ inner: {inner} }}",
            inner = CharLiteral(inner),
        ),
        Style::Deep => Code::from("__Style::Deep"),
        Style::Json => Code::from("__Style::Json"),
    }
}
