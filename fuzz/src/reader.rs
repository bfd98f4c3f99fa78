//! Any bytes as a specification: they are read or rejected in time, and the stripped
//! specification has the same model.

use civis_spec::{ReadOptions, Selection, Spec, strip};

/// Reads, selects and strips.
pub fn check(data: &[u8]) {
    let with_exchanges = Spec::read(data, &ReadOptions::new().exchanges(true));
    let spec = match Spec::from_slice(data) {
        Ok(spec) => spec,
        Err(error) => {
            assert!(with_exchanges.is_err() && strip(data).is_err());
            let _ = (error.to_string(), format!("{error:?}"));
            return;
        }
    };
    let _ = Spec::read(data, &ReadOptions::new().root_path("/v1"));
    let _ = spec.select(&Selection::Base);
    let all = spec.select(&Selection::All).expect("all resources");
    if let Some(first) = all.resources.first() {
        let only = Selection::Only(vec![first.name.clone()]);
        let only = spec.select(&only).expect("an existing resource");
        assert_eq!(only.resources[0].operations.len(), first.operations.len());
    }
    let Ok(stripped) = strip(data) else {
        // The reader skips what it does not need; stripping parses the whole document.
        assert!(serde_json::from_slice::<serde_json::Value>(data).is_err());
        return;
    };
    let again = Spec::from_slice(stripped.as_bytes()).expect("the stripped document is read");
    assert_eq!(names(&again), names(&spec));
    let twice = strip(stripped.as_bytes()).expect("it is stripped again");
    assert_eq!(twice, stripped);
}

/// Names and types that do not depend on descriptions.
fn names(spec: &Spec) -> Vec<String> {
    let operations = spec.resources.iter().flat_map(|one| &one.operations);
    let methods = operations.map(|one| {
        let methods: Vec<_> = one.methods.iter().map(|method| &method.ident).collect();
        format!(
            "{} {} {methods:?} {:?}",
            one.http_method.as_str(),
            one.path,
            one.response
        )
    });
    let types = spec.types.iter().map(|ty| ty.ident.to_string());
    methods.chain(types).collect()
}
