//! The whole pipeline: from the bytes of a file to the model.

use crate::error::{Error, Problem};
use crate::model::{Paging, Spec, placeholders};
use crate::name::{MethodNaming, name};
use crate::parse::document::{Dialect, Document};
use crate::parse::nodes::Leaf;
use crate::parse::parse;
use crate::resolve::resolve;
use crate::resolve::security::schemes;

/// Options for reading a specification.
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
    separate_types: bool,
    method_names: MethodNaming,
    paging: Vec<Paging>,
}

impl ReadOptions {
    /// The default options.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether to read the recorded exchanges (`x-examples`), which make up most of a
    /// published file. False by default.
    #[must_use]
    pub fn exchanges(mut self, read: bool) -> Self {
        self.exchanges = read;
        self
    }

    /// Whether definitions that differ in a number alone (`JobOutput`, `JobOutput2`) are types
    /// of their own, each with its own name, documentation and required fields. So are enums
    /// that several definitions declare in place. Of types that the generated code merges, each
    /// then has the names of the others as aliases. False by default; a comparison of two
    /// specifications is more exact with it.
    #[must_use]
    pub fn separate_types(mut self, separate: bool) -> Self {
        self.separate_types = separate;
        self
    }

    /// Where the names of methods come from, [`MethodNaming::Path`] by default. Those of the
    /// Platform always are the official client's, so reading its document with another naming
    /// fails.
    ///
    /// ```
    /// use civis_spec::{MethodNaming, ReadOptions, Spec};
    ///
    /// let bytes = br#"{"swagger": "2.0", "info": {}, "paths": {
    ///     "/pets/{id}": {"get": {"operationId": "findPet", "responses": {}}}}}"#;
    /// let spec = Spec::read(bytes, &ReadOptions::new().method_names(MethodNaming::OperationId))?;
    /// assert_eq!(spec.resources[0].operations[0].methods[0].name, "find_pet");
    /// # Ok::<(), civis_spec::Error>(())
    /// ```
    #[must_use]
    pub fn method_names(mut self, naming: MethodNaming) -> Self {
        self.method_names = naming;
        self
    }

    /// Declares how lists come in pages, where the names in the document do not show it or mislead.
    /// By default nothing is declared.
    ///
    /// A declaration suits each GET that has the parameter, if the declaration names one, and
    /// returns a list at `items` and the other properties. Without `items`, the list is found. The
    /// first declaration that suits is used. Reading fails if one suits no operation, and for the
    /// Platform's document; [`Problem::paging`](crate::Problem::paging) is its index.
    ///
    /// ```
    /// use civis_spec::{NextPage, Paging, ReadOptions, Spec};
    ///
    /// let bytes = br#"{"swagger": "2.0", "info": {}, "paths": {"/pets": {"get": {
    ///     "parameters": [{"name": "from", "in": "query", "type": "integer"}],
    ///     "responses": {"200": {"schema": {"type": "array", "items": {"type": "string"}}}}}}}}"#;
    /// let by = |parameter: &str| {
    ///     let next = NextPage::Offset { parameter: parameter.to_owned(), size: None, first: None };
    ///     ReadOptions::new().paging([Paging { items: None, next, more: None }])
    /// };
    /// let spec = Spec::read(bytes, &by("from"))?;
    /// assert!(spec.resources[0].operations[0].paging.is_some());
    ///
    /// let error = Spec::read(bytes, &by("form")).unwrap_err();
    /// assert_eq!(error.problems()[0].paging, Some(0));
    /// assert!(error.to_string().contains("did you mean `from`?"));
    /// # Ok::<(), civis_spec::Error>(())
    /// ```
    #[must_use]
    pub fn paging(mut self, declared: impl IntoIterator<Item = Paging>) -> Self {
        self.paging = declared.into_iter().collect();
        self
    }

    /// The path that precedes those of all operations. By default it is the `basePath` of
    /// the document, or the path of its first server.
    ///
    /// Paths of the document that begin with the root path are named without it, as with
    /// `root_path` of the official `ServiceClient`. Without a root path, a prefix that all paths
    /// share, such as `/api/v1`, names nothing either, unless the document is the Platform's. With
    /// a root path, the names stay the same even if a new version of the document has a path
    /// without the prefix.
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
    /// Reads a Swagger 2.0 or OpenAPI 3 specification in JSON, without its recorded
    /// exchanges.
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
    /// What cannot be resolved is one of the [`warnings`](Self::warnings).
    ///
    /// # Errors
    /// Fails if the file is not JSON, is neither Swagger 2.0 nor OpenAPI 3, or does not have
    /// the form of either.
    pub fn from_slice(bytes: &[u8]) -> Result<Self, Error> {
        Self::read(bytes, &ReadOptions::new())
    }

    /// Reads a specification with options.
    ///
    /// # Errors
    /// Fails like [`from_slice`](Self::from_slice), and if the recorded exchanges are to be
    /// read and are malformed.
    pub fn read(bytes: &[u8], options: &ReadOptions) -> Result<Self, Error> {
        let root_path = options.root_path.as_deref().map(normalize);
        let parsed = parse(bytes)?;
        let document = &parsed.document;
        let mut resolved = resolve(
            &parsed,
            root_path.as_deref(),
            options.exchanges,
            &options.paging,
        )?;
        let mut warnings = std::mem::take(&mut resolved.warnings);
        if resolved.is_platform && options.method_names != MethodNaming::Path {
            let message = "this is the Platform's specification, whose methods have the names of \
                           the official client, and not those of `operationId`";
            return Err(Error::whole(message));
        }
        let (resources, types) = name(resolved, options.method_names, options.separate_types);
        let info = document.info.object();
        let prose = |leaf: Option<&Leaf<'_>>| leaf.and_then(Leaf::prose).unwrap_or_default();
        let base_path = root_path.unwrap_or_else(|| {
            base_path(document).unwrap_or_else(|problem| {
                warnings.push(problem);
                String::new()
            })
        });
        Ok(Self {
            title: prose(info.map(|info| &info.title)),
            version: prose(info.map(|info| &info.version)),
            host: document.host.prose(),
            base_path,
            security_schemes: schemes(document),
            resources,
            types,
            warnings,
        })
    }
}

/// The path that precedes all others. A placeholder in it has no value, since no operation has
/// a parameter for it.
fn base_path(document: &Document<'_>) -> Result<String, Problem> {
    let path = normalize(document.base_path.text().unwrap_or_default());
    let Some(name) = placeholders(&path).next() else {
        return Ok(path);
    };
    let pointer = match document.dialect {
        Dialect::Swagger2 => "/basePath",
        Dialect::OpenApi3 => "/servers/0/url",
    };
    let message = format!(
        "`{{{name}}}` has no default (the path `{path}` is left out; the base URL can contain it)"
    );
    Err(Problem::new(pointer, message))
}

/// The path with a leading `/` and without a trailing one; `/` is the empty path.
fn normalize(path: &str) -> String {
    match path.trim_matches('/') {
        "" => String::new(),
        path => format!("/{path}"),
    }
}
