//! The graph of tasks: which one can follow which.

use std::collections::VecDeque;

/// When a transition is followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    Success,
    Error,
    Complete,
}

/// An edge to a task.
#[derive(Debug, Clone, Copy)]
pub(super) struct Edge {
    pub(super) to: usize,
    pub(super) outcome: Outcome,
}

/// Tasks by their indexes, with the edges that leave each.
#[derive(Debug)]
pub(super) struct Graph {
    pub(super) edges: Vec<Vec<Edge>>,
}

impl Graph {
    /// The number of tasks and edges.
    pub(super) fn size(&self) -> usize {
        self.edges.len() + self.edges.iter().map(Vec::len).sum::<usize>()
    }

    /// The tasks that lead to each task, once each.
    pub(super) fn inbound(&self) -> Vec<Vec<usize>> {
        let mut inbound = vec![Vec::new(); self.edges.len()];
        for (from, edges) in self.edges.iter().enumerate() {
            for edge in edges {
                let sources: &mut Vec<usize> = &mut inbound[edge.to];
                if sources.last() != Some(&from) {
                    sources.push(from);
                }
            }
        }
        inbound
    }

    /// Which tasks can be reached over the edges that may be used.
    pub(super) fn reachable(
        &self,
        starts: &[usize],
        may_use: impl Fn(usize, Edge) -> bool,
    ) -> Vec<bool> {
        let mut reached = vec![false; self.edges.len()];
        let mut pending = starts.to_vec();
        for start in starts {
            reached[*start] = true;
        }
        while let Some(from) = pending.pop() {
            for edge in &self.edges[from] {
                if !reached[edge.to] && may_use(from, *edge) {
                    reached[edge.to] = true;
                    pending.push(edge.to);
                }
            }
        }
        reached
    }

    /// The strongly connected component of each task: tasks of one component can all reach each other.
    pub(super) fn components(&self) -> Vec<usize> {
        let inbound = self.inbound();
        let mut component = vec![usize::MAX; self.edges.len()];
        // Kosaraju's algorithm: the last task to be left begins a component, which is what can reach it.
        for (name, last) in self.in_order_of_leaving().into_iter().rev().enumerate() {
            let mut pending = vec![last];
            while let Some(task) = pending.pop() {
                if component[task] == usize::MAX {
                    component[task] = name;
                    pending.extend(&inbound[task]);
                }
            }
        }
        component
    }

    /// The tasks in the order in which a depth-first search leaves them.
    fn in_order_of_leaving(&self) -> Vec<usize> {
        let mut left = Vec::new();
        let mut is_seen = vec![false; self.edges.len()];
        for start in 0..self.edges.len() {
            // A task, and how many of its edges have been followed.
            let mut pending = vec![(start, 0)];
            if is_seen[start] {
                continue;
            }
            is_seen[start] = true;
            while let Some((task, followed)) = pending.last_mut() {
                match self.edges[*task].get(*followed) {
                    Some(edge) => {
                        *followed += 1;
                        if !is_seen[edge.to] {
                            is_seen[edge.to] = true;
                            pending.push((edge.to, 0));
                        }
                    }
                    None => {
                        left.push(*task);
                        pending.pop();
                    }
                }
            }
        }
        left
    }

    /// A shortest cycle in each component of several tasks. It begins with the task of the lowest index.
    pub(super) fn cycles(&self, component: &[usize]) -> Vec<Vec<usize>> {
        let mut cycles = Vec::new();
        let mut is_done = vec![false; component.len()];
        for first in 0..component.len() {
            if !std::mem::replace(&mut is_done[component[first]], true)
                && let Some(cycle) = self.cycle_through(first, component)
            {
                cycles.push(cycle);
            }
        }
        cycles
    }

    fn cycle_through(&self, first: usize, component: &[usize]) -> Option<Vec<usize>> {
        let mut came_from = vec![usize::MAX; component.len()];
        let mut pending = VecDeque::from([first]);
        while let Some(task) = pending.pop_front() {
            for edge in &self.edges[task] {
                if edge.to == first && task != first {
                    let mut cycle = vec![task];
                    let mut current = task;
                    while current != first {
                        current = came_from[current];
                        cycle.push(current);
                    }
                    cycle.reverse();
                    return Some(cycle);
                }
                let is_new = came_from[edge.to] == usize::MAX && edge.to != first;
                if is_new && component[edge.to] == component[first] {
                    came_from[edge.to] = task;
                    pending.push_back(edge.to);
                }
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::{Edge, Graph, Outcome};

    fn graph(edges: &[&[usize]]) -> Graph {
        let outcome = Outcome::Success;
        let edges = edges.iter().map(|edges| {
            let edges = edges.iter().map(|to| Edge { to: *to, outcome });
            edges.collect()
        });
        Graph {
            edges: edges.collect(),
        }
    }

    #[test]
    fn components_are_the_tasks_that_reach_each_other() {
        let graph = graph(&[&[1], &[2, 4], &[1, 3], &[], &[5], &[4]]);
        let component = graph.components();
        assert_eq!(component[1], component[2]);
        assert_eq!(component[4], component[5]);
        let mut distinct = component.clone();
        distinct.sort_unstable();
        distinct.dedup();
        assert_eq!(distinct.len(), 4, "{component:?}");
        assert_eq!(graph.cycles(&component), [vec![1, 2], vec![4, 5]]);
    }

    #[test]
    fn the_shortest_cycle_is_shown() {
        let graph = graph(&[&[1], &[2], &[3, 0], &[0]]);
        let component = graph.components();
        assert_eq!(graph.cycles(&component), [[0, 1, 2]]);
    }

    #[test]
    fn long_chains_do_not_overflow_the_stack() {
        let length = 200_000;
        let edges = (1..=length).map(|to| {
            vec![Edge {
                to: to % length,
                outcome: Outcome::Error,
            }]
        });
        let graph = Graph {
            edges: edges.collect(),
        };
        let component = graph.components();
        assert_eq!(graph.cycles(&component)[0].len(), length);
        assert!(
            graph
                .reachable(&[0], |_, _| true)
                .iter()
                .all(|reached| *reached)
        );
    }
}
