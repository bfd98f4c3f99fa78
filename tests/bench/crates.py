"""The crates that are compiled: one with our generated client, and one with progenitor's.

Each is compiled alone, after its dependencies, in cargo's default profiles. Incremental compilation is off, so that every
run does all of the work, except where an edit loop is measured.
"""

from __future__ import annotations

import os
import re
import statistics
from pathlib import Path

from measure import Cost, median, output, run

ROOT = Path(__file__).resolve().parents[2]

MANIFEST = """[package]
name = "{name}"
version = "0.0.0"
edition = "2024"

[workspace]

[dependencies]
{dependencies}
"""

OURS = f'civis = {{ path = "{ROOT / "civis"}" }}'

# The crates that progenitor's generated code uses. reqwest is as progenitor's README asks for it, with its default
# features: the Platform can only be reached over TLS.
PEER = """bytes = "1"
chrono = { version = "0.4", default-features = false, features = ["serde"] }
futures = "0.3"
progenitor = "0.15"
progenitor-client = "0.15"
reqwest = { version = "0.13", features = ["json", "query", "stream"] }
serde = { version = "1", features = ["derive"] }
serde_json = "1"
uuid = { version = "1", features = ["serde"] }"""

# The same without TLS, HTTP/2 and proxies: the least with which the generated code compiles.
LEAST_PEER = PEER.replace('"0.13", features', '"0.13", default-features = false, features')

CHECK = ("check",)
DEV = ("build",)
RELEASE = ("build", "--release")


class Crate:
    """A crate outside the workspace, with its own target directories."""

    def __init__(
        self, folder: Path, name: str, dependencies: str, source: str, incremental: bool = False
    ) -> None:
        self.folder = folder / name
        self.name = name
        self.source = source
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("CARGO_PROFILE_")}
        self.env = {**inherited, "CARGO_INCREMENTAL": str(int(incremental)), "CARGO_TERM_COLOR": "never"}
        (self.folder / "src").mkdir(parents=True, exist_ok=True)
        manifest = MANIFEST.format(name=name, dependencies=dependencies)
        (self.folder / "Cargo.toml").write_text(manifest, encoding="utf-8")
        file = self.folder / "src" / "lib.rs"
        if not file.exists() or file.read_text(encoding="utf-8") != source + "\n":
            self.write(source)
        for module in re.findall(r"^pub mod (\w+);", source, re.MULTILINE):
            (self.folder / "src" / f"{module}.rs").touch()
        run(["cargo", "fetch"], self.folder, self.env)

    def write(self, source: str) -> None:
        """Makes cargo compile the crate again, but not its dependencies."""
        (self.folder / "src" / "lib.rs").write_text(source + "\n", encoding="utf-8")

    def target(self, command: tuple[str, ...]) -> Path:
        """One directory per command, so that no command finds what another compiled."""
        return self.folder / "target" / "-".join(command).replace("---", "-")

    def cold(self, command: tuple[str, ...]) -> Cost | None:
        """The cost of the crate with its dependencies; `None` if an earlier run compiled them."""
        target = self.target(command)
        warm = target.exists()
        cost = run(["cargo", *command, "--offline", "--target-dir", str(target)], self.folder, self.env)
        return None if warm else cost

    def alone(self, command: tuple[str, ...], runs: int, source: str | None = None) -> Cost:
        """The median cost of the crate alone; its dependencies must have been compiled."""
        return median(self.costs(command, runs, source))

    def costs(self, command: tuple[str, ...], runs: int, source: str | None = None) -> list[Cost]:
        """The cost of each run of the crate alone."""
        costs = []
        for _ in range(runs):
            self.write(source or self.source)
            costs.append(self.again(command))
        return costs

    def again(self, command: tuple[str, ...]) -> Cost:
        """The cost of the crate as it is: next to nothing if no file has changed."""
        arguments = ["cargo", *command, "--offline", "--target-dir", str(self.target(command))]
        return run(arguments, self.folder, self.env)

    def compiled(self, wrapper: str, flags: list[str], source: str | None = None, rewrite: bool = True) -> str:
        """The output of checking the crate alone with a compiler that a shell script starts."""
        # RUSTC_WORKSPACE_WRAPPER wraps the compiler of this crate alone, so the compiled dependencies stay valid.
        script = self.folder / "wrapped-rustc"
        script.write_text(f"#!/bin/sh\n{wrapper}\n", encoding="utf-8")
        script.chmod(0o755)
        env = {**self.env, "RUSTC_WORKSPACE_WRAPPER": str(script)}
        command = ["cargo", "rustc", "--profile", "check", "--offline", "--target-dir", str(self.target(CHECK))]
        if rewrite:
            self.write(source or self.source)
        run([*command, "--", *flags], self.folder, env)
        return (self.folder / "command.log").read_text(encoding="utf-8", errors="replace")

    def expansion(self, runs: int) -> float:
        """Seconds that the compiler spends in its pass `macro_expand_crate`."""
        seconds = []
        for _ in range(runs):
            log = self.compiled('RUSTC_BOOTSTRAP=1 exec "$@"', ["-Ztime-passes"])
            found = re.search(r"time:\s*([0-9.]+);.*\bmacro_expand_crate$", log, re.MULTILINE)
            if not found:
                raise SystemExit(f"the compiler did not time macro_expand_crate:\n{log[-2000:]}")
            seconds.append(float(found[1]))
        return statistics.median(seconds)

    def expanded(self, source: str) -> str:
        """The crate after macro expansion."""
        return self.compiled('RUSTC_BOOTSTRAP=1 exec "$@"', ["-Zunpretty=expanded"], source)

    def instructions(self, source: str | None = None) -> int:
        """The instructions the compiler executes to check the crate, counted by callgrind."""
        log = self.folder / "callgrind.log"
        callgrind = f'valgrind --tool=callgrind --callgrind-out-file=/dev/null --log-file="{log}" "$@"'
        # Cargo also runs the compiler to ask for its version.
        self.compiled(f'case "$*" in *"--crate-name {self.name} "*) exec {callgrind};; *) exec "$@";; esac', [], source)
        found = re.search(r"Collected : (\d+)", log.read_text(encoding="utf-8", errors="replace"))
        if not found:
            raise SystemExit(f"callgrind counted nothing: {log}")
        return int(found[1])

    def version(self, dependency: str) -> str:
        """The version of a dependency."""
        lock = (self.folder / "Cargo.lock").read_text(encoding="utf-8")
        return re.search(rf'name = "{dependency}"\nversion = "([^"]+)"', lock)[1]

    def dependencies(self) -> tuple[int, int]:
        """The number of crates in the program, and of further crates that are compiled for macros only."""
        program = self._tree("normal,build,no-proc-macro")
        return len(program), len(self._tree("normal,build") - program)

    def _tree(self, edges: str) -> set[str]:
        command = ["cargo", "tree", "--offline", "--edges", edges, "--prefix", "none", "--format", "{p}"]
        lines = output(command, self.folder, self.env).splitlines()
        # A crate may be listed twice, with different notes in parentheses.
        return {" ".join(line.split()[:2]) for line in lines if line} - {f"{self.name} v0.0.0"}
