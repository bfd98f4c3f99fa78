//! `civis man`: manual pages, of the same grammar as the help.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, Command, ValueHint};
use clap_mangen::Man;

use crate::context::Context;
use crate::error::Error;
use crate::operations::names;
use crate::scan::scan;
use crate::specification::Catalog;
use crate::tree;

/// Print the manual page of a command, or write those of all commands
#[derive(Args, Debug)]
#[command(after_help = "civis man jobs list | man -l -")]
pub(crate) struct ManPages {
    /// The command, such as `jobs list`
    #[arg(conflicts_with = "dir")]
    command: Vec<String>,

    /// Folder to write the pages of the program, of each command and each resource to
    #[arg(long, value_name = "FOLDER", value_hint = ValueHint::DirPath)]
    dir: Option<PathBuf>,
}

impl ManPages {
    pub(crate) fn run(&self, context: &Context, root: &Command) -> Result<(), Error> {
        let catalog = Catalog::find(context.globals())?;
        match &self.dir {
            Some(folder) => write_all(root, &catalog, folder),
            None => {
                let words: Vec<OsString> = self.command.iter().map(Into::into).collect();
                let page = find(&grown(root, &catalog, &words)?, &self.command)?;
                context.print_bytes(&render(page)?)
            }
        }
    }
}

fn grown(root: &Command, catalog: &Catalog, words: &[OsString]) -> Result<Command, Error> {
    let words = scan(root, words);
    tree::grow(root.clone(), catalog, &words)
}

/// The command that the words name, with its whole name.
fn find(root: &Command, words: &[String]) -> Result<Command, Error> {
    let mut command = root;
    let mut name = "civis".to_owned();
    for word in words {
        let wanted = names::dashed(word);
        let unknown = || Error::usage(format!("`{name}` has no command `{word}`"));
        command = command.find_subcommand(&wanted).ok_or_else(unknown)?;
        name = format!("{name}-{wanted}");
    }
    Ok(command
        .clone()
        .name(name.clone())
        .bin_name(name.replace('-', " ")))
}

fn render(command: Command) -> Result<Vec<u8>, Error> {
    let mut page = Vec::new();
    Man::new(command).render(&mut page)?;
    Ok(page)
}

fn write_all(root: &Command, catalog: &Catalog, folder: &Path) -> Result<(), Error> {
    let cannot = |path: &Path, error| Error::file(path, "cannot be written", &error);
    fs::create_dir_all(folder).map_err(|error| cannot(folder, error))?;
    let nouns: Vec<String> = grown(root, catalog, &[])?
        .get_subcommands()
        .filter(|one| !one.is_hide_set())
        .map(|one| one.get_name().to_owned())
        .collect();
    let pages = [Vec::new()]
        .into_iter()
        .chain(nouns.into_iter().map(|noun| vec![noun]));
    for words in pages {
        let line: Vec<OsString> = words.iter().map(Into::into).collect();
        let page = find(&grown(root, catalog, &line)?, &words)?;
        let path = folder.join(format!("{}.1", page.get_name()));
        fs::write(&path, render(page)?).map_err(|error| cannot(&path, error))?;
    }
    Ok(())
}
