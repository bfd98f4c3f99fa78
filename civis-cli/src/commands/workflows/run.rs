//! `civis workflows run`.

use civis::workflows::execute;
use clap::Args;
use serde_json::Value;

use super::events::follow;
use crate::context::Context;
use crate::error::Error;
use crate::wait::WaitArgs;

const EXAMPLES: &str = "\
Examples:
  civis workflows run 7
  civis workflows run 7 --input year=2027 --input 'tables=[\"a\", \"b\"]'
  civis workflows run 7 --no-wait";

/// Execute a workflow, and print what happens in it
///
/// The exit code is 5 if the execution fails.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct RunWorkflow {
    /// ID of the workflow
    #[arg(value_name = "ID")]
    id: i64,

    /// Value of the input, in JSON or as text; can be given several times
    #[arg(long, value_name = "NAME=VALUE", value_parser = input)]
    input: Vec<(String, Value)>,

    /// Task to reach, for a reverse workflow
    #[arg(long, value_name = "NAME")]
    target: Option<String>,

    /// Tasks to execute, with commas [default: all]
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    only: Vec<String>,

    /// Print the ID of the execution, and do not wait
    #[arg(long)]
    no_wait: bool,

    #[command(flatten)]
    wait: WaitArgs,
}

/// `name=value`; the value is JSON if it can be read as such.
fn input(text: &str) -> Result<(String, Value), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => {
            let value = serde_json::from_str(value).unwrap_or_else(|_| value.into());
            Ok((name.to_owned(), value))
        }
        _ => Err("it must be NAME=VALUE".to_owned()),
    }
}

impl RunWorkflow {
    pub(crate) fn run(&self, context: &Context) -> Result<(), Error> {
        let session = self.wait.session(context)?;
        let mut execute = execute(&session, self.id);
        for (name, value) in &self.input {
            execute = execute.input(name, value.clone());
        }
        if let Some(target) = &self.target {
            execute = execute.target_task(target);
        }
        if !self.only.is_empty() {
            execute = execute.only_tasks(self.only.iter().cloned());
        }
        let execution = execute.send()?;
        if self.no_wait {
            return context.print_line(&execution.id().to_string());
        }
        follow(context, &execution, &self.wait)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::input;

    #[test]
    fn a_value_is_json_if_it_can_be() {
        for (text, name, value) in [
            ("a=1", "a", json!(1)),
            ("a=[1,2]", "a", json!([1, 2])),
            ("a=text", "a", json!("text")),
            ("a=b=c", "a", json!("b=c")),
            ("a=", "a", json!("")),
            ("a=\"1\"", "a", json!("1")),
        ] {
            assert_eq!(input(text), Ok((name.to_owned(), value)), "{text}");
        }
        assert!(input("=1").is_err() && input("a").is_err());
    }
}
