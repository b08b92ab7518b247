//! The one pass over a component: each part of it is read once and shown to every check that it concerns.

use plugwright_manifest::Digest;
use wasmparser::{
    Encoding, FuncValidatorAllocations, FunctionBody, Parser, Payload, ValidPayload, Validator,
    WasmFeatures,
};

use super::code::Code;
use super::data::Data;
use super::imports::Imports;
use super::metadata::Metadata;
use super::names;
use super::position::Position;
use super::report::{Check, Findings, Outcome, Report, Rule, shown};
use super::shape::Shape;
use super::{ScanOptions, data};

/// How many modules and components may be inside each other before the scan gives up.
const MAX_DEPTH: usize = 1_000;

/// Reads `bytes` from the first to the last.
pub(super) fn walk(bytes: &[u8], options: &ScanOptions<'_>) -> Report {
    let mut walk = Walk::new(options);
    let outcome = walk.read(bytes);
    walk.report(bytes, outcome)
}

struct Walk<'a> {
    options: &'a ScanOptions<'a>,
    findings: Findings,
    position: Position,
    /// Gone after the first error: what follows is read all the same, but nothing more is known of its validity.
    validator: Option<Validator>,
    allocations: FuncValidatorAllocations,
    shape: Shape,
    imports: Imports,
    code: Code,
    data: Data,
    metadata: Metadata,
}

impl<'a> Walk<'a> {
    fn new(options: &'a ScanOptions<'a>) -> Self {
        Self {
            options,
            findings: Findings::new(options.accepted.clone(), options.limits.findings_per_rule),
            position: Position::default(),
            validator: Some(Validator::new_with_features(WasmFeatures::all())),
            allocations: FuncValidatorAllocations::default(),
            shape: Shape::default(),
            imports: Imports::default(),
            code: Code::default(),
            data: Data::default(),
            metadata: Metadata::default(),
        }
    }

    fn read(&mut self, bytes: &[u8]) -> Outcome {
        if let Err(stopped) = self.refuse_other_files(bytes) {
            return stopped;
        }
        for payload in Parser::new(0).parse_all(bytes) {
            match payload {
                // The parser takes the end of the bytes for the end of whatever is open.
                Ok(payload) if ends_beyond(&payload, bytes.len()) => {
                    return self.stop(Rule::Malformed, bytes.len(), "it ends inside a part of it");
                }
                Ok(payload) => self.payload(&payload),
                Err(error) => return self.stop(Rule::Malformed, error.offset(), error.message()),
            }
            if self.position.depth() > MAX_DEPTH {
                return self.stop(
                    Rule::Limit,
                    0,
                    "components are nested too deep to read them",
                );
            }
        }
        Outcome::Complete
    }

    /// What is no component by its first bytes is not read as one.
    fn refuse_other_files(&mut self, bytes: &[u8]) -> Result<(), Outcome> {
        let limit = self.options.limits.declared.component_bytes;
        if bytes.len() as u64 > limit {
            let what = format!("it has {} bytes, {limit} are read", bytes.len());
            return Err(self.stop(Rule::TooLarge, 0, &what));
        }
        if Parser::is_component(bytes) {
            return Ok(());
        }
        if Parser::is_core_wasm(bytes) {
            return Err(self.stop(Rule::NotAComponent, 0, "it is a core module"));
        }
        match data::native_code(bytes) {
            Some(format) => Err(self.stop(Rule::NativeCode, 0, format)),
            None => Err(self.stop(
                Rule::NotAComponent,
                0,
                "its first bytes are not those of WebAssembly",
            )),
        }
    }

    fn stop(&mut self, rule: Rule, offset: usize, reason: &str) -> Outcome {
        let place = self.position.place(offset, 0, "");
        self.findings.add(rule, place, reason);
        Outcome::Stopped(shown(reason, 200))
    }

    fn payload(&mut self, payload: &Payload<'_>) {
        if let Payload::Version { encoding, .. } = payload {
            self.open(*encoding);
        }
        self.validate(payload);
        if let Err(error) = self.shape.payload(payload) {
            self.unreadable(&error);
        }
        if let Err(error) = self
            .imports
            .payload(payload, &mut self.findings, &self.position)
        {
            self.unreadable(&error);
        }
        if let Err(error) = self.content(payload) {
            self.unreadable(&error);
        }
        if let Payload::End(_) = payload {
            self.close();
        }
    }

