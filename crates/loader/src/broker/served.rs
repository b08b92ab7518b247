//! Calls by way of the serving handle.
//!
//! The handle's typed view looks the imported functions up again for each version that becomes active, so a version that
//! no longer exports what others import is not switched to, and the swap says why.

use crate::error::Error;
use crate::serving::Serving;
use plugwright_host::{
    Answering, Answers, BrokeredCall, Callee, ImportedInterface, Provider, Unanswered,
};
use plugwright_manifest::PluginId;
use std::sync::Arc;

struct Served(Serving<Callee>);

impl Provider for Serving {
    fn id(&self) -> &PluginId {
        self.id()
    }

    fn bind(&self, interface: &Arc<ImportedInterface>) -> Result<Box<dyn Answers>, Unanswered> {
        let interface = interface.clone();
        let callee = self.typed(move |plugin| Callee::new(plugin, &interface));
        Ok(Box::new(Served(
            callee.map_err(|error| unanswered(&error))?,
        )))
    }
}

impl Answers for Served {
    fn call<'a>(&'a self, call: BrokeredCall<'a>) -> Answering<'a> {
        Box::pin(async move {
            let answered = self.0.call(async move |callee| callee.call(call).await);
            answered.await.map_err(|error| unanswered(&error))
        })
    }
}

fn unanswered(error: &Error) -> Unanswered {
    match error {
        Error::Plugin(error) => Unanswered::from(error),
        error => Unanswered {
            code: error.code(),
            fault: error.fault(),
            message: error.to_string(),
        },
    }
}
