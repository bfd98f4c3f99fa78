//! The specification in use: that of `--spec`, else that of the account from the cache, else the bundled one.
//!
//! | module | |
//! |---|---|
//! | `index` | a specification in parts, one for each resource |
//! | `cache` | the index of an account's specification on disk |
//! | `refresh` | renews the cache, in a process of its own |

mod cache;
pub(crate) mod index;
pub(crate) mod refresh;

use std::borrow::Cow;
use std::fs;
use std::path::{Path, PathBuf};

use civis_spec::Spec;

use crate::cli::Globals;
use crate::config::Account;
use crate::error::{Error, Exit};
use cache::CacheEntry;
use index::Index;

/// The index of the bundled specification.
const BUNDLED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/bundled.index"));

/// The whole bundled specification, compressed.
#[cfg(feature = "demo")]
const BUNDLED_DOCUMENT: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/bundled.document"));

/// The bundled specification as a document in JSON.
#[cfg(feature = "demo")]
pub(crate) fn bundled_document() -> Vec<u8> {
    index::decompress(BUNDLED_DOCUMENT).unwrap_or_default()
}

/// A specification, by resource.
#[derive(Debug)]
pub(crate) struct Catalog {
    content: Content,
    source: Source,
    warning: Option<String>,
}

#[derive(Debug)]
enum Content {
    Index(Cow<'static, [u8]>),
    Whole(Box<Spec>),
}

/// Where a specification comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Source {
    Bundled,
    Cache,
    File(PathBuf),
}

impl Catalog {
    /// The bundled specification.
    pub(crate) fn bundled() -> Self {
        Self {
            content: Content::Index(Cow::Borrowed(BUNDLED)),
            source: Source::Bundled,
            warning: None,
        }
    }

    /// The specification that the options ask for.
    pub(crate) fn find(globals: &Globals) -> Result<Self, Error> {
        if let Some(path) = &globals.spec {
            return Self::file(path);
        }
        // Help needs neither key nor configuration: errors in them are reported when they are used.
        let account = Account::find(globals).ok().filter(|_| !globals.demo);
        let place = account.and_then(|account| CacheEntry::of(&account));
        Ok(place
            .and_then(|place| Self::cached(&place))
            .unwrap_or_else(Self::bundled))
    }

    /// The specification of an account, if it is cached.
    fn cached(place: &CacheEntry) -> Option<Self> {
        let bytes = place.read()?;
        Index::read(&bytes)?;
        Some(Self {
            content: Content::Index(Cow::Owned(bytes)),
            source: Source::Cache,
            warning: place.warning(),
        })
    }

    /// A warning for the user if the specification is old.
    pub(crate) fn warning(&self) -> Option<&str> {
        self.warning.as_deref()
    }

    /// A file in Swagger 2.0 or OpenAPI 3, in JSON. `bundled` is the bundled specification.
    pub(crate) fn file(path: &Path) -> Result<Self, Error> {
        if path == Path::new("bundled") {
            return Ok(Self::bundled());
        }
        let bytes = fs::read(path).map_err(|error| Error::file(path, "cannot be read", &error))?;
        let wrong = |error| {
            Error::usage(format!(
                "{} is not a specification: {error}",
                path.display()
            ))
        };
        Ok(Self {
            content: Content::Whole(Box::new(Spec::from_slice(&bytes).map_err(wrong)?)),
            source: Source::File(path.to_owned()),
            warning: None,
        })
    }

    /// Where the specification comes from.
    pub(crate) fn source(&self) -> &Source {
        &self.source
    }

    /// The names of the resources, with `_`.
    pub(crate) fn resources(&self) -> Vec<String> {
        match &self.content {
            Content::Index(bytes) => Index::read(bytes)
                .map(|index| index.resources().map(str::to_owned).collect())
                .unwrap_or_default(),
            Content::Whole(spec) => spec.resources.iter().map(|one| one.name.clone()).collect(),
        }
    }

    /// A model that has this resource, if the specification has it.
    pub(crate) fn load(&self, resource: &str) -> Result<Option<Cow<'_, Spec>>, Error> {
        let bytes = match &self.content {
            Content::Whole(spec) => {
                let has = spec.resources.iter().any(|one| one.name == resource);
                return Ok(has.then_some(Cow::Borrowed(&**spec)));
            }
            Content::Index(bytes) => bytes,
        };
        let Some(document) = Index::read(bytes).and_then(|index| index.document(resource)) else {
            return Ok(None);
        };
        let damaged = |error| {
            Error::new(
                Exit::Failure,
                format!("the cached specification is damaged: {error}"),
            )
        };
        let spec = Spec::from_slice(&document).map_err(damaged)?;
        Ok(Some(Cow::Owned(spec)))
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use civis_spec::{Operation, Spec};

    use super::{Catalog, index};

    /// What a command needs of an operation.
    fn facets(operation: &Operation) -> String {
        let parameters = operation.parameters.iter();
        let parameters = parameters.map(|one| {
            (
                &one.wire,
                &one.name,
                one.location,
                one.style,
                one.required,
                one.secret,
            )
        });
        let names = operation.methods.iter().map(|method| &method.name);
        format!(
            "{} {} {:?} {:?} {} {:?}",
            operation.http_method,
            operation.path,
            names.collect::<Vec<_>>(),
            parameters.collect::<Vec<_>>(),
            operation.paged,
            operation.statuses
        )
    }

    #[test]
    fn the_parts_of_a_specification_have_all_operations() {
        let mut paths = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("civis-spec.json")];
        if let Some(folder) = std::env::var_os("CIVIS_SPECS_DIR") {
            paths.push(Path::new(&folder).join("civis-2026-10.json"));
        }
        for path in paths {
            let bytes = fs::read(&path).expect("a specification");
            let whole = Spec::from_slice(&bytes).expect("a specification");
            let index = index::build(&bytes, &whole).expect("an index");
            let index = index::Index::read(&index).expect("an index");
            assert_eq!(index.resources().count(), whole.resources.len());
            for resource in &whole.resources {
                let part = index.document(&resource.name).expect("a part");
                assert!(part.len() < bytes.len(), "{}", resource.name);
                let part = Spec::from_slice(&part).expect("a specification");
                let [only] = part.resources.as_slice() else {
                    panic!("{}: {} resources", resource.name, part.resources.len());
                };
                let expected: Vec<String> = resource.operations.iter().map(facets).collect();
                let found: Vec<String> = only.operations.iter().map(facets).collect();
                assert_eq!(found, expected, "{}", resource.name);
            }
        }
    }

    #[test]
    fn the_bundled_specification_is_read_by_resource() {
        let catalog = Catalog::bundled();
        assert!(catalog.resources().iter().any(|name| name == "scripts"));
        let spec = catalog
            .load("users")
            .expect("a part")
            .expect("the resource");
        assert!(spec.operation("users", "get_me").is_ok());
        assert!(spec.is_platform());
        assert!(catalog.load("nothing").expect("no error").is_none());
    }
}
