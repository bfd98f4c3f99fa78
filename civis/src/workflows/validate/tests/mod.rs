//! What is reported.

mod limits;

use super::validate;

/// The problems of a workflow with these tasks, each indented by two spaces, from line 4 on.
fn problems(tasks: &str) -> Vec<String> {
    let tasks = tasks.replace('\n', "\n    ");
    lines(&format!("version: '2.0'\nw:\n  tasks:\n    {tasks}"))
}

fn lines(text: &str) -> Vec<String> {
    let report = validate(text);
    assert_eq!(report.to_string().lines().count(), report.problems().len());
    report
        .into_iter()
        .map(|problem| problem.to_string())
        .collect()
}

#[test]
fn every_problem_is_reported_at_its_place() {
    let text = "\
version: 2.0
w:
  description: [caf\u{e9}]
  task-defaults:
    on-error: [rescue, nobody]
  tasks:
    load:
      action: civis.scripts.sqll
      input: {sql: select 1}
      timeout: -5
      on-success:
        - chek: <% $.ok %>
    check:
      actoin: std.noop
      join: 2
      on-complete: load
      on-success: check
    rescue: {action: civis.import, input: {sync_typ: Dbsync, is_outbound: no, syncs: [{source: {}}]}}
";
    let wanted = [
        "1:10: error: version: the version must be text; put it in quotes: \"2.0\"",
        "3:16: error: w.description: this must be text, not a list",
        "3:20: error: the character `é` (U+00E9) is not ASCII",
        "5:24: error: w.task-defaults.on-error[1]: there is no task `nobody`",
        "8:15: error: w.tasks.load.action: there is no action `civis.scripts.sqll`; did you mean `civis.scripts.sql`?",
        "10:16: error: w.tasks.load.timeout: this must be a number of at least 0",
        "12:11: error: w.tasks.load.on-success[0]: there is no task `chek`; did you mean `check`?",
        "13:5: error: w.tasks.check: the task has no `action`",
        "14:7: error: w.tasks.check.actoin: a task has no attribute `actoin`; did you mean `action`?",
        "17:19: error: w.tasks.check.on-success: the task `check` leads to itself",
        "18:43: error: w.tasks.rescue.input: the action needs `sync_type` in its input",
        "18:44: error: w.tasks.rescue.input.sync_typ: the action has no parameter `sync_typ`; did you mean `sync_type`?",
        "18:87: error: w.tasks.rescue.input.syncs[0]: the action needs `destination` in its input",
    ];
    assert_eq!(lines(text), wanted);
}

#[test]
fn problems_of_yaml_are_problems_too() {
    let cases: [(&str, &[&str]); 10] = [
        (
            "a: b: c",
            &["1:5: error: this is not YAML: mapping values are not allowed in this context"],
        ),
        (
            "[a",
            &["1:1: error: this is not YAML: unclosed bracket '['"],
        ),
        ("", &["1:1: error: the definition is empty"]),
        (
            "- a",
            &["1:1: error: a definition is a mapping of `version` and the workflow, not a list"],
        ),
        (
            "version: '2.0'\n",
            &["1:1: error: there is no workflow besides `version`"],
        ),
        (
            "version: '2.0'\nw: *x\n",
            &[
                "2:4: error: w: there is no anchor `x` before this alias",
                "2:4: error: w: this must be a mapping, not null",
            ],
        ),
        (
            "version: '2.0'\nw: {tasks: {on: {action: std.noop}}}",
            &[
                "2:13: error: w.tasks: the key `on` is a boolean in YAML 1.1, and must be text; put it in quotes",
            ],
        ),
        (
            "version: '2.0'\nw: {tasks: {a: {action: std.noop, action: std.fail, input: &x {y: [*x, !mine z]}}}}",
            &[
                "2:35: error: w.tasks.a: the key `action` is there already",
                "2:68: error: w.tasks.a.input.y[0]: the alias is within the value that it repeats",
                "2:78: error: w.tasks.a.input.y[1]: the tag `!mine` does not fit this value",
            ],
        ),
        (
            "version: '2.0'\nw: {tasks: {a: {action: std.noop, <<: x, [b]: c}}}",
            &[
                "2:39: error: w.tasks.a: `<<` merges mappings, and this is none",
                "2:42: error: w.tasks.a: a key must not be a list or a mapping",
            ],
        ),
        (
            "version: '2.0'\nw: {tasks: {a: {action: std.noop}}}\n---\nx",
            &["3:1: error: there is a second document; a definition is one"],
        ),
    ];
    for (text, wanted) in cases {
        assert_eq!(lines(text), wanted, "{text}");
    }
}

