//! The progress of executions: tasks run jobs, and tasks that end start others.

use serde_json::Value;

use super::execution::{Execution, Task, TaskState, evaluate_input};
use super::store::Workflows;
use crate::platform::jobs::plan::Outcome;
use crate::platform::jobs::store::Jobs;
use crate::platform::object::{get, number, object};
use crate::platform::resources::Resources;

/// What a task has started.
enum Started {
    /// A job and its run.
    Run(u64, u64),
    Execution(u64),
    Nothing,
}

impl Workflows {
    /// Starts an execution and the tasks that no other task leads to. Returns its
    /// id.
    pub(crate) fn execute(
        &mut self,
        id: u64,
        input: Value,
        jobs: &mut Jobs,
        resources: &mut Resources,
    ) -> Result<u64, String> {
        let workflow = self.workflows.get_mut(&id);
        let workflow = workflow.ok_or_else(|| format!("there is no workflow {id}"))?;
        let definition = workflow.definition.clone()?;
        let execution_id = resources.env.new_id();
        workflow.executions.push(execution_id);
        let now = resources.env.now();
        let execution = Execution::new(execution_id, id, definition, input, now);
        self.executions.insert(execution_id, execution);
        self.advance(execution_id, jobs, resources);
        Ok(execution_id)
    }

    /// Brings every execution up to date with its runs.
    pub(crate) fn catch_up(&mut self, jobs: &mut Jobs, resources: &mut Resources) {
        let executions = self.executions.values();
        let running = executions.filter(|execution| execution.state == TaskState::Running);
        for id in running.map(|execution| execution.id).collect::<Vec<_>>() {
            self.advance(id, jobs, resources);
        }
    }

    /// Polls the runs of an execution, and brings it up to date.
    pub(crate) fn poll(&mut self, id: u64, jobs: &mut Jobs, resources: &mut Resources) {
        let (runs, executions) = self.in_progress(id);
        for run in runs {
            jobs.poll(run, resources);
        }
        for execution in executions {
            self.poll(execution, jobs, resources);
        }
        self.advance(id, jobs, resources);
    }

    /// The last runs and nested executions of the running tasks.
    fn in_progress(&self, id: u64) -> (Vec<u64>, Vec<u64>) {
        let execution = self.executions.get(&id).into_iter();
        let tasks: Vec<&Task> = execution.flat_map(Execution::running_tasks).collect();
        let runs = tasks.iter().filter_map(|task| task.runs.last());
        let executions = tasks.iter().filter_map(|task| task.executions.last());
        (
            runs.map(|(_, run)| *run).collect(),
            executions.copied().collect(),
        )
    }

    fn is_running(&self, id: u64) -> bool {
        let execution = self.executions.get(&id);
        execution.is_some_and(|execution| execution.state == TaskState::Running)
    }

    /// Ends tasks whose runs have ended, and starts those that follow, until
    /// nothing changes.
    pub(crate) fn advance(&mut self, id: u64, jobs: &mut Jobs, resources: &mut Resources) {
        while self.is_running(id) {
            let ended = self.end_tasks(id, jobs);
            let started = self.start_tasks(id, jobs, resources);
            if !ended && !started {
                break;
            }
        }
        let now = resources.env.now();
        let Some(execution) = self.executions.get_mut(&id) else {
            return;
        };
        if execution.state == TaskState::Running && execution.running_tasks().next().is_none() {
            let failed = execution.tasks.iter().any(Task::is_unhandled);
            execution.state = if failed {
                TaskState::Error
            } else {
                TaskState::Success
            };
        }
        if !execution.is_in_progress() {
            execution.finished_at.get_or_insert(now);
        }
    }

    /// Returns whether any task has ended.
    fn end_tasks(&mut self, id: u64, jobs: &Jobs) -> bool {
        let Some(execution) = self.executions.get(&id) else {
            return false;
        };
        let tasks = execution.tasks.iter().enumerate();
        let running = tasks.filter(|(_, task)| task.state == TaskState::Running);
        let ended: Vec<(usize, TaskState, Option<String>)> = running
            .filter_map(|(index, task)| {
                let (state, info) = self.end_of(task, jobs)?;
                Some((index, state, info))
            })
            .collect();
        let has_ended = !ended.is_empty();
        if let Some(execution) = self.executions.get_mut(&id) {
            for (index, state, info) in ended {
                execution.tasks[index].state = state;
                execution.tasks[index].info = info;
                execution.follow_transitions(index);
            }
        }
        has_ended
    }

