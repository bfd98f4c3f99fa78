"""Compares the everyday commands of `civis` with those of the official command line, on the embedded server.

    python cli_everyday.py     # in an environment with the official client; `tests/peer/run` makes one

Each comparison runs both programs with the same arguments, as far as both have them, and compares what they have done. What
differs on purpose is asserted too, so that a new version of the official program that changes it is noticed.
"""

from __future__ import annotations

import base64
import csv
import io
import json
import os
import subprocess
import sys
import tempfile
import time
import traceback
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from platform_server import DATABASE, PEOPLE, ROOT, Server, specification

COMPARISONS = []
# The Platform's times are tens of milliseconds here.
QUICK = ["--interval", "50ms"]
SQL = "select * from public.people order by id"


def comparison(function):
    COMPARISONS.append(function)
    return function


def equal(found, wanted) -> None:
    if found != wanted:
        raise AssertionError(f"{found!r:.2000} is not {wanted!r:.2000}")


@dataclass
class Done:
    """A program that has ended."""

    code: int
    out: str
    err: str
    seconds: float
    requests: list[list[str]]

    def ok(self) -> str:
        equal((self.code, self.err if self.code else ""), (0, ""))
        return self.out

    def downloads_specification(self) -> bool:
        return any(is_specification(request) for request in self.requests)


def is_specification(request: list[str]) -> bool:
    return request[1].strip("/") == "endpoints"


class Programs:
    """Both programs, with the same account and the same folder."""

    def __init__(self, server: Server, folder: Path) -> None:
        self.server, self.folder = server, folder
        target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
        self.own = target / "debug" / "civis"
        self.official = Path(sys.executable).parent / "civis"
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "CIVIS_API_KEY": server.access["key"],
            "CIVIS_API_ENDPOINT": server.access["endpoint"],
            # What opens pages.
            "BROWSER": "true",
        }
        self.seconds = {"ours": 0.0, "theirs": 0.0}

    def warm_up(self) -> None:
        """Lets each program cache the specification: ours does so in the background."""
        self.run(self.official, ["--help"], "").ok()
        self.run(self.own, ["whoami"], "").ok()
        cache = self.folder / ".cache" / "civis"
        deadline = time.monotonic() + 20
        while not (cache.is_dir() and any(cache.iterdir())):
            assert time.monotonic() < deadline, "the specification was not cached"
            time.sleep(0.05)

    def run(self, program: Path, arguments: list[str], text: str | None) -> Done:
        self.server.tell(requests=True)
        started = time.monotonic()
        done = subprocess.run(
            [program, *map(str, arguments)],
            input=text, env=self.environment, cwd=self.folder, text=True, capture_output=True, timeout=60, check=False,
        )
        seconds = time.monotonic() - started
        return Done(done.returncode, done.stdout, done.stderr, seconds, self.server.tell(requests=True))

    def ours(self, *arguments, text: str | None = "") -> Done:
        done = self.run(self.own, list(arguments), text)
        self.seconds["ours"] += done.seconds
        assert not done.downloads_specification(), "the specification was downloaded"
        return done

    def theirs(self, *arguments, text: str | None = "") -> Done:
        done = self.run(self.official, list(arguments), text)
        self.seconds["theirs"] += done.seconds
        # For every everyday command, although the specification is cached.
        assert done.downloads_specification(), "the specification was not downloaded"
        return done

    def get(self, path: str):
        key = base64.b64encode(f"{self.server.access['key']}:".encode()).decode()
        request = urllib.request.Request(
            self.server.access["endpoint"] + path, headers={"Authorization": f"Basic {key}"}
        )
        with urllib.request.urlopen(request) as response:
            return json.load(response)

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path


@comparison
def files_upload(p: Programs) -> None:
    path = p.write("a b.csv", "id\n1\n")
    options = ["files", "upload", path, "--name", "named.csv", "--description", "nightly", "--expires-at", "2127-01-15"]
    ours, theirs = (p.get(f"/files/{int(done.ok())}") for done in (p.ours(*options), p.theirs(*options)))
    equal((ours["name"], ours["fileSize"]), (theirs["name"], theirs["fileSize"]))
    equal(ours["expiresAt"][:10], theirs["expiresAt"][:10])
    # On purpose: the official one drops the description if the file has an expiry.
    equal((ours["description"], theirs["description"]), ("nightly", None))


