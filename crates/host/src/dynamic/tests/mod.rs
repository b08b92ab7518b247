//! What the dynamic calls promise, checked with components that are built here from WIT and WebAssembly text.

mod described;
mod direct_against_boxed;
mod guest;
mod host_function;
mod hostile_results;
mod limits;
mod random_type;
mod resources;
mod round_trip;
mod ways_of_calling;
mod wrong_arguments;
