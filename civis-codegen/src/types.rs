//! The `types` module: records, enums, and aliases of them.

use civis_spec::{Field, Ident, Spec, TypeDef, TypeId, TypeKind, Variant};

use crate::code::{Code, Literal, code};
use crate::docs;
use crate::docs::uses::Uses;
use crate::generated::GeneratedModule;
use crate::large_enum::is_large;
use crate::paging;
use crate::rust_type::Scope;
use crate::support_names::SupportNames;

pub(crate) fn module(spec: &Spec) -> GeneratedModule {
    let types = spec.types.iter();
    let items = types.flat_map(|ty| ty.aliases.iter().chain([&ty.ident]));
    let scope = Scope {
        spec,
        types: "",
        names: SupportNames::beside(items.map(|item| &**item)),
    };
    let uses = Uses::new(spec);
    let items = paging::items(spec);
    let types = spec.types.iter().enumerate().map(|(id, ty)| {
        let doc = docs::types::definition(ty, &uses.of(TypeId(id)));
        let page = paging::list_page(ty, &items[id], &scope);
        let definition = definition(ty, doc, &scope);
        [definition].into_iter().chain(page).collect()
    });
    let doc = docs::attribute("The types of parameters and responses.");
    GeneratedModule::new(&doc, Code::from("types"), types.collect())
}

/// A type and its aliases. Rustdoc lists no aliases, but its search finds the type by them.
fn definition(ty: &TypeDef, doc: Code, scope: &Scope<'_>) -> Code {
    let definition = match &ty.kind {
        TypeKind::Record(fields) => record(ty, fields, doc, scope),
        TypeKind::Enum(variants) => open_enum(ty, variants, doc),
    };
    let aliases = ty.aliases.iter().map(|alias| {
        let ident = &ty.ident;
        code!(
            "#[doc(hidden)]
            pub type {alias} = {ident};
            ",
            alias,
            ident
        )
    });
    [definition].into_iter().chain(aliases).collect()
}

/// How many fields of a record are visited as one tuple: the size of the largest tuple that
/// the support module visits.
const TUPLE: usize = 32;

fn record(ty: &TypeDef, fields: &[Field], doc: Code, scope: &Scope<'_>) -> Code {
    let (in_tuple, more) = fields.split_at(fields.len().min(TUPLE));
    let separator = (!more.is_empty()).then_some(Code::from(";\n"));
    let keys = in_tuple.iter().map(key).chain(separator);
    let keys = keys.chain(more.iter().map(key));
    let secrets: Vec<&Field> = fields.iter().filter(|field| field.secret).collect();
    let secrets = match secrets.is_empty() {
        true => Code::from(""),
        false => {
            let wires = secrets
                .iter()
                .map(|field| code!("{wire},", wire = Literal(&field.wire)));
            code!(" secret [{wires}]", wires = wires.collect::<Code>())
        }
    };
    code!(
        "{doc}pub struct {ident} {{
            {fields}{extra_doc}pub extra: {extra},
        }}
        __impl_record! {{
            {ident} {{
                {keys}}}{secrets}
        }}
        ",
        doc,
        ident = &ty.ident,
        secrets,
        fields = fields.iter().map(|one| field(one, scope)).collect::<Code>(),
        extra_doc = docs::attribute("Other JSON values, by key: those that no field holds."),
        extra = scope.names.extra,
        keys = keys.collect::<Code>(),
    )
}

fn key(field: &Field) -> Code {
    code!(
        "{ident} = {wire},\n",
        ident = &field.ident,
        wire = Literal(&field.wire)
    )
}

fn field(field: &Field, scope: &Scope<'_>) -> Code {
    let mut ty = scope.field(&field.ty);
    if field.boxed {
        ty = code!("{boxed}<{ty}>", boxed = scope.names.boxed, ty);
    }
    code!(
        "{doc}pub {ident}: {option}<{ty}>,\n",
        doc = docs::types::field(scope.spec, field),
        ident = &field.ident,
        option = scope.names.option,
        ty,
    )
}

fn open_enum(ty: &TypeDef, variants: &[Variant], doc: Code) -> Code {
    if is_large(variants) {
        return open_text(&ty.ident, variants, doc);
    }
    code!(
        "__open_enum! {{
            {doc}{ident} {{
                {variants}}}
        }}
        ",
        doc,
        ident = &ty.ident,
        variants = variants.iter().map(variant).collect::<Code>(),
    )
}

/// An enum with many values: a struct of text, with a constant for each.
fn open_text(ident: &Ident, variants: &[Variant], doc: Code) -> Code {
    let constants = variants.iter().map(|variant| {
        code!(
            "{doc}pub const {constant}: Self = Self(__Cow::Borrowed({wire}));\n",
            doc = docs::types::variant(variant),
            constant = &variant.ident,
            wire = Literal(&variant.wire),
        )
    });
    let values = variants
        .iter()
        .map(|variant| code!("{wire},\n", wire = Literal(&variant.wire)));
    code!(
        "{doc}pub struct {ident}(__Cow<'static, str>);
        #[allow(non_upper_case_globals, reason = \"named as variants are\")]
        impl {ident} {{
            {constants}/// The value on the wire.
            #[inline]
            #[must_use]
            pub fn as_str(&self) -> &str {{
                &self.0
            }}
        }}
        impl __OpenEnum for {ident} {{
            const VALUES: &'static [&'static str] = &[
                {values}];
            #[inline]
            fn from_text(text: &str) -> Self {{
                Self(__Cow::Owned(__From::from(text)))
            }}
        }}
        __open_enum! {{ @impls {ident} }}
        ",
        doc,
        ident,
        constants = constants.collect::<Code>(),
        values = values.collect::<Code>(),
    )
}

fn variant(variant: &Variant) -> Code {
    code!(
        "{doc}{ident} = {wire},\n",
        doc = docs::types::variant(variant),
        ident = &variant.ident,
        wire = Literal(&variant.wire),
    )
}
