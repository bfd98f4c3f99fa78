//! The order of the tasks: targets that do not exist, cycles, tasks that never start, joins that never end.
//!
//! The rules are those of the engine, Mistral. A workflow is direct, where tasks start others by transitions, or reverse,
//! where the task that is asked for starts the tasks that it requires.

use std::collections::HashMap;

use super::checker::Checker;
use super::graph::{Edge, Graph, Outcome};
use super::path::{Path, quoted};
use super::problem::Position;
use super::task::Links;
use super::transition::Target;

/// What a transition may lead to beside tasks.
const COMMANDS: [&str; 3] = ["pause", "succeed", "fail"];

/// The most tasks of a cycle that a message names.
const MAX_SHOWN: usize = 10;

/// A task of a workflow.
#[derive(Debug)]
pub(super) struct Task<'d> {
    pub(super) name: &'d str,
    pub(super) place: Position,
    pub(super) links: Links<'d>,
}

/// How the tasks of a workflow start each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    Direct,
    Reverse,
}

/// All tasks, and the defaults for each.
pub(super) struct Tasks<'d> {
    pub(super) tasks: Vec<Task<'d>>,
    pub(super) defaults: Links<'d>,
    pub(super) direction: Direction,
    /// Where `tasks` is.
    pub(super) place: Position,
}

impl<'d> Tasks<'d> {
    /// Checks everything. The path is that of `tasks`.
    pub(super) fn check(&self, checker: &mut Checker, path: &Path<'_>) {
        let indexes: HashMap<&str, usize> =
            self.tasks.iter().map(|task| task.name).zip(0..).collect();
        let is_complete = self.check_targets(checker, &indexes);
        self.check_direction(checker, path);
        self.check_requires(checker, path, &indexes);
        if self.direction == Direction::Direct
            && let Some(graph) = self.graph(checker, &indexes)
        {
            Order::new(self, &graph).check(checker, path, is_complete);
        }
    }

    /// Checks that every target exists. Returns whether all do.
    fn check_targets(&self, checker: &mut Checker, indexes: &HashMap<&str, usize>) -> bool {
        let mut is_complete = true;
        for task in &self.tasks {
            for target in task.links.transitions() {
                if target.task == task.name {
                    let message = format!("the task {} leads to itself", quoted(task.name));
                    target.error(checker, message);
                }
            }
        }
        let all = self
            .tasks
            .iter()
            .map(|task| &task.links)
            .chain([&self.defaults]);
        for links in all {
            let transitions = links.transitions().map(|target| (target, true));
            let requires = links.requires.iter().map(|target| (target, false));
            for (target, is_transition) in transitions.chain(requires) {
                if indexes.contains_key(target.task)
                    || is_transition && COMMANDS.contains(&target.task)
                {
                    continue;
                }
                is_complete = false;
                let message = match target.task {
                    "noop" if is_transition => {
                        "`noop` is not a target; leave the transition out".to_owned()
                    }
                    name => {
                        let similar = checker.suggestion(name, indexes.keys().copied());
                        format!("there is no task {}{similar}", quoted(name))
                    }
                };
                target.error(checker, message);
            }
        }
        is_complete
    }

    /// Warns of attributes that have no effect in a workflow of this type.
    fn check_direction(&self, checker: &mut Checker, path: &Path<'_>) {
        for task in &self.tasks {
            let links = &task.links;
            let own = path.key(task.name);
            match (self.direction, links.requires.first()) {
                (Direction::Direct, Some(target)) => {
                    let message =
                        "`requires` is for workflows of `type: reverse`; this one is direct";
                    checker.warning(target.place, &own.key("requires"), message);
                }
                (Direction::Reverse, _) => {
                    let join = links.join.map(|join| join.place);
                    let transition = links.transitions().next().map(|target| target.place);
                    if let Some(place) = transition.or(join) {
                        let message =
                            "transitions and `join` are for direct workflows; this one is reverse";
                        checker.warning(place, &own, message);
                    }
                }
                (Direction::Direct, None) => {}
            }
        }
    }

