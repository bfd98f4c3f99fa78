"""Definitions of workflows, valid and invalid: the corpus of `definitions.py`.

Each is a name, a text, and `None` or the reason why ours refuses what the official validator accepts.
"""

from __future__ import annotations

import string

ACTIONS = {
    "civis.scripts.python3": {"source": "print(1)"},
    "civis.scripts.r": {"source": "print(1)"},
    "civis.scripts.sql": {"sql": "select 1", "remote_host_id": "1", "credential_id": "2"},
    "civis.scripts.javascript": {"source": "1", "remote_host_id": "1", "credential_id": "2"},
    "civis.scripts.container": {"required_resources": "{cpu: 1}"},
    "civis.scripts.dbt": {"repo_http_uri": "example.com"},
    "civis.scripts.custom": {"from_template_id": "5"},
    "civis.enhancements.cass_ncoa": {"source": "{}"},
    "civis.import": {"sync_type": "Dbsync", "is_outbound": "false"},
    "civis.run_job": {"job_id": "7"},
    "civis.workflows.execute": {"workflow_id": "8"},
}

# A value of each type that a rule can tell from others.
SAMPLES = {
    "text": "some text",
    "quoted number": "'5'",
    "zero": "0",
    "negative": "-1",
    "one": "1",
    "fraction": "1.5",
    "whole fraction": "2.0",
    "exponent without a dot": "1e3",
    "base 60": "1:30",
    "octal": "010",
    "infinity": ".inf",
    "true": "true",
    "yes": "yes",
    "null": "null",
    "nothing": "",
    "date": "2026-11-30",
    "expression": "<% $.x %>",
    "all": "all",
    "empty list": "[]",
    "list of texts": "[a, b]",
    "list of a number": "[1]",
    "empty mapping": "{}",
    "mapping": "{a: 1}",
}

ATTRIBUTES = [
    "name", "description", "input", "publish", "publish-on-error", "join", "requires", "with-items", "keep-result",
    "target", "pause-before", "wait-before", "wait-after", "fail-on", "timeout", "retry", "concurrency", "safe-rerun",
]

TRANSITIONS = {
    "name": "b",
    "undefined name": "z",
    "list": "[b, c]",
    "empty list": "[]",
    "undefined in a list": "[b, z]",
    "condition": "[{b: <% $.x %>}]",
    "conditions and names": "[{b: <% $.x %>}, c]",
    "undefined condition": "[{z: <% $.x %>}]",
    "itself": "a",
    "itself in a list": "[b, a]",
    "itself with a condition": "[{a: <% $.x %>}]",
    "fail": "fail",
    "succeed": "[succeed]",
    "pause": "pause",
    "noop": "noop",
    "next": "{next: b}",
    "next with a list": "{next: [b, c]}",
    "next with conditions": "{next: [{b: <% $.x %>}]}",
    "next with both": "{next: [{b: <% $.x %>}, c]}",
    "next with an empty list": "{next: []}",
    "next with a mapping": "{next: {b: <% $.x %>}}",
    "next of nothing": "{next: }",
    "undefined in next": "{next: z}",
    "itself in next": "{next: [a]}",
    "publish and next": "{publish: {branch: {x: 1}}, next: b}",
    "publish alone": "{publish: {branch: {x: 1}}}",
    "null": "null",
    "number": "5",
    "boolean": "yes",
    "number in a list": "[5]",
    "null in a list": "[b, ]",
    "list in a list": "[[b]]",
    "null item": "[null]",
}


def flow(tasks: str, rest: str = "") -> str:
    return f"version: '2.0'\nflow:\n{rest}  tasks:\n{tasks}"


def task(attributes: str) -> str:
    return flow(f"    a:\n      action: std.noop\n      {attributes}\n    b: {{action: std.noop}}\n    c: {{action: std.noop}}\n")


def action(name: str, inputs: dict[str, str]) -> str:
    lines = "".join(f"        {key}: {value}\n" for key, value in inputs.items())
    return flow(f"    a:\n      action: {name}\n      input:\n{lines}")


