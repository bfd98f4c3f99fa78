//! Drafts of types: what a schema declares, before the [naming](crate::name) stage merges
//! equivalent drafts and names them.

use std::rc::Rc;

use serde_json::Value;

use crate::model::{HttpMethod, Type, TypeId};

/// A type without a name. The [`TypeId`]s inside it are indices of drafts.
#[derive(Debug)]
pub(crate) struct Draft {
    pub(crate) name_source: NameSource,
    /// The name of the definition, or the JSON pointer of a schema declared in place.
    pub(crate) source: String,
    pub(crate) description: Option<String>,
    pub(crate) kind: DraftKind,
}

#[derive(Debug)]
pub(crate) enum DraftKind {
    Record(Vec<DraftField>),
    Enum(Vec<String>),
}

#[derive(Debug)]
pub(crate) struct DraftField {
    pub(crate) wire: String,
    pub(crate) ty: Type,
    pub(crate) required: bool,
    pub(crate) secret: bool,
    pub(crate) description: Option<String>,
    pub(crate) allowed: Vec<Value>,
}

/// Where a draft gets its name from.
#[derive(Debug, Clone)]
pub(crate) enum NameSource {
    /// A definition.
    Definition(String),
    /// The keys on the way to a schema inside a definition.
    Inside(Vec<String>),
    /// A parameter or the response of an operation.
    Operation(OperationKey, String),
    /// A property of another draft, which comes before this one.
    Property(TypeId, String),
}

/// The operation that a draft belongs to.
#[derive(Debug, Clone)]
pub(crate) struct OperationKey {
    pub(crate) http_method: HttpMethod,
    pub(crate) path: Rc<str>,
    /// The `operationId`.
    pub(crate) id: Option<Rc<str>>,
}

impl OperationKey {
    /// The source of the name of one part: a parameter, or `response`.
    pub(crate) fn part(&self, part: &str) -> NameSource {
        NameSource::Operation(self.clone(), part.to_owned())
    }
}
