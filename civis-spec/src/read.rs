//! From the bytes of a file to the model.

use std::collections::BTreeMap;

use crate::error::{Error, Problem};
use crate::exchanges;
use crate::model::{HttpMethod, Method, Operation, Resource, Spec};
use crate::name::ident::{Taken, pascal_ident, snake_ident};
use crate::name::merge::merge;
use crate::name::method::{MethodNames, Path, names, placeholders};
use crate::parse::document::{Document, PathItem, parse};
use crate::parse::json::Stop;
use crate::parse::nodes::{Entries, Leaf, Node};
use crate::parse::openapi::{Dialect, lower};
use crate::parse::pointer::Pointer;
use crate::parse::sniff;
use crate::resolve::operations::{operation, type_ident, verbs};
use crate::resolve::schemas::Resolver;
use crate::resolve::shared::Shared;

/// What to read of a specification.
///
/// ```
/// use civis_spec::{ReadOptions, Spec};
///
/// let bytes = br#"{"swagger": "2.0", "info": {}, "paths": {}}"#;
/// let spec = Spec::read(bytes, &ReadOptions::new().exchanges(true))?;
/// assert!(spec.resources.is_empty());
/// # Ok::<(), civis_spec::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct ReadOptions {
    exchanges: bool,
    root_path: Option<String>,
}

impl ReadOptions {
    /// The defaults.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether to keep the recorded exchanges (`x-examples`), which are most of a
    /// published file; false by default.
    #[must_use]
    pub fn exchanges(mut self, keep: bool) -> Self {
        self.exchanges = keep;
        self
    }

    /// What every request's path begins with, in place of the document's
    /// `basePath` or the path of its first server, which is the default. Paths of the document that begin with it
    /// are named without it, as by `root_path` of the official `ServiceClient`.
    ///
    /// ```
    /// use civis_spec::{ReadOptions, Spec};
    ///
    /// let bytes = br#"{"swagger": "2.0", "info": {}, "paths": {
    ///     "/api/jobs/{id}": {"get": {"responses": {"200": {}}}}}}"#;
    /// let spec = Spec::read(bytes, &ReadOptions::new().root_path("/api"))?;
    /// let jobs = &spec.resources[0];
    /// assert_eq!((&*jobs.name, &*jobs.operations[0].methods[0].name), ("jobs", "get"));
    /// assert_eq!(spec.full_path(&jobs.operations[0]), "/api/jobs/{id}");
    /// # Ok::<(), civis_spec::Error>(())
    /// ```
    #[must_use]
    pub fn root_path(mut self, path: impl Into<String>) -> Self {
        self.root_path = Some(path.into());
        self
    }
}

impl Spec {
    /// Reads a specification in Swagger 2.0 or OpenAPI 3, as JSON, without its
    /// recorded exchanges.
    ///
    /// ```
    /// use civis_spec::Spec;
    ///
    /// let spec = Spec::from_slice(br#"{
    ///     "swagger": "2.0",
    ///     "info": {"title": "Small", "version": "1"},
    ///     "paths": {"/jobs/{id}": {"get": {"responses": {"204": {}}}}}
    /// }"#)?;
    /// assert_eq!(spec.resources[0].operations[0].methods[0].name, "get");
    /// # Ok::<(), civis_spec::Error>(())
    /// ```
    ///
    /// # Errors
    /// If it is not JSON, neither Swagger 2.0 nor OpenAPI 3, or refers to what is not in it.
    pub fn from_slice(bytes: &[u8]) -> Result<Self, Error> {
        Self::read(bytes, &ReadOptions::new())
    }

