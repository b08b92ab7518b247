use super::Compile;
use crate::Error;

pub(super) fn compile(project: Compile<'_>) -> Result<Vec<u8>, Error> {
    let _ = project;
    Ok(Vec::new())
}
