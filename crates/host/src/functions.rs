//! The functions that a component exports, by name.

use crate::ctx::Ctx;
use crate::dynamic::{Signature, TypeNames};
use crate::error::Problem;
use wasmtime::component::types::{ComponentFunc, ComponentItem};
use wasmtime::component::{ComponentExportIndex, InstancePre};

/// A function that can be called by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FunctionInfo {
    /// `interface@version#function`, or `function` if the world exports it itself.
    pub name: String,
    /// Its type in WIT.
    pub signature: String,
}

/// The exported functions of a component, looked up once.
pub(crate) struct Functions(Vec<ExportedFunction>);

/// One exported function.
pub(crate) struct ExportedFunction {
    pub(crate) name: String,
    /// The interface without its version, and the function in it; none if the world exports the function itself.
    parts: Option<(Box<str>, Box<str>)>,
    pub(crate) index: ComponentExportIndex,
    pub(crate) signature: Signature,
}

impl Functions {
    pub(crate) fn of(pre: &InstancePre<Ctx>) -> Self {
        let (engine, component) = (pre.engine(), pre.component());
        let ty = component.component_type();
        let world = TypeNames::of_world(engine, &ty);
        let mut functions = Self(Vec::new());
        for (name, item) in ty.exports(engine) {
            match item.ty {
                ComponentItem::ComponentFunc(function) => {
                    functions.add(
                        name.to_owned(),
                        component.get_export_index(None, name),
                        &function,
                        &world,
                    );
                }
                ComponentItem::ComponentInstance(interface) => {
                    let names = TypeNames::of_interface(engine, &interface);
                    let instance = component.get_export_index(None, name);
                    for (inner, item) in interface.exports(engine) {
                        if let ComponentItem::ComponentFunc(function) = item.ty {
                            let index = component.get_export_index(instance.as_ref(), inner);
                            functions.add(format!("{name}#{inner}"), index, &function, &names);
                        }
                    }
                }
                _ => {}
            }
        }
        functions
    }

    fn add(
        &mut self,
        name: String,
        index: Option<ComponentExportIndex>,
        function: &ComponentFunc,
        names: &TypeNames,
    ) {
        // A function whose type is too large to describe cannot be called by name; typed calls do not need this.
        if let (Some(index), Ok(signature)) = (index, Signature::new(function, names)) {
            let parts = name.split_once('#').map(|(interface, function)| {
                let interface = interface.split('@').next().unwrap_or(interface);
                (interface.into(), function.into())
            });
            self.0.push(ExportedFunction {
                name,
                parts,
                index,
                signature,
            });
        }
    }

    pub(crate) fn describe(&self) -> Vec<FunctionInfo> {
        let info = |function: &ExportedFunction| FunctionInfo {
            name: function.name.clone(),
            signature: function.signature.describe(),
        };
        self.0.iter().map(info).collect()
    }

    /// Finds a function by its full name, without the version, or by its last part, as long as that names one function.
    pub(crate) fn find(&self, name: &str) -> Result<&ExportedFunction, Problem> {
        if let Some(function) = self.0.iter().find(|function| function.name == name) {
            return Ok(function);
        }
        let mut matching = self.0.iter().filter(|function| function.answers_to(name));
        match (matching.next(), matching.next()) {
            (Some(function), None) => Ok(function),
            (Some(first), Some(_)) => Err(unknown(name, Some(&first.name))),
            (None, _) => Err(unknown(name, self.nearest(name))),
        }
    }

    /// Where a function is that has this full name, or that of a compatible version. All code of a component has its
    /// functions at the same places.
    pub(crate) fn place(&self, name: &str) -> Option<usize> {
        let exact = self.0.iter().position(|function| function.name == name);
        exact.or_else(|| {
            self.0
                .iter()
                .position(|function| same(&function.name, name))
        })
    }

    /// The function at a place.
    pub(crate) fn at(&self, place: usize) -> Option<&ExportedFunction> {
        self.0.get(place)
    }

    /// Those of some functions that there are not, each in words.
    pub(crate) fn missing(&self, wanted: &[&str]) -> Vec<String> {
        let known = |name: &&&str| !self.0.iter().any(|function| same(&function.name, name));
        wanted
            .iter()
            .filter(known)
            .map(|name| format!("it lacks `{name}`"))
            .collect()
    }

    fn nearest(&self, name: &str) -> Option<&str> {
        let wanted = last_part(name);
        let likeness = |function: &&ExportedFunction| {
            let found = last_part(&function.name);
            let shared = found
                .chars()
                .zip(wanted.chars())
                .take_while(|(a, b)| a == b)
                .count();
            (shared, usize::MAX - found.len().abs_diff(wanted.len()))
        };
        self.0
            .iter()
            .max_by_key(likeness)
            .map(|function| function.name.as_str())
    }
}

impl ExportedFunction {
    fn answers_to(&self, name: &str) -> bool {
        let Some((interface, function)) = &self.parts else {
            return false;
        };
        let Some(rest) = name.strip_suffix(&**function) else {
            return false;
        };
        rest.is_empty() || rest.strip_suffix('#') == Some(&**interface)
    }
}

/// Whether an exported name is the wanted one or one of a compatible version.
fn same(exported: &str, wanted: &str) -> bool {
    exported == wanted
        || compatible(exported).is_some_and(|exported| Some(exported) == compatible(wanted))
}

/// A name with its version cut down to what decides compatibility: `a:b/c@0.2.7#f` to `a:b/c@0.2#f`.
fn compatible(name: &str) -> Option<(String, &str)> {
    let (interface, function) = name.split_once('#')?;
    let (path, version) = interface.split_once('@')?;
    let version = plugwright_manifest::Version::parse(version).ok()?;
    let track = match (version.major, version.minor) {
        _ if !version.pre.is_empty() => version.to_string(),
        (0, 0) => version.to_string(),
        (0, minor) => format!("0.{minor}"),
        (major, _) => major.to_string(),
    };
    Some((format!("{path}@{track}"), function))
}

fn unknown(function: &str, nearest: Option<&str>) -> Problem {
    Problem::UnknownFunction {
        function: function.to_owned(),
        nearest: nearest.map(str::to_owned),
    }
}

fn last_part(name: &str) -> &str {
    name.rsplit('#').next().unwrap_or(name)
}
