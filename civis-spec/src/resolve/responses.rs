//! The response of an operation.
//!
//! | in the document | in the model |
//! |---|---|
//! | statuses from 200 to 299, and `2XX` | the response; of several schemas, their union |
//! | `default` | the response, if no such status is declared |
//! | media types without JSON | a file |

use crate::model::Type;
use crate::parse::document::{Operation, Response};
use crate::parse::media::is_json;
use crate::parse::nodes::{Leaf, Node};
use crate::pointer::Pointer;
use crate::resolve::accept::accept;
use crate::resolve::draft::OperationKey;
use crate::resolve::keywords::{SchemaAt, type_name};
use crate::resolve::shared::SharedParts;
use crate::resolve::types::TypeResolver;

/// The response of an operation when it succeeds.
pub(crate) struct Success {
    /// The declared statuses, ascending.
    pub(crate) statuses: Vec<u16>,
    pub(crate) ty: Option<Type>,
    /// What to send as `Accept`.
    pub(crate) accept: String,
    /// Whether the schema of status 200 is an array.
    pub(crate) is_array: bool,
    /// Whether the header `Link` is declared.
    pub(crate) has_link: bool,
}

/// Resolves the responses of an operation, which are at `at`.
pub(crate) fn success<'a>(
    types: &mut TypeResolver<'a>,
    shared: &SharedParts<'a>,
    declared: &'a Operation<'a>,
    key: &OperationKey,
    at: &Pointer<'_>,
) -> Success {
    let entries = declared.responses.iter().flat_map(|entries| &entries.0);
    let mut successes: Vec<(Rank, &str, &'a Node<Response<'a>>)> = entries
        .filter_map(|(code, node)| Some((Rank::of(code)?, &**code, node)))
        .collect();
    successes.sort_by_key(|(rank, ..)| *rank);
    if successes
        .first()
        .is_some_and(|(rank, ..)| *rank < Rank::Default)
    {
        successes.retain(|(rank, ..)| *rank < Rank::Default);
    }
    let mut schemas = Vec::new();
    let mut media_types: Vec<&str> = Vec::new();
    let mut is_array = false;
    let mut has_link = false;
    for (rank, code, node) in &successes {
        let at = at.child(code);
        let definitions = &mut types.definitions;
        let Some((response, base)) = shared.response(node, &at, definitions) else {
            continue;
        };
        media_types.extend(response.media_types.iter().map(|name| &**name));
        let headers = response.headers.iter().flat_map(|entries| &entries.0);
        has_link |= headers
            .into_iter()
            .any(|(name, _)| name.eq_ignore_ascii_case("link"));
        let Some(schema) = &response.schema else {
            continue;
        };
        if matches!(rank, Rank::Status(200) | Rank::Range) {
            let schema = types.definitions.effective(schema);
            is_array |= schema.is_some_and(|schema| type_name(schema) == Some("array"));
        }
        let at = base.as_deref().map_or(at, Pointer::new);
        schemas.push(SchemaAt {
            node: schema,
            at: at.schema(response.media_type.as_deref()),
        });
    }
    let statuses = successes.iter().filter_map(|(rank, ..)| match rank {
        Rank::Status(status) => Some(*status),
        Rank::Range | Rank::Default => None,
    });
    let statuses = statuses.collect();
    let mut ty = types.responses(&schemas, &key.part("response"));
    let produces = match &declared.produces {
        Leaf::Absent => shared.produces,
        own => own,
    };
    if ty.is_some() && excludes_json(produces) {
        ty = Some(Type::File);
    }
    media_types.extend(produces.texts().unwrap_or_default());
    Success {
        statuses,
        accept: accept(media_types.into_iter(), ty.as_ref()),
        ty,
        is_array,
        has_link,
    }
}

/// Whether media types are declared and none of them is JSON.
fn excludes_json(produces: &Leaf<'_>) -> bool {
    match produces.texts() {
        Some(types) => !types.is_empty() && !types.iter().any(|ty| is_json(ty)),
        None => false,
    }
}

/// The precedence of a success among the keys of `responses`.
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
