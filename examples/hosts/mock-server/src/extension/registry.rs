//! The extensions that a configuration puts into use, by the names that it gives them.

use std::sync::Arc;

use indexmap::IndexMap;

use super::{Authenticator, DataSource, FailurePolicy, Inspection, Responder, TemplateFunctions};

/// An extension together with what happens when it fails.
#[derive(Debug, Clone)]
pub struct Guarded<T> {
    /// The extension.
    pub extension: T,
    /// What becomes of a request when it fails.
    pub policy: FailurePolicy,
}

/// Everything that plugins add. Empty is a server without plugins.
#[derive(Clone, Default)]
pub struct Extensions {
    /// Those who authenticate.
    pub authenticators: IndexMap<String, Arc<dyn Authenticator>>,
    /// Those who add functions to templates.
    pub functions: IndexMap<String, Guarded<Arc<dyn TemplateFunctions>>>,
    /// Those who answer.
    pub responders: IndexMap<String, Guarded<Arc<dyn Responder>>>,
    /// Those who serve rows.
    pub sources: IndexMap<String, Guarded<Arc<dyn DataSource>>>,
    /// All of them, for the operator.
    pub inspections: Vec<Arc<dyn Inspection>>,
}

impl Extensions {
    /// Adds what another plugin adds. Of two entries of one name and kind the later counts.
    pub fn add(&mut self, more: Self) {
        self.authenticators.extend(more.authenticators);
        self.functions.extend(more.functions);
        self.responders.extend(more.responders);
        self.sources.extend(more.sources);
        self.inspections.extend(more.inspections);
    }
}
