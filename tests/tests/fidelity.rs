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
        println!("{report}");
        failures += report.failures.len();
    }
    assert_eq!(failures, 0, "see the report above");
}
