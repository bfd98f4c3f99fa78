"""Compares requests with the official client: every operation, three calls each, with the same arguments.

    python wire.py             # in an environment with the official client; `tests/peer/run` makes one

Both clients call one recording server on the loopback interface. Compares the HTTP method, the decoded segments of the path,
the query as a multiset, the body as JSON, authentication and content type. `normal` defines what counts as equal, `purpose`
lists intended differences. Any other difference is printed, and the exit code is 1.
"""

from __future__ import annotations

import base64
import collections
import copy
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import urllib.parse
import warnings
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from civis._camel_to_snake import camel_to_snake

import lookups

ROOT = Path(__file__).resolve().parents[2]
PINNED = ROOT / "civis" / "civis-spec.json"
KEY = "wire-check"

EDGE_TEXT = "é ☃ a/b?c#d%20e&f=g+h~*'\"\\"
LARGE = 9007199254740993


class Recorder(BaseHTTPRequestHandler):
    """Records every request. Responds with an empty object, or with the state of lookups."""

    protocol_version = "HTTP/1.1"
    # One write per response: a second one would wait for the acknowledgement of the first.
    wbufsize = 1 << 16

    def answer(self) -> None:
        length = int(self.headers.get("content-length") or 0)
        body = self.rfile.read(length)
        self.server.requests.append((self.command, self.path, dict(self.headers.items()), body))
        status, headers, value = self.server.respond(self.path)
        data = json.dumps(value).encode()
        self.send_response(status)
        for name, text in {"content-type": "application/json", **headers}.items():
            self.send_header(name, text)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_PUT = do_POST = do_DELETE = do_PATCH = answer

    def log_message(self, *_: object) -> None:
        pass