    /// What validation finds wrong as well is not said twice.
    fn unreadable(&mut self, error: &wasmparser::Error) {
        if self.validator.take().is_some() {
            self.malformed(error);
        }
    }

    fn malformed(&mut self, error: &wasmparser::Error) {
        let place = self.position.place(error.offset(), 0, "");
        self.findings.add(Rule::Malformed, place, error.message());
    }

    fn validate(&mut self, payload: &Payload<'_>) {
        let Some(validator) = &mut self.validator else {
            return;
        };
        let outcome = match validator.payload(payload) {
            Ok(ValidPayload::Func(function, body)) => {
                let mut function = function.into_validator(std::mem::take(&mut self.allocations));
                let outcome = function.validate(&body);
                self.allocations = function.into_allocations();
                outcome
            }
            other => other.map(drop),
        };
        if let Err(error) = outcome {
            self.validator = None;
            self.malformed(&error);
        }
    }

    fn open(&mut self, encoding: Encoding) {
        self.position.open(encoding == Encoding::Component);
        self.imports.open();
        self.code.open();
    }

    fn close(&mut self) {
        self.code
            .close(self.data.has_round_constants(), &mut self.findings);
        self.data
            .close(&mut self.findings, &self.position, &self.options.limits);
        self.imports.close();
        self.position.close();
    }

    fn content(&mut self, payload: &Payload<'_>) -> Result<(), wasmparser::Error> {
        match payload {
            Payload::CodeSectionEntry(body) => self.function(body)?,
            Payload::ImportSection(section) => {
                self.code.imports(section.clone())?;
                names::core_imports(section.clone(), &mut self.findings, &self.position)?;
            }
            Payload::ExportSection(section) => {
                names::core_exports(section.clone(), &mut self.findings, &self.position)?;
            }
            Payload::StartSection { func, range } => {
                let place = self
                    .position
                    .place(range.start, range.end - range.start, "start");
                let what = format!("function {func} is the start function of a module");
                self.findings.add(Rule::StartFunction, place, &what);
            }
            Payload::DataSection(section) => {
                for segment in section.clone() {
                    let segment = segment?;
                    let offset = segment.range.end - segment.data.len();
                    self.data.segment(
                        segment.data,
                        offset,
                        &mut self.findings,
                        &self.position,
                        &self.options.limits,
                    );
                }
            }
            Payload::CustomSection(section) => self.custom(section),
            _ => {}
        }
        Ok(())
    }

    fn function(&mut self, body: &FunctionBody<'_>) -> Result<(), wasmparser::Error> {
        self.code.function(
            body,
            &mut self.findings,
            &self.position,
            &self.options.limits,
        )
    }

    fn custom(&mut self, section: &wasmparser::CustomSectionReader<'_>) {
        names::custom_section(section, &mut self.findings, &self.position);
        let at_top = self.position.depth() == 1;
        if self
            .metadata
            .section(section, at_top, &mut self.findings, &self.position)
        {
            return;
        }
        self.data.custom_section(
            section,
            &mut self.findings,
            &self.position,
            &self.options.limits,
        );
    }

    fn report(mut self, bytes: &[u8], outcome: Outcome) -> Report {
        let digest = Digest::of(bytes);
        self.shape.judge(self.options, &mut self.findings);
        if outcome == Outcome::Complete {
            let manifest = self.metadata.manifest(self.options, &mut self.findings);
            self.imports
                .judge(manifest.as_ref(), self.options, &mut self.findings);
            let found = self.data.crates().collect();
            self.metadata.judge(
                manifest.as_ref(),
                found,
                &digest,
                self.options,
                &mut self.findings,
            );
        }
        let settled = self.findings.finish();
        Report {
            digest,
            bytes: bytes.len() as u64,
            outcome,
            summary: settled.summary,
            checks: Check::all(self.options),
            findings: settled.findings,
            omitted: settled.omitted,
            advisories: settled.advisories,
        }
    }
}
/// Whether a module or component inside is said to be longer than what there is.
fn ends_beyond(payload: &Payload<'_>, length: usize) -> bool {
    match payload {
        Payload::ModuleSection {
            unchecked_range, ..
        }
        | Payload::ComponentSection {
            unchecked_range, ..
        } => unchecked_range.end > length,
        _ => false,
    }
}
