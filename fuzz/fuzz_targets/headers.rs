//! See `civis_fuzz::headers`.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| civis_fuzz::headers::check(text));
