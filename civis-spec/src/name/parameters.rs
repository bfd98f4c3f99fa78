//! The identifiers of parameters.

use crate::model::{Location, Parameter};
use crate::name::ident::{IdentSet, snake_ident_except};

/// The methods of every call, which a setter of the same name would hide.
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
    "send_streamed",
];

/// Names the parameters of one operation. The order of the file decides nothing.
pub(super) fn name(parameters: &mut [Parameter]) {
    let mut order: Vec<&mut Parameter> = parameters.iter_mut().collect();
    order.sort_by(|one, other| {
        let key = |one: &Parameter| (precedence(one.location).0, one.name != one.wire);
        key(one)
            .cmp(&key(other))
            .then_with(|| one.wire.cmp(&other.wire))
    });
    let mut idents = IdentSet::default();
    for parameter in order {
        let ident = snake_ident_except(&parameter.name, RESERVED);
        let ident = match idents.contains(&ident) {
            true => ident.in_location(precedence(parameter.location).1),
            false => ident,
        };
        parameter.ident = idents.snake(ident);
    }
}

/// The precedence of a location, lowest first, and its name.
fn precedence(location: Location) -> (u8, &'static str) {
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
