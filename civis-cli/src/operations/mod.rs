//! Every operation of the specification: `civis <resource> <method>`.
//!
//! The grammar is made at run time, and only for the requested resource.
//!
//! | step | module |
//! |---|---|
//! | names of commands and options | `names` |
//! | help and the options of one operation, for clap | `grammar` |
//! | the arguments as they are written: positional, named, dotted | `tokens` |
//! | text to a value of the declared type | `value` |
//! | all of them to the arguments of the request, with `--body` | `arguments` |
//! | send the request, go through pages, write the result | `call` |
//! | `--dry-run`: the request as text, for curl, and in Rust | `dry_run` |

mod arguments;
mod call;
mod dry_run;
pub(crate) mod grammar;
pub(crate) mod names;
mod tokens;
pub(crate) mod value;

use std::ffi::OsString;

use civis_spec::Spec;

use crate::cli::Globals;
use crate::error::Error;
use names::OperationNames;

pub(crate) use call::Call;

/// What the arguments after `civis <resource>` ask for.
pub(crate) enum Parsed {
    /// A call of an operation.
    Call(Box<Call>, Globals),
    /// Help, or an error in the grammar.
    Show(clap::Error),
}

/// Parses the arguments of one operation. `before` are those before its name, which are global options.
pub(crate) fn parse(
    spec: &Spec,
    resource: &str,
    operation: &OperationNames<'_>,
    before: Vec<OsString>,
    after: Vec<OsString>,
) -> Result<Parsed, Error> {
    let mut grammar = grammar::command(spec, resource, operation);
    let tokens = tokens::split(&grammar, spec, operation, before, after)?;
    let matches = match grammar.try_get_matches_from_mut(tokens.for_clap) {
        Ok(matches) => matches,
        Err(error) => return Ok(Parsed::Show(error)),
    };
    let globals = grammar::globals(&matches);
    let arguments = arguments::collect(spec, operation, &matches, &tokens.dotted)?;
    let call = Call::new(
        spec,
        resource,
        operation,
        arguments,
        grammar::control(&matches),
    )?;
    Ok(Parsed::Call(Box::new(call), globals))
}
