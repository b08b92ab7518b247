//! Strings, lists, maps and lists of fixed length.

use wit_bindgen_core::abi::Instruction;
use wit_parser::Type as WitType;

use super::{Block, Body};

pub(super) fn emit(
    body: &mut Body<'_, '_>,
    instruction: &Instruction<'_>,
    operands: &[String],
    results: &mut Vec<String>,
) -> bool {
    use Instruction as I;
    match instruction {
        I::StringLower { .. } => lower_string(body, &operands[0], results),
        I::ListCanonLower { .. } => lower_view(body, &operands[0], results),
        I::StringLift => {
            let lift = body.module.abi("liftString");
            let value = format!("{lift}({}, {})", operands[0], operands[1]);
            results.push(body.named("text", &value));
        }
        I::ListCanonLift { element, .. } => results.push(lift_view(body, element, operands)),
        I::ListLower { element, .. } => lower_list(body, element, &operands[0], results),
        I::ListLift { element, .. } => results.push(lift_list(body, element, operands)),
        I::MapLower { key, value, .. } => lower_map(body, [key, value], &operands[0], results),
        I::MapLift { key, value, .. } => results.push(lift_map(body, [key, value], operands)),
        I::IterElem { .. } => results.push(body.block_name("item", |block| &mut block.item)),
        I::IterMapKey { .. } => results.push(body.block_name("key", |block| &mut block.key)),
        I::IterMapValue { .. } => results.push(body.block_name("value", |block| &mut block.value)),
        I::IterBasePointer => results.push(body.block_name("base", |block| &mut block.base)),
        _ => return fixed(body, instruction, operands, results),
    }
    true
}

fn fixed(
    body: &mut Body<'_, '_>,
    instruction: &Instruction<'_>,
    operands: &[String],
    results: &mut Vec<String>,
) -> bool {
    use Instruction as I;
    match *instruction {
        I::FixedLengthListLower { size, .. } => {
            let list = checked(body, &operands[0], size);
            results.extend((0..size).map(|index| format!("{list}[{index}]")));
        }
        I::FixedLengthListLift { element, size, .. } => {
            let list = new_fixed(body, element, size);
            for (index, operand) in operands.iter().enumerate() {
                body.line(format!("{list}[{index}] = {operand};"));
            }
            results.push(list);
        }
        I::FixedLengthListLowerToMemory { element, size, .. } => {
            let list = checked(body, &operands[0], size);
            let block = body.take_block();
            let element_size = body.size_of(element);
            let item = block.item.clone().map(|item| (item, list));
            run(
                body,
                &size.to_string(),
                &block,
                (&operands[1], element_size),
                item,
                None,
            );
        }
        I::FixedLengthListLiftFromMemory { element, size, .. } => {
            let list = new_fixed(body, element, size);
            let block = body.take_block();
            let element_size = body.size_of(element);
            let keep = Keep::At(list.clone());
            run(
                body,
                &size.to_string(),
                &block,
                (&operands[0], element_size),
                None,
                Some(keep),
            );
            results.push(list);
        }
        _ => return false,
    }
    true
}

/// What a loop does with what its block leaves.
enum Keep {
    /// Puts it into a list, at the index.
    At(String),
    /// Puts it into a map.
    In(String),
}

/// A loop of `count` rounds over elements in memory, with the statements of `block` in it.
fn run(
    body: &mut Body<'_, '_>,
    count: &str,
    block: &Block,
    (start, size): (&str, usize),
    item: Option<(String, String)>,
    keep: Option<Keep>,
) {
    let index = body.local("index");
    body.line(format!(
        "for (let {index} = 0; {index} < {count}; ++{index}) {{"
    ));
    if let Some((item, list)) = item {
        body.line(format!("  const {item} = {list}[{index}];"));
    }
    if let Some(base) = &block.base {
        body.line(format!("  const {base} = {start} + {index} * {size};"));
    }
    body.nested(&block.lines);
    let left = block.results.join(", ");
    match keep {
        Some(Keep::At(list)) => body.line(format!("  {list}[{index}] = {left};")),
        Some(Keep::In(map)) => body.line(format!("  {map}.set({left});")),
        None => {}
    }
    body.line("}");
}

/// What the runtime encodes for the other side: how long that is, only the block knows.
fn lower_string(body: &mut Body<'_, '_>, text: &str, results: &mut Vec<String>) {
    body.keeps = true;
    let (lower, size) = (body.module.abi("lowerString"), body.module.abi("sizeOf"));
    let pointer = body.local("pointer");
    body.line(format!("const {pointer} = {lower}({text});"));
    let length = format!("{size}({pointer})");
    results.extend([pointer, length]);
}

