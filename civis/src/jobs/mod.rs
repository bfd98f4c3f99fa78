//! Jobs: start a run, wait for it, read its outputs, cancel it.
