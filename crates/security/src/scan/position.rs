//! Where in a component the scan is: modules and components are numbered as they come.

use super::report::{Place, shown};

/// Which module or component is being read.
#[derive(Debug, Default)]
pub(super) struct Position {
    open: Vec<Part>,
    modules: u32,
    components: u32,
}

#[derive(Clone, Copy, Debug)]
struct Part {
    is_component: bool,
    number: u32,
}

impl Position {
    /// How many are inside each other here.
    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    /// A place in the part that is being read.
    pub(super) fn place(&self, offset: usize, length: usize, section: &str) -> Place {
        Place {
            offset: offset as u64,
            length: length as u64,
            part: self.path(),
            section: shown(section, 60),
            ..Place::default()
        }
    }

    /// The parts from the outside in; of many, the innermost ones.
    pub(super) fn path(&self) -> String {
        let inner = self.open.len().saturating_sub(6).max(1);
        let names = self.open.iter().skip(inner).map(|part| {
            let kind = if part.is_component {
                "component"
            } else {
                "module"
            };
            format!("/{kind} {}", part.number)
        });
        std::iter::once("component".to_owned())
            .chain(names)
            .collect()
    }

    pub(super) fn open(&mut self, is_component: bool) {
        let count = if is_component {
            &mut self.components
        } else {
            &mut self.modules
        };
        self.open.push(Part {
            is_component,
            number: *count,
        });
        *count = count.saturating_add(1);
    }

    pub(super) fn close(&mut self) {
        self.open.pop();
    }
}