/// What is in memory as the other side reads it already.
fn lower_view(body: &mut Body<'_, '_>, list: &str, results: &mut Vec<String>) {
    body.keeps = true;
    let list = body.named("list", list);
    let lower = body.module.abi("lowerView");
    let pointer = body.local("pointer");
    body.line(format!("const {pointer} = {lower}({list});"));
    results.extend([pointer, format!("{list}.length")]);
}

fn lift_view(body: &mut Body<'_, '_>, element: &WitType, operands: &[String]) -> String {
    let lift = body.module.abi("liftBuffer");
    let ty = body.names.model.type_of(element);
    let view = body.names.view(&ty).unwrap_or_default();
    let (pointer, length) = (&operands[0], &operands[1]);
    let bytes = match body.size_of(element) {
        1 => length.clone(),
        size => format!("{length} * {size}"),
    };
    body.named("list", &format!("{view}.wrap({lift}({pointer}, {bytes}))"))
}

fn lower_list(body: &mut Body<'_, '_>, element: &WitType, value: &str, results: &mut Vec<String>) {
    let list = body.named("list", value);
    let (length, pointer, size) = room(body, &format!("{list}.length"), body.size_of(element));
    let block = body.take_block();
    let item = block.item.clone().map(|item| (item, list));
    run(body, &length, &block, (&pointer, size), item, None);
    results.extend([pointer, length]);
}

/// Room for as many elements as `length` says.
fn room(body: &mut Body<'_, '_>, length: &str, size: usize) -> (String, String, usize) {
    body.keeps = true;
    let length = body.named("length", length);
    let allocate = body.module.abi("allocate");
    let pointer = body.local("pointer");
    body.line(format!("const {pointer} = {allocate}({length} * {size});"));
    (length, pointer, size)
}

fn lift_list(body: &mut Body<'_, '_>, element: &WitType, operands: &[String]) -> String {
    let pointer = body.named("pointer", &operands[0]);
    let length = body.named("length", &operands[1]);
    let ty = body.names.model.type_of(element);
    let ty = body.names.write(body.module, &ty);
    let list = body.named("list", &format!("new Array<{ty}>({length})"));
    let block = body.take_block();
    let size = body.size_of(element);
    let keep = Keep::At(list.clone());
    run(body, &length, &block, (&pointer, size), None, Some(keep));
    free(body, &pointer, &length, size);
    list
}

fn free(body: &mut Body<'_, '_>, pointer: &str, length: &str, size: usize) {
    let free = body.module.abi("free");
    body.line(format!("{free}({pointer}, {length} * {size});"));
}

fn lower_map(
    body: &mut Body<'_, '_>,
    parts: [&WitType; 2],
    value: &str,
    results: &mut Vec<String>,
) {
    let map = body.named("map", value);
    let (length, pointer, size) = room(body, &format!("{map}.size"), entry_size(body, parts));
    let keys = body.named("keys", &format!("{map}.keys()"));
    let values = body.named("values", &format!("{map}.values()"));
    let mut block = body.take_block();
    let index = body.local("index");
    body.line(format!(
        "for (let {index} = 0; {index} < {length}; ++{index}) {{"
    ));
    for (name, list) in [(block.key.take(), keys), (block.value.take(), values)] {
        let name = name.unwrap_or_default();
        body.line(format!("  const {name} = {list}[{index}];"));
    }
    let base = block.base.take().unwrap_or_default();
    body.line(format!("  const {base} = {pointer} + {index} * {size};"));
    body.nested(&block.lines);
    body.line("}");
    results.extend([pointer, length]);
}

fn lift_map(body: &mut Body<'_, '_>, parts: [&WitType; 2], operands: &[String]) -> String {
    let pointer = body.named("pointer", &operands[0]);
    let length = body.named("length", &operands[1]);
    let [key, value] = parts.map(|ty| body.names.model.type_of(ty));
    let key = body.names.write(body.module, &key);
    let value = body.names.write(body.module, &value);
    let map = body.named("map", &format!("new Map<{key}, {value}>()"));
    let block = body.take_block();
    let size = entry_size(body, parts);
    let keep = Keep::In(map.clone());
    run(body, &length, &block, (&pointer, size), None, Some(keep));
    free(body, &pointer, &length, size);
    map
}

/// An entry lies in memory as a tuple of key and value does.
fn entry_size(body: &Body<'_, '_>, parts: [&WitType; 2]) -> usize {
    body.sizes.record(parts).size.size_wasm32()
}

fn checked(body: &mut Body<'_, '_>, value: &str, size: u32) -> String {
    let list = body.named("list", value);
    let check = body.module.abi("checkLength");
    body.line(format!("{check}({list}.length, {size});"));
    list
}

fn new_fixed(body: &mut Body<'_, '_>, element: &WitType, size: u32) -> String {
    let ty = body.names.model.type_of(element);
    let ty = body.names.write(body.module, &ty);
    body.named("list", &format!("new StaticArray<{ty}>({size})"))
}
