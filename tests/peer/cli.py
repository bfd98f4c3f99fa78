"""Compares requests with the official command line: every operation, two commands each, with the same options.

    python cli.py              # in an environment with the official client; `tests/peer/run` makes one

The official command line runs in this process, with its transport captured; ours shows the request by `--dry-run`. Prints a
table of the operations whose requests are identical, and of those that differ on purpose, by reason. Any other difference is
printed, and the exit code is 1.
"""

from __future__ import annotations

import collections
import dataclasses
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import urllib.parse
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import names

ROOT = Path(__file__).resolve().parents[2]
KEY = "cli-check"
EDGE_TEXT = "é ☃ a=b&c+d~*'\"\\ --x"
EDGE_PATH = "é ☃ a+b~*'\""

# What ours does otherwise, and why.
BODY = "no body on GET and DELETE (theirs sends `{}`, which proxies may refuse)"
SLASH = "no slash at the end of the path, as the Python client has it"
ARRAY = "arrays in the query as `name[]=` (theirs lacks the `[]`, so the Platform reads the last item only)"
BOOLEAN = "booleans in the query as `true` (theirs sends `True`)"
DIFFERENT = "DIFFERENT"


class Specification(BaseHTTPRequestHandler):
    """Serves the specification, from where ours caches it."""

    document = b""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(self.document)))
        self.end_headers()
        self.wfile.write(self.document)

    def log_message(self, *_: object) -> None:
        pass


class Ours:
    """Our command line, behind a pipe."""

    def __init__(self, cache: Path) -> None:
        command = ["cargo", "run", "--quiet", "-p", "civis-cli", "--example", "batch"]
        environment = {**os.environ, "XDG_CACHE_HOME": str(cache), "XDG_CONFIG_HOME": str(cache)}
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )

    def run(self, *arguments: str) -> dict:
        """What a command did."""
        return next(self.run_all([arguments]))

    def run_all(self, commands: list[tuple[str, ...]]) -> Iterator[dict]:
        """What each command did. They run while this process does something else."""

        def write() -> None:
            for arguments in commands:
                self.process.stdin.write(json.dumps(arguments) + "\n")
                self.process.stdin.flush()

        threading.Thread(target=write, daemon=True).start()
        for _ in commands:
            answer = self.process.stdout.readline()
            if not answer:
                raise SystemExit("cli.py: our command line ended early")
            yield json.loads(answer)


class Theirs:
    """The official command line, with its transport captured."""

    def __init__(self, spec: dict) -> None:
        from civis.cli import __main__ as official
        from click.testing import CliRunner

        self.requests = []
        official.retrieve_spec_dict = lambda **_: spec
        official.retry_request = self.send
        self.cli = official.generate_cli()
        self.runner = CliRunner()

    def send(self, _method: str, request: object, _session: object) -> object:
        self.requests.append(request)

        class Response:
            status_code = 200
            text = ""

            def json(self) -> dict:
                return {}

        return Response()

    def run(self, *arguments: str) -> tuple[list, str]:
        self.requests.clear()
        result = self.runner.invoke(self.cli, arguments)
        return list(self.requests), f"{result.output} {result.exception!r}"


def value_of(schema: dict, spec: dict, edge: bool, in_path: bool = False, depth: int = 0):
    """An argument of the declared type; an uncomfortable one at the edge."""
    if "$ref" in schema:
        schema = spec["definitions"][schema["$ref"].rpartition("/")[2]]
    kind = schema.get("type") or ("object" if "properties" in schema else "string")
    if kind == "integer":
        return 9007199254740993 if edge else 7
    if kind == "number":
        return -0.125 if edge else 2.5
    if kind == "boolean":
        return not edge
    if kind == "array":
        item = value_of(schema.get("items", {}), spec, edge, depth=depth + 1)
        return [] if depth > 2 else [item, item] if edge else [item]
    if kind == "object":
        properties = list((schema.get("properties") or {}).items())
        chosen = properties[: 6 if edge else 2] if depth <= 2 else []
        return {name: value_of(below, spec, edge, depth=depth + 1) for name, below in chosen}
    if schema.get("format") in ("date-time", "time"):
        return "2026-10-01T12:00:00.000Z"
    if schema.get("format") == "date":
        return "2026-10-01"
    if edge:
        return EDGE_PATH if in_path else EDGE_TEXT
    return (schema.get("enum") or ["plain"])[0]


def dashed(name: str) -> str:
    """The official name of an option."""
    snake = re.sub("([A-Z]+)", r"_\1", name).lower()
    return re.sub("[^a-z0-9]+", "-", snake).strip("-")


def parameters(operation: dict, spec: dict) -> list[tuple[str, str, bool, dict]]:
    """Name, place, whether required, and schema of each argument, in the order of the official command line."""
    found = []
    for parameter in operation.get("parameters", []):
        if parameter["in"] != "body":
            found.append((parameter["name"], parameter["in"], parameter["required"], parameter))
            continue
        schema = parameter["schema"]
        if "$ref" in schema:
            schema = spec["definitions"][schema["$ref"].rpartition("/")[2]]
        required = schema.get("required", [])
        properties = sorted(schema["properties"].items(), key=lambda one: dashed(one[0]).replace("-", "_"))
        found += [(name, "body", name in required, below) for name, below in properties]
    return found