    /// Reports tasks that require each other.
    fn check_requires(
        &self,
        checker: &mut Checker,
        path: &Path<'_>,
        indexes: &HashMap<&str, usize>,
    ) {
        let mut edges = Vec::new();
        for task in &self.tasks {
            let all = task.links.requires.iter().chain(&self.defaults.requires);
            let others = all.filter_map(|target| indexes.get(target.task).copied());
            let edge = |to| Edge {
                to,
                outcome: Outcome::Success,
            };
            edges.push(others.map(edge).collect());
            if !checker.may_check(1 + self.defaults.requires.len()) {
                return;
            }
            if let Some(target) = task
                .links
                .requires
                .iter()
                .find(|target| target.task == task.name)
            {
                target.error(
                    checker,
                    format!("the task {} requires itself", quoted(task.name)),
                );
            }
        }
        let graph = Graph { edges };
        for cycle in graph.cycles(&graph.components()) {
            let shown = self.show_cycle(&cycle);
            let message =
                format!("the tasks require each other, so none of them can start: {shown}");
            self.error_at(checker, path, cycle[0], message);
        }
    }

    /// The transitions, those of the defaults included. They apply to tasks that have none of the same outcome, and not
    /// from a task to itself.
    fn graph(&self, checker: &mut Checker, indexes: &HashMap<&str, usize>) -> Option<Graph> {
        let mut edges = Vec::new();
        for (index, task) in self.tasks.iter().enumerate() {
            let mut own = Vec::new();
            for outcome in [Outcome::Success, Outcome::Error, Outcome::Complete] {
                let mut targets = task.links.of(outcome);
                if targets.is_empty() {
                    targets = self.defaults.of(outcome);
                }
                if !checker.may_check(targets.len()) {
                    return None;
                }
                let known = targets.iter().filter_map(|target| indexes.get(target.task));
                let others = known.filter(|to| **to != index);
                own.extend(others.map(|to| Edge { to: *to, outcome }));
            }
            edges.push(own);
        }
        Some(Graph { edges })
    }

    fn name(&self, index: usize) -> String {
        quoted(self.tasks[index].name)
    }

    fn error_at(&self, checker: &mut Checker, path: &Path<'_>, index: usize, message: String) {
        let task = &self.tasks[index];
        checker.error(task.place, &path.key(task.name), message);
    }

    fn show_cycle(&self, cycle: &[usize]) -> String {
        let shown = cycle.iter().take(MAX_SHOWN);
        let mut names: Vec<String> = shown.map(|index| self.name(*index)).collect();
        if cycle.len() > MAX_SHOWN {
            names.push(format!("… ({} tasks)", cycle.len()));
        }
        names.push(self.name(cycle[0]));
        names.join(" -> ")
    }
}

impl<'d> Links<'d> {
    fn of(&self, outcome: Outcome) -> &[Target<'d>] {
        match outcome {
            Outcome::Success => &self.on_success,
            Outcome::Error => &self.on_error,
            Outcome::Complete => &self.on_complete,
        }
    }

    fn transitions(&self) -> impl Iterator<Item = &Target<'d>> {
        let ended = self.on_success.iter().chain(&self.on_error);
        ended.chain(&self.on_complete)
    }
}

/// The order that the transitions of a direct workflow give.
struct Order<'a, 'd> {
    tasks: &'a Tasks<'d>,
    graph: &'a Graph,
    inbound: Vec<Vec<usize>>,
    /// The tasks that no transition leads to.
    starts: Vec<usize>,
    is_reached: Vec<bool>,
    component: Vec<usize>,
}

impl<'a, 'd> Order<'a, 'd> {
    fn new(tasks: &'a Tasks<'d>, graph: &'a Graph) -> Self {
        let inbound = graph.inbound();
        let starts = (0..inbound.len()).filter(|task| inbound[*task].is_empty());
        let starts: Vec<usize> = starts.collect();
        Order {
            tasks,
            graph,
            is_reached: graph.reachable(&starts, |_, _| true),
            component: graph.components(),
            inbound,
            starts,
        }
    }

    fn check(&self, checker: &mut Checker, path: &Path<'_>, is_complete: bool) {
        for cycle in self.graph.cycles(&self.component) {
            let shown = self.tasks.show_cycle(&cycle);
            let task = &self.tasks.tasks[cycle[0]];
            let message = format!(
                "the tasks form a cycle, which ends only if a condition or a failure ends it: {shown}"
            );
            checker.warning(task.place, &path.key(task.name), message);
        }
        if self.starts.is_empty() {
            if !self.tasks.tasks.is_empty() {
                let message = "no task can start, since transitions lead to all of them";
                checker.error(self.tasks.place, path, message);
            }
            return;
        }
        for (task, is_reached) in self.tasks.tasks.iter().zip(&self.is_reached) {
            if !is_reached {
                let message =
                    "the task is never started: no task that starts the workflow leads to it";
                checker.warning(task.place, &path.key(task.name), message);
            }
        }
        // A target that does not exist is probably one of these with another name.
        if is_complete {
            self.check_joins(checker, path);
        }
    }

