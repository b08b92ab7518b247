//! What is said of each rule: code, severity, title, remedy.

use super::Rule;
use crate::scan::report::Severity;

pub(super) struct Entry {
    pub(super) code: &'static str,
    pub(super) severity: Severity,
    pub(super) title: &'static str,
    pub(super) remedy: &'static str,
}

impl Rule {
    pub(super) fn entry(self) -> Entry {
        let (code, severity, title, remedy) = if self <= Self::StartFunction {
            self.of_shape()
        } else if self <= Self::ManifestDiffers {
            self.of_authority()
        } else {
            self.of_content()
        };
        Entry {
            code,
            severity,
            title,
            remedy,
        }
    }

    /// What it is and how large it is.
    fn of_shape(self) -> (&'static str, Severity, &'static str, &'static str) {
        use Severity::{Critical, High, Info, Medium};
        match self {
            Self::NotAComponent => (
                "PW-SCAN-NOT-A-COMPONENT",
                Critical,
                "It is not a component",
                "Do not install it. `plugwright build` makes a component of a core module.",
            ),
            Self::NativeCode => (
                "PW-SCAN-NATIVE-CODE",
                Critical,
                "It is machine code, which no sandbox holds",
                "Do not install it; ask for the component that it was compiled from.",
            ),
            Self::TooLarge => (
                "PW-SCAN-TOO-LARGE",
                High,
                "It is larger than what is read",
                "Ask for a smaller build, or raise the limit of the scan and of the host.",
            ),
            Self::Limit => (
                "PW-SCAN-LIMIT",
                High,
                "It declares more than a host accepts",
                "A host refuses to load it. Rebuild it, or raise the host's static limits if it deserves it.",
            ),
            Self::InitialMemory => (
                "PW-SCAN-INITIAL-MEMORY",
                Medium,
                "It starts with more memory or tables than it may use",
                "Raise its limits in the grant, or ask its author to declare what it needs.",
            ),
            Self::FunctionSize => (
                "PW-SCAN-FUNCTION-SIZE",
                Medium,
                "A function is so large that compilers become slow",
                "Ask its author to split the function; compile it under a deadline.",
            ),
            Self::FunctionShape => (
                "PW-SCAN-FUNCTION-SHAPE",
                Medium,
                "A function has a shape that costs compilers time or memory",
                "Generated code may be like that; compile it under a deadline.",
            ),
            Self::StartFunction => (
                "PW-SCAN-START-FUNCTION",
                Info,
                "Code runs when it is instantiated",
                "Nothing if it is expected: the init deadline of the host covers it.",
            ),
            _ => (
                "PW-SCAN-MALFORMED",
                Critical,
                "It is not valid WebAssembly",
                "Do not install it; build it again.",
            ),
        }
    }

    /// What it asks for.
    fn of_authority(self) -> (&'static str, Severity, &'static str, &'static str) {
        use Severity::{Critical, High, Info, Low, Medium};
        match self {
            Self::UndeclaredImport => (
                "PW-SCAN-UNDECLARED-IMPORT",
                High,
                "It imports what its manifest does not declare",
                "Do not install it; its author has to declare the capability or drop the import.",
            ),
            Self::ForbiddenImport => (
                "PW-SCAN-FORBIDDEN-IMPORT",
                High,
                "It imports what no grant gives",
                "A host does not load it; ask for a build without raw sockets.",
            ),
            Self::HiddenImport => (
                "PW-SCAN-HIDDEN-IMPORT",
                High,
                "A part of it gets an import under another name than the component asks for it",
                "Ask its author why; never grant the outer import without knowing what it really is.",
            ),
            Self::NestedImport => (
                "PW-SCAN-NESTED-IMPORT",
                Info,
                "A part of it imports what another part of it answers",
                "Nothing: virtualised interfaces look like that and give no authority.",
            ),
            Self::UnknownImport => (
                "PW-SCAN-UNKNOWN-IMPORT",
                Info,
                "It imports an interface that the embedding program has to serve",
                "Know what your program's implementation allows before you grant it.",
            ),
            Self::UngrantedImport => (
                "PW-SCAN-UNGRANTED-IMPORT",
                Medium,
                "It imports what the grant does not cover",
                "It will not load; grant the capability or do not use the plugin.",
            ),
            Self::UngrantedCapability => (
                "PW-SCAN-UNGRANTED-CAPABILITY",
                Low,
                "Its manifest asks for more than the grant gives",
                "Grant it, or expect the plugin to be refused where it uses it.",
            ),
            Self::UnusedCapability => (
                "PW-SCAN-UNUSED-CAPABILITY",
                Low,
                "Its manifest asks for a capability that it cannot use",
                "Do not grant it; its author should remove it from the manifest.",
            ),
            Self::UnusedGrant => (
                "PW-SCAN-UNUSED-GRANT",
                Low,
                "The grant gives a capability that it cannot use",
                "Take it out of the grant.",
            ),
            Self::ManifestMissing => (
                "PW-SCAN-NO-MANIFEST",
                Info,
                "It has no manifest, so nothing is declared",
                "Build it with `plugwright build`, or give the manifest to the scan.",
            ),
            Self::ManifestMalformed => (
                "PW-SCAN-BAD-MANIFEST",
                High,
                "The manifest inside cannot be read",
                "Do not install it; build it again with `plugwright build`.",
            ),
            Self::ManifestDiffers => (
                "PW-SCAN-OTHER-MANIFEST",
                High,
                "The manifest inside is another one than the one beside it",
                "Do not install it: what people read must be what is enforced.",
            ),
            _ => (
                "PW-SCAN-TWO-MANIFESTS",
                Critical,
                "It has more than one manifest",
                "Do not install it: readers may disagree about which one counts.",
            ),
        }
    }

