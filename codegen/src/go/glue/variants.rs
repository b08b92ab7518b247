//! Variants, options and results: one block of code for each case.

use wit_bindgen_core::abi::{Instruction, WasmType};
use wit_parser::TypeId;

use super::{AFTER, BEFORE, Block, Body, Operand, core_type, indented};
use crate::{
    go::results::{Failure, Outcome, outcome},
    model::Type,
};

impl Body<'_> {
    pub(super) fn variant(
        &mut self,
        instruction: &Instruction<'_>,
        operands: &[Operand],
        results: &mut Vec<Operand>,
    ) -> bool {
        match instruction {
            Instruction::VariantPayloadName => results.push(self.payload()),
            Instruction::VariantLower {
                variant,
                ty,
                results: flat,
                ..
            } => {
                let has_payload = variant.cases.iter().any(|case| case.ty.is_some());
                self.lower_variant(*ty, has_payload, &operands[0], flat, results);
            }
            Instruction::VariantLift { ty, .. } => self.lift_variant(*ty, &operands[0], results),
            Instruction::OptionLower { results: flat, .. } => {
                self.lower_option(&operands[0], flat, results);
            }
            Instruction::OptionLift { payload, .. } => {
                self.lift_option(payload, &operands[0], results);
            }
            Instruction::ResultLower { results: flat, .. } => match self.outcome.take() {
                Some(value) if self.open.is_empty() => self.lower_outcome(&value, flat, results),
                taken => {
                    self.outcome = taken;
                    self.lower_result(&operands[0], flat, results);
                }
            },
            Instruction::ResultLift { ty, .. } => self.lift_result(*ty, &operands[0], results),
            _ => return false,
        }
        true
    }

    /// A name for what a case carries, which is replaced when the value is known.
    fn payload(&mut self) -> Operand {
        self.placeholders += 1;
        let name = format!("{BEFORE}{}{AFTER}", self.placeholders);
        if let Some(names) = self.block_names() {
            names.payload = Some(name.clone());
        }
        Operand::Value(name)
    }

    fn lower_variant(
        &mut self,
        id: TypeId,
        has_payload: bool,
        value: &Operand,
        flat: &[WasmType],
        results: &mut Vec<Operand>,
    ) {
        let settled = self.file.names.ty(self.original(id));
        let prefix = self.file.prefix(settled.package);
        let blocks = self.close(settled.members.len());
        let variables = self.variables(flat);
        let value = value.text();
        let payload = self.local("payload");
        if has_payload {
            self.line(&format!("switch {payload} := {value}.(type) {{"));
        } else {
            self.line(&format!("switch {value}.(type) {{"));
        }
        for (block, case) in blocks.iter().zip(&settled.members) {
            self.line(&format!("case {prefix}{case}:"));
            let arm = filled(block, &format!("{payload}.Value"), &variables);
            self.code.push_str(&indented(&arm));
        }
        self.line("default:");
        let abi = self.file.abi();
        self.line(&format!("\t{abi}NoCase(\"{}\")", settled.name));
        self.line("}");
        results.extend(variables.into_iter().map(Operand::Value));
    }

    fn lift_variant(&mut self, id: TypeId, tag: &Operand, results: &mut Vec<Operand>) {
        let settled = self.file.names.ty(self.original(id));
        let prefix = self.file.prefix(settled.package);
        let blocks = self.close(settled.members.len());
        let name = self.local("variant");
        let ty = self.file.named(id);
        self.line(&format!("var {name} {ty}"));
        self.line(&format!("switch {} {{", tag.narrow()));
        for (position, (block, case)) in blocks.iter().zip(&settled.members).enumerate() {
            let carried = block.results.first();
            let carried = carried.map(|it| format!("Value: {}", it.text()));
            self.line(&format!("case {position}:"));
            let made = format!(
                "{name} = {prefix}{case}{{{}}}\n",
                carried.unwrap_or_default()
            );
            self.code
                .push_str(&indented(&format!("{}{made}", block.code)));
        }
        self.line("}");
        results.push(Operand::Value(name));
    }

    fn lower_option(&mut self, value: &Operand, flat: &[WasmType], results: &mut Vec<Operand>) {
        let blocks = self.close(2);
        let variables = self.variables(flat);
        let inner = self.local("some");
        let arms: Vec<String> = blocks
            .iter()
            .map(|block| indented(&filled(block, &inner, &variables)))
            .collect();
        let value = value.text();
        self.line(&format!("if {inner}, ok := {value}.Get(); ok {{"));
        self.code.push_str(&arms[1]);
        self.otherwise(&arms[0]);
        results.extend(variables.into_iter().map(Operand::Value));
    }

    fn lift_option(
        &mut self,
        payload: &wit_parser::Type,
        tag: &Operand,
        results: &mut Vec<Operand>,
    ) {
        let blocks = self.close(2);
        let name = self.local("option");
        let ty = self.file.ty(&self.file.model.type_of(payload));
        let wit = self.file.wit();
        self.line(&format!("var {name} {wit}Option[{ty}]"));
        self.line(&format!("if {} != 0 {{", tag.narrow()));
        let some = &blocks[1];
        let value = some.results.first().map(Operand::text).unwrap_or_default();
        let made = format!("{}{name} = {wit}Some[{ty}]({value})\n", some.code);
        self.code.push_str(&indented(&made));
        self.line("}");
        results.push(Operand::Value(name));
    }

    fn lower_result(&mut self, value: &Operand, flat: &[WasmType], results: &mut Vec<Operand>) {
        let blocks = self.close(2);
        let variables = self.variables(flat);
        let value = self.bind(value, "result");
        let ok = filled(&blocks[0], &format!("{value}.OK"), &variables);
        let err = filled(&blocks[1], &format!("{value}.Err"), &variables);
        self.line(&format!("if {value}.IsErr {{"));
        self.code.push_str(&indented(&err));
        self.otherwise(&indented(&ok));
        results.extend(variables.into_iter().map(Operand::Value));
    }

    /// What the author's function returned, a value and an error.
    fn lower_outcome(&mut self, value: &str, flat: &[WasmType], results: &mut Vec<Operand>) {
        let blocks = self.close(2);
        let variables = self.variables(flat);
        let ok = filled(&blocks[0], value, &variables);
        let err = self.failure(&blocks[1], &variables);
        self.line("if err != nil {");
        self.code.push_str(&indented(&err));
        self.otherwise(&indented(&ok));
        results.extend(variables.into_iter().map(Operand::Value));
    }

    fn failure(&mut self, block: &Block, variables: &[String]) -> String {
        let Outcome::Fallible { failure, .. } = outcome(self.file.model, self.function) else {
            return String::new();
        };
        let ty = self.file.error_type(&failure);
        let found = || format!("failure := {}As[{ty}](err)\n", self.file.abi());
        let (before, value) = match failure {
            Failure::Nothing => return filled(block, "", variables),
            Failure::Message => ("message := err.Error()\n".to_owned(), "message"),
            Failure::Itself(_) => (found(), "failure"),
            Failure::Wrapped(_) => (found(), "failure.Value"),
        };
        format!("{before}{}", filled(block, value, variables))
    }

    fn lift_result(&mut self, id: TypeId, tag: &Operand, results: &mut Vec<Operand>) {
        let blocks = self.close(2);
        if self.open.is_empty()
            && self.is_import()
            && let Outcome::Fallible { ok, failure } = outcome(self.file.model, self.function)
        {
            return self.lift_outcome(&blocks, (ok.as_ref(), &failure), tag, results);
        }
        let name = self.local("result");
        let ty = match self.file.model.structure(&self.model_type(id)) {
            anonymous @ Type::Result { .. } => self.file.ty(&anonymous),
            other => self.file.ty(&other),
        };
        self.line(&format!("var {name} {ty}"));
        let arm = |block: &Block, field: &str, flag: &str| {
            let value = block.results.first();
            let value = value.map(|it| format!("{name}.{field} = {}\n", it.text()));
            indented(&format!(
                "{}{flag}{}",
                block.code,
                value.unwrap_or_default()
            ))
        };
        let ok = arm(&blocks[0], "OK", "");
        let err = arm(&blocks[1], "Err", &format!("{name}.IsErr = true\n"));
        self.line(&format!("if {} != 0 {{", tag.narrow()));
        self.code.push_str(&err);
        self.otherwise(&ok);
        results.push(Operand::Value(name));
    }

    /// The result of an imported function, as the value and the error that authors get.
    fn lift_outcome(
        &mut self,
        blocks: &[Block],
        (ok, failure): (Option<&Type>, &Failure),
        tag: &Operand,
        results: &mut Vec<Operand>,
    ) {
        let err = self.local("err");
        let value = self.local("result");
        if let Some(ty) = ok {
            let ty = self.file.ty(ty);
            self.line(&format!("var {value} {ty}"));
        }
        self.line(&format!("var {err} error"));
        self.line(&format!("if {} != 0 {{", tag.narrow()));
        let carried = blocks[1].results.first().map(Operand::text);
        let made = self.error_of(failure, &carried.unwrap_or_default());
        let arm = format!("{}{err} = {made}\n", blocks[1].code);
        self.code.push_str(&indented(&arm));
        let carried = blocks[0].results.first().map(Operand::text);
        let arm = carried.map(|text| format!("{value} = {text}\n"));
        let arm = format!("{}{}", blocks[0].code, arm.unwrap_or_default());
        self.otherwise(&indented(&arm));
        let both = match ok {
            Some(_) => format!("{value}, {err}"),
            None => err,
        };
        self.outcome = Some(both.clone());
        results.push(Operand::Value(both));
    }

    fn error_of(&self, failure: &Failure, value: &str) -> String {
        let wit = || self.file.wit();
        match failure {
            Failure::Nothing => format!("{}ErrFailed", wit()),
            Failure::Message => format!("{}Message({value})", wit()),
            Failure::Itself(_) => value.to_owned(),
            Failure::Wrapped(_) => format!("{}{{Value: {value}}}", self.file.error_type(failure)),
        }
    }

    fn otherwise(&mut self, arm: &str) {
        if !arm.is_empty() {
            self.line("} else {");
            self.code.push_str(arm);
        }
        self.line("}");
    }

    fn variables(&mut self, flat: &[WasmType]) -> Vec<String> {
        flat.iter().map(|ty| self.variable(*ty)).collect()
    }

    fn variable(&mut self, ty: WasmType) -> String {
        let name = self.local("flat");
        let ty = core_type(self.file, ty);
        self.line(&format!("var {name} {ty}"));
        name
    }
}

/// The code of a case with what it carries, and its results in `variables`, which are zero already.
fn filled(block: &Block, carried: &str, variables: &[String]) -> String {
    let results = block.results.iter().map(Operand::text).zip(variables);
    let assigned = results.filter(|(text, _)| !matches!(text.as_str(), "0" | "nil"));
    let assigned: Vec<String> = assigned
        .map(|(text, variable)| format!("{variable} = {text}\n"))
        .collect();
    let code = format!("{}{}", block.code, assigned.concat());
    match &block.names.payload {
        Some(name) => code.replace(name, carried),
        None => code,
    }
}
