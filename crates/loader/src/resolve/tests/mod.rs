//! Resolution against an exhaustive search, and the words that it fails with.

mod brute_force;
mod budget;
mod explanations;
mod order;