    /// What is in it.
    fn of_content(self) -> (&'static str, Severity, &'static str, &'static str) {
        use Severity::{High, Info, Low, Medium};
        match self {
            Self::MinerText => (
                "PW-SCAN-MINER-TEXT",
                High,
                "It has words of mining protocols or programs in its data",
                "Do not install it unless mining is what you want from it.",
            ),
            Self::HashSearch => (
                "PW-SCAN-HASH-SEARCH",
                Medium,
                "A loop counts, hashes and compares, as a proof of work does",
                "Ask what it searches for; limit its time per call and watch what it uses.",
            ),
            Self::Hashing => (
                "PW-SCAN-HASHING",
                Info,
                "It contains hash functions or ciphers",
                "Nothing if its purpose needs them; accept the code of this finding then.",
            ),
            Self::PackedData => (
                "PW-SCAN-PACKED-DATA",
                Low,
                "It holds data without structure: compressed, encrypted or random",
                "Ask what it is; what cannot be read cannot be reviewed.",
            ),
            Self::Executable => (
                "PW-SCAN-EXECUTABLE",
                High,
                "It holds a program",
                "A plugin cannot run it, but may hand it to somebody who can: ask why it is there.",
            ),
            Self::Archive => (
                "PW-SCAN-ARCHIVE",
                Low,
                "It holds an archive or compressed data",
                "Unpack and scan it, or ask for it as an asset of the package.",
            ),
            Self::Secret => (
                "PW-SCAN-SECRET",
                High,
                "It holds what looks like a secret",
                "Its author has to revoke it now and take it out; everybody who has the plugin has it.",
            ),
            Self::HiddenText => (
                "PW-SCAN-HIDDEN-TEXT",
                High,
                "A name has invisible characters or turns the direction of text",
                "Do not install it; such a name reads as another one.",
            ),
            Self::ConfusableText => (
                "PW-SCAN-CONFUSABLE-TEXT",
                Medium,
                "A name looks like another one, or mixes scripts",
                "Compare it letter by letter with the name that you expect.",
            ),
            Self::Vulnerable => (
                "PW-SCAN-VULNERABLE",
                High,
                "It was built from something with a known vulnerability",
                "Ask for a build with the fixed version.",
            ),
            Self::Unmaintained => (
                "PW-SCAN-UNMAINTAINED",
                Low,
                "It was built from something that an advisory warns of",
                "Tell its author; there is no known vulnerability.",
            ),
            Self::DependencyData => (
                "PW-SCAN-DEPENDENCY-DATA",
                Low,
                "What it says about what it was built from cannot be used",
                "Nothing is known of its dependencies then; ask for a software bill of materials.",
            ),
            Self::License => (
                "PW-SCAN-LICENSE",
                Medium,
                "Its licence is not among those that are allowed",
                "Allow the licence, or do not use the plugin.",
            ),
            _ => (
                "PW-SCAN-LICENSE-UNKNOWN",
                Low,
                "Its licence is not known, or is no SPDX expression",
                "Ask its author to state it as an SPDX expression.",
            ),
        }
    }
}
