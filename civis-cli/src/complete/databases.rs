//! The names of databases, for completion: from the cache, or from the Platform if that responds at once.

use std::env;
use std::fs;
use std::time::{Duration, SystemTime};

use civis::http::Method;
use civis::{Call, Request};
use clap_complete::engine::CompletionCandidate;
use serde_json::Value;

use crate::cli::{Globals, Timeout};
use crate::config::file::write_private;
use crate::config::{Account, folders};
use crate::scan;
use crate::session;

/// From this age on, the names are fetched again.
const FRESH: Duration = Duration::from_secs(24 * 3600);

/// How long a person waits for candidates at most.
const PATIENCE: Duration = Duration::from_secs(1);

/// The names, or nothing if something goes wrong: a shell shows no errors.
pub(crate) fn candidates() -> Vec<CompletionCandidate> {
    let arguments: Vec<_> = env::args_os().collect();
    let names = names(&scan::globals(&arguments)).unwrap_or_default();
    names.into_iter().map(CompletionCandidate::new).collect()
}

fn names(globals: &Globals) -> Option<Vec<String>> {
    let account = Account::find(globals).ok().filter(|_| !globals.demo)?;
    let name = format!("{}.databases", account.fingerprint()?);
    let path = folders::cache()?.join("names").join(name);
    let modified = fs::metadata(&path).and_then(|metadata| metadata.modified());
    let age = modified
        .ok()
        .map(|time| SystemTime::now().duration_since(time).unwrap_or_default());
    let cached = || {
        Some(
            fs::read_to_string(&path)
                .ok()?
                .lines()
                .map(str::to_owned)
                .collect(),
        )
    };
    // A command for the key may ask for a password.
    if age.is_some_and(|age| age < FRESH) || account.key.is_command() {
        return cached();
    }
    match fetch(&account) {
        Some(names) => {
            // Without a cache they are fetched again.
            let _ = write_private(&path, names.join("\n").as_bytes());
            Some(names)
        }
        None => cached(),
    }
}

fn fetch(account: &Account) -> Option<Vec<String>> {
    let key = account.key.read().ok()?;
    let globals = Globals {
        timeout: Some(Timeout(PATIENCE)),
        ..Globals::default()
    };
    let session = session::build(account, key.as_ref().map(|key| key.as_str()), &globals).ok()?;
    let request = Request::new("databases.list", Method::GET, "/databases");
    let databases = Call::<Value>::new(&session, request).send_json().ok()?;
    let names = databases.as_array()?.iter();
    Some(
        names
            .filter_map(|one| one["name"].as_str().map(str::to_owned))
            .collect(),
    )
}
