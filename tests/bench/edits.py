"""The edit loop: `cargo check` with incremental compilation, after a change in a file that does not contain the macro.

Three crates are measured: one that contains the generated client and the file that changes, the same by progenitor, and
one that contains the file alone and depends on a crate with the generated client.
"""

from __future__ import annotations

import re
from pathlib import Path

from crates import CHECK, OURS, PEER, Crate
from measure import Cost, median
from report import Report

# A call by each client, and a number that each edit changes.
PROGRAM = """use CLIENT;

pub fn names(client: &Client) -> civis::Result<Vec<Option<String>>> {
    let jobs = client.jobs.list().state("running").send()?;
    Ok(jobs.iter().take(NUMBER).map(|job| job.name.clone()).collect())
}
"""
PEER_PROGRAM = """use crate::platform::Client;

pub async fn jobs(client: &Client) -> usize {
    if client.get_jobs().state("running").send().await.is_ok() { NUMBER } else { 0 }
}
"""


class Edited:
    """A crate whose file `program.rs` changes with each run."""

    def __init__(self, folder: Path, name: str, dependencies: str, source: str, program: str) -> None:
        self.crate = Crate(folder, name, dependencies, source + "\npub mod program;", incremental=True)
        self.program = program
        self.number = 0
        self.edit()
        self.crate.cold(CHECK)

    def edit(self) -> None:
        self.number += 1
        file = self.crate.folder / "src" / "program.rs"
        file.write_text(self.program.replace("NUMBER", str(self.number)), encoding="utf-8")

    def cost(self, runs: int) -> Cost:
        """The median cost of a check after an edit."""
        costs = []
        for _ in range(runs):
            self.edit()
            costs.append(self.crate.again(CHECK))
        return median(costs)

    def passes(self) -> dict[str, float]:
        """Seconds by the clock of each pass of the compiler, in a check after an edit."""
        # The wrapper and its flags are part of what cargo compares, so the first check is a full one.
        flags = ('RUSTC_BOOTSTRAP=1 exec "$@"', ["-Ztime-passes"])
        self.crate.compiled(*flags, rewrite=False)
        self.edit()
        log = self.crate.compiled(*flags, rewrite=False)
        found = re.findall(r"^time:\s*([0-9.]+);.*\s(\S+)$", log, re.MULTILINE)
        return {name: float(seconds) for seconds, name in found}


def main(report: Report, spec: Path, folder: Path, document: Path | None, runs: int, peer_runs: int) -> None:
    """Prints the table; `document` is progenitor's."""
    macro = f'pub mod platform {{ civis::civis_api!("{spec}"); }}'
    same = Edited(folder, "edited", OURS, macro, PROGRAM.replace("CLIENT", "crate::platform::Client"))
    Crate(folder, "client", OURS, f'civis::civis_api!("{spec}");', incremental=True)
    dependencies = f'{OURS}\nclient = {{ path = "{folder / "client"}" }}'
    apart = Edited(folder, "apart", dependencies, "", PROGRAM.replace("CLIENT", "client::Client"))
    peer = None
    if document:
        theirs = f'pub mod platform {{ progenitor::generate_api!(spec = "{document}", interface = Builder); }}'
        peer = Edited(folder, "peer-edited", PEER, theirs, PEER_PROGRAM)

    rows = []
    for label, edited, count in [("ours", same, runs), ("ours, the client in its own crate", apart, runs)] + (
        [("progenitor", peer, peer_runs)] if peer else []
    ):
        cost, passes = edited.cost(count), edited.passes()
        shares = (passes.get(name, 0.0) / passes["total"] for name in ("macro_expand_crate", "generate_crate_metadata"))
        rows.append([label, f"{cost.cpu:.2f}", *(f"{share:.0%}" for share in shares)])
    report.table(
        f"`cargo check` after a change in a file without the macro, incremental, `{spec.name}`, medians of {runs} runs"
        f" (progenitor: {peer_runs})",
        ["", "CPU s", "of it expanding macros", "of it writing metadata"],
        rows,
    )