def attributes():
    # Where a sample is refused by ours alone.
    reasons = {
        ("join", "one"): "a join of a task that nothing leads to",
        ("join", "whole fraction"): "a join of a task that nothing leads to",
        ("join", "octal"): "a join of a task that nothing leads to",
        ("join", "base 60"): "a join of a task that nothing leads to",
        ("join", "all"): "a join of a task that nothing leads to",
        ("requires", "list of texts"): "a task that requires itself",
        ("requires", "list of a number"): "`requires` of something that is not text",
        ("retry", "mapping"): "an unknown key of `retry`",
        ("wait-before", "infinity"): "a number that is not finite",
        ("wait-after", "infinity"): "a number that is not finite",
        ("timeout", "infinity"): "a number that is not finite",
        ("concurrency", "infinity"): "a number that is not finite",
    }
    for attribute in ATTRIBUTES:
        for kind, sample in SAMPLES.items():
            yield f"{attribute}: {kind}", task(f"{attribute}: {sample}"), reasons.get((attribute, kind))
    for value in ("{count: 3, delay: 5}", "{count: -1}", "{break-on: 1}", "{delay: x}", "count=3 delay=5"):
        yield f"retry {value}", task(f"retry: {value}"), None
    for name in ("noop", "fail", "succeed", "pause", "n" * 255, "n" * 256):
        yield f"name: {name[:8]} of {len(name)}", task(f"name: {name}"), None
    for key in ("on-succes", "workflow", "inputs", "On-Success"):
        yield f"attribute {key}", task(f"{key}: b"), None


def transitions():
    for kind, value in TRANSITIONS.items():
        for attribute in ("on-success", "on-error", "on-complete"):
            yield f"{attribute} {kind}", task(f"{attribute}: {value}"), None
    yield "an empty mapping as a transition", task("on-success: {}"), "it leads nowhere"
    yield "an empty mapping in a transition", task("on-success: [{}]"), "it leads nowhere; the official validator crashes"
    yield "two tasks in one item", task("on-success: [{b: x, z: y}]"), "only the first would be looked at"
    yield "two tasks in one mapping", task("on-success: {b: x, c: y}"), "only `next` would be looked at"
    yield "an undefined task with a condition", task("on-success: {z: x}"), "only `next` would be looked at"
    yield "a known task with a condition", task("on-success: {b: x}"), None
    yield "`next` and an unknown key", task("on-success: {next: b, then: c}"), "an unknown key of a transition"


def inputs():
    for name, required in ACTIONS.items():
        yield f"{name}", action(name, required), None
        yield f"{name} and a name", action(name, {**required, "name": "x"}), None
        yield f"{name} and an unknown parameter", action(name, {**required, "unknown": "1"}), None
        yield f"{name} and a parent", action(name, {**required, "parent_id": "1"}), None
        yield f"{name} and params", action(name, {**required, "params": "[]"}), None
        for missing in required:
            rest = {key: value for key, value in required.items() if key != missing}
            yield f"{name} without {missing}", action(name, {**rest, "hidden": "true"}), None
        camel = {string.capwords(key, "_").replace("_", ""): value for key, value in required.items()}
        yield f"{name} in camel case", action(name, camel), None
        yield f"{name} without an input", flow(f"    a: {{action: {name}}}\n"), "required parameters are missing"
        yield f"{name} with an expression", flow(f"    a: {{action: {name}, input: <% $.x %>}}\n"), None
    syncs = {"sync_type": "Dbsync", "is_outbound": "false"}
    for value, reason in {
        "[{source: {}, destination: {}}]": None,
        "[{source: {}, destination: {}, advanced_options: {}}]": None,
        "[{source: {}}]": None,
        "[{source: {}, destination: {}, advancedOptions: {}}]": None,
        "{source: {}, destination: {}}": None,
        "[]": None,
        "[x]": None,
    }.items():
        yield f"syncs {value}", action("civis.import", {**syncs, "syncs": value}), reason
    for name in ("std.echo", "std.fail", "std.async_noop", "std.noop"):
        yield name, action(name, {"anything": "1"}), None
        yield f"{name} without an input", flow(f"    a: {{action: {name}}}\n"), None
    for name in ("std.nop", "civis.scripts.python", "civis.scripts.containers", "5", "null", "[std.noop]", "''"):
        yield f"action {name}", flow(f"    a: {{action: {name}}}\n"), None
    yield "no action", flow("    a: {description: x}\n"), None
    yield "an input of a list", flow("    a: {action: std.noop, input: [a]}\n"), None


