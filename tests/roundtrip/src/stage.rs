//! One instance of the component, the resources that the prover holds in it, and calls of it.

use crate::default::default;
use crate::exchange::Exchange;
use crate::generator::Generator;
use crate::imports::{full_name, number_of};
use crate::json;
use crate::makers::{Exported, Makers};
use crate::value::Value;
use anyhow::{Context as _, Error, Result, bail};
use plugwright::runtime::wasmtime::component::ResourceDynamic;
use plugwright::{Plugin, Session};
use plugwright_codegen::Model;
use plugwright_codegen::model::Side;
use serde_json::{Value as Json, json};
use std::collections::HashMap;
use wit_parser::TypeId;

/// How many resources of a type are kept for later calls.
const KEPT: usize = 3;

/// A session with what the prover holds in it.
pub(crate) struct Stage<'m> {
    pub(crate) model: &'m Model,
    pub(crate) makers: &'m Makers<'m>,
    pub(crate) generator: Generator,
    pub(crate) exchange: Exchange,
    pub(crate) calls: u64,
    plugin: Plugin,
    session: Session,
    held: HashMap<TypeId, Vec<u32>>,
    /// Resources of the host that no plugin had yet, by their number in the session: wasmtime calls no destructor for them.
    given: HashMap<u32, u32>,
}

/// A call as it was made.
pub(crate) struct Sent {
    pub(crate) arguments: Vec<Value>,
    pub(crate) json: Vec<Json>,
}

impl<'m> Stage<'m> {
    pub(crate) async fn start(
        plugin: &Plugin,
        model: &'m Model,
        makers: &'m Makers<'m>,
        exchange: Exchange,
        seed: u64,
    ) -> plugwright::Result<Self> {
        Ok(Self {
            session: plugin.session().await?,
            plugin: plugin.clone(),
            generator: Generator::new(seed),
            held: HashMap::new(),
            given: HashMap::new(),
            calls: 0,
            model,
            makers,
            exchange,
        })
    }

    /// Goes on with a new instance: after a trap the old one is of no use.
    pub(crate) async fn start_again(&mut self) -> plugwright::Result<()> {
        self.held.clear();
        self.given.clear();
        self.exchange.forget_resources();
        self.session = self.plugin.session().await?;
        Ok(())
    }

    /// Random arguments of a function, with resources for all handles in them.
    pub(crate) async fn arguments(&mut self, exported: &Exported<'_>) -> Result<Sent> {
        let (model, made) = (self.model, &self.makers.made);
        let mut arguments = Vec::new();
        for param in &exported.function.params {
            let value = self.generator.value(model, made, &param.ty);
            arguments.push(value.with_context(|| format!("no value for `{}`", param.name))?);
        }
        self.supply(&mut arguments, true).await?;
        self.supply(&mut arguments, false).await?;
        let mut json = Vec::new();
        if let Some(on) = exported.on {
            json.push(json!({ "resource": self.lend(on).await? }));
        }
        let params = exported.function.params.iter().zip(&arguments);
        json.extend(params.map(|(param, value)| json::write(model, &param.ty, value)));
        Ok(Sent { arguments, json })
    }

    /// Puts numbers to the handles, to those that change hands first: what is given away cannot be lent.
    async fn supply(&mut self, arguments: &mut [Value], owned: bool) -> Result<()> {
        let handles = arguments.iter_mut().flat_map(Value::handles);
        for handle in handles.filter(|handle| handle.is_owned == owned) {
            let number = if owned {
                let kept = self.held.get_mut(&handle.resource).and_then(Vec::pop);
                match kept {
                    Some(kept) => kept,
                    None => self.make(handle.resource).await?,
                }
            } else {
                self.lend(handle.resource).await?
            };
            if owned {
                self.given.remove(&number);
            }
            handle.number = Some(number);
        }
        Ok(())
    }

    async fn lend(&mut self, resource: TypeId) -> Result<u32> {
        if let Some(kept) = self.held.get(&resource).and_then(|held| held.last()) {
            return Ok(*kept);
        }
        let number = self.make(resource).await?;
        self.held.entry(resource).or_default().push(number);
        Ok(number)
    }

    async fn make(&mut self, resource: TypeId) -> Result<u32> {
        if self.model.home(resource).side == Side::Import {
            let made = self.exchange.make_resource();
            let dynamic = ResourceDynamic::new_own(made, number_of(resource));
            let given = |store: &mut _| dynamic.try_into_resource_any(store);
            let number = self.session.give_resource(given)?;
            self.given.insert(number, made);
            return Ok(number);
        }
        let maker = self.makers.of(resource).context("nobody makes it")?;
        let sent = Box::pin(self.arguments(&maker)).await?;
        let name = full_name(maker.interface, maker.function);
        let answer = self.call(&maker, &sent).await;
        let answer = answer.with_context(|| format!("`{name}`, which makes a resource, failed"))?;
        let mut answer = answer.with_context(|| format!("`{name}` makes no resource"))?;
        let made = answer.handles().first().and_then(|handle| handle.number);
        made.with_context(|| format!("`{name}` makes no resource"))
    }

    /// Calls a function; answers with its result, if it has one.
    pub(crate) async fn call(
        &mut self,
        exported: &Exported<'_>,
        sent: &Sent,
    ) -> Result<Option<Value>> {
        let name = full_name(exported.interface, exported.function);
        self.calls += 1;
        let answer = self.session.call_json(&name, &sent.json).await?;
        let Some(ty) = &exported.function.result else {
            if !answer.is_null() {
                bail!("a function without result answered {answer}");
            }
            return Ok(None);
        };
        let read = json::read(self.model, ty, &answer);
        let read = read.with_context(|| format!("{answer} is no value of the result's type"))?;
        Ok(Some(read))
    }

    /// Keeps the resources that came back, and drops those that are too many.
    pub(crate) async fn keep(&mut self, mut value: Value) -> Result<()> {
        for handle in value.handles() {
            let held = self.held.entry(handle.resource).or_default();
            held.extend(handle.number);
            if held.len() > KEPT {
                let oldest = held.remove(0);
                self.drop(oldest).await?;
            }
        }
        Ok(())
    }

    /// Drops all that the prover holds; then nobody may hold a resource of the host any more.
    pub(crate) async fn drop_all(&mut self) -> Result<()> {
        for number in std::mem::take(&mut self.held).into_values().flatten() {
            let dropped = self.drop(number).await;
            dropped.context("a resource cannot be dropped")?;
        }
        match self.exchange.held() {
            0 => Ok(()),
            held => bail!("the plugin keeps {held} resources of the host"),
        }
    }

    async fn drop(&mut self, number: u32) -> Result<()> {
        self.session.drop_handle(number).await?;
        match self.given.remove(&number) {
            Some(made) => self.exchange.drop_resource(made).map_err(Error::msg),
            None => Ok(()),
        }
    }

    /// The default of the function's result; none if it has none, an error inside if no value can be made up.
    pub(crate) fn default(&self, exported: &Exported<'_>) -> Option<Value> {
        default(self.model, exported.function.result.as_ref()?)
    }

    /// The most linear memory that an instance had so far.
    pub(crate) fn memory(&self) -> u64 {
        self.plugin.metrics().memory_peak
    }
}
