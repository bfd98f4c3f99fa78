//! Replays every recorded exchange of every specification in `CIVIS_SPECS_DIR`: the response
//! decodes without loss, and the request is the recorded one.

#![forbid(unsafe_code)]
#![allow(missing_docs, reason = "the build script writes the calls")]

include!(concat!(env!("OUT_DIR"), "/fidelity.rs"));

#[test]
fn every_recorded_exchange_is_reproduced() {
    if REPORTS.is_empty() {
        eprintln!("skipped: CIVIS_SPECS_DIR has no specifications with recordings");
    }
    let mut failures = 0;
    for report in REPORTS {
        let report = report();
        if report.is_empty() {
            continue;
        }
        println!("{report}");
        failures += report.failures.len();
    }
    assert_eq!(failures, 0, "see the report above");
}

#[test]
fn every_record_preserves_any_value_of_its_fields() {
    for (file, types) in TYPES {
        let (objects, failures) = civis_tests::hostile::check(types);
        println!("{file}: {objects} objects of {} records read", types.len());
        let shown = failures.iter().take(10).map(|one| format!("{one}\n"));
        assert!(failures.is_empty(), "{}", shown.collect::<String>());
    }
}
