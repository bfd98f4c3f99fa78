"""Checks what rust-analyzer shows in a crate with the client of a whole specification.

Speaks the Language Server Protocol with rust-analyzer: waits until it has loaded the crate, asks for completion after
`client.scripts.`, for the types behind calls, and for documentation, and prints time and memory.
"""

from __future__ import annotations

import itertools
import json
import os
import queue
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

MANIFEST = f"""[package]
name = "analyzed"
version = "0.0.0"
edition = "2024"

[workspace]

[dependencies]
civis = {{ path = "{ROOT / "civis"}" }}
"""

SOURCE = """//! A caller.
mod platform {
    civis::civis_api!("civis-spec.json");
}
use platform::Client;

/// Calls.
pub fn run(client: &Client) -> civis::Result<()> {
    let call = client.scripts.post_sql("nightly", "select 1", 5, 7);
    let sent = client.jobs.get(5).send()?;
    let name = sent.name.clone();
    let hidden = call.hidden(true);
    client.scripts.list();
    println!("{name:?} {hidden:?}");
    Ok(())
}
"""


class Server:
    """rust-analyzer, spoken to over its standard streams."""

    def __init__(self, command: str, folder: Path) -> None:
        self.folder = folder
        environment = dict(os.environ, CARGO_TARGET_DIR=str(folder / "target"), CARGO_INCREMENTAL="0")
        self.process = subprocess.Popen(
            [command], cwd=folder, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self.numbers = itertools.count(1)
        self.messages: queue.Queue = queue.Queue()
        self.diagnostics: list[dict] = []
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        stream = self.process.stdout
        while True:
            length = 0
            while line := stream.readline().strip():
                name, _, value = line.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
            if not length:
                self.messages.put(None)
                return
            self.messages.put(json.loads(stream.read(length)))

    def send(self, message: dict) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def notify(self, method: str, params: dict) -> None:
        self.send({"method": method, "params": params})

    def receive(self, until, seconds: float = 600) -> dict:
        """The next message that is wanted; requests of the server are answered with nothing."""
        end = time.monotonic() + seconds
        while True:
            message = self.messages.get(timeout=max(0.1, end - time.monotonic()))
            if message is None:
                raise SystemExit("rust-analyzer ended")
            if "method" in message and "id" in message:
                wanted = message["params"].get("items", []) if message["method"] == "workspace/configuration" else []
                self.send({"id": message["id"], "result": [None for _ in wanted] or None})
            elif message.get("method") == "textDocument/publishDiagnostics":
                self.diagnostics = message["params"]["diagnostics"]
            if until(message):
                return message

    def ask(self, method: str, params: dict):
        number = next(self.numbers)
        self.send({"id": number, "method": method, "params": params})
        answer = self.receive(lambda message: message.get("id") == number and "method" not in message)
        if "error" in answer:
            raise SystemExit(f"{method}: {answer['error']}")
        return answer["result"]

    def memory(self) -> int:
        """Resident memory in megabytes, where /proc tells."""
        status = Path(f"/proc/{self.process.pid}/status")
        found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text()) if status.exists() else None
        return int(found[1]) // 1024 if found else 0


def methods(specification: Path, resource: str) -> set[str]:
    """The methods that the model gives a resource."""
    dump = subprocess.run(
        ["cargo", "run", "--quiet", "--package", "civis-spec", "--example", "dump", "--", str(specification)],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )
    return set(json.loads(dump.stdout)["resources"][resource])


def specification() -> Path:
    folder = os.environ.get("CIVIS_SPECS_DIR")
    published = sorted(Path(folder).glob("civis-*.json")) if folder else []
    return published[-1] if published else ROOT / "civis" / "civis-spec.json"


def main(command: str) -> None:
    chosen = specification()
    expected = methods(chosen, "scripts")
    with tempfile.TemporaryDirectory() as folder:
        check(command, Path(folder).resolve(), chosen, expected)


