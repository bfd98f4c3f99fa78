//! The kinds of changes, and whether each breaks callers.

use std::fmt;

use serde::{Serialize, Serializer};

macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident = $key:literal, $breaking:literal;)*) => {
        /// A kind of change. The table of the [module](mod@crate::diff) says why each breaks
        /// callers or does not.
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

            /// Whether code that compiles against the old client may fail to compile against
            /// the new one, or compile and mean something else.
            ///
            /// ```
            /// use civis_spec::Rule;
            ///
            /// assert!(Rule::OperationRemoved.is_breaking());
            /// assert!(!Rule::SummaryChanged.is_breaking());
            /// ```
            #[must_use]
            pub const fn is_breaking(self) -> bool {
                match self {
                    $(Rule::$name => $breaking,)*
                }
            }
        }
    };
}

rules! {
    /// The base path of all paths changed.
    BasePathChanged = "base-path-changed", false;
    /// The declared host changed.
    HostChanged = "host-changed", false;

    /// A resource is new, with its operations.
    ResourceAdded = "resource-added", false;
    /// A resource is gone, with its operations.
    ResourceRemoved = "resource-removed", true;
    /// The field, module, or struct of a resource has another name in Rust.
    ResourceRenamed = "resource-renamed", true;

    /// An operation is new.
    OperationAdded = "operation-added", false;
    /// An operation is gone, or the official client no longer offers it.
    OperationRemoved = "operation-removed", true;
    /// An operation has another path.
    OperationMoved = "operation-moved", false;
    /// An operation has one more method.
    MethodAdded = "method-added", false;
    /// An operation has one method less, and others remain.
    MethodRemoved = "method-removed", true;
    /// A method of an operation has another name.
    MethodRenamed = "method-renamed", true;
    /// The builder with setters for optional parameters is new.
    BuilderAdded = "builder-added", true;
    /// The builder with setters for optional parameters is gone.
    BuilderRemoved = "builder-removed", true;
    /// The builder has another name.
    BuilderRenamed = "builder-renamed", true;
    /// An operation returns another type.
    ResponseChanged = "response-changed", true;
    /// The response is now paginated.
    PagesAdded = "pages-added", false;
    /// The response is no longer paginated.
    PagesRemoved = "pages-removed", true;
    /// The declared success statuses changed.
    StatusesChanged = "statuses-changed", false;
    /// The media type of the request body changed.
    ContentTypeChanged = "content-type-changed", false;
    /// A method is now deprecated.
    Deprecated = "deprecated", false;
    /// A method is no longer deprecated.
    DeprecationLifted = "deprecation-lifted", false;
    /// A method is deprecated for another reason.
    DeprecationChanged = "deprecation-changed", false;
    /// The summary of an operation changed.
    SummaryChanged = "summary-changed", false;
    /// The description of an operation, a parameter, a type, or a field changed.
    DescriptionChanged = "description-changed", false;

    /// A required parameter is new.
    RequiredParameterAdded = "required-parameter-added", true;
    /// An optional parameter is new.
    OptionalParameterAdded = "optional-parameter-added", false;
    /// A parameter is gone.
    ParameterRemoved = "parameter-removed", true;
    /// An optional parameter is now required.
    ParameterNowRequired = "parameter-now-required", true;
    /// A required parameter is now optional.
    ParameterNowOptional = "parameter-now-optional", true;
    /// The required parameters have another order.
    ParametersReordered = "parameters-reordered", true;
    /// A parameter has another type, and no longer accepts everything that it accepted.
    ParameterTypeChanged = "parameter-type-changed", true;
    /// A parameter has another type, and still accepts everything that it accepted.
    ParameterTypeWidened = "parameter-type-widened", false;
    /// A parameter that was text is now an enum.
    ParameterValuesDeclared = "parameter-values-declared", true;
    /// The setter of an optional parameter has another name in Rust.
    SetterRenamed = "setter-renamed", true;
    /// A parameter has another name on the wire, and the same in Rust.
    ParameterWireNameChanged = "parameter-wire-name-changed", false;
    /// A parameter has another location: path, query, header, cookie, body, or form.
    ParameterLocationChanged = "parameter-location-changed", false;
    /// A list or an object in a parameter is serialized differently.
    ParameterStyleChanged = "parameter-style-changed", false;
    /// The declared default of a parameter changed.
    DefaultChanged = "default-changed", false;
    /// The declared values of a parameter or field that is not an enum changed.
    KnownValuesChanged = "known-values-changed", false;

    /// A type has another name.
    TypeRenamed = "type-renamed", true;
    /// A type has lost an alias.
    AliasRemoved = "alias-removed", true;
    /// A field of a record is new.
    FieldAdded = "field-added", true;
    /// A field of a record is gone.
    FieldRemoved = "field-removed", true;
    /// A field has another type.
    FieldTypeChanged = "field-type-changed", true;
    /// A field has another name in Rust.
    FieldRenamed = "field-renamed", true;
    /// A field has another name on the wire, and the same in Rust.
    FieldWireNameChanged = "field-wire-name-changed", false;
    /// A field is now declared as required.
    FieldNowRequired = "field-now-required", false;
    /// A field is no longer declared as required.
    FieldNowOptional = "field-now-optional", false;
    /// A value of an enum is new.
    ValueAdded = "value-added", true;
    /// A value of an enum is gone.
    ValueRemoved = "value-removed", true;
    /// A value of an enum has another name in Rust.
    ValueRenamed = "value-renamed", true;
    /// A value of an enum has another text on the wire, and the same name in Rust.
    ValueWireNameChanged = "value-wire-name-changed", false;
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
