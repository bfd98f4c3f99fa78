//! Property tests over arbitrary documents and names.

#![forbid(unsafe_code)]

mod changes;
mod documents;
mod sound;
mod stability;

use civis_spec::{Error, Spec, snake_case};
use proptest::prelude::*;
use regex::Regex;

use changes::{change, changed, reordered, reversed};
use documents::{named, openapi_seed, seed, text};
use sound::{all_names, check_error, check_model};

proptest! {
    // `PROPTEST_CASES` sets the number of cases; 256 by default.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_document_is_read_into_a_valid_model_or_rejected_with_its_problems(
        changes in proptest::collection::vec(change(), 0..6),
        by in any::<usize>(),
        openapi in any::<bool>(),
    ) {
        let document = changed(if openapi { openapi_seed() } else { seed() }, &changes);
        let text = document.to_string();
        let read = Spec::from_slice(text.as_bytes());
        match &read {
            Ok(spec) => check_model(spec)?,
            Err(error) => check_error(error, &document)?,
        }
        prop_assert_eq!(&Spec::from_slice(text.as_bytes()), &read, "reading again gives another result");
        let reordered_read = Spec::from_slice(reordered(&document, by).as_bytes());
        match (&read, &reordered_read) {
            (Ok(one), Ok(other)) => prop_assert_eq!(one, other),
            (Err(one), Err(other)) => {
                // Of several values of the wrong form, the first one is found.
                let is_form = |message: &str| message.starts_with("this is not a specification");
                let pointers = |error: &Error| -> Vec<String> {
                    let problems = error.problems().iter();
                    problems
                        .map(|one| if is_form(&one.message) { String::new() } else { one.pointer.clone() })
                        .collect()
                };
                prop_assert_eq!(pointers(one), pointers(other));
            }
            _ => prop_assert!(false, "it is read in only one of the orders"),
        }
        let stripped = civis_spec::strip(text.as_bytes());
        match (&read, &stripped) {
            (Ok(spec), Ok(stripped)) => {
                let again = Spec::from_slice(stripped.as_bytes());
                let again = again.map_err(|error| TestCaseError::fail(error.to_string()))?;
                prop_assert_eq!(again.types.len(), spec.types.len());
                prop_assert_eq!(again.resources.len(), spec.resources.len());
            }
            (Err(one), Err(other)) => prop_assert_eq!(one, other),
            _ => prop_assert!(false, "it is only read or only stripped"),
        }
    }

    #[test]
    fn changing_a_definition_does_not_rename_other_types(
        definitions in stability::definitions(),
        changed in any::<proptest::sample::Index>(),
        properties in proptest::sample::subsequence(vec![0, 1, 2, 3, 4], 0..4),
    ) {
        let names: Vec<&str> = definitions.keys().copied().collect();
        let changed = names[changed.index(names.len())];
        let mut others = definitions.clone();
        match properties.is_empty() {
            true => others.remove(changed),
            false => others.insert(changed, properties),
        };
        let (old, new) = (stability::read(&definitions), stability::read(&others));
        stability::check(&definitions, changed, &old, &new)?;
    }

    #[test]
    fn snake_case_follows_the_official_client(name in prop_oneof!["[a-zA-Z0-9_-]{0,12}", ".{0,8}", "[aA1é\n]{0,9}"]) {
        let word = Regex::new("(.)([A-Z][a-z]+)").expect("a pattern");
        let capital = Regex::new("([a-z0-9])([A-Z])").expect("a pattern");
        let once = word.replace_all(&name, "${1}_${2}");
        let expected = capital.replace_all(&once, "${1}_${2}").to_lowercase();
        prop_assert_eq!(snake_case(&name), expected);
    }
}

proptest! {
    // These cases take longer.
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        cases: ProptestConfig::default().cases / 4,
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_names_become_unique_identifiers_in_their_scope(
        names in proptest::collection::hash_set(prop_oneof![text(), ".{0,4}"], 1..8),
    ) {
        let names: Vec<String> = names.into_iter().collect();
        let document = named(&names);
        let read = |text: String| {
            Spec::from_slice(text.as_bytes()).map_err(|error| TestCaseError::fail(error.to_string()))
        };
        let spec = read(document.to_string())?;
        check_model(&spec)?;
        let other = all_names(&read(reversed(&document))?);
        for (what, name) in all_names(&spec) {
            prop_assert_eq!(other.get(&what), Some(&name), "{}", what);
        }
    }
}
