//! A part of a specification: some resources, and the types that they reach.

use std::collections::HashSet;
use std::fmt;

use crate::model::{Spec, Type, TypeId, TypeKind};
use crate::names::nearest;
use crate::official::BASE_RESOURCES;

/// Which resources to select.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Selection {
    /// All of them.
    #[default]
    All,
    /// Those that the documentation of the official client's 1.x versions lists,
    /// as far as the specification has them.
    Base,
    /// Those of these names.
    Only(Vec<String>),
}

/// A resource that was selected and does not exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SelectError {
    resource: String,
    nearest: Option<String>,
    existing: Vec<String>,
}

impl SelectError {
    /// The name that was asked for.
    #[must_use]
    pub fn resource(&self) -> &str {
        &self.resource
    }

    /// The most similar name that exists, if one is similar.
    #[must_use]
    pub fn nearest(&self) -> Option<&str> {
        self.nearest.as_deref()
    }
}

impl fmt::Display for SelectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the specification has no resource `{}`", self.resource)?;
        if let Some(nearest) = &self.nearest {
            write!(f, "; did you mean `{nearest}`?")?;
        }
        write!(f, " (it has: {})", self.existing.join(", "))
    }
}

impl std::error::Error for SelectError {}

impl Spec {
    /// The part of the specification that the official client offers of some
    /// resources, with the types that it reaches.
    ///
    /// ```
    /// use civis_spec::{Selection, Spec};
    ///
    /// let spec = Spec::from_slice(br#"{
    ///     "swagger": "2.0", "info": {},
    ///     "paths": {"/jobs": {"get": {"responses": {"200": {}}}}}
    /// }"#)?;
    /// let error = spec.select(&Selection::Only(vec!["job".to_owned()])).unwrap_err();
    /// assert_eq!(error.nearest(), Some("jobs"));
    /// # Ok::<(), civis_spec::Error>(())
    /// ```
    ///
    /// # Errors
    /// If a resource was named that the specification does not have.
    pub fn select(&self, selection: &Selection) -> Result<Spec, SelectError> {
        if let Selection::Only(names) = selection {
            for name in names {
                if !self.resources.iter().any(|resource| resource.name == *name) {
                    return Err(self.unknown(name));
                }
            }
        }
        let mut selected = Spec {
            title: self.title.clone(),
            version: self.version.clone(),
            host: self.host.clone(),
            base_path: self.base_path.clone(),
            ..Spec::default()
        };
        for resource in &self.resources {
            let chosen = match selection {
                Selection::All => true,
                Selection::Base => BASE_RESOURCES.contains(&resource.name.as_str()),
                Selection::Only(names) => names.contains(&resource.name),
            };
            let mut resource = resource.clone();
            resource
                .operations
                .retain(|operation| !operation.methods.is_empty());
            let asked_for = matches!(selection, Selection::Only(_));
            if chosen && (asked_for || !resource.operations.is_empty()) {
                selected.resources.push(resource);
            }
        }
        self.keep_reached(&mut selected);
        Ok(selected)
    }

    fn unknown(&self, name: &str) -> SelectError {
        let names = || self.resources.iter().map(|resource| resource.name.as_str());
        SelectError {
            resource: name.to_owned(),
            nearest: nearest(name, names()).map(str::to_owned),
            existing: names().map(str::to_owned).collect(),
        }
    }

    /// Gives a part the types that it reaches, and renumbers them.
    fn keep_reached(&self, part: &mut Spec) {
        let mut reached = HashSet::new();
        let mut rest: Vec<&Type> = part.resources.iter().flat_map(used).collect();
        while let Some(ty) = rest.pop() {
            match ty {
                Type::List(inner) | Type::Map(inner) => rest.push(inner),
                Type::Record(id) | Type::Enum(id) if reached.insert(*id) => {
                    if let TypeKind::Record(fields) = &self.type_def(*id).kind {
                        rest.extend(fields.iter().map(|field| &field.ty));
                    }
                }
                _ => {}
            }
        }
        let mut ids = vec![TypeId(0); self.types.len()];
        let mut types = Vec::new();
        for (place, ty) in self.types.iter().enumerate() {
            if reached.contains(&TypeId(place)) {
                ids[place] = TypeId(types.len());
                types.push(ty.clone());
            }
        }
        for ty in &mut types {
            if let TypeKind::Record(fields) = &mut ty.kind {
                for field in fields {
                    field.ty = crate::merge::renumber(&field.ty, &ids);
                }
            }
        }
        part.types = types;
        for resource in &mut part.resources {
            for operation in &mut resource.operations {
                let parameters = operation.parameters.iter_mut().map(|one| &mut one.ty);
                for ty in parameters.chain(&mut operation.response) {
                    *ty = crate::merge::renumber(ty, &ids);
                }
            }
        }
    }
}

fn used(resource: &crate::model::Resource) -> impl Iterator<Item = &Type> {
    resource.operations.iter().flat_map(|operation| {
        let parameters = operation.parameters.iter().map(|parameter| &parameter.ty);
        parameters.chain(&operation.response)
    })
}
