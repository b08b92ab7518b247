//! What users would lose: a plugin that calls another would get wrong values, another tenant's data, or the blame.

mod failures;
mod guest;
mod isolation;
mod refused;
mod values;