def commands(operation: dict, spec: dict, folder: Path, kind: str) -> tuple[list[str], list[str]]:
    """The arguments of the official command line, and of ours."""
    theirs, ours = [], []
    positional: tuple[list[str], list[str]] = ([], [])
    for position, (name, place, required, schema) in enumerate(parameters(operation, spec)):
        value = value_of(schema, spec, kind == "edge", place == "path")
        if isinstance(value, (list, dict)):
            file = folder / f"{position}.yaml"
            file.write_text(json.dumps(value))
            text, our_texts = str(file), [json.dumps(value)]
            # A list is also written item by item.
            plain = isinstance(value, list) and all(not isinstance(item, (list, dict)) for item in value)
            if plain and not required:
                our_texts = [item if isinstance(item, str) else json.dumps(item) for item in value]
        else:
            text = value if isinstance(value, str) else json.dumps(value)
            our_texts = [text]
        if required:
            positional[0].append(text)
            # By position, or by name.
            if kind == "all":
                ours += [f"--{dashed(name)}", text if place == "path" else our_texts[0]]
            else:
                positional[1].extend(our_texts)
        else:
            theirs += [f"--{dashed(name)}", text]
            for one in our_texts:
                ours += [f"--{dashed(name)}", one]
    return theirs + ["--"] + positional[0], ours + (["--"] + positional[1] if positional[1] else [])


def normal(method: str, url: str, body: object) -> dict:
    """A request as data."""
    parts = urllib.parse.urlsplit(url)
    return {
        "method": method,
        "path": [urllib.parse.unquote(segment) for segment in parts.path.split("/")],
        "query": sorted(urllib.parse.parse_qsl(parts.query, keep_blank_values=True)),
        "body": body,
    }


def purposes(theirs: dict, ours: dict, operation: dict) -> tuple[dict, set[str]]:
    """Their request with what ours does on purpose, and the reasons that applied."""
    theirs, reasons = dict(theirs), set()
    if theirs["method"] in ("GET", "DELETE") and theirs["body"] == {} and ours["body"] is None:
        theirs["body"] = None
        reasons.add(BODY)
    if theirs["path"][-1] == "" and ours["path"] == theirs["path"][:-1]:
        theirs["path"] = ours["path"]
        reasons.add(SLASH)
    types = {one["name"]: one.get("type") for one in operation.get("parameters", [])}
    query = []
    for name, text in theirs["query"]:
        if types.get(name) == "array":
            name += "[]"
            reasons.add(ARRAY)
        if types.get(name) == "boolean":
            text = text.lower()
            reasons.add(BOOLEAN)
        query.append((name, text))
    theirs["query"] = sorted(query)
    return theirs, reasons


@dataclasses.dataclass
class Planned:
    """One command, on both command lines."""

    name: tuple[str, str]
    kind: str
    operation: dict
    theirs: list[str]
    ours: list[str]


def plan(spec: dict, folder: Path) -> Iterator[Planned]:
    """Two commands for each operation: all options by name, and uncomfortable values by position."""
    from civis.cli.__main__ import make_operation_name

    for path, item in spec["paths"].items():
        resource = path.strip("/").split("/")[0]
        group = dashed(resource.lower())
        for verb, operation in item.items():
            name = (group, make_operation_name(path, verb, resource))
            for kind in ("all", "edge"):
                own = folder / "-".join((*name, kind))
                own.mkdir()
                theirs, ours = commands(operation, spec, own, kind)
                yield Planned(name, kind, operation, theirs, ours)


def compare(one: Planned, requests: list, shown: dict) -> set[str]:
    """The reasons why two requests differ: none if they are identical."""
    if len(requests) != 1 or shown["code"] != 0:
        return {DIFFERENT}
    request, sent = json.loads(shown["out"]), requests[0]
    ours = normal(request["method"], request["url"], request["body"])
    theirs = normal(sent.method, sent.url, json.loads(sent.body) if sent.body else None)
    theirs, reasons = purposes(theirs, ours, one.operation)
    return reasons if theirs == ours else {DIFFERENT}


def main() -> int:
    spec_path = names.specifications()[-1]
    spec = json.loads(spec_path.read_text(encoding="utf-8"), object_pairs_hook=collections.OrderedDict)
    for item in spec["paths"].values():
        for operation in item.values():
            operation.setdefault("parameters", [])
    Specification.document = spec_path.read_bytes()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Specification)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_address[1]}"
    os.environ.update(CIVIS_API_KEY=KEY, CIVIS_API_ENDPOINT=base)

    counts, failures = collections.Counter(), []
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        theirs, ours = Theirs(spec), Ours(folder / "cache")
        refreshed = ours.run("__refresh")
        if refreshed["code"] != 0:
            raise SystemExit(f"cli.py: {refreshed}")
        planned = list(plan(spec, folder))
        lines = [(*one.name, "--dry-run", "--output", "json", *one.ours) for one in planned]
        verdicts = collections.defaultdict(set)
        for one, shown in zip(planned, ours.run_all(lines)):
            requests, said = theirs.run(*one.name, *one.theirs)
            label = f"{' '.join(one.name)} ({one.kind})"
            verdicts[one.name] |= compare(one, requests, shown)
            if verdicts[one.name] & {DIFFERENT}:
                failures.append(f"{label}: {[vars(sent) for sent in requests]} {said} | {shown}")
    counts["operations"] = len(verdicts)
    for reasons in verdicts.values():
        counts.update(reasons or {"identical"})
    print(f"{spec_path.stem}: requests of our command line and of the official one")
    for verdict, count in counts.most_common():
        print(f"{count:6}  {verdict}")
    for failure in failures[:40]:
        print(f"DIFFERS {failure}")
    return int(bool(failures))


if __name__ == "__main__":
    sys.exit(main())
