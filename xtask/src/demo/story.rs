//! What the demonstration asks, in the order in which it tells of it.

use std::{thread, time::Duration};

use anstream::println;
use anyhow::{Context as _, Result};
use serde_json::json;

use super::{
    api::Api,
    ask::{Ask, anything, equal, with_members},
    client::{self, Answer},
    server::Server,
    settings::TIMEOUT_MS,
    swap,
    token::Token,
};

/// How much later than its limit a plugin may be stopped, on a busy machine.
const LATE: Duration = Duration::from_secs(2);
/// The requests that others send while a plugin loops.
const MEANWHILE: usize = 20;

/// Sends all requests and answers with the number of wrong answers; `change` changes the configuration of a plugin.
///
/// # Errors
/// When the server stops answering.
pub(crate) fn tell(server: &Server, api: &Api, change: impl Fn() -> Result<()>) -> Result<usize> {
    let mut wrong = 0;
    for ask in asks(api) {
        wrong += usize::from(!ask.send(server)?);
    }
    wrong += usize::from(!repeats_itself(server, api)?);
    wrong += usize::from(!others_are_answered(server, api)?);
    wrong += usize::from(!swap::is_not_noticed(server, change)?);
    Ok(wrong)
}

fn asks(api: &Api) -> Vec<Ask<'_>> {
    let example = api.example.path;
    let books = json!([
        { "id": 3, "title": "Salt and Iron", "genre": "fiction", "price": 9.9 },
        { "id": 2, "title": "Nine Bridges", "genre": "fiction", "price": 12 },
    ]);
    vec![
        ask(
            "a good token",
            example,
            Token::Good,
            200,
            with_members(api.example.members),
        ),
        ask("no token", example, Token::Missing, 401, anything()),
        ask(
            "a token of somebody else",
            example,
            Token::Forged,
            401,
            anything(),
        ),
        ask("an expired token", example, Token::Expired, 401, anything()),
        ask(
            "a token with `alg: none`",
            example,
            Token::Unsigned,
            401,
            anything(),
        ),
        ask(
            "invented data in a template",
            "/demo/person",
            Token::Good,
            200,
            with_members(&["name", "city", "iban"]),
        ),
        ask(
            "rows of a CSV file",
            "/demo/books?genre=fiction",
            Token::Good,
            200,
            equal(books),
        ),
        ask(
            "a date computed in Go",
            "/demo/date",
            Token::Good,
            200,
            equal(json!({ "due": "2026-02-02" })),
        ),
        ask(
            "text functions in AssemblyScript",
            "/demo/text",
            Token::Good,
            200,
            equal(json!({ "slug": "salt-iron", "column": "order_item" })),
        ),
        ask(
            "rows summed up in Python",
            "/demo/sales",
            Token::Good,
            200,
            equal(json!([{ "country": "de", "sum": 20 }, { "country": "fr", "sum": 10 }])),
        ),
        ask(
            "an answer written in JavaScript",
            "/demo/greeting/ada",
            Token::Good,
            200,
            equal(json!({ "hello": "ADA", "GET": 3 })),
        ),
        ask(
            "an answer from the schema",
            api.schema.path,
            Token::Good,
            200,
            with_members(api.schema.members),
        ),
    ]
}

fn ask<'a>(
    title: &'a str,
    path: &'a str,
    token: Token,
    status: u16,
    judge: super::ask::Judge<'a>,
) -> Ask<'a> {
    Ask {
        title,
        path,
        token,
        status,
        judge,
    }
}

/// Seeded answers are the same each time, from whichever instance of a plugin they come.
fn repeats_itself(server: &Server, api: &Api) -> Result<bool> {
    for path in ["/demo/person", api.schema.path] {
        let first = client::get(server, path, Token::Good)?;
        let second = client::get(server, path, Token::Good)?;
        if first.text != second.text {
            println!("wrong  the same request got two answers: GET {path}");
            return Ok(false);
        }
    }
    println!("right  seeded answers are the same the second time");
    Ok(true)
}

/// A plugin that never answers is stopped; meanwhile others are served.
fn others_are_answered(server: &Server, api: &Api) -> Result<bool> {
    let (stopped, slowest) = thread::scope(|scope| -> Result<_> {
        let stopped = scope.spawn(|| client::get(server, "/demo/endless", Token::Good));
        let mut slowest = Duration::ZERO;
        for _ in 0..MEANWHILE {
            let answer = client::get(server, api.example.path, Token::Good)?;
            anyhow::ensure!(
                answer.status == 200,
                "a request beside the endless one was answered {}",
                answer.status
            );
            slowest = slowest.max(answer.time);
        }
        let stopped = stopped
            .join()
            .ok()
            .context("the request to the endless plugin was lost")??;
        Ok((stopped, slowest))
    })?;
    let right = is_stopped_in_time(&stopped) && slowest < Duration::from_millis(TIMEOUT_MS);
    println!(
        "{}  {:34} GET {:28} {} {:8.1} ms",
        if right { "right" } else { "wrong" },
        "a plugin that loops is stopped",
        "/demo/endless",
        stopped.status,
        milliseconds(stopped.time),
    );
    println!("       {} (its limit: {TIMEOUT_MS} ms)", stopped.text);
    let slowest = milliseconds(slowest);
    println!(
        "       meanwhile {MEANWHILE} other requests were answered, the slowest in {slowest:.1} ms"
    );
    Ok(right)
}

fn is_stopped_in_time(answer: &Answer) -> bool {
    let limit = Duration::from_millis(TIMEOUT_MS);
    answer.status == 504 && answer.time >= limit && answer.time < limit + LATE
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
