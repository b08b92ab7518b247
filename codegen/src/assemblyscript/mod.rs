use crate::{Error, Model, Output, Stubs};

pub(crate) fn generate(_model: &Model, _stubs: Stubs) -> Result<Output, Error> {
    Ok(Output::default())
}
