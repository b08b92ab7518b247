//! A plugin is replaced while it is called: the operator changes its configuration, and no request fails.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use anstream::println;
use anyhow::{Context as _, Result};

use super::{client, server::Server, token::Token};

const PATH: &str = "/demo/person";
/// The clients that send requests all the time.
const CLIENTS: usize = 2;
/// How long the change may take: files are looked at four times a second, and a large description is read anew.
const PATIENCE: Duration = Duration::from_secs(60);
/// For how long requests go on before and after.
const BESIDE: Duration = Duration::from_millis(300);

/// What one client saw.
#[derive(Default)]
struct Seen {
    requests: usize,
    failed: usize,
    slowest: Duration,
}

/// Changes a plugin under load, and says whether every request was answered and the change arrived.
///
/// # Errors
/// When the server stops answering.
pub(crate) fn is_not_noticed(server: &Server, change: impl Fn() -> Result<()>) -> Result<bool> {
    let before = client::get(server, PATH, Token::Good)?.text;
    let stop = AtomicBool::new(false);
    let (arrived, seen) = thread::scope(|scope| -> Result<_> {
        let clients: Vec<_> = (0..CLIENTS)
            .map(|_| scope.spawn(|| request_until(server, &stop)))
            .collect();
        thread::sleep(BESIDE);
        let arrived = change().and_then(|()| wait_for_change(server, &before));
        thread::sleep(BESIDE);
        stop.store(true, Ordering::Relaxed);
        let mut all = Seen::default();
        for client in clients {
            all.add(&client.join().ok().context("a client was lost")??);
        }
        Ok((arrived?, all))
    })?;
    let right = arrived.is_some() && seen.failed == 0;
    println!(
        "{}  a plugin is replaced while it is called: {} requests, {} failed, the slowest took {:.1} ms",
        if right { "right" } else { "wrong" },
        seen.requests,
        seen.failed,
        seen.slowest.as_secs_f64() * 1000.0
    );
    match arrived {
        Some(took) => println!(
            "       the first answer of the new one came {:.1} s after its configuration was changed",
            took.as_secs_f64()
        ),
        None => println!("       the new one never answered"),
    }
    Ok(right)
}

fn request_until(server: &Server, stop: &AtomicBool) -> Result<Seen> {
    let mut seen = Seen::default();
    while !stop.load(Ordering::Relaxed) {
        let answer = client::get(server, PATH, Token::Good)?;
        seen.add(&Seen {
            requests: 1,
            failed: usize::from(answer.status != 200),
            slowest: answer.time,
        });
    }
    Ok(seen)
}

fn wait_for_change(server: &Server, before: &str) -> Result<Option<Duration>> {
    let changed = Instant::now();
    while changed.elapsed() < PATIENCE {
        let answer = client::get(server, PATH, Token::Good)?;
        if answer.status == 200 && answer.text != before {
            return Ok(Some(changed.elapsed()));
        }
        thread::sleep(Duration::from_millis(20));
    }
    Ok(None)
}

impl Seen {
    fn add(&mut self, other: &Self) {
        self.requests += other.requests;
        self.failed += other.failed;
        self.slowest = self.slowest.max(other.slowest);
    }
}