def structure():
    one = "  tasks:\n    a: {action: std.noop}\n"
    yield "the smallest", flow("    a: {action: std.noop}\n"), None
    yield "nothing", "", None
    yield "a comment", "# nothing\n", None
    yield "a list", "- a\n", None
    yield "text", "flow", None
    yield "no version", f"flow:\n{one}", None
    yield "a version that is a number", f"version: 2.0\nflow:\n{one}", None
    yield "another version", f"version: '2.1'\nflow:\n{one}", None
    yield "version 2", f"version: '2'\nflow:\n{one}", None
    yield "a version of nothing", f"version:\nflow:\n{one}", None
    yield "version alone", "version: '2.0'\n", None
    yield "two workflows", f"version: '2.0'\nflow:\n{one}other:\n{one}", None
    yield "a workflow of nothing", "version: '2.0'\nflow:\n", None
    yield "a workflow of a list", "version: '2.0'\nflow: []\n", None
    yield "no tasks", "version: '2.0'\nflow:\n  description: x\n", None
    yield "tasks of nothing", "version: '2.0'\nflow:\n  tasks:\n", None
    yield "empty tasks", "version: '2.0'\nflow:\n  tasks: {}\n", None
    yield "tasks of a list", "version: '2.0'\nflow:\n  tasks: [a]\n", None
    yield "a task of nothing", flow("    a:\n"), None
    yield "a task of text", flow("    a: std.noop\n"), None
    yield "json", '{"version": "2.0", "flow": {"tasks": {"a": {"action": "std.noop"}}}}', None
    yield "a workflow called version-x", f"version: '2.0'\nversion-x:\n{one}", None
    yield "an invalid workflow called conversion", "version: '2.0'\nconversion:\n  tasks: {a: {action: std.nop}}\n", (
        "the official validator does not check a workflow with `version` in its name"
    )
    yield "unknown attributes of a workflow", flow("    a: {action: std.noop}\n", "  anything: {x: 1}\n"), None
    rest = {
        "type: direct": None,
        "type: reverse": None,
        "type: revers": "the engine knows `direct` and `reverse`",
        "type: 5": None,
        "description: x": None,
        "description: 5": None,
        "description: null": None,
        "input: [a, {b: 1}]": None,
        "input: []": None,
        "input: a": None,
        "input: {a: 1}": None,
        "input: [5]": None,
        "output: {x: 1}": None,
        "output: 5": None,
        "output-on-error: {x: 1}": None,
    }
    for line, reason in rest.items():
        yield f"workflow {line}", flow("    a: {action: std.noop}\n", f"  {line}\n"), reason
    defaults = {
        "{}": None,
        "null": None,
        "{retry: {count: 3, delay: 1}}": None,
        "{timeout: -1}": None,
        "{unknown: 1}": None,
        "{on-error: fail}": None,
        "{on-error: [a]}": None,
        "{on-error: z}": "an undefined target in the defaults",
        "{on-error: null}": None,
        "{requires: [z]}": "an undefined task in `requires`",
        "{input: {x: 1}}": None,
        "{action: std.noop}": None,
        "{action: std.noop, input: {x: 1}}": None,
        "{action: civis.run_job, input: {job_id: 1}}": None,
        "{action: civis.run_job, input: {x: 1}}": None,
        "{action: civis.run_job}": None,
        "{action: std.nop}": None,
    }
    for value, reason in defaults.items():
        yield f"defaults {value}", flow("    a: {action: std.noop}\n", f"  task-defaults: {value}\n"), reason
    yield "an action by default only", flow("    a: {description: x}\n", "  task-defaults: {action: std.noop}\n"), None
    for name in ("noop", "fail", "succeed", "pause"):
        yield f"a task called {name}", flow(f"    {name}: {{action: std.noop}}\n"), "the engine's reserved names"
    yield "a task with a long name", flow(f"    {'n' * 256}: {{action: std.noop}}\n"), "the engine's longest name"
    for name in ("on", "5", "null", "2026-11-30"):
        yield f"a task called {name}", flow(f"    {name}: {{action: std.noop}}\n"), None
    for name in ("'on'", "a task", "a-b", "ON_", "'5'"):
        yield f"a task called {name}", flow(f"    {name}: {{action: std.noop}}\n"), None


def order():
    def tasks(**links: str) -> str:
        return flow("".join(f"    {name}: {{action: std.noop{', ' if link else ''}{link}}}\n" for name, link in links.items()))

    yield "a cycle with a start", tasks(a="on-success: b", b="on-success: c", c="on-error: b"), None
    yield "a cycle without a start", tasks(a="on-success: b", b="on-success: a"), "no task can start"
    yield "an island", tasks(a="", b="on-success: c", c="on-success: b"), None
    yield "a join of all", tasks(a="on-success: c", b="on-success: c", c="join: all"), None
    yield "a join of one", tasks(a="on-success: c", b="on-success: c", c="join: 1"), None
    yield "a join of too many", tasks(a="on-success: c", b="on-success: c", c="join: 3"), "more tasks than lead here"
    yield "a join that waits for itself", tasks(a="on-success: b", b="join: all, on-success: c", c="on-success: b"), (
        "a task that can only run after the join"
    )
    yield "a join of both branches", tasks(
        a="on-success: b, on-error: c", b="on-success: d", c="on-success: d", d="join: all",
    ), "tasks of which only one can run"
    yield "a join of one of the branches", tasks(
        a="on-success: b, on-error: c", b="on-success: d", c="on-success: d", d="join: 1",
    ), None
    reverse = "  type: reverse\n"

    def required(**links: str) -> str:
        lines = "".join(f"    {name}: {{action: std.noop, requires: [{links[name]}]}}\n" for name in links)
        return flow(lines, reverse)

    yield "requires", required(a="", b="a", c="a, b"), None
    yield "requires of an unknown task", required(a="", b="z"), "an undefined task in `requires`"
    yield "requires in a cycle", required(a="b", b="a"), "tasks that require each other"
    yield "requires of itself", required(a="a"), "a task that requires itself"
    yield "requires of a command", required(a="fail"), "an undefined task in `requires`"
    yield "requires in a direct workflow", tasks(a="", b="requires: [a]"), None
    yield "a transition in a reverse workflow", flow("    a: {action: std.noop, on-success: b}\n    b: {action: std.noop}\n", reverse), None


