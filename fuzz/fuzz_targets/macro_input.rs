//! See `civis_fuzz::macro_input`.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| civis_fuzz::macro_input::check(text));
