//! What the host and the plugin's imports say to each other during one call: the answer that is planned, and what came.

use crate::value::Value;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Shared by the prover and the functions that the component imports.
#[derive(Clone, Default)]
pub(crate) struct Exchange(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    planned: Option<Planned>,
    calls: Vec<ImportCall>,
    /// Resources of the host that somebody holds.
    held: Vec<u32>,
    made: u32,
}

/// The import that is going to be called, and what it answers.
struct Planned {
    name: String,
    answer: Option<Value>,
}

/// A call that the plugin made.
pub(crate) struct ImportCall {
    pub(crate) name: String,
    /// None if they were not plain data of the right types.
    pub(crate) arguments: Option<Vec<Value>>,
}

impl Exchange {
    /// Plans what the import `name` answers.
    pub(crate) fn plan(&self, name: String, answer: Option<Value>) {
        let mut state = self.lock();
        state.planned = Some(Planned { name, answer });
        state.calls.clear();
    }

    /// Notes a call of the import `name` and answers it as planned; fails if another call was planned, or none.
    pub(crate) fn answer(&self, call: ImportCall) -> Result<Option<Value>, String> {
        let mut state = self.lock();
        let planned = state.planned.as_ref().filter(|it| it.name == call.name);
        let answer = match planned {
            Some(planned) => Ok(planned.answer.clone()),
            None => Err(format!("the plugin called `{}` unasked", call.name)),
        };
        state.calls.push(call);
        answer
    }

    /// The calls that were made since an answer was planned.
    pub(crate) fn finish(&self) -> Vec<ImportCall> {
        let mut state = self.lock();
        state.planned = None;
        std::mem::take(&mut state.calls)
    }

    /// A new resource of the host, as the number that stands for it.
    pub(crate) fn make_resource(&self) -> u32 {
        let mut state = self.lock();
        state.made += 1;
        let made = state.made;
        state.held.push(made);
        made
    }

    /// The last holder of a resource of the host gave it up.
    pub(crate) fn drop_resource(&self, resource: u32) -> Result<(), String> {
        let mut state = self.lock();
        let position = state.held.iter().position(|held| *held == resource);
        let position =
            position.ok_or_else(|| format!("resource {resource} of the host is dropped twice"))?;
        state.held.swap_remove(position);
        Ok(())
    }

    /// How many resources of the host somebody still holds.
    pub(crate) fn held(&self) -> usize {
        self.lock().held.len()
    }

    /// Forgets the resources of an instance that is gone.
    pub(crate) fn forget_resources(&self) {
        self.lock().held.clear();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
