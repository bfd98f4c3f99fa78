//! Every recorded exchange of every specification in `CIVIS_SPECS_DIR`: the
//! answer decodes and loses nothing, and the request is made again.

#![forbid(unsafe_code)]
#![allow(missing_docs, reason = "the calls are written by the build script")]

include!(concat!(env!("OUT_DIR"), "/fidelity.rs"));

#[test]
fn every_recorded_exchange_is_reproduced() {
    if REPORTS.is_empty() {
        eprintln!("skipped: CIVIS_SPECS_DIR names no folder of specifications with recordings");
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
fn every_record_keeps_whatever_stands_in_its_fields() {
    for (file, types) in TYPES {
        let (objects, failures) = civis_tests::hostile::check(types);
        println!("{file}: {objects} objects of {} records read", types.len());
        let shown = failures.iter().take(10).map(|one| format!("{one}\n"));
        assert!(failures.is_empty(), "{}", shown.collect::<String>());
    }
}
