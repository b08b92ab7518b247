//! Makes archives that ours never would: byte by byte, with a writer of its own.

use plugwright_manifest::Digest;
use serde_json::{Value, json};

use crate::samples;

/// A header of any kind; the defaults are those of an honest entry.
pub(crate) struct Header<'a> {
    pub(crate) name: &'a [u8],
    pub(crate) mode: &'a [u8; 8],
    pub(crate) owner: &'a [u8; 8],
    pub(crate) size: [u8; 12],
    pub(crate) time: &'a [u8; 12],
    pub(crate) kind: u8,
    pub(crate) link: &'a [u8],
    pub(crate) magic: &'a [u8; 8],
}

impl<'a> Header<'a> {
    pub(crate) fn file(name: &'a [u8], size: usize) -> Self {
        Self {
            name,
            mode: b"0000644\0",
            owner: b"0000000\0",
            size: format!("{size:011o}\0").into_bytes().try_into().unwrap(),
            time: b"00000000000\0",
            kind: b'0',
            link: b"",
            magic: b"ustar\x0000",
        }
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut block = Vec::new();
        let mut field = |bytes: &[u8], width: usize| {
            let mut bytes = bytes.to_vec();
            bytes.resize(width, 0);
            block.extend_from_slice(&bytes);
        };
        field(self.name, 100);
        field(self.mode, 8);
        field(self.owner, 8);
        field(self.owner, 8);
        field(&self.size, 12);
        field(self.time, 12);
        field(b"        ", 8);
        field(&[self.kind], 1);
        field(self.link, 100);
        field(self.magic, 8);
        field(b"", 32);
        field(b"", 32);
        field(b"0000000\0", 8);
        field(b"0000000\0", 8);
        field(b"", 155);
        field(b"", 12);
        let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
        block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        block
    }
}

/// An entry: header and what follows it, up to the next header.
pub(crate) fn entry(header: &Header<'_>, content: &[u8]) -> Vec<u8> {
    let mut bytes = header.bytes();
    bytes.extend_from_slice(content);
    bytes.resize(bytes.len().next_multiple_of(512), 0);
    bytes
}

pub(crate) fn file(name: &str, content: &[u8]) -> Vec<u8> {
    entry(&Header::file(name.as_bytes(), content.len()), content)
}

/// An archive as a list of entries.
pub(crate) struct Forged {
    pub(crate) entries: Vec<Vec<u8>>,
    pub(crate) end: Vec<u8>,
}

impl Forged {
    /// Takes an honest archive apart.
    pub(crate) fn of(archive: &[u8]) -> Self {
        let mut entries = Vec::new();
        let mut rest = archive;
        while rest[0] != 0 {
            let size = std::str::from_utf8(&rest[124..135]).unwrap();
            let size = usize::from_str_radix(size, 8).unwrap();
            let (entry, more) = rest.split_at(512 + size.next_multiple_of(512));
            entries.push(entry.to_vec());
            rest = more;
        }
        Self {
            entries,
            end: rest.to_vec(),
        }
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut bytes = self.entries.concat();
        bytes.extend_from_slice(&self.end);
        bytes
    }
}

/// A package whose documents can be changed. Whoever changes one gets an archive in which all digests are right again, as an
/// attacker would make it.
pub(crate) struct Documents {
    pub(crate) component: Vec<u8>,
    pub(crate) config: Value,
    pub(crate) manifest: Value,
    pub(crate) index: Value,
    /// Blobs after the component.
    pub(crate) more: Vec<Vec<u8>>,
}

impl Documents {
    /// Those of an honest package without assets.
    pub(crate) fn honest() -> Self {
        let forged = Forged::of(&samples::plain());
        let content = |entry: &[u8]| -> Vec<u8> {
            let size = std::str::from_utf8(&entry[124..135]).unwrap();
            entry[512..512 + usize::from_str_radix(size, 8).unwrap()].to_vec()
        };
        let parse = |at: usize| serde_json::from_slice(&content(&forged.entries[at])).unwrap();
        Self {
            component: content(&forged.entries[4]),
            config: parse(3),
            manifest: parse(2),
            index: parse(1),
            more: Vec::new(),
        }
    }

    /// With another component, which the documents describe as they did the first.
    pub(crate) fn with_component(component: Vec<u8>) -> Self {
        Self {
            component,
            ..Self::honest()
        }
    }

    /// Makes digests and sizes right, from the component upward.
    pub(crate) fn link(&mut self) {
        self.config["layerDigests"][0] = json!(Digest::of(&self.component));
        name(&mut self.manifest["layers"][0], &self.component);
        let config = encode(&self.config);
        name(&mut self.manifest["config"], &config);
        let manifest = encode(&self.manifest);
        name(&mut self.index["manifests"][0], &manifest);
    }

    /// As an archive, after [`Documents::link`].
    pub(crate) fn linked(mut self) -> Vec<u8> {
        self.link();
        self.bytes()
    }

    /// As an archive, as it is.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let blobs = [
            encode(&self.manifest),
            encode(&self.config),
            self.component.clone(),
        ];
        archive(&encode(&self.index), blobs.iter().chain(&self.more))
    }
}

/// An archive with this index and these blobs.
pub(crate) fn archive<'b>(index: &[u8], blobs: impl Iterator<Item = &'b Vec<u8>>) -> Vec<u8> {
    let mut bytes = file("oci-layout", br#"{"imageLayoutVersion":"1.0.0"}"#);
    bytes.extend(file("index.json", index));
    for blob in blobs {
        bytes.extend(file(&blob_name(blob), blob));
    }
    bytes.extend([0; 1024]);
    bytes
}

pub(crate) fn blob_name(blob: &[u8]) -> String {
    format!("blobs/{}", Digest::of(blob).to_string().replace(':', "/"))
}

/// Writes the digest and size of `blob` into a descriptor.
pub(crate) fn name(descriptor: &mut Value, blob: &[u8]) {
    descriptor["digest"] = json!(Digest::of(blob));
    descriptor["size"] = json!(blob.len());
}

pub(crate) fn encode(document: &Value) -> Vec<u8> {
    let mut document = document.clone();
    document.sort_all_objects();
    document.to_string().into_bytes()
}

#[test]
fn the_forge_makes_what_the_writer_makes_when_nothing_is_forged() {
    let honest = samples::plain();
    assert_eq!(Documents::honest().linked(), honest);
    assert_eq!(Forged::of(&honest).bytes(), honest);
    samples::check(&honest).unwrap();
}
