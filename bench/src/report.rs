//! The rows, as a table for people and as JSON for programs.

use crate::measure::Case;
use serde::Serialize;
use std::path::Path;

/// One measured row.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    pub name: String,
    pub median_ns: f64,
    pub spread: f64,
    pub vs_raw: Option<f64>,
    /// Of a call by name: to Plugwright's own typed call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vs_typed: Option<f64>,
    pub vs_extism: Option<f64>,
    /// Of a guest in another language: to the guest in Rust.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vs_rust: Option<f64>,
    /// What the figure must not exceed, and of what.
    pub goal: Option<Goal>,
    /// A figure that is no time: bytes, calls a second.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<&'static str>,
}

/// A goal of the project.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Goal {
    pub id: &'static str,
    /// The ratio to raw, or the value, that must not be exceeded (or, for a gain, that must be reached).
    pub bound: f64,
    pub met: bool,
}

impl Row {
    /// A row of a case that stands alone.
    pub fn time(name: impl Into<String>, own: &Case) -> Self {
        Self {
            median_ns: own.median(),
            spread: own.spread(),
            value: None,
            unit: None,
            ..Self::figure(name, 0.0, "", None)
        }
    }

    /// A row of a case beside raw wasmtime and Extism.
    pub fn beside(name: impl Into<String>, own: &Case, raw: &Case, extism: Option<&Case>) -> Self {
        Self {
            vs_raw: Some(own.ratio(raw)),
            vs_extism: extism.map(|extism| own.ratio(extism)),
            ..Self::time(name, own)
        }
    }

    /// Judges the row by its ratio to raw wasmtime.
    #[must_use]
    pub fn with_goal_to_raw(mut self, (id, bound): (&'static str, f64)) -> Self {
        self.goal = Some(Goal { id, bound, met: self.vs_raw.is_some_and(|ratio| ratio <= bound) });
        self
    }

    /// A row of a figure that is no time.
    pub fn figure(name: impl Into<String>, value: f64, unit: &'static str, goal: Option<Goal>) -> Self {
        Self {
            name: name.into(),
            median_ns: 0.0,
            spread: 0.0,
            vs_raw: None,
            vs_typed: None,
            vs_extism: None,
            vs_rust: None,
            goal,
            value: Some(value),
            unit: Some(unit),
        }
    }
}

pub fn print(rows: &[Row]) {
    println!("\n| row | median | spread | to raw wasmtime | to typed | to Extism | to Rust | goal |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |");
    for row in rows {
        let figure = match (row.value, row.unit) {
            (Some(value), Some(unit)) => format!("{value:.2} {unit}"),
            _ => nanoseconds(row.median_ns),
        };
        let ratio = |ratio: Option<f64>| ratio.map_or_else(|| "–".into(), |ratio| format!("{ratio:.2}×"));
        let goal = row.goal.map_or_else(String::new, |goal| {
            let verdict = if goal.met { "met" } else { "MISSED" };
            format!("{} {:.2}: {verdict}", goal.id, goal.bound)
        });
        let (raw, typed) = (ratio(row.vs_raw), ratio(row.vs_typed));
        let (extism, rust) = (ratio(row.vs_extism), ratio(row.vs_rust));
        println!("| {} | {figure} | ±{:.0} % | {raw} | {typed} | {extism} | {rust} | {goal} |", row.name, 100.0 * row.spread);
    }
}

pub fn write_json(rows: &[Row], file: &Path) -> anyhow::Result<()> {
    let text = serde_json::to_string_pretty(&serde_json::json!({ "rows": rows }))?;
    Ok(std::fs::write(file, text)?)
}

fn nanoseconds(ns: f64) -> String {
    match ns {
        ns if ns < 1e3 => format!("{ns:.0} ns"),
        ns if ns < 1e6 => format!("{:.2} µs", ns / 1e3),
        ns => format!("{:.2} ms", ns / 1e6),
    }
}
