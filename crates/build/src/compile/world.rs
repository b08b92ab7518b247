//! The world of a project, and what a core module needs to become its component.

use plugwright_codegen::Source;
use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};

use super::Compile;
use crate::Error;

impl Compile<'_> {
    /// The name of the world that the project is for.
    pub(super) fn world(&self) -> Result<String, Error> {
        let source = Source::read(&[self.folder.join("wit")])?;
        let (_, _, name) = source.resolve(None)?;
        Ok(name)
    }

    /// The component of a core module that was compiled for the project's world.
    ///
    /// # Errors
    /// [`Error::Encoding`] when the module does not fit the world.
    pub(super) fn component(
        &self,
        module: Vec<u8>,
        strings: StringEncoding,
    ) -> Result<Vec<u8>, Error> {
        let source = Source::read(&[self.folder.join("wit")])?;
        let (resolve, world, _) = source.resolve(None)?;
        encode(module, &resolve, world, strings).map_err(|error| Error::Encoding {
            reason: format!("{error:#}"),
        })
    }
}

fn encode(
    mut module: Vec<u8>,
    resolve: &wit_parser::Resolve,
    world: wit_parser::WorldId,
    strings: StringEncoding,
) -> anyhow::Result<Vec<u8>> {
    embed_component_metadata(&mut module, resolve, world, strings, false)?;
    ComponentEncoder::default()
        .validate(true)
        .module(&module)?
        .encode()
}