def yaml():
    base = "version: '2.0'\nflow:\n  x-base: &base {action: std.noop, timeout: 5}\n  tasks:\n"
    yield "an anchor", base + "    a: *base\n    b: *base\n", None
    yield "a merge", base + "    a: {<<: *base, on-success: b}\n    b: {<<: [*base], timeout: 6}\n", None
    yield "a merge of a wrong attribute", base.replace("timeout", "time-out") + "    a: {<<: *base}\n", None
    yield "a merge of text", base + "    a: {<<: x, action: std.noop}\n", None
    yield "a merge of a list of texts", base + "    a: {<<: [x], action: std.noop}\n", None
    yield "a quoted merge", base + "    a: {'<<': *base, action: std.noop}\n", None
    yield "an unknown anchor", flow("    a: *base\n"), None
    yield "a mapping within itself", flow("    a: {action: std.noop, input: &x {y: *x}}\n"), "input without an end"
    yield "a task twice", flow("    a: {action: std.noop}\n    a: {action: std.noop}\n"), "a duplicate key"
    yield "an attribute twice", task("description: x\n      description: y"), "a duplicate key"
    yield "two documents", flow("    a: {action: std.noop}\n") + "---\nx: 1\n", None
    yield "an end of document", "---\n" + flow("    a: {action: std.noop}\n") + "...\n", None
    yield "a directive", "%YAML 1.1\n---\n" + flow("    a: {action: std.noop}\n"), None
    yield "a directive of version 2", "%YAML 2.0\n---\n" + flow("    a: {action: std.noop}\n"), None
    yield "a tag str", task("description: !!str 5"), None
    yield "a tag int", task("timeout: !!int '5'"), None
    yield "a tag int of text", task("timeout: !!int x"), None
    yield "a tag of Python", task("description: !!python/name:os.system x"), None
    yield "a tag of its own", task("description: !mine x"), None
    yield "a tag null", task("description: !!null x"), None
    yield "a tag bool", task("keep-result: !!bool 'yes'"), None
    yield "a tag of a list", task("input: !!map {x: 1}"), None
    yield "a list as a key", flow("    a: {action: std.noop, input: {[x]: 1}}\n"), None
    yield "an equals sign", task("publish: {x: =}"), None
    yield "not closed", "version: '2.0'\nflow: {tasks: {a: {action: std.noop}\n", None
    yield "a tab", "version: '2.0'\nflow:\n\ttasks: {a: {action: std.noop}}\n", None
    yield "two values", "version: '2.0': x\nflow: 1\n", None
    yield "a wrong indentation", "version: '2.0'\nflow:\n    tasks:\n  a: 1\n", None
    yield "a quote that does not end", "version: '2.0\nflow:\n  tasks: {a: {action: std.noop}}\n", None
    yield "an unknown escape", 'version: "2.0"\nflow:\n  description: "\\q"\n  tasks: {a: {action: std.noop}}\n', None
    yield "a control character", "version: '2.0'\nflow:\n  description: \x01\n  tasks: {a: {action: std.noop}}\n", None
    yield "a character that is not ASCII", task("description: caf\u00e9"), None
    yield "a comment that is not ASCII", flow("    a: {action: std.noop} # \u2603\n"), None
    yield "carriage returns", flow("    a: {action: std.noop}\n").replace("\n", "\r\n"), None
    yield "a literal", task("description: |\n        some\n        text"), None
    yield "a folded text", task("description: >-\n        some\n        text"), None
    yield "a reserved character", task("description: @x"), None
    yield "a backtick", task("description: `x`"), None
    yield "an expression in quotes", task("publish: {x: \"<% $.y %>\"}"), None
    yield "a Jinja expression without quotes", task("publish: {x: {{ y }}}"), None
    yield "a colon in text", task("description: a: b"), None
    yield "a key without a space", flow("    a: {action:std.noop}\n"), None


def definitions():
    for part in (structure, attributes, transitions, inputs, order, yaml):
        yield from part()
