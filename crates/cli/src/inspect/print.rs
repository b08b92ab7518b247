//! The inspection, for people.

use anstream::println;
use anstyle::Style;

use super::{
    Inspection,
    anatomy::Anatomy,
    contract::{Contract, Item},
};

/// Prints all of it.
pub(crate) fn print(inspection: &Inspection) {
    print_identity(&inspection.anatomy);
    print_contract(&inspection.contract);
    print_parts(&inspection.anatomy);
}

fn print_identity(anatomy: &Anatomy) {
    let name = anatomy.name.as_deref().unwrap_or("(no name)");
    let version = anatomy.version.as_deref().unwrap_or("(no version)");
    println!("{name} {version}, {}", bytes(anatomy.size));
    for (field, values) in &anatomy.producers {
        let values: Vec<String> = values
            .iter()
            .map(|(name, version)| format!("{name} {version}").trim().to_owned())
            .collect();
        println!("  {field}: {}", values.join(", "));
    }
}

fn print_contract(contract: &Contract) {
    print_items("exports", &contract.exports);
    print_items("imports", &contract.imports);
    heading("capabilities", contract.capabilities.len());
    for capability in &contract.capabilities {
        println!(
            "  {} (without it {}): {}",
            capability.name,
            capability.without_grant,
            capability.imports.join(", ")
        );
    }
}

fn print_items(title: &str, items: &[Item]) {
    heading(title, items.len());
    for item in items {
        println!("  {}", item.name);
        item.functions
            .iter()
            .for_each(|function| println!("    {function}"));
    }
}

fn print_parts(anatomy: &Anatomy) {
    heading("core modules", anatomy.modules.len());
    for (index, module) in anatomy.modules.iter().enumerate() {
        let parts = [
            ("code", module.code),
            ("data", module.data),
            ("custom sections", module.custom),
        ];
        let parts: Vec<String> = parts
            .iter()
            .map(|(name, size)| format!("{name} {}", bytes(*size)))
            .collect();
        println!("  {index}: {} ({})", bytes(module.size), parts.join(", "));
    }
    heading("custom sections", anatomy.custom_sections.len());
    for section in &anatomy.custom_sections {
        println!("  {}: {}", section.name, bytes(section.size));
    }
}

fn heading(title: &str, count: usize) {
    let bold = Style::new().bold();
    let none = if count == 0 { ": none" } else { "" };
    println!("{bold}{title}{bold:#}{none}");
}

fn bytes(size: u64) -> String {
    if size < 10_000 {
        format!("{size} B")
    } else {
        format!("{} kB", size.div_ceil(1000))
    }
}
