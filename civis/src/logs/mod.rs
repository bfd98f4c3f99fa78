//! Logs of runs, and the log of a program that is one.
