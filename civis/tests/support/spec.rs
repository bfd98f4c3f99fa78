//! The pinned specification.

use std::sync::OnceLock;

use civis_spec::Spec;

/// The pinned specification, which is read once.
pub(crate) fn spec() -> Spec {
    static SPEC: OnceLock<Spec> = OnceLock::new();
    let read = || Spec::from_slice(include_bytes!("../../civis-spec.json"));
    SPEC.get_or_init(|| read().expect("a specification"))
        .clone()
}
