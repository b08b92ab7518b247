use crate::{Error, Model, Options, Output};

pub(crate) fn generate(_model: &Model, _options: &Options) -> Result<Output, Error> {
    Ok(Output::default())
}
