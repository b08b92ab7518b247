//! What a component is made of: its size, its core modules, its custom sections, and who made it.

use std::collections::BTreeMap;

use anyhow::Result;
use serde::Serialize;
use wasm_metadata::Payload;
use wasmparser::{Encoding, Parser};

/// The parts of a component. Sizes are in bytes.
#[derive(Debug, Serialize)]
pub(crate) struct Anatomy {
    /// The name that the component gives itself.
    pub(crate) name: Option<String>,
    /// The version that the component gives itself.
    pub(crate) version: Option<String>,
    /// The size of the file.
    pub(crate) size: u64,
    /// The languages and tools that made it, by field (`language`, `processed-by`, `sdk`): name and version.
    pub(crate) producers: BTreeMap<String, Vec<(String, String)>>,
    /// The core modules, in their order.
    pub(crate) modules: Vec<Module>,
    /// The custom sections of the component itself.
    pub(crate) custom_sections: Vec<CustomSection>,
}

/// A core module.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Module {
    /// All of it.
    pub(crate) size: u64,
    /// Its functions.
    pub(crate) code: u64,
    /// Its static data.
    pub(crate) data: u64,
    /// Names, producers, debug information.
    pub(crate) custom: u64,
}

/// A custom section.
#[derive(Debug, Serialize)]
pub(crate) struct CustomSection {
    /// Its name.
    pub(crate) name: String,
    /// The size of its content.
    pub(crate) size: u64,
}

impl Anatomy {
    /// Takes the valid component `bytes` apart.
    ///
    /// # Errors
    /// When a metadata section is malformed.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self> {
        let payload = Payload::from_binary(bytes)?;
        let metadata = payload.metadata();
        let mut producers = BTreeMap::new();
        collect_producers(&payload, &mut producers);
        let (modules, custom_sections) = parts(bytes)?;
        Ok(Self {
            name: metadata.name.clone(),
            version: metadata.version.as_ref().map(ToString::to_string),
            size: bytes.len() as u64,
            producers,
            modules,
            custom_sections,
        })
    }
}

/// Those of the component and of everything in it: compilers sign the core modules, packagers the component.
fn collect_producers(payload: &Payload, found: &mut BTreeMap<String, Vec<(String, String)>>) {
    let fields = payload
        .metadata()
        .producers
        .iter()
        .flat_map(|producers| producers.iter());
    for (field, values) in fields {
        let known = found.entry(field.clone()).or_default();
        for (name, version) in values.iter() {
            let value = (name.clone(), version.clone());
            if !known.contains(&value) {
                known.push(value);
            }
        }
    }
    if let Payload::Component { children, .. } = payload {
        children
            .iter()
            .for_each(|child| collect_producers(child, found));
    }
}

fn parts(bytes: &[u8]) -> Result<(Vec<Module>, Vec<CustomSection>)> {
    let mut modules = Vec::new();
    let mut sections = Vec::new();
    let mut nesting = Vec::new();
    for payload in Parser::new(0).parse_all(bytes) {
        let payload = payload?;
        match &payload {
            wasmparser::Payload::Version { encoding, .. } => nesting.push(*encoding),
            wasmparser::Payload::End(_) => drop(nesting.pop()),
            wasmparser::Payload::ModuleSection {
                unchecked_range, ..
            } => {
                modules.push(Module {
                    size: length(unchecked_range),
                    ..Module::default()
                });
            }
            wasmparser::Payload::CustomSection(section) if nesting.len() == 1 => {
                sections.push(CustomSection {
                    name: section.name().to_owned(),
                    size: section.data().len() as u64,
                });
            }
            _ => {}
        }
        if let (Some(Encoding::Module), Some(module)) = (nesting.last(), modules.last_mut()) {
            add(module, &payload);
        }
    }
    Ok((modules, sections))
}

fn add(module: &mut Module, payload: &wasmparser::Payload<'_>) {
    match payload {
        wasmparser::Payload::CodeSectionStart { size, .. } => module.code += u64::from(*size),
        wasmparser::Payload::DataSection(section) => module.data += length(&section.range()),
        wasmparser::Payload::CustomSection(section) => module.custom += length(&section.range()),
        _ => {}
    }
}

fn length(range: &std::ops::Range<usize>) -> u64 {
    range.len() as u64
}
