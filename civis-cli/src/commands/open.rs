//! `civis open`.

use clap::Args;

use crate::browser;
use crate::context::Context;
use crate::error::Error;
use crate::pages::Page;

const EXAMPLES: &str = "\
Examples:
  civis open job 7
  civis open job 7 9
  civis open notebook 12 --print";

/// Open the page of a thing in the browser
///
/// Prints its address if there is no browser.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Open {
    /// What to open
    #[arg(value_enum, value_name = "WHAT")]
    page: Page,

    /// Its ID
    #[arg(value_name = "ID")]
    id: i64,

    /// ID of a run of the job
    #[arg(value_name = "RUN_ID")]
    run_id: Option<i64>,

    /// Print the address, and open nothing
    #[arg(long)]
    print: bool,
}

impl Open {
    pub(crate) fn run(&self, context: &Context) -> Result<(), Error> {
        let mut url = self.page.url(self.id);
        match (self.page, self.run_id) {
            (Page::Job | Page::Script, Some(run)) => url.push_str(&format!("?runId={run}")),
            (_, Some(_)) => return Err(Error::usage("RUN_ID is for jobs and scripts")),
            (_, None) => {}
        }
        browser::show(context, &url, self.print)
    }
}
