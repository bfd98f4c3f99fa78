//! Executions of workflows: tasks run jobs, and start what follows them.

use serde_json::{Value, json};

use crate::platform::clock::text;
use crate::platform::jobs::plan::Outcome;
use crate::platform::object::{Facts, facts, named};
use crate::platform::state::World;
use crate::platform::workflows::tasks::{Execution, State, Task, with_input};

impl World {
    /// Starts an execution and the tasks that nothing leads to.
    pub(crate) fn execute(&mut self, workflow: u64, input: Value) -> Result<u64, String> {
        let definition = match self.workflows.get(&workflow) {
            Some(workflow) => workflow.definition()?.clone(),
            None => return Err(format!("there is no workflow {workflow}")),
        };
        let id = self.new_id();
        let task = |definition| Task {
            definition,
            state: State::Idle,
            info: None,
            runs: Vec::new(),
            executions: Vec::new(),
            reached_from: Vec::new(),
        };
        let execution = Execution {
            id,
            workflow,
            input,
            state: State::Running,
            tasks: definition.tasks.into_iter().map(task).collect(),
            started_at: self.now(),
            finished_at: None,
        };
        self.executions.insert(id, execution);
        if let Some(workflow) = self.workflows.get_mut(&workflow) {
            workflow.executions.push(id);
        }
        self.go_on(id);
        Ok(id)
    }

    /// Brings every execution to where its runs are.
    pub(crate) fn settle_executions(&mut self) {
        let running = self
            .executions
            .values()
            .filter(|e| e.state == State::Running);
        for id in running.map(|execution| execution.id).collect::<Vec<_>>() {
            self.go_on(id);
        }
    }

    /// Polls the runs of an execution, and brings it to where they are.
    pub(crate) fn poll_execution(&mut self, id: u64) {
        for (_, run) in self.live_runs(id) {
            self.poll(run);
        }
        for execution in self.live_executions(id) {
            self.poll_execution(execution);
        }
        self.go_on(id);
    }

    fn live_runs(&self, id: u64) -> Vec<(u64, u64)> {
        let tasks = self
            .executions
            .get(&id)
            .map_or(&[][..], |e| e.tasks.as_slice());
        let live = tasks.iter().filter(|task| task.state == State::Running);
        live.filter_map(|task| task.runs.last().copied()).collect()
    }

    fn live_executions(&self, id: u64) -> Vec<u64> {
        let tasks = self
            .executions
            .get(&id)
            .map_or(&[][..], |e| e.tasks.as_slice());
        let live = tasks.iter().filter(|task| task.state == State::Running);
        live.filter_map(|task| task.executions.last().copied())
            .collect()
    }

    /// Ends tasks whose runs have ended, and starts those that follow, until
    /// nothing changes.
    pub(crate) fn go_on(&mut self, id: u64) {
        while self
            .executions
            .get(&id)
            .is_some_and(|e| e.state == State::Running)
        {
            let ended = self.end_tasks(id);
            let started = self.start_tasks(id);
            if !ended && !started {
                break;
            }
        }
        let now = self.now();
        let Some(execution) = self.executions.get_mut(&id) else {
            return;
        };
        let is_busy = execution
            .tasks
            .iter()
            .any(|task| task.state == State::Running);
        if execution.state == State::Running && !is_busy {
            let failed = execution.tasks.iter().any(Task::is_unhandled);
            execution.state = if failed { State::Error } else { State::Success };
        }
        if !matches!(execution.state, State::Running | State::Paused) {
            execution.finished_at.get_or_insert(now);
        }
    }

    fn end_tasks(&mut self, id: u64) -> bool {
        let Some(execution) = self.executions.get(&id) else {
            return false;
        };
        let ends: Vec<(usize, State, Option<String>)> = execution
            .tasks
            .iter()
            .enumerate()
            .filter(|(_, task)| task.state == State::Running)
            .filter_map(|(index, task)| {
                let (state, info) = self.end_of(task)?;
                Some((index, state, info))
            })
            .collect();
        let Some(execution) = self.executions.get_mut(&id) else {
            return false;
        };
        for (index, state, info) in &ends {
            execution.tasks[*index].state = *state;
            execution.tasks[*index].info.clone_from(info);
            execution.lead_on(*index);
        }
        !ends.is_empty()
    }

    /// How a running task has ended, `None` if it goes on.
    fn end_of(&self, task: &Task) -> Option<(State, Option<String>)> {
        if let Some(nested) = task.executions.last() {
            let state = self.executions.get(nested)?.state;
            let has_ended = !matches!(state, State::Running | State::Paused);
            return has_ended.then_some((state, None));
        }
        let (_, run) = task.runs.last()?;
        Some(match self.runs.get(run)?.end.as_ref()? {
            Outcome::Succeeded => (State::Success, None),
            Outcome::Failed(error) => (State::Error, Some(error.clone())),
            Outcome::Cancelled => (State::Cancelled, None),
        })
    }

    fn start_tasks(&mut self, id: u64) -> bool {
        let Some(execution) = self.executions.get(&id) else {
            return false;
        };
        let due = execution.due();
        for index in &due {
            self.start_task(id, *index);
        }
        !due.is_empty()
    }

