//! The findings of a scan while it runs: a component that breaks one rule a million times costs no more than one that
//! breaks it twenty times.

use std::collections::{BTreeMap, BTreeSet};

use super::{Evidence, Finding, KnownAdvisory, Place, Rule, Severity, Summary, shown};

const MAX_CHARS: usize = 300;

/// The findings so far.
#[derive(Debug)]
pub(in crate::scan) struct Findings {
    list: Vec<Finding>,
    listed: BTreeMap<(Rule, Severity), usize>,
    omitted: BTreeMap<Rule, u64>,
    summary: Summary,
    advisories: BTreeMap<(String, Severity), u64>,
    accepted: BTreeSet<Rule>,
    limit: usize,
}

/// What a scan comes to.
#[derive(Debug)]
pub(in crate::scan) struct Settled {
    pub(in crate::scan) findings: Vec<Finding>,
    pub(in crate::scan) omitted: BTreeMap<Rule, u64>,
    pub(in crate::scan) summary: Summary,
    pub(in crate::scan) advisories: Vec<KnownAdvisory>,
}

impl Findings {
    /// None yet; `limit` are listed of each rule and severity.
    pub(in crate::scan) fn new(accepted: BTreeSet<Rule>, limit: usize) -> Self {
        Self {
            list: Vec::new(),
            listed: BTreeMap::new(),
            omitted: BTreeMap::new(),
            summary: Summary::default(),
            advisories: BTreeMap::new(),
            accepted,
            limit,
        }
    }

    /// Adds one with the severity of its rule.
    pub(in crate::scan) fn add(&mut self, rule: Rule, place: Place, what: &str) {
        self.add_as(rule, rule.severity(), place, what);
    }

    /// Adds one that is graver or less grave than its rule usually is.
    pub(in crate::scan) fn add_as(
        &mut self,
        rule: Rule,
        severity: Severity,
        place: Place,
        what: &str,
    ) {
        let accepted = self.accepted.contains(&rule);
        if !accepted {
            self.summary.count(severity);
        }
        let listed = self.listed.entry((rule, severity)).or_default();
        if *listed >= self.limit {
            *self.omitted.entry(rule).or_default() += 1;
            return;
        }
        *listed += 1;
        let what = shown(what, MAX_CHARS);
        let evidence = Evidence { what, place };
        self.list.push(Finding {
            rule,
            severity,
            evidence,
            accepted,
        });
    }

    /// Adds one of an advisory. There are at most as many of those as the operator's database has.
    pub(in crate::scan) fn add_advisory(
        &mut self,
        id: &str,
        (rule, severity): (Rule, Severity),
        place: Place,
        what: &str,
    ) {
        if !self.accepted.contains(&rule) {
            let known = (shown(id, 100), severity);
            *self.advisories.entry(known).or_default() += 1;
        }
        self.add_as(rule, severity, place, what);
    }

    /// Those in the module or component `part` that name a function, to give them its name.
    pub(in crate::scan) fn of_functions<'f>(
        &'f mut self,
        part: &'f str,
    ) -> impl Iterator<Item = (u32, &'f mut Option<String>)> {
        let places = self
            .list
            .iter_mut()
            .map(|finding| &mut finding.evidence.place);
        places
            .filter(move |place| place.part == part)
            .filter_map(|place| Some((place.function?, &mut place.function_name)))
    }

    /// All of them, the gravest first, and those that are only counted.
    pub(in crate::scan) fn finish(mut self) -> Settled {
        self.list.sort_by_key(|finding| {
            (
                std::cmp::Reverse(finding.severity),
                finding.rule,
                finding.evidence.place.offset,
            )
        });
        let advisories = self.advisories.into_iter();
        let advisories = advisories.map(|((id, severity), findings)| KnownAdvisory {
            id,
            severity,
            findings,
        });
        Settled {
            findings: self.list,
            omitted: self.omitted,
            summary: self.summary,
            advisories: advisories.collect(),
        }
    }
}
