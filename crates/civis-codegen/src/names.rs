//! How a module of the expansion calls what documentation shows of the support module.

/// The names of the support module that stand in signatures and fields: plain, or with
/// two underscores where the module has an item of its own that is called so.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Names {
    pub(crate) arg: &'static str,
    pub(crate) blob: &'static str,
    pub(crate) boxed: &'static str,
    pub(crate) call: &'static str,
    pub(crate) date: &'static str,
    pub(crate) into: &'static str,
    pub(crate) map: &'static str,
    pub(crate) option: &'static str,
    pub(crate) paged_call: &'static str,
    pub(crate) string: &'static str,
    pub(crate) timestamp: &'static str,
    pub(crate) value: &'static str,
    pub(crate) vec: &'static str,
}

impl Names {
    /// Those of a module, by the names of its items.
    pub(crate) fn beside<'i>(items: impl Iterator<Item = &'i str>) -> Self {
        let mut names = Self {
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
        };
        for item in items {
            match item {
                "Arg" => names.arg = "__Arg",
                "Blob" => names.blob = "__Blob",
                "Box" => names.boxed = "__Box",
                "Call" => names.call = "__Call",
                "Date" => names.date = "__Date",
                "Into" => names.into = "__Into",
                "BTreeMap" => names.map = "__BTreeMap",
                "Option" => names.option = "__Option",
                "PagedCall" => names.paged_call = "__PagedCall",
                "String" => names.string = "__String",
                "Timestamp" => names.timestamp = "__Timestamp",
                "Value" => names.value = "__Value",
                "Vec" => names.vec = "__Vec",
                _ => {}
            }
        }
        names
    }
}
