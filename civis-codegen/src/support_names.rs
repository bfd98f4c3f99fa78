//! How a module of the expansion calls what documentation shows of the support module.

macro_rules! names {
    ($($field:ident: $name:literal,)*) => {
        /// The names of the support module that stand in signatures and fields: plain, or with
        /// two underscores where the module has an item of its own that is called so.
        #[derive(Clone, Copy)]
        pub(crate) struct Names {
            $(pub(crate) $field: &'static str,)*
        }

        impl Names {
            /// Those of a module, by the names of its items.
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

names! {
    arg: "Arg",
    blob: "Blob",
    boxed: "Box",
    call: "Call",
    date: "Date",
    into: "Into",
    map: "BTreeMap",
    option: "Option",
    paged_call: "PagedCall",
    string: "String",
    timestamp: "Timestamp",
    value: "Value",
    vec: "Vec",
}
