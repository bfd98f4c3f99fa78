//! From a path to the operation that is meant.

use std::collections::HashMap;

use civis_spec::{HttpMethod, Operation};

use crate::request;

/// A path in which `{…}` stands for one segment.
#[derive(Debug, Clone)]
pub(crate) struct Pattern {
    segments: Vec<Segment>,
}

#[derive(Debug, Clone)]
enum Segment {
    Fixed(String),
    Any(String),
}

impl Pattern {
    pub(crate) fn new(path: &str) -> Self {
        let segments = request::segments(path)
            .into_iter()
            .map(|segment| {
                let name = segment.strip_prefix('{').and_then(|s| s.strip_suffix('}'));
                match name {
                    Some(name) => Segment::Any(name.to_owned()),
                    None => Segment::Fixed(segment),
                }
            })
            .collect();
        Pattern { segments }
    }

    /// What stands in the places of the placeholders, if the path fits.
    pub(crate) fn params(&self, path: &[String]) -> Option<Vec<(String, String)>> {
        if self.segments.len() != path.len() {
            return None;
        }
        let mut params = Vec::new();
        for (segment, text) in self.segments.iter().zip(path) {
            match segment {
                Segment::Fixed(fixed) if fixed == text => {}
                Segment::Any(name) if !text.is_empty() => {
                    params.push((name.clone(), text.clone()));
                }
                _ => return None,
            }
        }
        Some(params)
    }

    /// Whether both stand for the same paths, whatever the placeholders' names.
    fn same_as(&self, other: &Pattern) -> bool {
        self.segments.len() == other.segments.len()
            && self
                .segments
                .iter()
                .zip(&other.segments)
                .all(|(a, b)| match (a, b) {
                    (Segment::Fixed(a), Segment::Fixed(b)) => a == b,
                    (Segment::Any(_), Segment::Any(_)) => true,
                    _ => false,
                })
    }
}

/// What a path and a verb lead to.
#[derive(Debug)]
pub(crate) enum Route {
    /// An operation, by its index.
    Operation(usize),
    /// A path that has other verbs only.
    WrongVerb(Vec<HttpMethod>),
    /// No path of the specification.
    Unknown,
}

/// Every path of a specification, as a tree of segments.
#[derive(Debug, Default)]
pub(crate) struct Router {
    root: Node,
    base: Vec<String>,
    /// The pattern of each operation, by its index.
    patterns: Vec<Pattern>,
}

#[derive(Debug, Default)]
struct Node {
    fixed: HashMap<String, Node>,
    any: Option<Box<Node>>,
    operations: Vec<(HttpMethod, usize)>,
}

impl Router {
    pub(crate) fn new(base_path: &str, operations: &[Operation]) -> Self {
        let mut router = Router {
            base: request::segments(base_path),
            ..Router::default()
        };
        for (index, operation) in operations.iter().enumerate() {
            let pattern = Pattern::new(&operation.path);
            let mut node = &mut router.root;
            for segment in &pattern.segments {
                node = match segment {
                    Segment::Fixed(text) => node.fixed.entry(text.clone()).or_default(),
                    Segment::Any(_) => node.any.get_or_insert_default(),
                };
            }
            node.operations.push((operation.http_method, index));
            router.patterns.push(pattern);
        }
        router
    }

    /// The path's segments without those of the base path.
    pub(crate) fn without_base(&self, mut path: Vec<String>) -> Vec<String> {
        if !self.base.is_empty() && path.starts_with(&self.base) {
            path.drain(..self.base.len());
        }
        path
    }

    /// What a path without its base leads to. Fixed segments go before
    /// placeholders, and a path that has the verb before one that has not.
    pub(crate) fn route(&self, method: &str, path: &[String]) -> Route {
        let mut found = Vec::new();
        self.root.collect(path, &mut found);
        let operations = || found.iter().flat_map(|node| &node.operations);
        if let Some((_, index)) = operations().find(|(verb, _)| verb.as_str() == method) {
            return Route::Operation(*index);
        }
        let mut verbs: Vec<HttpMethod> = operations().map(|(verb, _)| *verb).collect();
        verbs.sort_unstable();
        verbs.dedup();
        if verbs.is_empty() {
            Route::Unknown
        } else {
            Route::WrongVerb(verbs)
        }
    }

    /// What stands in the places of an operation's placeholders.
    pub(crate) fn params(&self, operation: usize, path: &[String]) -> Vec<(String, String)> {
        self.patterns[operation].params(path).unwrap_or_default()
    }

    /// What stands in the places of the pattern's placeholders, if it is meant
    /// for this request. A pattern that is one of the specification's paths is
    /// meant for that path alone: `/scripts/{id}` is not `/scripts/sql`.
    pub(crate) fn fits(
        &self,
        pattern: &Pattern,
        operation: Option<usize>,
        path: &[String],
    ) -> Option<Vec<(String, String)>> {
        let params = pattern.params(path)?;
        match operation {
            Some(operation) if self.patterns.iter().any(|p| p.same_as(pattern)) => {
                self.patterns[operation].same_as(pattern).then_some(params)
            }
            _ => Some(params),
        }
    }
}

impl Node {
    fn collect<'a>(&'a self, path: &[String], found: &mut Vec<&'a Node>) {
        let Some((first, rest)) = path.split_first() else {
            if !self.operations.is_empty() {
                found.push(self);
            }
            return;
        };
        if let Some(node) = self.fixed.get(first) {
            node.collect(rest, found);
        }
        if let Some(node) = &self.any
            && !first.is_empty()
        {
            node.collect(rest, found);
        }
    }
}