#[test]
fn cycles_are_warnings_as_long_as_a_task_can_start() {
    let tasks = "a: {action: std.noop, on-success: b}\n\
                 b: {action: std.noop, on-success: c}\n\
                 c: {action: std.noop, on-success: [{b: <% $.again %>}]}\n\
                 d: {action: std.noop, on-success: e}\n\
                 e: {action: std.noop, on-error: d}";
    let cycle = "the tasks form a cycle, which ends only if a condition or a failure ends it";
    let unreached = "the task is never started: no task that starts the workflow leads to it";
    assert_eq!(
        problems(tasks),
        [
            format!("5:5: warning: w.tasks.b: {cycle}: `b` -> `c` -> `b`"),
            format!("7:5: warning: w.tasks.d: {unreached}"),
            format!("7:5: warning: w.tasks.d: {cycle}: `d` -> `e` -> `d`"),
            format!("8:5: warning: w.tasks.e: {unreached}"),
        ]
    );
    assert_eq!(
        problems("a: {action: std.noop, on-success: b}\nb: {action: std.noop, on-success: a}"),
        [
            "4:5: error: w.tasks: no task can start, since transitions lead to all of them"
                .to_owned(),
            format!("4:5: warning: w.tasks.a: {cycle}: `a` -> `b` -> `a`"),
        ]
    );
}

#[test]
fn defaults_lead_from_every_task_but_the_one_they_lead_to() {
    let text = "version: '2.0'\nw:\n  task-defaults: {on-error: rescue, requires: [rescue]}\n  tasks:\n    \
                a: {action: std.noop}\n    rescue: {action: std.noop, join: 2}\n";
    assert_eq!(
        lines(text),
        ["6:38: error: w.tasks.rescue.join: the join waits for 2 tasks, and 1 lead here"]
    );
}

#[test]
fn joins_that_cannot_end_are_errors() {
    let end = "z: {action: std.noop, join: all}";
    let cases = [
        ("", Some("no task leads here, so there is nothing to join")),
        ("a: {action: std.noop, on-success: z}\n", None),
        // One on each branch, and one on both.
        (
            "a: {action: std.noop, on-success: b, on-error: c}\nb: {action: std.noop, on-success: z}\n\
             c: {action: std.noop, on-success: z}\n",
            Some(
                "the join never ends: `b` leads here only if `a` succeeds, and `c` only if it fails",
            ),
        ),
        (
            "a: {action: std.noop, on-success: z, on-error: c}\nc: {action: std.noop, on-success: z}\n",
            Some(
                "the join never ends: `a` leads here only if `a` succeeds, and `c` only if it fails",
            ),
        ),
        (
            "a: {action: std.noop, on-success: b, on-error: c}\nb: {action: std.noop, on-success: z}\n\
             c: {action: std.noop, on-success: z}\nd: {action: std.noop, on-success: [b, c]}\n",
            None,
        ),
        (
            "a: {action: std.noop, on-complete: b, on-error: c}\nb: {action: std.noop, on-success: z}\n\
             c: {action: std.noop, on-success: z}\n",
            None,
        ),
    ];
    for (tasks, wanted) in cases {
        let problems = problems(&format!("{tasks}{end}"));
        let messages: Vec<_> = problems
            .iter()
            .map(|problem| problem.split_once("join: "))
            .collect();
        match wanted {
            Some(wanted) => assert_eq!(messages, [Some((messages[0].expect("a join").0, wanted))]),
            None => assert!(problems.is_empty(), "{problems:?}"),
        }
    }
    let late = "a: {action: std.noop, on-success: b}\nb: {action: std.noop, join: all, on-success: c}\n\
                c: {action: std.noop, on-success: b}";
    assert!(
        problems(late)
            .iter()
            .any(|problem| problem.contains("`c` can only run after it, or never")),
        "{:?}",
        problems(late)
    );
}

#[test]
fn a_reverse_workflow_is_ordered_by_what_tasks_require() {
    let text = "version: '2.0'\nw:\n  type: reverse\n  tasks:\n    a: {action: std.noop, requires: [b, a]}\n    \
                b: {action: std.noop, requires: [a, z]}\n    c: {action: std.noop, on-success: a}\n";
    assert_eq!(
        lines(text),
        [
            "5:5: error: w.tasks.a: the tasks require each other, so none of them can start: `a` -> `b` -> `a`",
            "5:41: error: w.tasks.a.requires[1]: the task `a` requires itself",
            "6:41: error: w.tasks.b.requires[1]: there is no task `z`",
            "7:39: warning: w.tasks.c: transitions and `join` are for direct workflows; this one is reverse",
        ]
    );
    let direct = "a: {action: std.noop}\nb: {action: std.noop, requires: [a]}";
    assert_eq!(
        problems(direct),
        [
            "5:38: warning: w.tasks.b.requires: `requires` is for workflows of `type: reverse`; this one is direct"
        ]
    );
}

#[test]
fn merged_attributes_count_and_own_ones_take_precedence() {
    let text = "version: '2.0'\nw:\n  base: &base {action: std.nop, timeout: 5}\n  more: &more {<<: *base, join: 0}\n  \
                tasks:\n    a: {<<: [*base, *more], action: std.noop, join: all}\n    b: {<<: *more, on-success: a}\n";
    assert_eq!(
        lines(text),
        [
            "3:24: error: w.tasks.b.action: there is no action `std.nop`; did you mean `std.noop`?",
            "4:33: error: w.tasks.b.join: this must be `all` or a whole number of at least 1",
        ]
    );
}
