//! What answers the imports of another plugin.

use super::{Callee, ImportedInterface};
use crate::dynamic::Tokens;
use crate::error::{Error, Problem};
use crate::plugin::Plugin;
use plugwright_manifest::{Fault, PluginId};
use std::pin::Pin;
use std::sync::Arc;

/// A plugin that answers imports of others, or what leads to one: a [`Plugin`] answers itself; a loader answers with the
/// version that is active when the call comes.
pub trait Provider: Send + Sync + 'static {
    /// The plugin's id.
    fn id(&self) -> &PluginId;

    /// Prepares to answer an interface.
    ///
    /// # Errors
    /// Fails if it is known already that the plugin does not export what is imported.
    fn bind(&self, interface: &Arc<ImportedInterface>) -> Result<Box<dyn Answers>, Unanswered>;
}

/// Answers the functions of one interface.
pub trait Answers: Send + Sync {
    /// Makes a call, once.
    fn call<'a>(&'a self, call: BrokeredCall<'a>) -> Answering<'a>;
}

/// An answer on its way.
pub type Answering<'a> = Pin<Box<dyn Future<Output = Result<Answered, Unanswered>> + Send + 'a>>;

/// A call of one plugin that another has to answer, which [`Callee::call`] does.
pub struct BrokeredCall<'a> {
    /// The function's place in its interface.
    pub(super) function: usize,
    /// Whose call it is.
    pub(super) tenant: &'a str,
    pub(super) arguments: Tokens,
}

/// What another plugin answered.
pub struct Answered(pub(super) Tokens);

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unanswered {
    /// The stable code of the error; of a failure further down the chain, the first one's.
    pub code: &'static str,
    /// Whose fault it is.
    pub fault: Fault,
    /// The error in words, for the operator: the caller is not told.
    pub message: String,
}

impl From<&Error> for Unanswered {
    fn from(error: &Error) -> Self {
        let code = match error.problem() {
            Problem::ProviderFailed { code, .. } => code,
            problem => problem.code(),
        };
        Self {
            code,
            fault: error.fault(),
            message: error.to_string(),
        }
    }
}

impl Provider for Plugin {
    fn id(&self) -> &PluginId {
        self.id()
    }

    fn bind(&self, interface: &Arc<ImportedInterface>) -> Result<Box<dyn Answers>, Unanswered> {
        let callee = Callee::new(self, interface).map_err(|error| Unanswered::from(&error))?;
        Ok(Box::new(callee))
    }
}

impl Answers for Callee {
    fn call<'a>(&'a self, call: BrokeredCall<'a>) -> Answering<'a> {
        Box::pin(async move {
            let answered = Callee::call(self, call).await;
            answered.map_err(|error| Unanswered::from(&error))
        })
    }
}
