//! The name of the client, which the caller chooses.

use std::error::Error;
use std::fmt::{self, Display, Formatter};

use civis_spec::{Spec, is_keyword};

use crate::code::Emit;

/// A Rust identifier that no module of the generated code has.
pub(crate) struct ClientName(String);

impl ClientName {
    pub(crate) fn new(name: &str, spec: &Spec) -> Result<Self, ClientNameError> {
        let kind = if !is_ident(name) {
            Kind::NotAnIdentifier
        } else if name == "types" || spec.resources.iter().any(|one| *one.ident == *name) {
            Kind::Taken
        } else {
            return Ok(Self(name.to_owned()));
        };
        let name = name.to_owned();
        Err(ClientNameError { name, kind })
    }
}

fn is_ident(name: &str) -> bool {
    let plain = name.strip_prefix("r#").unwrap_or(name);
    let is_raw = plain.len() < name.len();
    let is_start = |char: char| char.is_alphabetic() || char == '_';
    plain.starts_with(is_start)
        && plain
            .chars()
            .all(|char| char.is_alphanumeric() || char == '_')
        && plain != "_"
        && (is_raw || !is_keyword(plain))
}

impl Display for ClientName {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Emit for ClientName {}

/// The name of the client cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientNameError {
    name: String,
    kind: Kind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    NotAnIdentifier,
    Taken,
}

impl Display for ClientNameError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { name, kind } = self;
        match kind {
            Kind::NotAnIdentifier => {
                write!(
                    f,
                    "the client cannot be called `{name}`: it is not a Rust identifier"
                )
            }
            Kind::Taken => write!(
                f,
                "the client cannot be called `{name}`: the generated code has a module of that \
                 name; choose the name of a type, such as `Platform`"
            ),
        }
    }
}

impl Error for ClientNameError {}
