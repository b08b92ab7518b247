//! One file while it is written: which names it has, and what it imports.

use std::collections::BTreeMap;

use super::layout;
use crate::scope::Scope;

/// A file of the language. What it uses from elsewhere is imported on first use, under a name that is free here.
pub(super) struct Module {
    path: String,
    scope: Scope,
    imports: BTreeMap<String, BTreeMap<String, String>>,
    runtime: String,
    uses_abi: bool,
}

impl Module {
    /// A file at `path` (below the project, without extension) that declares the names in `scope`; `runtime` is the
    /// folder of the runtime.
    pub(super) fn new(path: &str, scope: Scope, runtime: &str) -> Self {
        Self {
            path: path.to_owned(),
            scope,
            imports: BTreeMap::new(),
            runtime: runtime.to_owned(),
            uses_abi: false,
        }
    }

    /// Declares a name of the file's own.
    pub(super) fn declare(&mut self, preferred: &str) -> String {
        self.scope.declare(preferred)
    }

    /// The file's scope, for those that declare names inside of it.
    pub(super) fn scope(&self) -> Scope {
        self.scope.clone()
    }

    /// What `name` of the file at `path` is called here.
    pub(super) fn import(&mut self, path: &str, name: &str) -> String {
        if path == self.path {
            return name.to_owned();
        }
        self.import_as(path, name, name)
    }

    /// The same, under a name of the file's choice.
    pub(super) fn import_as(&mut self, path: &str, name: &str, preferred: &str) -> String {
        let source = relative(&self.path, path);
        let known = self.imports.get(&source).and_then(|names| names.get(name));
        if let Some(local) = known {
            return local.clone();
        }
        let local = self.scope.declare(preferred);
        let names = self.imports.entry(source).or_default();
        names.insert(name.to_owned(), local.clone());
        local
    }

    /// A name of the runtime, which all files keep free for it.
    pub(super) fn runtime(&mut self, file: &str, name: &str) -> String {
        let source = relative(&self.path, &format!("{}{file}", self.runtime));
        let names = self.imports.entry(source).or_default();
        names.insert(name.to_owned(), name.to_owned());
        name.to_owned()
    }

    /// A function of the part of the runtime that only glue uses.
    pub(super) fn abi(&mut self, function: &str) -> String {
        self.uses_abi = true;
        format!("abi.{function}")
    }

    /// Exports again what another file declares: `name` there, `exported` here and from here on.
    pub(super) fn reexport(&mut self, path: &str, name: &str, exported: &str) -> String {
        let local = if path == self.path {
            name
        } else {
            let source = relative(&self.path, path);
            let names = self.imports.entry(source).or_default();
            names
                .entry(name.to_owned())
                .or_insert_with(|| exported.to_owned())
        };
        format!("export {{ {} }};\n", renamed(local, exported))
    }

    /// The import statements, with an empty line behind.
    pub(super) fn import_lines(&self) -> String {
        let mut lines = Vec::new();
        if self.uses_abi {
            let source = relative(&self.path, &format!("{}abi", self.runtime));
            lines.push(format!("import * as abi from \"{source}\";"));
        }
        for (source, names) in &self.imports {
            let names: Vec<String> = names
                .iter()
                .map(|(name, local)| renamed(name, local))
                .collect();
            lines.push(layout::braces(
                "import",
                &names,
                &format!("from \"{source}\";"),
            ));
        }
        if lines.is_empty() {
            return String::new();
        }
        lines.join("\n") + "\n\n"
    }
}

fn renamed(name: &str, local: &str) -> String {
    if name == local {
        return name.to_owned();
    }
    format!("{name} as {local}")
}

/// How the file at `from` names the file at `to`.
fn relative(from: &str, to: &str) -> String {
    let from: Vec<&str> = from.split('/').collect();
    let to: Vec<&str> = to.split('/').collect();
    let folders = from.len() - 1;
    let shared = (0..folders.min(to.len() - 1))
        .take_while(|&depth| from[depth] == to[depth])
        .count();
    let up = folders - shared;
    let start = if up == 0 {
        "./".to_owned()
    } else {
        "../".repeat(up)
    };
    start + &to[shared..].join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_name_each_other_by_the_shortest_way() {
        assert_eq!(relative("a/b/c", "a/b/d"), "./d");
        assert_eq!(relative("a/b/c", "a/x/d"), "../x/d");
        assert_eq!(relative("imports/c", "runtime/abi"), "../runtime/abi");
    }

    #[test]
    fn an_import_gives_way_to_what_the_file_declares() {
        let mut module = Module::new("exports/a", Scope::new(&["Error"]), "runtime/");
        assert_eq!(module.import("imports/types", "Error"), "Error_");
        assert_eq!(
            module.import_lines(),
            "import { Error as Error_ } from \"../imports/types\";\n\n"
        );
    }
}
