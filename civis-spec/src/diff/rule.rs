//! The kinds of changes, and how much callers notice of each.

use std::fmt;

use serde::{Serialize, Serializer};

/// How much callers notice of a change. The first level is the most important one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Callers may have to change their code.
    Breaking,
    /// Callers need not change anything, and can notice the change: there is something new to
    /// call, or a request has another effect.
    Noticeable,
    /// No caller notices the change.
    Silent,
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Level::Breaking => "breaking",
            Level::Noticeable => "noticeable",
            Level::Silent => "silent",
        })
    }
}

macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident = $key:literal, $level:ident;)*) => {
        /// A kind of change. The table of the [module](mod@crate::diff) says why each has its
        /// level.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Rule {
            $($(#[$doc])* $name,)*
        }

        impl Rule {
            /// Every rule, in the order of the table.
            pub const ALL: &'static [Rule] = &[$(Rule::$name),*];

            /// The name in reports: `field-added`.
            ///
            /// ```
            /// assert_eq!(civis_spec::Rule::FieldAdded.name(), "field-added");
            /// ```
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Rule::$name => $key,)*
                }
            }

            /// How much callers notice of a change of this rule.
            ///
            /// [`FieldNowRequired`](Self::FieldNowRequired) and
            /// [`FieldNowOptional`](Self::FieldNowOptional) are [`Silent`](Level::Silent) in
            /// types of responses.
            ///
            /// ```
            /// use civis_spec::{Level, Rule};
            ///
            /// assert_eq!(Rule::OperationRemoved.level(), Level::Breaking);
            /// assert_eq!(Rule::OperationAdded.level(), Level::Noticeable);
            /// assert_eq!(Rule::SummaryChanged.level(), Level::Silent);
            /// ```
            #[must_use]
            pub const fn level(self) -> Level {
                match self {
                    $(Rule::$name => Level::$level,)*
                }
            }
        }
    };
}

rules! {
    /// The base path of all paths changed.
    BasePathChanged = "base-path-changed", Noticeable;
    /// The declared host changed.
    HostChanged = "host-changed", Silent;

    /// A resource is new, with its operations.
    ResourceAdded = "resource-added", Noticeable;
    /// A resource is gone, with its operations.
    ResourceRemoved = "resource-removed", Breaking;
    /// The field, module, or struct of a resource has another name in Rust.
    ResourceRenamed = "resource-renamed", Breaking;

    /// An operation is new.
    OperationAdded = "operation-added", Noticeable;
    /// An operation is gone, or the official client no longer offers it.
    OperationRemoved = "operation-removed", Breaking;
    /// An operation has another path.
    OperationMoved = "operation-moved", Noticeable;
    /// An operation has one more method.
    MethodAdded = "method-added", Noticeable;
    /// An operation has one method less, and others remain.
    MethodRemoved = "method-removed", Breaking;
    /// A method of an operation has another name.
    MethodRenamed = "method-renamed", Breaking;
    /// The builder with setters for optional parameters is new.
    BuilderAdded = "builder-added", Breaking;
    /// The builder with setters for optional parameters is gone.
    BuilderRemoved = "builder-removed", Breaking;
    /// The builder has another name.
    BuilderRenamed = "builder-renamed", Breaking;
    /// An operation returns another type.
    ResponseChanged = "response-changed", Breaking;
    /// The response is now paginated.
    PagesAdded = "pages-added", Noticeable;
    /// The response is no longer paginated.
    PagesRemoved = "pages-removed", Breaking;
    /// The declared success statuses changed.
    StatusesChanged = "statuses-changed", Silent;
    /// The media type of the request body changed.
    ContentTypeChanged = "content-type-changed", Noticeable;
    /// A method is now deprecated.
    Deprecated = "deprecated", Noticeable;
    /// A method is no longer deprecated.
    DeprecationLifted = "deprecation-lifted", Noticeable;
    /// A method is deprecated for another reason.
    DeprecationChanged = "deprecation-changed", Silent;
    /// The summary of an operation changed.
    SummaryChanged = "summary-changed", Silent;
    /// The description of an operation, a parameter, a type, or a field changed.
    DescriptionChanged = "description-changed", Silent;

    /// A required parameter is new.
    RequiredParameterAdded = "required-parameter-added", Breaking;
    /// An optional parameter is new.
    OptionalParameterAdded = "optional-parameter-added", Noticeable;
    /// A parameter is gone.
    ParameterRemoved = "parameter-removed", Breaking;
    /// An optional parameter is now required.
    ParameterNowRequired = "parameter-now-required", Breaking;
    /// A required parameter is now optional.
    ParameterNowOptional = "parameter-now-optional", Breaking;
    /// The required parameters have another order.
    ParametersReordered = "parameters-reordered", Breaking;
    /// A parameter has another type, and no longer accepts everything that it accepted.
    ParameterTypeChanged = "parameter-type-changed", Breaking;
    /// A parameter has another type, and still accepts everything that it accepted.
    ParameterTypeWidened = "parameter-type-widened", Noticeable;
    /// A parameter that was text is now an enum.
    ParameterValuesDeclared = "parameter-values-declared", Breaking;
    /// The setter of an optional parameter has another name in Rust.
    SetterRenamed = "setter-renamed", Breaking;
    /// A parameter has another name on the wire, and the same in Rust.
    ParameterWireNameChanged = "parameter-wire-name-changed", Noticeable;
    /// A parameter has another location: path, query, header, cookie, body, or form.
    ParameterLocationChanged = "parameter-location-changed", Noticeable;
    /// A list or an object in a parameter is serialized differently.
    ParameterStyleChanged = "parameter-style-changed", Noticeable;
    /// The declared default of a parameter changed.
    DefaultChanged = "default-changed", Noticeable;
    /// The declared values of a parameter or field that is not an enum changed.
    KnownValuesChanged = "known-values-changed", Noticeable;

    /// A type has another name.
    TypeRenamed = "type-renamed", Breaking;
    /// A type has another name, or has lost an alias, and only numbers in the names differ.
    TypeRenumbered = "type-renumbered", Breaking;
    /// A type has lost an alias.
    AliasRemoved = "alias-removed", Breaking;
    /// A field of a record is new.
    FieldAdded = "field-added", Breaking;
    /// A field of a record is gone.
    FieldRemoved = "field-removed", Breaking;
    /// A field has another type.
    FieldTypeChanged = "field-type-changed", Breaking;
    /// A field has another name in Rust.
    FieldRenamed = "field-renamed", Breaking;
    /// A field has another name on the wire, and the same in Rust.
    FieldWireNameChanged = "field-wire-name-changed", Noticeable;
    /// A field is now declared as required. A request without it is refused.
    FieldNowRequired = "field-now-required", Breaking;
    /// A field is no longer declared as required.
    FieldNowOptional = "field-now-optional", Noticeable;
    /// A value of an enum is new.
    ValueAdded = "value-added", Breaking;
    /// A value of an enum is gone.
    ValueRemoved = "value-removed", Breaking;
    /// A value of an enum has another name in Rust.
    ValueRenamed = "value-renamed", Breaking;
    /// A value of an enum has another text on the wire, and the same name in Rust.
    ValueWireNameChanged = "value-wire-name-changed", Noticeable;
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl Serialize for Rule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}
