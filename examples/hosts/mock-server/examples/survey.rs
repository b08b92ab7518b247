//! Loads the API descriptions that are given and asks each operation once: how many load, how long it takes, and which
//! answers are not what the description promises.
//!
//! `cargo run --release --example survey -- FILE…`

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use http::{HeaderMap, Method, Uri};
use mock_server::config::Config;
use mock_server::document::Operation;
use mock_server::extension::Extensions;
use mock_server::{Error, Mock, Request, exchange, import};

#[derive(Default)]
struct Tally {
    files: usize,
    refused: usize,
    operations: usize,
    unexpected: usize,
    loading: Duration,
    answering: Duration,
}

#[tokio::main]
async fn main() {
    let files: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let mut tally = Tally::default();
    for file in &files {
        tally.files += 1;
        let begun = Instant::now();
        match load(file) {
            Ok(mock) => survey(file, &mock, begun.elapsed(), files.len() <= 20, &mut tally).await,
            Err(error) => {
                tally.refused += 1;
                println!("REFUSED {error}");
            }
        }
    }
    println!(
        "{} files, {} refused; {} operations asked, {} answers unexpected; loading {:.1?}, answering {:.1?}",
        tally.files,
        tally.refused,
        tally.operations,
        tally.unexpected,
        tally.loading,
        tally.answering
    );
}

fn load(file: &Path) -> Result<Mock, Error> {
    let config = Config::for_document(file.to_owned());
    Mock::new(file, &config, import::load(file)?, Extensions::default())
}

async fn survey(file: &Path, mock: &Mock, loading: Duration, verbose: bool, tally: &mut Tally) {
    let begun = Instant::now();
    let mut slowest = (Duration::ZERO, String::new());
    for operation in mock.document().operations() {
        let started = Instant::now();
        tally.operations += 1;
        if let Some(complaint) = ask(mock, operation).await {
            tally.unexpected += 1;
            println!(
                "{}: {} {}: {complaint}",
                file.display(),
                operation.method,
                operation.path
            );
        }
        slowest = slowest.max((started.elapsed(), operation.path.to_string()));
    }
    tally.loading += loading;
    tally.answering += begun.elapsed();
    if verbose {
        let operations = mock.document().operations().len();
        let findings = mock.document().findings().len();
        println!(
            "{}: {operations} operations, {findings} findings, loaded in {loading:.1?}, answered in {:.1?}, slowest {:.1?} {}",
            file.display(),
            begun.elapsed(),
            slowest.0,
            slowest.1
        );
    }
}

/// What is wrong with the answer; none if it has a status that the operation describes, or none is described.
async fn ask(mock: &Mock, operation: &Operation) -> Option<String> {
    let (path, condition) = target(operation.path.as_str());
    let Ok(uri) = format!("{path}{condition}").parse::<Uri>() else {
        return Some(format!("no URI: {path}{condition}"));
    };
    let request = Request::new(
        operation.method.clone(),
        &uri,
        HeaderMap::new(),
        bytes::Bytes::new(),
    );
    let response = exchange(mock, request).await;
    let problem = response
        .headers()
        .get("content-type")
        .is_some_and(|value| value == "application/problem+json");
    let unknown = problem && String::from_utf8_lossy(response.body()).contains("PW-MOCK");
    (unknown && operation.method != Method::HEAD)
        .then(|| String::from_utf8_lossy(response.body()).into_owned())
}

/// The template with its parameters filled, and what it asks of the query.
fn target(template: &str) -> (String, String) {
    let mut target = String::new();
    let mut depth = 0;
    for (index, char) in template.char_indices() {
        match char {
            '{' => {
                depth += 1;
                target.push_str("x1");
            }
            '}' => depth -= 1,
            ' ' if depth == 0 => target.push_str("%20"),
            '#' if depth == 0 && template[index..].contains('/') => target.push_str("%23"),
            '#' | '?' if depth == 0 => target.push(if target.contains('?') { '&' } else { '?' }),
            _ if depth == 0 => target.push(char),
            _ => {}
        }
    }
    match target.split_once('?') {
        Some((path, query)) => (path.to_owned(), format!("?{query}")),
        None => (target, String::new()),
    }
}