@comparison
def files_download(p: Programs) -> None:
    content = "".join(f"{number},é\n" for number in range(5000))
    file_id = int(p.ours("files", "upload", p.write("content.csv", content)).ok())
    equal(p.ours("files", "download", file_id, "ours.csv").ok(), "")
    equal(p.theirs("files", "download", file_id, "theirs.csv").ok(), "")
    equal((p.folder / "ours.csv").read_bytes(), (p.folder / "theirs.csv").read_bytes())
    # On purpose: a download that fails leaves an empty file behind in the official one.
    assert p.ours("files", "download", 999999, "ours-none.csv").code == 3
    assert p.theirs("files", "download", 999999, "theirs-none.csv").code == 1
    equal([(p.folder / f"{who}-none.csv").exists() for who in ("ours", "theirs")], [False, True])


@comparison
def sql_to_a_file(p: Programs) -> None:
    p.ours("sql", "-d", DATABASE, SQL, "-o", "ours-people.csv", *QUICK).ok()
    p.theirs("sql", "-d", DATABASE, "-c", SQL, "-o", "theirs-people.csv").ok()
    tables = [
        list(csv.reader(io.StringIO((p.folder / f"{who}-people.csv").read_text(encoding="utf-8"))))
        for who in ("ours", "theirs")
    ]
    equal(tables[0], PEOPLE)
    equal(tables[0], tables[1])


@comparison
def sql_on_the_screen(p: Programs) -> None:
    # `-q` of both. On purpose: it hides the result of the official one.
    ours = p.ours("sql", "-q", "-d", DATABASE, SQL, "--output", "table", *QUICK)
    assert all(word in ours.ok() for word in ("name", "Grace", "-0.25")), ours.out
    equal(p.theirs("sql", "-q", "-d", DATABASE, "-c", SQL).ok(), "")
    # On purpose: no SQL is an error, and a statement that fails is one line and an exit code of its own.
    equal(p.ours("sql", "-d", DATABASE).code, 2)
    ours = p.ours("sql", "-d", DATABASE, "selec 1", *QUICK, "-q")
    equal(ours.code, 5)
    assert "syntax error" in ours.err.splitlines()[0] and "Traceback" not in ours.err, ours.err


@comparison
def jobs_follow_log(p: Programs) -> None:
    job = p.server.tell(job="/scripts/python3", sent={"name": "talks", "source": ""})
    p.server.tell(plan=f"/scripts/python3/{job}", lines=["one", "two"])
    p.ours("jobs", "run", job, *QUICK).ok()
    lines = p.ours("jobs", "follow-log", job, *QUICK).ok().splitlines()
    theirs = p.theirs("jobs", "follow-log", job)
    equal(lines[0], theirs.out.splitlines()[0])
    equal([line.split(" ", 1)[1] for line in lines[1:]], ["Queued", "Running", "one", "two", "Succeeded"])
    # On purpose: the official one fails at the first line.
    equal((theirs.code, len(theirs.out.splitlines())), (1, 1))
    assert "KeyError: 'createdAt'" in theirs.err, theirs.err


@comparison
def notebooks_up_and_down(p: Programs) -> None:
    notebook = int(p.ours("notebooks", "new", "--no-open").ok())
    sent = []
    for program in (p.ours, p.theirs):
        up = program("notebooks", "up", notebook, "--mem", "4000")
        up.ok()
        running = p.get(f"/notebooks/{notebook}")
        equal((running["mostRecentDeployment"]["state"], running["memory"]), ("running", 4000))
        down = program("notebooks", "down", notebook)
        down.ok()
        equal(p.get(f"/notebooks/{notebook}")["mostRecentDeployment"]["state"], "terminated")
        requests = [*up.requests, *down.requests]
        sent.append([request for request in requests if not is_specification(request)])
    equal(*sent)


def main() -> int:
    wanted = sys.argv[1:]
    subprocess.run(["cargo", "build", "--quiet", "-p", "civis-cli"], cwd=ROOT, check=True)
    started = time.monotonic()
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        server = Server(specification(Path(folder)))
        programs = Programs(server, Path(folder))
        programs.warm_up()
        chosen = [one for one in COMPARISONS if not wanted or one.__name__ in wanted]
        for function in chosen:
            begun = time.monotonic()
            try:
                function(programs)
            except Exception:
                failed += 1
                print(f"FAILS {function.__name__}\n{traceback.format_exc()}")
            else:
                print(f"  ok  {function.__name__} ({time.monotonic() - begun:.1f} s)", flush=True)
        server.stop()
    seconds = programs.seconds
    print(
        f"{len(chosen) - failed} of {len(chosen)} everyday commands have the same effect, in"
        f" {time.monotonic() - started:.0f} s: {seconds['theirs']:.1f} s theirs, {seconds['ours']:.1f} s ours"
    )
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
