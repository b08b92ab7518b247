//! Calls across the border, and what surrounds them.

use wit_bindgen_core::abi::{self, Instruction};

use super::{Body, Operand};
use crate::{
    go::results::{Outcome, outcome},
    model::Side,
};

impl Body<'_> {
    pub(super) fn call(
        &mut self,
        instruction: &Instruction<'_>,
        operands: &[Operand],
        results: &mut Vec<Operand>,
    ) -> bool {
        match instruction {
            Instruction::CallWasm { sig, .. } => {
                let has_result = !sig.results.is_empty();
                self.call_import(operands, has_result, results);
            }
            Instruction::CallInterface { .. } => self.call_author(operands, results),
            Instruction::Flush { .. } => {
                for operand in operands {
                    let bound = self.settle(operand);
                    results.push(Operand::Value(bound));
                }
            }
            Instruction::Return { .. } => self.give_back(operands),
            // The collector frees what the host had allocated for parameters.
            Instruction::GuestDeallocate { .. } => {}
            _ => return false,
        }
        true
    }

    pub(super) fn is_import(&self) -> bool {
        self.file.package.is_some_and(|package| {
            let interface = self.file.model.interfaces().nth(package);
            interface.is_some_and(|interface| interface.side == Side::Import)
        })
    }

    fn call_import(&mut self, operands: &[Operand], has_result: bool, results: &mut Vec<Operand>) {
        let arguments: Vec<String> = operands.iter().map(Operand::text).collect();
        let call = format!("import{}({})", self.name.symbol, arguments.join(", "));
        if !has_result {
            return self.line(&call);
        }
        let answer = self.local("answer");
        self.line(&format!("{answer} := {call}"));
        results.push(Operand::Value(answer));
    }

    /// Parameters are values of Go before the author's function is called: the host's memory can go.
    fn call_author(&mut self, operands: &[Operand], results: &mut Vec<Operand>) {
        let function = self.function;
        let wit = &function.wit;
        let has_pins = abi::guest_export_params_have_allocations(&self.file.model.resolve, wit)
            || self.arguments.len() == 1 && wit.params.len() > 1;
        let mut arguments: Vec<String> = Vec::new();
        for (operand, param) in operands.iter().zip(self.argument_names()) {
            let is_bound = has_pins || operand.text().len() > 40;
            arguments.push(if is_bound {
                self.bind(operand, &param)
            } else {
                operand.text()
            });
        }
        if has_pins {
            let abi = self.file.abi();
            self.line(&format!("{abi}Release()"));
        }
        let call = match (function.kind.has_self(), arguments.split_first()) {
            (true, Some((receiver, rest))) => {
                format!("{receiver}.{}({})", self.name.name, rest.join(", "))
            }
            _ => format!("exports.{}({})", self.name.symbol, arguments.join(", ")),
        };
        self.take_answer(&call, results);
        if self.has_borrows {
            let abi = self.file.abi();
            self.line(&format!("{abi}DropBorrows()"));
        }
    }

    fn argument_names(&self) -> Vec<String> {
        let receiver = self.function.kind.has_self().then_some(&self.name.receiver);
        receiver
            .into_iter()
            .chain(&self.name.params)
            .cloned()
            .collect()
    }

    fn take_answer(&mut self, call: &str, results: &mut Vec<Operand>) {
        match outcome(self.file.model, self.function) {
            Outcome::Value(None) => self.line(call),
            Outcome::Value(Some(_)) => {
                let result = self.local("result");
                self.line(&format!("{result} := {call}"));
                results.push(Operand::Value(result));
            }
            Outcome::Fallible { ok, .. } => {
                let result = self.local("result");
                match ok {
                    Some(_) => self.line(&format!("{result}, err := {call}")),
                    None => self.line(&format!("err := {call}")),
                }
                self.outcome = Some(result.clone());
                results.push(Operand::Value(result));
            }
        }
    }

    fn settle(&mut self, operand: &Operand) -> String {
        let text = operand.text();
        if self.outcome.as_ref() == Some(&text) {
            return text;
        }
        self.bind(operand, "result")
    }

    fn give_back(&mut self, operands: &[Operand]) {
        if self.is_import() && self.is_pinned {
            let bound: Vec<String> = operands
                .iter()
                .map(|operand| self.settle(operand))
                .collect();
            let abi = self.file.abi();
            self.line(&format!("{abi}Release()"));
            return self.returned(&bound);
        }
        let texts: Vec<String> = operands.iter().map(Operand::text).collect();
        self.returned(&texts);
    }

    fn returned(&mut self, values: &[String]) {
        if !values.is_empty() {
            self.line(&format!("return {}", values.join(", ")));
        }
    }
}
