//! What a module of the generated code calls the items of the support module.

macro_rules! support_names {
    ($($field:ident: $name:literal,)*) => {
        /// The names that stand in signatures and fields, and so in documentation: plain, or
        /// with two underscores where the module has an item of its own of that name.
        #[derive(Clone, Copy)]
        pub(crate) struct SupportNames {
            $(pub(crate) $field: &'static str,)*
        }

        impl SupportNames {
            /// The names to use in a module with these items.
            pub(crate) fn beside<'i>(items: impl Iterator<Item = &'i str>) -> Self {
                let mut names = Self { $($field: $name,)* };
                for item in items {
                    match item {
                        $($name => names.$field = concat!("__", $name),)*
                        _ => {}
                    }
                }
                names
            }
        }
    };
}

support_names! {
    arg: "Arg",
    arguments: "Arguments",
    blob: "Blob",
    boxed: "Box",
    call: "Call",
    date: "Date",
    extra: "Extra",
    into: "Into",
    list_call: "ListCall",
    map: "BTreeMap",
    option: "Option",
    paged_call: "PagedCall",
    path_arg: "PathArg",
    string: "String",
    text_or_file: "TextOrFile",
    timestamp: "Timestamp",
    value: "Value",
    vec: "Vec",
}