    /// Reads a specification.
    ///
    /// # Errors
    /// As [`from_slice`](Self::from_slice), and if exchanges are asked for and
    /// are not of the recorded form.
    pub fn read(bytes: &[u8], options: &ReadOptions) -> Result<Self, Error> {
        let document = document(bytes)?;
        let shared = Shared::new(&document);
        let mut resolver = Resolver::new(&document);
        let mut resources: BTreeMap<String, Vec<Found>> = BTreeMap::new();
        let root = Pointer::new("/paths");
        for (path, item) in sorted_paths(&document) {
            let at = root.child(path);
            let Some(item) = item.object() else {
                resolver.report(&at, "a path is not an object");
                continue;
            };
            if let Some(reference) = item.reference.text() {
                let message = format!("`{reference}` stands for a path, which is not supported");
                resolver.report(&at.child("$ref"), message);
            }
            let full = format!("/{}", path.trim_start_matches('/'));
            let full = match options.root_path.as_deref().map(prefix) {
                Some(root) => below(&full, &root).to_owned(),
                None => full,
            };
            for (verb, declared) in verbs(item) {
                let key = verb.as_str().to_ascii_lowercase();
                let here = at.child(&key);
                let Some(declared) = declared.object() else {
                    resolver.report(&here, "an operation is not an object");
                    continue;
                };
                let parts = (item, declared);
                let (mut operation, is_array) =
                    operation(&mut resolver, &shared, &full, verb, parts, &at);
                if let Some(raw) = declared.exchanges.filter(|_| options.exchanges) {
                    match exchanges::read(raw) {
                        Ok(exchanges) => operation.exchanges = exchanges,
                        Err(message) => resolver.report(&here.child("x-examples"), message),
                    }
                }
                let warning = declared.deprecation_warning.prose();
                let flagged = declared.deprecated.is_true();
                let deprecated = warning.or_else(|| {
                    flagged.then(|| "the specification marks it as deprecated".to_owned())
                });
                let resource = Path::new(&full).resource();
                resources.entry(resource).or_default().push(Found {
                    operation,
                    is_array,
                    deprecated,
                });
            }
        }
        resolver.finish();
        let (drafts, problems) = resolver.into_parts();
        if !problems.is_empty() {
            return Err(Error::new(problems));
        }
        let (types, ids) = merge(drafts);
        let mut modules = Taken::new(MODULES);
        let resources = resources
            .into_iter()
            .map(|(name, found)| resource(name, found, &mut modules))
            .map(|mut resource| {
                resource.renumber(&ids);
                resource
            })
            .collect();
        let info = document.info.object();
        Ok(Self {
            title: info.and_then(|info| info.title.prose()).unwrap_or_default(),
            version: info
                .and_then(|info| info.version.prose())
                .unwrap_or_default(),
            host: document.host.prose(),
            base_path: prefix(
                options
                    .root_path
                    .as_deref()
                    .or(document.base_path.text())
                    .unwrap_or_default(),
            ),
            resources,
            types,
        })
    }
}

/// A path that others begin with: with a `/` before it, none after it, and empty
/// if it is nothing.
fn prefix(path: &str) -> String {
    match path.trim_matches('/') {
        "" => String::new(),
        path => format!("/{path}"),
    }
}

/// A path without its root, if it has that root.
fn below<'p>(path: &'p str, root: &str) -> &'p str {
    match path.strip_prefix(root) {
        Some("") => "/",
        Some(rest) if rest.starts_with('/') => rest,
        _ => path,
    }
}

/// What no module of a resource may be called: `session` is a field of the client,
/// `types` a module of its own, and `civis` would hide the crate from the macro.
const MODULES: &[&str] = &["civis", "session", "types"];

struct Found {
    operation: Operation,
    is_array: bool,
    deprecated: Option<String>,
}

fn document(bytes: &[u8]) -> Result<Document<'_>, Error> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    sniff::check(bytes)?;
    let text = text(bytes)?;
    let mut document = parsed(text).map_err(|stop| Error::whole(stop.message(text)))?;
    let refused = |key: &str, message: String| {
        let problem = Problem::new(format!("/{key}"), message);
        Err(Error::new(vec![problem]))
    };
    match (document.swagger.text(), document.openapi.text()) {
        (Some("2.0"), _) => {}
        (Some(version), _) => {
            let message = format!("the version is `{version}`: {READ}");
            return refused("swagger", message);
        }
        (None, Some(version)) if version.starts_with("3.") => lower(&mut document),
        (None, Some(version)) => {
            let message = format!("the version is `{version}`: {READ}");
            return refused("openapi", message);
        }
        (None, None) => {
            let keys = [
                ("swagger", &document.swagger, "2.0"),
                ("openapi", &document.openapi, "3.0.3"),
            ];
            for (key, version, example) in keys {
                if *version != Leaf::Absent {
                    let message =
                        format!("the version is no text: `\"{example}\"` is expected, say");
                    return refused(key, message);
                }
            }
            let message = format!(
                "the key `swagger` or `openapi`, which tells the version, is missing: {READ}"
            );
            return Err(Error::whole(message));
        }
    }
    if document.paths.is_none() {
        // From 3.1 on a document may hold nothing but shared parts.
        if document.dialect == Dialect::OpenApi3 {
            document.paths = Some(Entries(Vec::new()));
            return Ok(document);
        }
        let message = "the key `paths` is missing, so there is no operation";
        return Err(Error::whole(message));
    }
    Ok(document)
}

/// How deep objects lie in a document that is read on the caller's stack, of which it
/// takes less than a megabyte then, in a build that is not optimized. Those that are
/// published have half as many levels.
const LEVELS: usize = 12;

/// The document. A thread of its own is left to one that is deep: the compiler, whose
/// macro this is, never uses again what memory another thread has had.
fn parsed(text: &str) -> Result<Document<'_>, Stop> {
    match parse(text, LEVELS) {
        Err(stop) if stop.is_too_deep() => on_own_stack(|| parse(text, usize::MAX)),
        document => document,
    }
}

