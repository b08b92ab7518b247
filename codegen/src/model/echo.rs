//! What an implementation answers that only repeats: a round-trip test of any WIT in any language.

use super::{Function, Interface, InterfaceName, Model, Side, Type};

/// What an exported function answers under `--stubs echo`.
///
/// Resources that the plugin implements carry nothing: a constructor makes one, and so does a function that must answer
/// with one. Where a value cannot be made up (a resource that only the host can make), the function traps with a message.
#[derive(Debug, Clone, Copy)]
pub enum Echo<'a> {
    /// What the imported function of the same name answers to the same arguments. Only for functions of interfaces or of the world
    /// that carry plain data: a resource of the host is none of the plugin's.
    Import(&'a Interface, &'a Function),
    /// The parameter with this position, the first whose type is that of the result.
    Param(usize),
    /// The default of the result's type: zero, `false`, empty, none, the first case; of a fixed-length list, that many
    /// defaults; `ok` with the default; a `char` is U+0000; a resource of the plugin is a new one.
    Default,
    /// Nothing, since there is no result.
    Nothing,
}

impl Model {
    /// What `function` of the exported `interface` answers.
    pub fn echo<'a>(&'a self, interface: &Interface, function: &Function) -> Echo<'a> {
        if let Some((interface, import)) = self.twin(interface, function) {
            return Echo::Import(interface, import);
        }
        let Some(result) = &function.result else {
            return Echo::Nothing;
        };
        let wanted = self.canonical(result);
        let same = |ty: &Type| self.canonical(ty) == wanted;
        match function.params.iter().position(|param| same(&param.ty)) {
            Some(position) => Echo::Param(position),
            None => Echo::Default,
        }
    }

    /// The import that has the name and the signature of an exported function.
    fn twin(&self, interface: &Interface, function: &Function) -> Option<(&Interface, &Function)> {
        if interface.side != Side::Export || function.kind.resource().is_some() {
            return None;
        }
        let same_interface = |import: &&Interface| match (&import.name, &interface.name) {
            (InterfaceName::World, InterfaceName::World) => true,
            _ => import.key == interface.key,
        };
        let import = self.world.imports.iter().find(same_interface)?;
        let same = |known: &&Function| known.name == function.name && known.kind == function.kind;
        let found = import.functions.iter().find(same)?;
        self.takes_the_same(found, function)
            .then_some((import, found))
    }

    fn takes_the_same(&self, import: &Function, export: &Function) -> bool {
        let signature = |function: &Function| -> Vec<Option<Type>> {
            let params = function.params.iter().map(|param| Some(&param.ty));
            let all = params.chain([function.result.as_ref()]);
            all.map(|ty| ty.map(|ty| self.canonical(ty))).collect()
        };
        let signature_of_export = signature(export);
        import.is_async == export.is_async
            && signature_of_export
                .iter()
                .flatten()
                .all(|ty| self.is_plain(ty))
            && signature(import) == signature_of_export
    }
}
