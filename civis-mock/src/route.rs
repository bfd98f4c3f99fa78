//! Routing of a path to an operation.

use std::collections::HashMap;

use civis_spec::{HttpMethod, Operation};

use crate::request;

/// A path in which `{…}` matches one segment.
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

    /// The values of the placeholders, or `None` if the path does not match.
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

    /// Whether both match the same paths. The names of placeholders may differ.
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

/// The target of a method and path.
#[derive(Debug)]
pub(crate) enum Route {
    /// An operation, by its index.
    Operation(usize),
    /// A path that has only other methods.
    WrongMethod(Vec<HttpMethod>),
    /// A path that the specification does not have.
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

    /// Routes a path without its base. Fixed segments take precedence over
    /// placeholders, and paths that have the method over those that do not.
    pub(crate) fn route(&self, method: &str, path: &[String]) -> Route {
        let mut found = Vec::new();
        self.root.collect(path, &mut found);
        let operations = || found.iter().flat_map(|node| &node.operations);
        if let Some((_, index)) = operations().find(|(own, _)| own.as_str() == method) {
            return Route::Operation(*index);
        }
        let mut methods: Vec<HttpMethod> = operations().map(|(method, _)| *method).collect();
        methods.sort_unstable();
        methods.dedup();
        if methods.is_empty() {
            Route::Unknown
        } else {
            Route::WrongMethod(methods)
        }
    }

    /// The values of an operation's placeholders.
    pub(crate) fn params(&self, operation: usize, path: &[String]) -> Vec<(String, String)> {
        self.patterns[operation].params(path).unwrap_or_default()
    }

    /// The values of a pattern's placeholders, or `None` if it does not match the
    /// request. A pattern that is a path of the specification matches only requests
    /// of that path: `/scripts/{id}` does not match `/scripts/sql`.
    pub(crate) fn match_pattern(
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

/// Whether a segment of a declared path matches any text.
pub(crate) fn is_placeholder(segment: &str) -> bool {
    segment.starts_with('{') && segment.ends_with('}')
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