/// What a thread needs to read the deepest document that the parser of JSON takes, in
/// a build that is not optimized; half of it is to spare.
const STACK: usize = 16 * 1024 * 1024;

/// Runs a function on a stack that is large enough for it, whatever the caller's is; on
/// the caller's where there are no threads.
fn on_own_stack<T: Send>(function: impl Fn() -> T + Sync) -> T {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK);
        match thread.spawn_scoped(scope, &function) {
            Ok(thread) => thread
                .join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
            Err(_) => function(),
        }
    })
}

/// What is read, for messages about what is not.
const READ: &str = "Swagger 2.0 and OpenAPI 3 are read, as JSON";

/// The text of a file.
fn text(bytes: &[u8]) -> Result<&str, Error> {
    std::str::from_utf8(bytes).map_err(|error| {
        let before = &bytes[..error.valid_up_to()];
        let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
        let message =
            format!("line {line} is not UTF-8, in which JSON is written: convert the file");
        Error::whole(message)
    })
}

/// The paths in alphabetical order, so that nothing depends on the file's; those
/// that vendors add (`x-…`) are no paths.
fn sorted_paths<'a>(document: &'a Document<'a>) -> Vec<(&'a str, &'a Node<PathItem<'a>>)> {
    let entries = document.paths.iter().flat_map(|entries| &entries.0);
    let mut paths: Vec<_> = entries
        .map(|(path, item)| (&**path, item))
        .filter(|(path, _)| !path.starts_with("x-"))
        .collect();
    paths.sort_by_key(|(path, _)| *path);
    paths
}

fn resource(name: String, found: Vec<Found>, modules: &mut Taken) -> Resource {
    let mut methods = Taken::default();
    let stem = match name.trim_matches(['{', '}']) {
        "" => "root",
        stem => stem,
    };
    let mut types = Taken::default();
    let type_name = types.pascal(pascal_ident(&[stem]));
    // Newer names are taken before older ones.
    let mut offered: Vec<(Option<MethodNames>, Found)> = found
        .into_iter()
        .map(|found| (offered_names(&found), found))
        .collect();
    for (names, found) in &mut offered {
        if let Some(names) = names {
            let struct_name = types.pascal(type_ident(&names.name));
            let method = Method {
                ident: method_ident(&mut methods, &names.name, &found.operation.path),
                name: names.name.clone(),
                type_ident: struct_name,
                deprecated: found.deprecated.clone(),
            };
            found.operation.methods.push(method);
        }
    }
    for (names, found) in &mut offered {
        let legacy = names.as_ref().and_then(|names| names.legacy.clone());
        let (Some(legacy), [newer, ..]) = (legacy, &*found.operation.methods) else {
            continue;
        };
        let note = format!("use `{}`, the newer name of the same operation", newer.name);
        let method = Method {
            ident: method_ident(&mut methods, &legacy, &found.operation.path),
            name: legacy,
            type_ident: newer.type_ident.clone(),
            deprecated: Some(match &found.deprecated {
                Some(warning) => format!("{note}; {warning}"),
                None => note,
            }),
        };
        found.operation.methods.push(method);
    }
    let ident = match snake_ident(stem) {
        ident if MODULES.contains(&&*ident) => modules.snake(format!("{ident}_")),
        ident => modules.snake(ident),
    };
    Resource {
        name,
        ident,
        type_ident: type_name,
        operations: offered
            .into_iter()
            .map(|(_, found)| found.operation)
            .collect(),
    }
}

/// The official names, unless the official client leaves the operation out: it
/// does so where the summary says `deprecated`.
fn offered_names(found: &Found) -> Option<MethodNames> {
    let operation = &found.operation;
    let path = Path::new(&operation.path);
    let skipped = operation.summary.to_lowercase().contains("deprecated");
    (path.is_offered() && !skipped).then(|| names(path, operation.http_method, found.is_array))
}

/// The name as an identifier; where it is taken, with the placeholders of the
/// path, which tell the operations apart.
fn method_ident(taken: &mut Taken, name: &str, path: &str) -> String {
    let ident = snake_ident(name);
    if !taken.has(&ident) {
        return taken.snake(ident);
    }
    let places: Vec<&str> = placeholders(path).collect();
    if places.is_empty() {
        return taken.snake(ident);
    }
    taken.snake(snake_ident(&format!("{name}_by_{}", places.join("_and_"))))
}

impl HttpMethod {
    /// Whether the Platform reads a body with it, so that one is always sent.
    #[must_use]
    pub const fn has_body(self) -> bool {
        matches!(self, HttpMethod::Post | HttpMethod::Put | HttpMethod::Patch)
    }
}
