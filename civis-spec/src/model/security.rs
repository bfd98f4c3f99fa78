//! How a server checks who calls it.

/// A security scheme that the document declares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecurityScheme {
    /// The name in the document.
    pub name: String,
    /// Where the credentials go.
    pub credentials: Credentials,
    /// The description, if there is one.
    pub description: Option<String>,
}

/// The credentials of a security scheme.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Credentials {
    /// A user name and a password, as `Authorization: Basic …`.
    Basic,
    /// A token, as `Authorization: Bearer …`: `http` with `bearer`, OAuth 2 and OpenID Connect.
    Bearer,
    /// Anything else in `Authorization`, after the name of its scheme.
    Authorization(String),
    /// A secret in a header of this name.
    Header(String),
    /// A secret in the query, under this name.
    Query(String),
    /// A secret in a cookie of this name.
    Cookie(String),
}