def start() -> ThreadingHTTPServer:
    """A recording server in a thread."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Recorder)
    server.daemon_threads = True
    server.requests = []
    server.respond = lambda _path: (200, {}, {})
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


class Ours:
    """Our client, behind a pipe."""

    def __init__(self, spec: Path, server: ThreadingHTTPServer) -> None:
        command = ["cargo", "run", "--quiet", "-p", "civis-tests", "--example", "wire", "--", str(spec)]
        self.server = server
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )

    def tell(self, line: dict) -> tuple[dict, list]:
        """What came of a line, and the requests that it made."""
        self.server.requests.clear()
        self.process.stdin.write(json.dumps(line) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise SystemExit("wire.py: our client ended early")
        return json.loads(answer), list(self.server.requests)


def value_of(schema: dict, spec: dict, edge: bool, depth: int = 0):
    """An argument of the declared type; an uncomfortable one at the edge."""
    if "$ref" in schema:
        schema = spec["definitions"][schema["$ref"].rpartition("/")[2]]
    kind = schema.get("type") or ("object" if "properties" in schema else "string")
    if kind == "integer":
        return LARGE if edge else 7
    if kind == "number":
        return -0.125 if edge else 2.5
    if kind == "boolean":
        return not edge
    if kind == "array":
        if depth > 2:
            return []
        item = value_of(schema.get("items", {}), spec, edge, depth + 1)
        return [item, item] if edge else [item]
    if kind == "object":
        properties = schema.get("properties") or {}
        if isinstance(schema.get("additionalProperties"), dict):
            return {"aKey": value_of(schema["additionalProperties"], spec, edge, depth + 1)}
        if not properties or depth > 2:
            return {"aKey": {"nested": [1, None, EDGE_TEXT]}} if edge and not properties else {}
        chosen = list(properties.items())[: 6 if edge else 2]
        return {name: value_of(below, spec, edge, depth + 1) for name, below in chosen}
    if schema.get("format") in ("date-time", "time"):
        return "2026-10-01T12:00:00.000Z"
    if schema.get("format") == "date":
        return "2026-10-01"
    return EDGE_TEXT if edge else (schema.get("enum") or ["plain"])[0]


def parameters(operation: dict, spec: dict) -> list[tuple[str, str, bool, dict]]:
    """Name, place, whether required, and schema of each argument."""
    found = []
    for parameter in operation.get("parameters", []):
        if parameter["in"] != "body":
            required = parameter["required"]
            found.append((camel_to_snake(parameter["name"]), parameter["in"], required, parameter))
            continue
        schema = parameter["schema"]
        if "$ref" in schema:
            schema = spec["definitions"][schema["$ref"].rpartition("/")[2]]
        for name, below in schema["properties"].items():
            found.append((camel_to_snake(name), "body", name in schema.get("required", []), below))
    return found


def arguments(operation: dict, spec: dict) -> dict[str, dict]:
    """The three sets of arguments of an operation."""
    declared = parameters(operation, spec)
    plain = {name: value_of(schema, spec, False) for name, _, _, schema in declared}
    edge = {}
    for position, (name, place, required, schema) in enumerate(declared):
        value = value_of(schema, spec, True)
        if place != "path" and not required:
            # Each uncomfortable value in its turn.
            odd = [value, None, "" if isinstance(value, str) else value, [] if isinstance(value, list) else value]
            value = odd[position % len(odd)]
        edge[name] = value
    required = {name: plain[name] for name, _, required, _ in declared if required}
    return {"required": required, "all": plain, "edge": edge}


def changed(spec: dict) -> dict:
    """The specification as another version of it may be: arguments renamed, retyped, moved, required or no longer."""
    spec = copy.deepcopy(spec)
    kinds = [
        {"type": "string"},
        {"type": "integer"},
        {"type": "boolean"},
        {"type": "array", "items": {"type": "string"}},
        {"type": "number"},
    ]
    count = 0
    for path, item in list(spec["paths"].items()):
        renamed = re.sub(r"{(\w+)}", r"{\1_2}", path) if len(path) % 3 == 0 else path
        spec["paths"][renamed] = spec["paths"].pop(path)
        for operation in item.values():
            for parameter in list(operation.get("parameters", [])):
                count += 1
                if parameter["in"] == "path":
                    if renamed != path:
                        parameter["name"] += "_2"
                    # A text breaks the official client's edge case.
                    parameter["type"] = "string" if count % 8 == 0 else "integer"
                elif parameter["in"] == "query":
                    # Paging is decided by two names.
                    if count % 3 == 0 and parameter["name"] not in ("limit", "page_num"):
                        parameter["name"] += "_newName2"
                    if count % 5 == 0:
                        parameter.update(kinds[count // 5 % len(kinds)])
                    parameter["required"] = parameter["required"] ^ (count % 7 == 0)
                elif parameter["in"] == "body":
                    change_body(operation, parameter, spec, kinds, count)
    return spec


def change_body(operation: dict, body: dict, spec: dict, kinds: list[dict], count: int) -> None:
    schema = body["schema"]
    if "$ref" in schema:
        schema = copy.deepcopy(spec["definitions"][schema["$ref"].rpartition("/")[2]])
    required = schema.get("required", [])
    properties = collections.OrderedDict()
    for position, (name, below) in enumerate(schema["properties"].items(), count):
        is_required = (name in required) ^ (position % 7 == 0)
        if position % 3 == 0:
            name += ["Again", "2", "_snake", "URL"][position // 3 % 4]
        if position % 5 == 0:
            below = kinds[position // 5 % len(kinds)]
        if position % 11 == 0 and verb_takes_query(operation):
            moved = {"name": name, "in": "query", "required": is_required, **kinds[position % 3]}
            operation["parameters"].append(moved)
            continue
        properties[name] = below
        required = [one for one in required if one != name] + [name] * is_required
    schema["properties"] = properties or {"only": {"type": "string"}}
    schema["required"] = [name for name in required if name in properties]
    body["schema"] = schema


def verb_takes_query(operation: dict) -> bool:
    """Whether an argument can move to the query without meeting one of its name."""
    return not any(parameter["in"] == "query" for parameter in operation["parameters"])


def normal(request: tuple) -> dict:
    """A request as data. Equal are: names at the top level in snake case or camel case, `True` and `true` in a query,
    and on GET and DELETE a body `{}` and none."""
    command, target, headers, body = request
    headers = {name.lower(): text for name, text in headers.items()}
    path, _, query = target.partition("?")
    segments = [urllib.parse.unquote(segment) for segment in path.strip("/").split("/")]
    pairs = urllib.parse.parse_qsl(query, keep_blank_values=True)
    pairs = sorted((camel_to_snake(name), re.sub("^(True|False)$", lambda m: m[0].lower(), text)) for name, text in pairs)
    decoded = json.loads(body) if body else {}
    if isinstance(decoded, dict):
        decoded = {camel_to_snake(name): value for name, value in decoded.items()}
    bodiless = command in ("GET", "DELETE") and decoded == {}
    return {
        "verb": command,
        "path": segments,
        "query": pairs,
        "body": None if bodiless else decoded,
        "content-type": None if bodiless else headers.get("content-type"),
        "authorization": headers.get("authorization"),
    }


def purpose(theirs: dict, ours: dict, path: str, given: dict) -> str | None:
    """Why two requests differ on purpose, if they do: ours must be right."""
    wanted = []
    for segment in path.strip("/").split("/"):
        name = re.fullmatch(r"{(.*)}", segment)
        wanted.append(str(given[camel_to_snake(name[1])]) if name else segment)
    if ours["path"] != wanted:
        return None
    broken = theirs["path"] != wanted
    # A `?` in a path value also breaks their query.
    keys = [key for key in theirs if key not in ("path", "query") or not broken]
    if broken and all(theirs[key] == ours[key] for key in keys):
        return "the official client does not escape `/ ? # %` in a path value"
    return None


def check(spec_path: Path) -> tuple[collections.Counter, list[str]]:
    spec = json.loads(spec_path.read_text(encoding="utf-8"), object_pairs_hook=collections.OrderedDict)
    server = start()
    base = f"http://127.0.0.1:{server.server_address[1]}/"
    os.environ.update(CIVIS_API_KEY=KEY, CIVIS_API_ENDPOINT=base)
    import civis

    theirs = civis.APIClient(local_api_spec=spec)
    ours = Ours(spec_path, server)
    authorization = "Basic " + base64.b64encode(f"{KEY}:".encode()).decode()
    counts, failures = collections.Counter(), []
    names = {
        (method["verb"], "/" + method["path"].strip("/")): (resource, name, method["ident"])
        for resource, methods in dump(spec_path).items()
        for name, method in methods.items()
        if method["deprecated"] is None or not name.startswith("list")
    }
    for path, item in spec["paths"].items():
        for verb, operation in item.items():
            name = names.get((verb.upper(), "/" + path.strip("/")))
            if name is None:
                counts["not offered by the official client"] += 1
                continue
            verdicts = set()
            for kind, given in arguments(operation, spec).items():
                server.requests.clear()
                try:
                    getattr(getattr(theirs, name[0]), name[1])(**given)
                except Exception as error:  # whatever it raises after it sent, the request is what counts
                    their_error = error
                else:
                    their_error = None
                their_requests = list(server.requests)
                told, our_requests = ours.tell({"resource": name[0], "method": name[2], "arguments": given})
                label = f"{name[0]}.{name[1]} ({kind})"
                if len(their_requests) != 1 or len(our_requests) != 1:
                    failures.append(f"{label}: {their_requests} {their_error!r} | {our_requests} {told}")
                    verdicts.add("differs")
                    continue
                one, other = normal(their_requests[0]), normal(our_requests[0])
                if other["authorization"] != authorization:
                    failures.append(f"{label}: authorization is {other['authorization']}")
                if one == other:
                    continue
                reason = purpose(one, other, path, given)
                verdicts.add(reason or "differs")
                if reason is None:
                    changed = {key: (one[key], other[key]) for key in one if one[key] != other[key]}
                    failures.append(f"{label}: {changed}")
            counts[next(iter(sorted(verdicts)), "identical") if "differs" not in verdicts else "differs"] += 1
    lookup_counts, lookup_failures = lookups.check(server, ours, civis)
    counts.update(lookup_counts)
    return counts, failures + lookup_failures


def dump(spec: Path) -> dict:
    """Our names."""
    command = ["cargo", "run", "--quiet", "-p", "civis-spec", "--example", "dump", "--", str(spec)]
    return json.loads(subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout)["resources"]


def main() -> int:
    warnings.simplefilter("ignore")
    folder = os.environ.get("CIVIS_SPECS_DIR")
    full = sorted(Path(folder).glob("civis-*.json")) if folder else []
    failed = False
    folder = tempfile.TemporaryDirectory()
    specs = full or [PINNED]
    newest = json.loads(specs[-1].read_text(encoding="utf-8"), object_pairs_hook=collections.OrderedDict)
    other = Path(folder.name) / f"{specs[-1].stem}, changed.json"
    other.write_text(json.dumps(changed(newest)), encoding="utf-8")
    for spec in [*specs, other]:
        counts, failures = check(spec)
        print(f"requests of {spec.stem}, beside those of the official client")
        for verdict, count in counts.most_common():
            print(f"{count:6}  {verdict}")
        for failure in failures[:40]:
            print(f"DIFFERS {failure}")
        failed = failed or bool(failures)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
