//! The everyday commands, one module for each noun.

mod account;
mod files;
mod jobs;
mod notebooks;
mod scripts;
mod services;
mod spec;
mod sql;
mod tables;
#[cfg(unix)]
mod terminal;
mod workflows;
mod world;
