//! The memory of a test program.

use std::fs;

/// Runs `work`, and checks by how much the peak of the memory grows. `allowed` is in bytes.
pub(crate) fn check(what: &str, allowed: u64, work: impl FnOnce()) {
    let before = status("VmRSS:");
    // Sets the peak to the memory in use.
    fs::write("/proc/self/clear_refs", "5").expect("a reset");
    work();
    let grown = status("VmHWM:").saturating_sub(before);
    assert!(grown < allowed, "{what}: {} KiB", grown >> 10);
}

/// A figure of the memory of this process, in bytes.
fn status(name: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").expect("a status");
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let kib = line.and_then(|line| line.trim().strip_suffix(" kB"));
    kib.expect("a figure").parse::<u64>().expect("a number") << 10
}