def check(command: str, folder: Path, chosen: Path, expected: set[str]) -> None:
    (folder / "src").mkdir()
    (folder / "Cargo.toml").write_text(MANIFEST)
    (folder / "src" / "lib.rs").write_text(SOURCE)
    shutil.copy(chosen, folder / "civis-spec.json")
    shutil.copy(ROOT / "Cargo.lock", folder / "Cargo.lock")
    uri = (folder / "src" / "lib.rs").as_uri()
    started = time.monotonic()
    server = Server(command, folder)
    server.ask("initialize", {
        "processId": os.getpid(), "rootUri": folder.as_uri(),
        "workspaceFolders": [{"uri": folder.as_uri(), "name": "analyzed"}],
        "initializationOptions": {"checkOnSave": False, "cachePriming": {"enable": False}},
        "capabilities": {
            "experimental": {"serverStatusNotification": True},
            "textDocument": {"hover": {"contentFormat": ["markdown"]}, "definition": {"linkSupport": False}},
        },
    })
    server.notify("initialized", {})
    document = {"uri": uri, "languageId": "rust", "version": 1, "text": SOURCE}
    server.notify("textDocument/didOpen", {"textDocument": document})
    status = server.receive(
        lambda message: message.get("method") == "experimental/serverStatus" and message["params"]["quiescent"]
    )
    loaded = time.monotonic() - started
    failures = []

    def at(text: str, after: str = "") -> dict:
        """The place of a text, or the end of it."""
        start = SOURCE.index(text) + (len(after) if after else 0)
        line = SOURCE.count("\n", 0, start)
        return {"textDocument": {"uri": uri},
                "position": {"line": line, "character": start - (SOURCE.rfind("\n", 0, start) + 1)}}

    def timed(name: str, method: str, params: dict):
        begin = time.monotonic()
        answer = server.ask(method, params)
        print(f"| {name} | {time.monotonic() - begin:.2f} s |")
        return answer

    def require(what: str, holds: bool, facts) -> None:
        if not holds:
            failures.append(f"{what}: {facts}")

    print(f"{chosen.name}, {len(expected)} methods of `scripts`\n\n| step | time |\n|---|---|")
    print(f"| load, with the build of what the macro needs | {loaded:.1f} s |")
    require("loads without an error", status["params"]["health"] == "ok", status["params"])
    place = at("client.scripts.list", "client.scripts.")
    answer = timed("first completion after `client.scripts.`, with the expansion", "textDocument/completion", place)
    items = answer["items"] if isinstance(answer, dict) else answer
    labels = {re.split(r"[(\s]", item["label"])[0] for item in items}
    require("completion lists every method", expected <= labels, sorted(expected - labels))
    timed("the same again", "textDocument/completion", place)
    hover = timed("documentation of `post_sql`", "textDocument/hover", at("post_sql", "p"))
    text = hover["contents"]["value"] if hover else ""
    for part in ["POST /scripts/sql", "remote_host_id", "In Python:"]:
        require("hover shows what a call needs", part in text, f"{part} in {text}")
    for name, where, says in [
        ("type of a call", at("call = ", "c"), "PostSql"),
        ("type of an answer", at("sent = ", "s"), "Response<"),
        ("type of a field", at("name = ", "n"), "Option<String>"),
        ("type after a setter", at("hidden = ", "h"), "PostSql"),
    ]:
        hover = timed(name, "textDocument/hover", where)
        text = hover["contents"]["value"] if hover else "nothing"
        require(name, says in text, text)
    for name, method, where in [
        ("go to the method", "textDocument/definition", at("post_sql", "p")),
        ("go to the type of a call", "textDocument/typeDefinition", at("call = ", "c")),
    ]:
        answer = timed(name, method, where)
        places = answer if isinstance(answer, list) else [answer] if answer else []
        lines = [place["range"]["start"]["line"] for place in places if place["uri"] == uri]
        # What a macro makes is where the macro is called.
        require(name, lines == [SOURCE[: SOURCE.index("civis::civis_api!")].count("\n")], places)
    begin = time.monotonic()
    answer = server.ask("textDocument/diagnostic", {"textDocument": {"uri": uri}})
    print(f"| diagnostics | {time.monotonic() - begin:.2f} s |")
    problems = [one["message"] for one in [*answer.get("items", []), *server.diagnostics] if one.get("severity") == 1]
    require("no error", not problems, problems)
    print(f"\nmemory at peak: {server.memory()} MB")
    server.ask("shutdown", None)
    server.notify("exit", None)
    server.process.wait(timeout=30)
    for failure in failures:
        print(f"failed: {failure}", file=sys.stderr)
    if failures:
        raise SystemExit(1)
    print("all as expected")


if __name__ == "__main__":
    main(sys.argv[1])
