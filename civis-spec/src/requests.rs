//! How requests and responses of the Platform differ from those of other services.

use crate::model::{HttpMethod, Location, Operation, Parameter, Spec};
use crate::platform_facts;

impl Spec {
    /// The whole path of an operation, with its placeholders, as requests have it:
    /// [`base_path`](Self::base_path) and [`Operation::path`]. Those of the Platform have no
    /// trailing `/`, since the official client sends none.
    ///
    /// ```
    /// let full_path = |title: &str| {
    ///     let text = format!(
    ///         r#"{{"swagger": "2.0", "info": {{"title": "{title}"}}, "paths": {{"/pets/": {{"get": {{}}}}}}}}"#
    ///     );
    ///     let spec = civis_spec::Spec::from_slice(text.as_bytes())?;
    ///     Ok(spec.full_path(&spec.resources[0].operations[0]))
    /// };
    /// assert_eq!(full_path("Pets")?, "/pets/");
    /// assert_eq!(full_path("Civis Analytics API")?, "/pets");
    /// # Ok::<(), civis_spec::Error>(())
    /// ```
    #[must_use]
    pub fn full_path(&self, operation: &Operation) -> String {
        let path = match self.is_platform() {
            true => platform_facts::requested_path(&operation.path),
            false => &operation.path,
        };
        format!("{}{path}", self.base_path)
    }

    /// Whether the document describes Civis Platform itself: by its title, or its host.
    ///
    /// ```
    /// let platform = r#"{"swagger": "2.0", "info": {"title": "Civis Analytics API"}, "paths": {}}"#;
    /// let other = r#"{"swagger": "2.0", "info": {"title": "Pets"}, "host": "pets.test", "paths": {}}"#;
    /// let is_platform = |text: &str| Ok(civis_spec::Spec::from_slice(text.as_bytes())?.is_platform());
    /// assert!(is_platform(platform)? && !is_platform(other)?);
    /// # Ok::<(), civis_spec::Error>(())
    /// ```
    #[must_use]
    pub fn is_platform(&self) -> bool {
        platform_facts::is_platform(Some(&self.title), self.host.as_deref())
    }

    /// Whether a request without arguments for its body has none, where one is usual
    /// (`POST`, `PUT`, `PATCH`): it has no fields, or it may be left out.
    ///
    /// The official client then sends `{}`, and so do calls of the Platform. Other servers
    /// may reject a body that their document does not declare.
    #[must_use]
    pub fn omits_empty_body(&self, operation: &Operation) -> bool {
        use HttpMethod::{Patch, Post, Put};
        let is_field = |one: &Parameter| one.location == Location::Field;
        matches!(operation.http_method, Post | Put | Patch)
            && (operation.body_is_optional || !operation.parameters.iter().any(is_field))
            && !self.is_platform()
    }

    /// Whether a successful response may have a body that the document does not describe: no
    /// schema is declared, and no status that excludes a body. Those of the Platform have none.
    #[must_use]
    pub fn has_undeclared_response(&self, operation: &Operation) -> bool {
        let excludes_body = |status: &u16| matches!(status, 204 | 205);
        let statuses = &operation.statuses;
        operation.response.is_none()
            && operation.http_method != HttpMethod::Head
            && (statuses.is_empty() || !statuses.iter().all(excludes_body))
            && !self.is_platform()
    }
}
