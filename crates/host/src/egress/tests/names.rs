//! A name server that says what a test wants, and remembers what it was asked.

use std::collections::HashMap;
use std::io;
use std::net::IpAddr;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;

use crate::egress::Resolver;

#[derive(Clone, Default)]
pub(super) struct Names(Arc<Mutex<Book>>);

#[derive(Default)]
struct Book {
    answers: HashMap<String, Vec<Vec<IpAddr>>>,
    asked: Vec<String>,
}

impl Names {
    /// Answers the first question for `name` with the first list, and so on; the last list answers all further ones.
    pub(super) fn with(self, name: &str, answers: &[&[&str]]) -> Self {
        let parse = |list: &&[&str]| list.iter().map(|text| text.parse().unwrap()).collect();
        let answers = answers.iter().map(parse).rev().collect();
        self.0
            .lock()
            .unwrap()
            .answers
            .insert(name.to_owned(), answers);
        self
    }

    pub(super) fn resolver(&self) -> Arc<dyn Resolver> {
        Arc::new(self.clone())
    }

    pub(super) fn asked(&self) -> Vec<String> {
        self.0.lock().unwrap().asked.clone()
    }
}

#[async_trait]
impl Resolver for Names {
    async fn resolve(&self, host: &str) -> io::Result<Vec<IpAddr>> {
        let mut book = self.0.lock().unwrap();
        book.asked.push(host.to_owned());
        let answers = book.answers.get_mut(host).ok_or(io::ErrorKind::NotFound)?;
        let next = if answers.len() > 1 {
            answers.pop()
        } else {
            answers.first().cloned()
        };
        next.ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}