    fn check_joins(&self, checker: &mut Checker, path: &Path<'_>) {
        // Joins of all tasks that lead to them, for the check of branches.
        let mut complete_joins = Vec::new();
        for (index, task) in self.tasks.tasks.iter().enumerate() {
            let Some(join) = task.links.join else {
                continue;
            };
            let own = path.key(task.name);
            let own = own.key("join");
            let inbound = &self.inbound[index];
            let needed = join.count.unwrap_or(inbound.len() as f64);
            if inbound.is_empty() {
                checker.error(
                    join.place,
                    &own,
                    "no task leads here, so there is nothing to join",
                );
            } else if needed > inbound.len() as f64 {
                let message = format!(
                    "the join waits for {needed} tasks, and {} lead here",
                    inbound.len()
                );
                checker.error(join.place, &own, message);
            } else if self.is_reached[index] {
                match self.find_late(checker, index, needed) {
                    Some(late) => {
                        let message = format!(
                            "the join never ends: {} can only run after it, or never",
                            self.tasks.name(late)
                        );
                        checker.error(join.place, &own, message);
                    }
                    None if needed == inbound.len() as f64 => complete_joins.push(index),
                    None => {}
                }
            }
        }
        self.check_branches(checker, path, &complete_joins);
    }

    /// A task that leads to the join but cannot run before it, if too many of them cannot.
    fn find_late(&self, checker: &mut Checker, join: usize, needed: f64) -> Option<usize> {
        let inbound = &self.inbound[join];
        let may_be_late =
            |task: &usize| !self.is_reached[*task] || self.component[*task] == self.component[join];
        if !inbound.iter().any(may_be_late) || !checker.may_check(self.graph.size()) {
            return None;
        }
        let before = self
            .graph
            .reachable(&self.starts, |_, edge| edge.to != join);
        let late = inbound.iter().filter(|task| !before[**task]);
        let early = inbound.len() - late.clone().count();
        late.copied().next().filter(|_| (early as f64) < needed)
    }

    /// Reports joins of two tasks of which one runs only if some task succeeds, and the other only if it fails.
    fn check_branches(&self, checker: &mut Checker, path: &Path<'_>, joins: &[usize]) {
        let mut joins: Vec<usize> = joins.to_vec();
        joins.retain(|join| self.inbound[*join].len() > 1);
        for branch in 0..self.graph.edges.len() {
            let edges = &self.graph.edges[branch];
            let has = |outcome| edges.iter().any(|edge| edge.outcome == outcome);
            // A task on a cycle can first fail and then succeed.
            let is_repeated = edges
                .iter()
                .any(|edge| self.component[edge.to] == self.component[branch]);
            if joins.is_empty() || is_repeated || !has(Outcome::Success) || !has(Outcome::Error) {
                continue;
            }
            if !checker.may_check(2 * self.graph.size()) {
                return;
            }
            let without = |outcome| {
                let may_use =
                    move |from: usize, edge: Edge| from != branch || edge.outcome != outcome;
                (self.graph.reachable(&self.starts, may_use), may_use)
            };
            let (on_error, not_by_success) = without(Outcome::Success);
            let (on_success, not_by_error) = without(Outcome::Error);
            joins.retain(|join| {
                let find = |reached: &[bool], may_use: &dyn Fn(usize, Edge) -> bool| {
                    let leads = |task: usize| {
                        let mut edges = self.graph.edges[task].iter();
                        reached[task] && edges.any(|edge| edge.to == *join && may_use(task, *edge))
                    };
                    let mut inbound = self.inbound[*join].iter();
                    inbound.find(|task| !leads(**task)).copied()
                };
                let (Some(succeeding), Some(failing)) =
                    (find(&on_error, &not_by_success), find(&on_success, &not_by_error))
                else {
                    return true;
                };
                let [branch, succeeding, failing] = [branch, succeeding, failing].map(|task| self.tasks.name(task));
                let message = format!(
                    "the join never ends: {succeeding} leads here only if {branch} succeeds, and {failing} only if it fails"
                );
                let task = &self.tasks.tasks[*join];
                let place = task.links.join.map_or(task.place, |join| join.place);
                checker.error(place, &path.key(task.name).key("join"), message);
                false
            });
        }
    }
}

impl Target<'_> {
    fn error(&self, checker: &mut Checker, message: String) {
        checker.error(self.place, &self.path, message);
    }
}
