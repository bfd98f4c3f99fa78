//! The rules: each kind of change, and whether it breaks a caller.

use std::fmt;

use serde::{Serialize, Serializer};

macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident = $key:literal, $breaking:literal;)*) => {
        /// A kind of change. The table of the [module](mod@crate::diff) tells of each why it
        /// breaks a caller, or does not.
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

            /// Whether code that compiles against the old expansion may not compile
            /// against the new one, or compile and mean something else.
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
    /// What every path begins with.
    BasePathChanged = "base-path-changed", false;
    /// The host that the document names.
    HostChanged = "host-changed", false;

    /// A resource, with its operations.
    ResourceAdded = "resource-added", false;
    /// A resource, with its operations.
    ResourceRemoved = "resource-removed", true;
    /// The field, module or struct of a resource has another name in Rust.
    ResourceRenamed = "resource-renamed", true;

    /// An operation.
    OperationAdded = "operation-added", false;
    /// An operation that is gone, or that the official client no longer offers.
    OperationRemoved = "operation-removed", true;
    /// An operation on another path.
    OperationMoved = "operation-moved", false;
    /// One more name of an operation.
    MethodAdded = "method-added", false;
    /// A name of an operation that has others.
    MethodRemoved = "method-removed", true;
    /// A name of an operation in place of another.
    MethodRenamed = "method-renamed", true;
    /// The struct of optional parameters, where there was none.
    BuilderAdded = "builder-added", true;
    /// The struct of optional parameters, where there is none any more.
    BuilderRemoved = "builder-removed", true;
    /// Another name of the struct of optional parameters.
    BuilderRenamed = "builder-renamed", true;
    /// What an operation answers with.
    AnswerChanged = "answer-changed", true;
    /// The answer comes in pages.
    PagesAdded = "pages-added", false;
    /// The answer comes in pages no longer.
    PagesRemoved = "pages-removed", true;
    /// The declared status codes of success.
    StatusesChanged = "statuses-changed", false;
    /// The media type of the body.
    ContentTypeChanged = "content-type-changed", false;
    /// A method is deprecated.
    Deprecated = "deprecated", false;
    /// A method is deprecated no longer.
    DeprecationLifted = "deprecation-lifted", false;
    /// The reason of a deprecation.
    DeprecationChanged = "deprecation-changed", false;
    /// The summary of an operation.
    SummaryChanged = "summary-changed", false;
    /// The description of an operation, a parameter, a type or a field.
    DescriptionChanged = "description-changed", false;

    /// A parameter that must be given.
    RequiredParameterAdded = "required-parameter-added", true;
    /// A parameter that may be given.
    OptionalParameterAdded = "optional-parameter-added", false;
    /// A parameter.
    ParameterRemoved = "parameter-removed", true;
    /// An optional parameter that must be given now.
    ParameterNowRequired = "parameter-now-required", true;
    /// A required parameter that may be left out now.
    ParameterNowOptional = "parameter-now-optional", true;
    /// The required parameters in another order.
    ParametersReordered = "parameters-reordered", true;
    /// A parameter that does not take all that it took.
    ParameterTypeChanged = "parameter-type-changed", true;
    /// A parameter of another type, that takes all that it took.
    ParameterTypeWidened = "parameter-type-widened", false;
    /// Values are declared of a parameter that took any text.
    ParameterValuesDeclared = "parameter-values-declared", true;
    /// The setter of an optional parameter has another name in Rust.
    SetterRenamed = "setter-renamed", true;
    /// The name of a parameter on the wire, with the same name in Rust.
    ParameterRespelled = "parameter-respelled", false;
    /// Where a parameter travels: path, query, header, cookie, body, form.
    ParameterPlaceChanged = "parameter-place-changed", false;
    /// How a list or an object in a parameter is written, or a list in such a list.
    ListFormatChanged = "list-format-changed", false;
    /// The declared default of a parameter.
    DefaultChanged = "default-changed", false;
    /// The declared values of a parameter or field whose type is no enum.
    KnownValuesChanged = "known-values-changed", false;

    /// A type has another name where it is used.
    TypeRenamed = "type-renamed", true;
    /// Another name of a type, which was an alias of it.
    AliasRemoved = "alias-removed", true;
    /// A field of a record.
    FieldAdded = "field-added", true;
    /// A field of a record.
    FieldRemoved = "field-removed", true;
    /// The type of a field.
    FieldTypeChanged = "field-type-changed", true;
    /// A field has another name in Rust.
    FieldRenamed = "field-renamed", true;
    /// The name of a field on the wire, with the same name in Rust.
    FieldRespelled = "field-respelled", false;
    /// The document lists a field as required.
    FieldNowRequired = "field-now-required", false;
    /// The document lists a field as required no longer.
    FieldNowOptional = "field-now-optional", false;
    /// A value of an enum.
    ValueAdded = "value-added", true;
    /// A value of an enum.
    ValueRemoved = "value-removed", true;
    /// A value of an enum has another name in Rust.
    ValueRenamed = "value-renamed", true;
    /// The text of a value of an enum, with the same name in Rust.
    ValueRespelled = "value-respelled", false;
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
