//! What is inside a composite, so that its digest is bound to those of its parts.
//!
//! A custom section lists the parts. The parts themselves are in the component byte by byte, so whoever reads the list can
//! see whether it is true.

use crate::error::{Error, Result};
use plugwright_host::PluginRef;
use plugwright_manifest::{Digest, PluginId, Version};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use wasm_encoder::{ComponentSection as _, CustomSection};
use wasmparser::{Parser, Payload};

const SECTION: &str = "plugwright:composite";

/// One line of the list.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    id: PluginId,
    version: Version,
    digest: Digest,
}

/// Appends the list.
pub(super) fn append(component: &mut Vec<u8>, parts: &[PluginRef]) {
    let lines: Vec<_> = parts
        .iter()
        .map(|part| Line {
            id: part.id.clone(),
            version: part.version.clone(),
            digest: part.digest,
        })
        .collect();
    // Ids, versions and digests are texts.
    let data = serde_json::to_vec(&lines).unwrap_or_default();
    let section = CustomSection {
        name: SECTION.into(),
        data: data.into(),
    };
    section.append_to_component(component);
}

/// Reads the list, and compares it with what is inside.
pub(super) fn read(component: &[u8]) -> Result<Option<Vec<PluginRef>>> {
    let (list, inside) = found(component).map_err(|_| damaged("it is no component"))?;
    let Some(list) = list else {
        return Ok(None);
    };
    let lines: Vec<Line> =
        serde_json::from_slice(list).map_err(|_| damaged("its list of parts cannot be read"))?;
    let parts = lines.into_iter().map(|line| PluginRef {
        id: line.id,
        version: line.version,
        digest: line.digest,
    });
    let parts: Vec<_> = parts.collect();
    if parts
        .iter()
        .map(|part| part.digest)
        .collect::<BTreeSet<_>>()
        != inside
    {
        return Err(damaged("it names other parts than it holds"));
    }
    Ok(Some(parts))
}

/// The list, and the digests of the components that stand directly in the composite.
fn found(component: &[u8]) -> wasmparser::Result<(Option<&[u8]>, BTreeSet<Digest>)> {
    let (mut list, mut inside) = (None, BTreeSet::new());
    let mut depth = 0_usize;
    for payload in Parser::new(0).parse_all(component) {
        match payload? {
            Payload::ComponentSection {
                unchecked_range, ..
            } => {
                if depth == 0 {
                    inside.extend(component.get(unchecked_range).map(Digest::of));
                }
                depth += 1;
            }
            Payload::ModuleSection { .. } => depth += 1,
            Payload::End(_) => depth = depth.saturating_sub(1),
            Payload::CustomSection(section) if depth == 0 && section.name() == SECTION => {
                list = Some(section.data());
            }
            _ => {}
        }
    }
    Ok((list, inside))
}

fn damaged(problem: &str) -> Error {
    Error::damaged(
        "the composite",
        &format!("{problem}; compose its parts again"),
    )
}
