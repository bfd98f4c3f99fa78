//! `civis completion`: the script that makes a shell complete commands.

use clap::Args;

use crate::complete;
use crate::context::Context;
use crate::error::Error;

/// Print the script that makes a shell complete commands
#[derive(Args, Debug)]
#[command(after_help = "\
bash:        source <(civis completion bash), in ~/.bashrc
zsh:         source <(civis completion zsh), in ~/.zshrc
fish:        civis completion fish > ~/.config/fish/completions/civis.fish
PowerShell:  civis completion powershell | Out-String | Invoke-Expression, in $PROFILE")]
pub(crate) struct Completion {
    /// The shell
    #[arg(value_parser = ["bash", "zsh", "fish", "powershell", "elvish"])]
    shell: String,
}

impl Completion {
    pub(crate) fn run(&self, context: &Context) -> Result<(), Error> {
        context.print_bytes(&complete::script(&self.shell)?)
    }
}
