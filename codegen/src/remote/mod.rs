//! What of a world can be called from afar.
//!
//! A plugin that is a service of its own offers what the world exports; the types that come along are those that its
//! functions mention. The documents about it, `.proto` and `OpenAPI`, describe the same selection under the same names.

mod names;
mod selection;

use crate::{
    Error, Model,
    model::{Function, Interface, TypeDef},
};

pub(crate) use names::{Names, of_type, world_package};

/// A world as a service.
pub(crate) struct Remote<'a> {
    pub(crate) model: &'a Model,
    /// The interfaces that have types or functions here, each once, with the selected types.
    pub(crate) homes: Vec<Home<'a>>,
    /// What can be called, in the order of the WIT.
    pub(crate) calls: Vec<Call<'a>>,
    pub(crate) names: Names,
}

/// An interface and what of it takes part.
pub(crate) struct Home<'a> {
    pub(crate) interface: &'a Interface,
    pub(crate) types: Vec<&'a TypeDef>,
}

/// A function that can be called.
pub(crate) struct Call<'a> {
    pub(crate) interface: &'a Interface,
    pub(crate) function: &'a Function,
    /// The resource that it belongs to.
    pub(crate) resource: Option<&'a TypeDef>,
}

impl<'a> Remote<'a> {
    /// The service that `model` describes.
    ///
    /// # Errors
    /// [`Error::Unsupported`] when a function or a type lives only inside of one component, like a stream.
    pub(crate) fn new(model: &'a Model, language: &'static str) -> Result<Self, Error> {
        let calls = selection::calls(model);
        for call in &calls {
            call.can_travel(model, language)?;
        }
        let homes = selection::homes(model, &calls);
        let names = Names::new(model, &homes);
        Ok(Self {
            model,
            homes,
            calls,
            names,
        })
    }
}

impl Call<'_> {
    fn can_travel(&self, model: &Model, language: &'static str) -> Result<(), Error> {
        let params = self.function.params.iter().map(|param| &param.ty);
        let mut types = params.chain(&self.function.result);
        if !types.any(|ty| model.holds_async(ty)) {
            return Ok(());
        }
        Err(Error::Unsupported {
            place: self.function.place.clone(),
            what: format!(
                "the future, stream or error context of `{}`",
                self.function.name
            ),
            language,
            remedy: "carry the values in lists, or call the function only in process".to_owned(),
        })
    }

    /// What the call is named after in WIT: its resource, if it belongs to one, and itself.
    pub(crate) fn words(&self) -> Vec<&str> {
        use crate::model::FunctionKind as Kind;
        use wit_parser::AccessorKind;
        let resource = self.resource.map(|resource| resource.name.as_str());
        let verb = match self.function.kind {
            Kind::Constructor(_) => return ["new"].into_iter().chain(resource).collect(),
            Kind::Accessor {
                kind: AccessorKind::Setter,
                ..
            } => Some("set"),
            Kind::Accessor {
                kind: AccessorKind::Getter,
                ..
            } => Some("get"),
            _ => None,
        };
        resource
            .into_iter()
            .chain(verb)
            .chain([self.function.name.as_str()])
            .collect()
    }
}