    fn start_task(&mut self, id: u64, index: usize) {
        let Some(execution) = self.executions.get_mut(&id) else {
            return;
        };
        let input = with_input(&execution.tasks[index].definition.input, &execution.input);
        let task = &mut execution.tasks[index];
        task.state = State::Running;
        let action = task.definition.action.clone();
        let started = self.act(&action, input);
        let Some(execution) = self.executions.get_mut(&id) else {
            return;
        };
        let task = &mut execution.tasks[index];
        match started {
            Ok(Started::Run(job, run)) => task.runs.push((job, run)),
            Ok(Started::Execution(nested)) => task.executions.push(nested),
            Ok(Started::Nothing) => task.state = State::Success,
            Err(error) => {
                task.state = State::Error;
                task.info = Some(error);
            }
        }
        if task.state != State::Running {
            execution.lead_on(index);
        }
    }

    /// Starts what an action stands for.
    fn act(&mut self, action: &str, input: Value) -> Result<Started, String> {
        let mut input = facts(input);
        let number = |input: &Facts, name: &str| {
            let number = named(input, name).and_then(Value::as_u64);
            number.ok_or_else(|| format!("the input has no `{name}`"))
        };
        let home = match action {
            "std.fail" => return Err("the task fails by its definition".to_owned()),
            "civis.run_job" => {
                let job = number(&input, "job_id")?;
                if !self.jobs.contains_key(&job) {
                    return Err(format!("there is no job {job}"));
                }
                return Ok(Started::Run(job, self.start_run(job)));
            }
            "civis.workflows.execute" => {
                let workflow = number(&input, "workflow_id")?;
                let nested = named(&input, "input").cloned().unwrap_or_default();
                return Ok(Started::Execution(self.execute(workflow, nested)?));
            }
            "civis.import" => "imports".to_owned(),
            "civis.enhancements.cass_ncoa" => "enhancements/cass-ncoa".to_owned(),
            _ => match action.split_once('.') {
                Some(("std", _)) => return Ok(Started::Nothing),
                Some(("civis", kind)) if kind.starts_with("scripts.") => kind.replace('.', "/"),
                _ => return Err(format!("the action `{action}` is not known")),
            },
        };
        if let Some(Value::Array(syncs)) = input.get_mut("syncs") {
            for sync in syncs.iter_mut().filter_map(Value::as_object_mut) {
                sync.insert("id".to_owned(), self.new_id().into());
            }
        }
        let job = self.add_job(&home, input);
        Ok(Started::Run(job, self.start_run(job)))
    }

    /// Ends an execution that goes on, and its runs. Whether it did.
    pub(crate) fn cancel_execution(&mut self, id: u64) -> bool {
        let goes_on = self
            .executions
            .get(&id)
            .is_some_and(|e| matches!(e.state, State::Running | State::Paused));
        if !goes_on {
            return false;
        }
        for (_, run) in self.live_runs(id) {
            self.cancel(run);
        }
        for nested in self.live_executions(id) {
            self.cancel_execution(nested);
        }
        let now = self.now();
        if let Some(execution) = self.executions.get_mut(&id) {
            let live = execution.tasks.iter_mut();
            for task in live.filter(|task| task.state == State::Running) {
                task.state = State::Cancelled;
            }
            execution.state = State::Cancelled;
            execution.finished_at = Some(now);
        }
        true
    }

    pub(crate) fn execution_facts(&self, execution: &Execution) -> Facts {
        let workflow = self.workflows.get(&execution.workflow);
        let tasks: Value = execution
            .tasks
            .iter()
            .map(|task| self.task_facts(task))
            .collect();
        let definition = workflow.map(|workflow| workflow.text());
        facts(json!({
            "id": execution.id,
            "state": execution.state.word(),
            "mistralState": execution.state.mistral(),
            "mistralStateInfo": execution.tasks.iter().find_map(|task| task.info.clone()),
            "user": self.fixtures.author(),
            "definition": definition,
            "input": execution.input,
            "includedTasks": [],
            "tasks": tasks,
            "startedAt": text(execution.started_at),
            "finishedAt": execution.finished_at.map(text),
            "createdAt": text(execution.started_at),
            "updatedAt": text(execution.finished_at.unwrap_or(execution.started_at)),
        }))
    }

    pub(crate) fn task_facts(&self, task: &Task) -> Value {
        let runs = task.runs.iter().filter_map(|(job, run)| {
            let mut shown = self.run_facts(self.runs.get(run)?);
            shown.insert("jobId".to_owned(), (*job).into());
            shown.insert("myPermissionLevel".to_owned(), "manage".into());
            Some(Value::Object(shown))
        });
        let nested = task.executions.iter().filter_map(|id| {
            let execution = self.executions.get(id)?;
            let mut shown = self.execution_facts(execution);
            shown.insert("workflowId".to_owned(), execution.workflow.into());
            shown.insert("myPermissionLevel".to_owned(), "manage".into());
            Some(Value::Object(shown))
        });
        json!({
            "name": task.definition.name,
            "mistralState": task.state.mistral(),
            "mistralStateInfo": task.info,
            "runs": runs.collect::<Value>(),
            "executions": nested.collect::<Value>(),
        })
    }
}

/// What a task has started.
enum Started {
    Run(u64, u64),
    Execution(u64),
    Nothing,
}