    /// How a running task has ended, or `None` if it is still running.
    fn end_of(&self, task: &Task, jobs: &Jobs) -> Option<(TaskState, Option<String>)> {
        if let Some(nested) = task.executions.last() {
            let nested = self.executions.get(nested)?;
            return (!nested.is_in_progress()).then_some((nested.state, None));
        }
        let (_, run) = task.runs.last()?;
        Some(match jobs.run(*run)?.outcome.as_ref()? {
            Outcome::Succeeded => (TaskState::Success, None),
            Outcome::Failed(error) => (TaskState::Error, Some(error.clone())),
            Outcome::Cancelled => (TaskState::Cancelled, None),
        })
    }

    /// Returns whether any task has started.
    fn start_tasks(&mut self, id: u64, jobs: &mut Jobs, resources: &mut Resources) -> bool {
        let due = self.executions.get(&id).map(Execution::due_tasks);
        let due = due.unwrap_or_default();
        for index in &due {
            self.start_task(id, *index, jobs, resources);
        }
        !due.is_empty()
    }

    fn start_task(&mut self, id: u64, index: usize, jobs: &mut Jobs, resources: &mut Resources) {
        let Some(execution) = self.executions.get_mut(&id) else {
            return;
        };
        let definition = &execution.tasks[index].definition;
        let input = evaluate_input(&definition.input, &execution.input);
        let action = definition.action.clone();
        execution.tasks[index].state = TaskState::Running;
        let started = self.start_action(&action, input, jobs, resources);
        let Some(execution) = self.executions.get_mut(&id) else {
            return;
        };
        let task = &mut execution.tasks[index];
        match started {
            Ok(Started::Run(job, run)) => task.runs.push((job, run)),
            Ok(Started::Execution(nested)) => task.executions.push(nested),
            Ok(Started::Nothing) => task.state = TaskState::Success,
            Err(error) => {
                task.state = TaskState::Error;
                task.info = Some(error);
            }
        }
        if task.state != TaskState::Running {
            execution.follow_transitions(index);
        }
    }

    fn start_action(
        &mut self,
        action: &str,
        input: Value,
        jobs: &mut Jobs,
        resources: &mut Resources,
    ) -> Result<Started, String> {
        let mut input = object(input);
        let required =
            |name: &str| number(&input, name).ok_or_else(|| format!("the input has no `{name}`"));
        let kind = match action {
            "std.fail" => return Err("the definition makes the task fail".to_owned()),
            "civis.run_job" => {
                let job = required("job_id")?;
                if jobs.job(job).is_none() {
                    return Err(format!("there is no job {job}"));
                }
                return Ok(Started::Run(job, jobs.start_run(job, &mut resources.env)));
            }
            "civis.workflows.execute" => {
                let workflow = required("workflow_id")?;
                let nested = get(&input, "input").cloned().unwrap_or_default();
                let nested = self.execute(workflow, nested, jobs, resources)?;
                return Ok(Started::Execution(nested));
            }
            "civis.import" => "imports".to_owned(),
            "civis.enhancements.cass_ncoa" => "enhancements/cass-ncoa".to_owned(),
            _ => match action.split_once('.') {
                Some(("std", _)) => return Ok(Started::Nothing),
                Some(("civis", kind)) if kind.starts_with("scripts.") => kind.replace('.', "/"),
                _ => return Err(format!("unknown action `{action}`")),
            },
        };
        let env = &mut resources.env;
        if let Some(Value::Array(syncs)) = input.get_mut("syncs") {
            for sync in syncs.iter_mut().filter_map(Value::as_object_mut) {
                sync.insert("id".to_owned(), env.new_id().into());
            }
        }
        let job = jobs.add(&kind, input, env);
        Ok(Started::Run(job, jobs.start_run(job, env)))
    }

    /// Cancels an execution and its runs. Returns whether it was in progress.
    pub(crate) fn cancel(&mut self, id: u64, jobs: &mut Jobs, resources: &Resources) -> bool {
        let execution = self.executions.get(&id);
        if !execution.is_some_and(Execution::is_in_progress) {
            return false;
        }
        let now = resources.env.now();
        let (runs, executions) = self.in_progress(id);
        for run in runs {
            jobs.cancel(run, now);
        }
        for nested in executions {
            self.cancel(nested, jobs, resources);
        }
        if let Some(execution) = self.executions.get_mut(&id) {
            for task in &mut execution.tasks {
                if task.state == TaskState::Running {
                    task.state = TaskState::Cancelled;
                }
            }
            execution.state = TaskState::Cancelled;
            execution.finished_at = Some(now);
        }
        true
    }
}
