//! `civis notebooks new`, `up` and `down`.

use civis::http::Method;
use clap::{Args, ValueEnum};
use serde_json::{Map, Value};

use crate::api;
use crate::browser;
use crate::context::Context;
use crate::deployments::{Deployed, State};
use crate::error::{Error, Exit};
use crate::pages::Page;

/// The language of a notebook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Language {
    #[default]
    Python3,
    R,
}

impl Language {
    fn as_str(self) -> &'static str {
        match self {
            Self::Python3 => "python3",
            Self::R => "r",
        }
    }
}

/// What a notebook runs on.
#[derive(Args, Debug)]
struct Resources {
    /// Memory in MiB
    #[arg(long, alias = "mem", value_name = "MIB")]
    memory: Option<u64>,

    /// CPU in thousandths of a core
    #[arg(long, value_name = "SHARES")]
    cpu: Option<u64>,
}

impl Resources {
    fn fields(&self) -> Map<String, Value> {
        let resources = [("memory", self.memory), ("cpu", self.cpu)];
        let set = resources
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), Value::from(value?))));
        set.collect()
    }
}

const NEW_EXAMPLES: &str = "\
Examples:
  civis notebooks new
  civis notebooks new r --name analysis --memory 8000 --no-open";

/// Create a notebook, start it, and open it in the browser
///
/// Prints its ID.
#[derive(Args, Debug)]
#[command(after_help = NEW_EXAMPLES)]
pub(crate) struct New {
    /// Language
    #[arg(value_enum, value_name = "LANGUAGE", default_value_t)]
    language: Language,

    /// Name [default: chosen by the Platform]
    #[arg(long, value_name = "NAME")]
    name: Option<String>,

    #[command(flatten)]
    resources: Resources,

    /// Do not open it
    #[arg(long)]
    no_open: bool,
}

impl New {
    pub(super) fn run(&self, context: &Context) -> Result<(), Error> {
        let session = context.session()?;
        let mut fields = self.resources.fields();
        fields.insert("language".to_owned(), self.language.as_str().into());
        if let Some(name) = &self.name {
            fields.insert("name".to_owned(), name.as_str().into());
        }
        let request = api::request("notebooks.post", Method::POST, "/notebooks", &[]);
        let notebook = api::send(session, api::with_fields(request, fields))?;
        let id = notebook["id"]
            .as_i64()
            .ok_or_else(|| Error::new(Exit::Failure, "notebooks.post: the response has no `id`"))?;
        context.note(&format!(
            "notebook {id} was created: {}",
            Page::Notebook.url(id)
        ));
        Deployed::Notebook.deploy(session, id)?;
        context.print_line(&id.to_string())?;
        if self.no_open {
            return Ok(());
        }
        browser::show_aside(context, &Page::Notebook.url(id));
        Ok(())
    }
}

const UP_EXAMPLES: &str = "\
Examples:
  civis notebooks up 7
  civis notebooks up 7 --memory 8000 --cpu 2000 --no-open";

/// Start a notebook, and open it in the browser
#[derive(Args, Debug)]
#[command(after_help = UP_EXAMPLES)]
pub(crate) struct Up {
    /// ID of the notebook
    #[arg(value_name = "ID")]
    id: i64,

    #[command(flatten)]
    resources: Resources,

    /// Do not open it
    #[arg(long)]
    no_open: bool,
}

impl Up {
    pub(super) fn run(&self, context: &Context) -> Result<(), Error> {
        let session = context.session()?;
        let fields = self.resources.fields();
        if !fields.is_empty() {
            let request = api::request(
                "notebooks.patch",
                Method::PATCH,
                "/notebooks/{id}",
                &[("id", self.id)],
            );
            api::send(session, api::with_fields(request, fields))?;
        }
        Deployed::Notebook.deploy(session, self.id)?;
        context.note(&format!("notebook {} is starting", self.id));
        if !self.no_open {
            browser::show_aside(context, &Page::Notebook.url(self.id));
        }
        Ok(())
    }
}

/// Stop a notebook
///
/// One that does not run is not an error.
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  civis notebooks down 7")]
pub(crate) struct Down {
    /// ID of the notebook
    #[arg(value_name = "ID")]
    id: i64,
}

impl Down {
    pub(super) fn run(&self, context: &Context) -> Result<(), Error> {
        let outcome = match Deployed::Notebook.stop(context.session()?, self.id)? {
            State::Stopped => "was stopped",
            State::NotRunning => "was not running",
        };
        context.note(&format!("notebook {} {outcome}", self.id));
        Ok(())
    }
}
