//! `plugwright:template`: plugins that add functions to a template language.

pub use crate::bindings::template::exports::plugwright::template::template::{
    Function, Parameter, Value,
};
use crate::{
    Error, Exported, Installed, Plugin, PluginCapabilities, PluginContext,
    bindings::template::exports::plugwright::template::template::Guest, plugin::instance,
};

/// A plugin that adds functions to templates.
pub trait TemplatePlugin: Plugin {
    /// The functions that this plugin adds. It is asked before the plugin is configured.
    fn functions() -> Vec<Function>;

    /// Calls the function called `name` with its arguments in order.
    ///
    /// # Errors
    ///
    /// When there is no such function ([`unknown_function`]), or the arguments do not fit.
    fn call(&self, ctx: &PluginContext, name: &str, arguments: &[Value]) -> Result<Value, Error>;
}

impl<P: TemplatePlugin + Installed> Guest for Exported<P> {
    fn functions() -> Vec<Function> {
        P::functions()
    }

    fn call(ctx: PluginContext, name: String, arguments: Vec<Value>) -> Result<Value, Error> {
        instance::<P>()?.call(&ctx, &name, &arguments)
    }

    fn get_capabilities() -> PluginCapabilities {
        P::capabilities()
    }
}

/// The error for a function that the plugin does not have.
pub fn unknown_function(name: &str) -> Error {
    Error::caller(
        "unknown-function",
        format!("there is no template function `{name}`"),
    )
}

impl Function {
    /// A function without parameters; `name` as templates write it, for example `fake.name`.
    pub fn new(name: impl Into<String>, description: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            description: description.into(),
            parameters: Vec::new(),
        }
    }

    /// The same function with one more parameter.
    #[must_use]
    pub fn with(self, name: impl Into<String>, description: impl Into<String>) -> Self {
        self.parameter(name.into(), description.into(), false)
    }

    /// The same function with one more parameter that may be left out.
    #[must_use]
    pub fn with_optional(self, name: impl Into<String>, description: impl Into<String>) -> Self {
        self.parameter(name.into(), description.into(), true)
    }

    fn parameter(mut self, name: String, description: String, optional: bool) -> Self {
        self.parameters.push(Parameter {
            name,
            description,
            optional,
        });
        self
    }
}

impl Value {
    /// The text, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The whole number, if it is one; a [`Value::Number`] without a fraction counts.
    pub fn as_integer(&self) -> Option<i64> {
        match self {
            Self::Integer(integer) => Some(*integer),
            Self::Number(number) => whole(*number),
            _ => None,
        }
    }

    /// The number, if it is one, whole or not.
    pub fn as_number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            #[expect(clippy::cast_precision_loss, reason = "templates count in doubles")]
            Self::Integer(integer) => Some(*integer as f64),
            _ => None,
        }
    }

    /// The truth value, if it is one.
    pub fn as_boolean(&self) -> Option<bool> {
        match self {
            Self::Boolean(boolean) => Some(*boolean),
            _ => None,
        }
    }

    /// Whether it is [`Value::Null`].
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
}

/// The integer that a double stands for, if the double is exact.
fn whole(number: f64) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0; // 2^53: beyond, neighbouring integers are one double
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the guard leaves only exact integers"
    )]
    (number.fract() == 0.0 && number.abs() <= EXACT).then_some(number as i64)
}

macro_rules! value_from {
    ($($from:ty => $case:ident),+ $(,)?) => {
        $(impl From<$from> for Value {
            fn from(value: $from) -> Self {
                Self::$case(value.into())
            }
        })+
    };
}

value_from!(bool => Boolean, i64 => Integer, i32 => Integer, u32 => Integer, f64 => Number, String => Text, &str => Text);

#[cfg(feature = "json")]
impl From<serde_json::Value> for Value {
    fn from(value: serde_json::Value) -> Self {
        use serde_json::Value as Json;
        match value {
            Json::Null => Self::Null,
            Json::Bool(boolean) => Self::Boolean(boolean),
            Json::String(text) => Self::Text(text),
            Json::Number(ref number) => match (number.as_i64(), number.as_f64()) {
                (Some(integer), _) => Self::Integer(integer),
                (None, Some(double)) => Self::Number(double),
                (None, None) => Self::Json(number.to_string()),
            },
            Json::Array(_) | Json::Object(_) => Self::Json(value.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_counts_as_an_integer_only_when_it_is_exactly_one() {
        assert_eq!(Value::Number(3.0).as_integer(), Some(3));
        assert_eq!(Value::Number(3.5).as_integer(), None);
        assert_eq!(Value::Number(1e300).as_integer(), None);
        assert_eq!(Value::Number(f64::NAN).as_integer(), None);
    }

    #[cfg(feature = "json")]
    #[test]
    fn json_becomes_the_narrowest_value() {
        let values = serde_json::json!([null, true, 7, 0.5, "a", [1]]);
        let values: Vec<Value> = values
            .as_array()
            .unwrap()
            .iter()
            .cloned()
            .map(Value::from)
            .collect();
        let expected = [
            Value::Null,
            Value::Boolean(true),
            Value::Integer(7),
            Value::Number(0.5),
            Value::Text("a".into()),
            Value::Json("[1]".into()),
        ];
        assert_eq!(values, expected);
    }
}
