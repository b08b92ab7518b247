//! Reads a component as it streams past, section by section. Code is skipped; what is held is one section at a time.
//!
//! The types inside are not checked here: a component is validated where it is packed and again before it is compiled. The
//! scan only has to find what every later reader of the same bytes will find, and uses the same parser for that.

use plugwright_manifest::{Digest, Manifest, Runtime};
use wasmparser::{
    Chunk, ComponentExportSectionReader, ComponentImportSectionReader, CustomSectionReader,
    Encoding, Parser, Payload,
};

use super::{ASSETS_SECTION, ComponentFacts, endpoint, malformed, refused};
use crate::{Error, Limits};

/// A component of which some bytes were seen.
pub(crate) struct Scan<'l> {
    limits: &'l Limits,
    parser: Parser,
    /// What was fed and not yet understood.
    pending: Vec<u8>,
    /// How many of the next bytes are code.
    to_skip: u64,
    found: Found,
}

#[derive(Default)]
struct Found {
    manifest: Option<Manifest>,
    assets: Option<Digest>,
    imports: Vec<String>,
    exports: Vec<String>,
    has_code: bool,
}

impl<'l> Scan<'l> {
    pub(crate) fn new(limits: &'l Limits) -> Self {
        Self {
            limits,
            parser: Parser::new(0),
            pending: Vec::new(),
            to_skip: 0,
            found: Found::default(),
        }
    }

    /// Takes the next bytes.
    pub(crate) fn feed(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.pending.extend_from_slice(bytes);
        loop {
            let code = usize::try_from(self.to_skip).unwrap_or(usize::MAX);
            let skipped = code.min(self.pending.len());
            self.pending.drain(..skipped);
            self.to_skip -= skipped as u64;
            if self.pending.is_empty() {
                return Ok(());
            }
            let understood = self.understand(false)?;
            self.pending.drain(..understood);
            if self.to_skip == 0 {
                return Ok(());
            }
        }
    }

    /// What the component is, after its last byte.
    pub(crate) fn finish(mut self) -> Result<ComponentFacts, Error> {
        if self.to_skip > 0 {
            return Err(refused("it ends inside a section"));
        }
        self.understand(true)?;
        self.found.settle(self.limits)
    }

    /// Parses as much of `pending` as there is of it, up to the next code; returns how many bytes that was.
    fn understand(&mut self, at_end: bool) -> Result<usize, Error> {
        let mut understood = 0;
        loop {
            let rest = self.pending.get(understood..).unwrap_or_default();
            let chunk = self
                .parser
                .parse(rest, at_end)
                .map_err(|error| malformed(&error))?;
            let (consumed, payload) = match chunk {
                Chunk::NeedMoreData(more) => {
                    let size = more.saturating_add(rest.len() as u64);
                    Error::over("a section of the component", size, self.limits.section)?;
                    return Ok(understood);
                }
                Chunk::Parsed { consumed, payload } => (consumed, payload),
            };
            understood += consumed;
            if matches!(payload, Payload::End(_)) {
                return Ok(understood);
            }
            self.to_skip = self.found.note(payload, self.limits)?;
            if self.to_skip > 0 {
                return Ok(understood);
            }
        }
    }
}

impl Found {
    /// Takes in one section; returns how many bytes of it follow that are of no interest.
    fn note(&mut self, payload: Payload<'_>, limits: &Limits) -> Result<u64, Error> {
        match payload {
            Payload::Version { encoding, .. } => refuse_module(encoding)?,
            Payload::CustomSection(section) => self.custom(&section)?,
            Payload::ComponentImportSection(section) => self.imports(section, limits)?,
            Payload::ComponentExportSection(section) => self.exports(section, limits)?,
            Payload::ComponentTypeSection(_) => {}
            Payload::ModuleSection {
                unchecked_range: range,
                ..
            }
            | Payload::ComponentSection {
                unchecked_range: range,
                ..
            } => {
                self.has_code = true;
                return Ok(range.len() as u64);
            }
            Payload::UnknownSection { .. } => {
                return Err(refused("it has a section of an unknown kind"));
            }
            _ => self.has_code = true,
        }
        Ok(0)
    }

    fn custom(&mut self, section: &CustomSectionReader<'_>) -> Result<(), Error> {
        match section.name() {
            Manifest::SECTION => {
                let manifest = Manifest::from_canonical_json(section.data())?;
                once(&mut self.manifest, manifest, "it has two manifests inside")
            }
            ASSETS_SECTION => {
                let digest = std::str::from_utf8(section.data())
                    .ok()
                    .and_then(|text| text.parse().ok())
                    .ok_or_else(|| refused("its section of assets holds no digest"))?;
                once(&mut self.assets, digest, "it names its assets twice")
            }
            _ => Ok(()),
        }
    }

    fn imports(
        &mut self,
        section: ComponentImportSectionReader<'_>,
        limits: &Limits,
    ) -> Result<(), Error> {
        for import in section {
            let import = import.map_err(|error| malformed(&error))?;
            self.imports.push(import.name.name.to_owned());
            Error::too_many("the number of imports", self.imports.len(), limits.names)?;
        }
        Ok(())
    }

    fn exports(
        &mut self,
        section: ComponentExportSectionReader<'_>,
        limits: &Limits,
    ) -> Result<(), Error> {
        for export in section {
            let export = export.map_err(|error| malformed(&error))?;
            self.exports.push(export.name.name.to_owned());
            Error::too_many("the number of exports", self.exports.len(), limits.names)?;
        }
        Ok(())
    }

    fn settle(self, limits: &Limits) -> Result<ComponentFacts, Error> {
        let manifest = self.manifest.ok_or_else(|| {
            refused("it has no manifest inside; `plugwright build` makes plugins that have one")
        })?;
        if let Runtime::Remote(remote) = &manifest.runtime {
            if self.has_code {
                return Err(refused(
                    "its manifest says that the plugin is remote, but it holds more than types",
                ));
            }
            endpoint::check(&remote.endpoint, limits.endpoints)?;
        }
        Ok(ComponentFacts {
            manifest,
            assets: self.assets,
            imports: self.imports,
            exports: self.exports,
        })
    }
}

fn refuse_module(encoding: Encoding) -> Result<(), Error> {
    match encoding {
        Encoding::Component => Ok(()),
        Encoding::Module => Err(refused(
            "it is a core module; `plugwright build` makes a component of it",
        )),
    }
}

fn once<T>(place: &mut Option<T>, value: T, problem: &'static str) -> Result<(), Error> {
    match place.replace(value) {
        None => Ok(()),
        Some(_) => Err(refused(problem)),
    }
}
