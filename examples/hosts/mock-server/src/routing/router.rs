//! A tree of segments. Each request walks it once; where several templates match, the one that says more about the
//! earliest segment in which they differ wins: a literal before a pattern, a pattern before a parameter, a parameter
//! before one that spans segments.

use std::collections::HashMap;

use super::path::RequestPath;
use super::segment::SegmentPattern;
use super::template::{PathTemplate, Segment};

/// Finds the templates that match a path.
#[derive(Debug, Default)]
pub struct Router {
    root: Node,
    templates: Vec<PathTemplate>,
}

#[derive(Debug, Default)]
struct Node {
    literals: HashMap<String, Node>,
    /// Those with most literal text first.
    patterns: Vec<(SegmentPattern, Node)>,
    parameter: Option<Box<Node>>,
    rest: Option<Box<Node>>,
    /// Routes that end here, those with most conditions on the query first, then in the order of insertion.
    routes: Vec<usize>,
}

/// A route that matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// The number of the template, in the order in which they were given to [`Router::new`].
    pub route: usize,
    /// The values of the template's parameters, by name and in order.
    pub parameters: Vec<(String, String)>,
}

impl Router {
    /// Builds the tree.
    pub fn new(templates: impl IntoIterator<Item = PathTemplate>) -> Self {
        let mut router = Self {
            root: Node::default(),
            templates: templates.into_iter().collect(),
        };
        for (route, template) in router.templates.iter().enumerate() {
            let leaf = template
                .segments()
                .iter()
                .fold(&mut router.root, Node::child);
            leaf.routes.push(route);
        }
        router.root.sort(&router.templates);
        router
    }

    /// The first route, in the order of specificity, that matches the path and that `accepts` takes.
    pub fn find(
        &self,
        path: &RequestPath,
        mut accepts: impl FnMut(usize) -> bool,
    ) -> Option<Match> {
        let mut values = Vec::new();
        let route = self.root.find(path.segments(), &mut values, &mut accepts)?;
        let names = self.templates.get(route)?.names().iter().cloned();
        Some(Match {
            route,
            parameters: names.zip(values).collect(),
        })
    }
}

impl Node {
    fn child<'n>(&'n mut self, segment: &Segment) -> &'n mut Self {
        match segment {
            Segment::Literal(text) => self.literals.entry(text.clone()).or_default(),
            Segment::Parameter => self.parameter.get_or_insert_default(),
            Segment::Rest => self.rest.get_or_insert_default(),
            Segment::Pattern(pattern) => self.pattern(pattern),
        }
    }

    fn pattern(&mut self, pattern: &SegmentPattern) -> &mut Self {
        let known = self
            .patterns
            .iter()
            .position(|(other, _)| other.pieces() == pattern.pieces());
        let at = known.unwrap_or_else(|| {
            self.patterns.push((pattern.clone(), Self::default()));
            self.patterns.len() - 1
        });
        &mut self.patterns[at].1
    }

    fn sort(&mut self, templates: &[PathTemplate]) {
        let conditions = |route: &usize| {
            templates
                .get(*route)
                .map_or(0, PathTemplate::query_conditions)
        };
        self.routes
            .sort_by_key(|route| std::cmp::Reverse(conditions(route)));
        self.patterns
            .sort_by_key(|(pattern, _)| std::cmp::Reverse(pattern.literal_length()));
        let patterns = self.patterns.iter_mut().map(|(_, node)| node);
        let boxed = self
            .parameter
            .iter_mut()
            .chain(&mut self.rest)
            .map(Box::as_mut);
        self.literals
            .values_mut()
            .chain(patterns)
            .chain(boxed)
            .for_each(|node| node.sort(templates));
    }

    /// Depth first. Without a spanning parameter a node is visited at most once for a request, with one (a template has
    /// at most one) at most once for each segment: no path makes this explode.
    fn find(
        &self,
        segments: &[String],
        values: &mut Vec<String>,
        accepts: &mut impl FnMut(usize) -> bool,
    ) -> Option<usize> {
        let Some((first, others)) = segments.split_first() else {
            return self.routes.iter().copied().find(|route| accepts(*route));
        };
        if let Some(route) = self
            .literals
            .get(first)
            .and_then(|node| node.find(others, values, accepts))
        {
            return Some(route);
        }
        for (pattern, node) in &self.patterns {
            let found = pattern
                .captures(first)
                .and_then(|captures| node.find_with(captures, others, values, accepts));
            if found.is_some() {
                return found;
            }
        }
        let parameter = self.parameter.as_ref().filter(|_| !first.is_empty());
        parameter
            .and_then(|node| node.find_with(vec![first.clone()], others, values, accepts))
            .or_else(|| self.find_rest(segments, values, accepts))
    }

    fn find_with(
        &self,
        captures: Vec<String>,
        others: &[String],
        values: &mut Vec<String>,
        accepts: &mut impl FnMut(usize) -> bool,
    ) -> Option<usize> {
        let before = values.len();
        values.extend(captures);
        let found = self.find(others, values, accepts);
        if found.is_none() {
            values.truncate(before);
        }
        found
    }

    /// The longest value first, so that what follows the parameter is found as late as possible.
    fn find_rest(
        &self,
        segments: &[String],
        values: &mut Vec<String>,
        accepts: &mut impl FnMut(usize) -> bool,
    ) -> Option<usize> {
        let node = self.rest.as_ref()?;
        (1..=segments.len()).rev().find_map(|length| {
            let (taken, others) = segments.split_at(length);
            let value = taken.join("/");
            if value.is_empty() {
                None
            } else {
                node.find_with(vec![value], others, values, accepts)
            }
        })
    }
}
