//! Against OpenSSH's own agent, and against agents that lie, stall or hang up.

use std::io::{Read as _, Write as _};
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use tempfile::TempDir;

use super::wire::{self, MESSAGE_BYTES};
use super::{Agent, AgentKey};
use crate::bundle::Bundle;
use crate::keys::{PrivateKey, SigningKey};
use crate::signature::{Expected, Moment, Trust, verify};
use crate::statement::{Kind, Subject};

/// OpenSSH's agent with the keys that `ssh-keygen` made; it ends with the test.
struct OpenSsh {
    folder: TempDir,
    child: Child,
}

impl OpenSsh {
    /// None, and a line on the terminal that says so, where OpenSSH is not installed.
    fn start(test: &str) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let started = Command::new("ssh-agent")
            .args(["-D", "-a"])
            .arg(folder.path().join("socket"))
            .stdout(Stdio::null())
            .spawn();
        let Ok(child) = started else {
            let line = format!("{test} ... ignored, ssh-agent is not installed\n");
            let _ = std::io::stderr().write_all(line.as_bytes());
            return None;
        };
        let openssh = Self { folder, child };
        let until = Instant::now() + Duration::from_secs(20);
        while !openssh.path("socket").exists() {
            assert!(Instant::now() < until, "ssh-agent makes no socket");
            thread::sleep(Duration::from_millis(20));
        }
        Some(openssh)
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    fn run(&self, program: &str, args: &[&str]) -> String {
        let output: Output = Command::new(program)
            .args(args)
            .current_dir(self.folder.path())
            .env("SSH_AUTH_SOCK", self.path("socket"))
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{program} {args:?}: {said}");
        String::from_utf8(output.stdout).unwrap()
    }

    fn add(&self, algorithm: &str, name: &str) {
        let new = ["-q", "-t", algorithm, "-N", "", "-C", name, "-f", name];
        self.run("ssh-keygen", &new);
        self.run("ssh-add", &["-q", name]);
    }

    fn agent(&self) -> Agent {
        Agent::at(self.path("socket"))
    }
}

impl Drop for OpenSsh {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn subject() -> Subject {
    Subject::new(
        "https://registry.example".parse().unwrap(),
        "acme:auth".parse().unwrap(),
        "1.0.0".parse().unwrap(),
        Kind::Plugin,
        plugwright_manifest::Digest::of(b"package"),
    )
    .unwrap()
}

#[test]
fn a_key_in_opensshs_agent_signs_a_package_that_verifies_like_any_other() {
    let Some(openssh) =
        OpenSsh::start("a_key_in_opensshs_agent_signs_a_package_that_verifies_like_any_other")
    else {
        return;
    };
    openssh.add("rsa", "old-rsa");
    openssh.add("ed25519", "release");
    let agent = openssh.agent();
    let keys = agent.keys().unwrap();
    let [key] = keys.as_slice() else {
        panic!("RSA keys are left out: {keys:?}")
    };
    assert_eq!(key.comment(), "release");
    let listed = openssh.run("ssh-add", &["-l"]);
    assert!(listed.contains(key.fingerprint()), "{listed}");

    let by_fingerprint = agent.find(key.fingerprint()).unwrap();
    let by_id = agent.find(&key.public().id().to_string()).unwrap();
    assert_eq!(by_fingerprint.public(), by_id.public());
    let bundle = Bundle::sign(&subject().to_statement().unwrap(), &by_id).unwrap();
    let mut trust = Trust::nobody();
    trust.key(*key.public()).unwrap();
    let moment = Moment {
        recorded: None,
        now: crate::Timestamp::now(),
    };
    let verified = verify(&Expected::exactly(&subject()), &[bundle], &trust, moment);
    assert_eq!(verified.signed().len(), 1, "{verified:?}");

    openssh.run("ssh-add", &["-q", "-D"]);
    assert_eq!(code(by_id.sign(b"message")), "PW-KEY-AGENT");
    assert_eq!(code(agent.find(key.fingerprint())), "PW-KEY-AGENT");
}

#[test]
fn a_locked_agent_signs_nothing_and_the_message_says_what_to_do() {
    let Some(openssh) =
        OpenSsh::start("a_locked_agent_signs_nothing_and_the_message_says_what_to_do")
    else {
        return;
    };
    openssh.add("ed25519", "release");
    let key = openssh.agent().keys().unwrap().remove(0);
    openssh.run("ssh-add", &["-q", "-d", "release"]);
    let error = key.sign(b"message").unwrap_err().to_string();
    assert!(error.contains("ssh-add"), "{error}");
}

/// An agent that answers each request with the same bytes, however they look.
struct Liar(TempDir);

impl Liar {
    fn new(answer: Vec<u8>) -> Self {
        Self::slow(answer, Duration::ZERO)
    }

    /// One byte after the other, with a pause between them.
    fn slow(answer: Vec<u8>, pause: Duration) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let listener = UnixListener::bind(folder.path().join("socket")).unwrap();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { return };
                let mut length = [0; 4];
                let _ = stream.read_exact(&mut length);
                let mut request = vec![0; u32::from_be_bytes(length) as usize];
                let _ = stream.read_exact(&mut request);
                let chunks = if pause.is_zero() {
                    answer.len().max(1)
                } else {
                    1
                };
                for bytes in answer.chunks(chunks) {
                    thread::sleep(pause);
                    if stream.write_all(bytes).is_err() {
                        break;
                    }
                }
            }
        });
        Self(folder)
    }

    fn agent(&self) -> Agent {
        let short = Duration::from_millis(400);
        Agent {
            listing: short,
            signing: short,
            ..Agent::at(self.0.path().join("socket"))
        }
    }

    fn key(&self) -> AgentKey {
        AgentKey {
            agent: self.agent(),
            public: *private(1).public(),
            fingerprint: String::new(),
            comment: String::new(),
        }
    }
}

fn private(seed: u8) -> PrivateKey {
    PrivateKey::from_seed(&[seed; 32]).unwrap()
}

fn code<T>(result: Result<T, crate::Error>) -> &'static str {
    result.err().unwrap().code()
}

fn string(bytes: &[u8]) -> Vec<u8> {
    let length = u32::try_from(bytes.len()).unwrap();
    [&length.to_be_bytes(), bytes].concat()
}

fn framed(kind: u8, body: &[u8]) -> Vec<u8> {
    string(&[&[kind], body].concat())
}

fn signed(algorithm: &[u8], signature: &[u8]) -> Vec<u8> {
    framed(
        14,
        &string(&[string(algorithm), string(signature)].concat()),
    )
}

fn listed(count: u32, keys: &[Vec<u8>]) -> Vec<u8> {
    let keys = keys.iter().flat_map(|key| [string(key), string(b"a key")]);
    let body = [
        count.to_be_bytes().to_vec(),
        keys.collect::<Vec<_>>().concat(),
    ];
    framed(12, &body.concat())
}

#[test]
fn an_honest_answer_is_understood_so_that_the_lies_below_are_what_is_refused() {
    let good = signed(b"ssh-ed25519", &private(1).sign(b"message"));
    assert!(Liar::new(good).key().sign(b"message").is_ok());
    let keys = listed(1, &[wire::blob(private(1).public())]);
    assert_eq!(Liar::new(keys).agent().keys().unwrap().len(), 1);
}

#[test]
fn a_signature_by_another_key_or_over_another_message_is_not_used() {
    for signature in [
        private(2).sign(b"message"),
        private(1).sign(b"massage"),
        [0; 64],
    ] {
        let liar = Liar::new(signed(b"ssh-ed25519", &signature));
        assert_eq!(code(liar.key().sign(b"message")), "PW-KEY-AGENT");
    }
}

#[test]
fn answers_that_are_cut_off_too_long_or_of_another_kind_are_refused() {
    let good = signed(b"ssh-ed25519", &private(1).sign(b"message"));
    let mut answers: Vec<Vec<u8>> = (0..good.len()).map(|end| good[..end].to_vec()).collect();
    answers.extend([
        // 4 GiB, with and without something behind it.
        vec![0xff; 4],
        vec![0xff; 4096],
        vec![0; 4],
        [
            &u32::try_from(MESSAGE_BYTES + 1).unwrap().to_be_bytes()[..],
            &[14],
        ]
        .concat(),
        // A string of 4 GiB inside an answer of nine bytes.
        framed(14, &[0xff; 8]),
        framed(5, &[]),
        framed(12, &[0; 4]),
        signed(b"ssh-rsa", &[0; 64]),
        signed(b"ssh-ed25519", &[0; 63]),
        framed(
            14,
            &[
                string(&[string(b"ssh-ed25519"), string(&[0; 64])].concat()),
                vec![0],
            ]
            .concat(),
        ),
    ]);
    for answer in answers {
        let liar = Liar::new(answer.clone());
        assert_eq!(
            code(liar.key().sign(b"message")),
            "PW-KEY-AGENT",
            "{answer:?}"
        );
    }
}

#[test]
fn a_list_that_is_not_what_it_announces_is_refused_and_bad_keys_in_it_are_left_out() {
    let key = wire::blob(private(1).public());
    for lie in [
        listed(2, std::slice::from_ref(&key)),
        listed(u32::MAX, &[]),
        listed(0, std::slice::from_ref(&key)),
        framed(12, &[]),
    ] {
        assert_eq!(code(Liar::new(lie).agent().keys()), "PW-KEY-AGENT");
    }
    // The point of order one, and a blob that is none.
    let weak = [
        string(b"ssh-ed25519"),
        string(&{
            let mut one = [0; 32];
            one[0] = 1;
            one
        }),
    ]
    .concat();
    let keys = listed(3, &[weak, b"none".to_vec(), key]);
    assert_eq!(Liar::new(keys).agent().keys().unwrap().len(), 1);
}

#[test]
fn an_agent_that_stalls_or_drips_holds_nobody_longer_than_the_deadline() {
    let good = signed(b"ssh-ed25519", &private(1).sign(b"message"));
    for liar in [
        Liar::slow(good.clone(), Duration::from_millis(50)),
        Liar::slow(good, Duration::from_secs(30)),
    ] {
        let started = Instant::now();
        let error = liar.key().sign(b"message").unwrap_err().to_string();
        assert!(error.contains("in time"), "{error}");
        assert!(started.elapsed() < Duration::from_secs(5));
    }
}

#[test]
fn what_an_agent_would_refuse_for_its_size_is_refused_before_it_is_sent() {
    let nobody = Agent::at(Path::new("/nonexistent/socket"));
    let key = AgentKey {
        agent: nobody.clone(),
        ..Liar::new(Vec::new()).key()
    };
    let large = key.sign(&vec![0; MESSAGE_BYTES]).unwrap_err().to_string();
    assert!(large.contains("256 KiB"), "{large}");
    assert_eq!(code(nobody.keys()), "PW-KEY-AGENT");
}

proptest! {
    #[test]
    fn no_answer_makes_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400), kind in 0..20u8) {
        let answer = [&[kind], bytes.as_slice()].concat();
        let _ = wire::signature(&answer);
        if let Ok(found) = wire::identities(&answer) {
            for identity in found {
                let _ = identity.ed25519();
            }
        }
    }

    #[test]
    fn every_list_is_read_as_it_was_written(seeds in proptest::collection::vec(any::<u8>(), 0..8)) {
        let keys: Vec<Vec<u8>> = seeds.iter().map(|seed| wire::blob(private(*seed).public())).collect();
        let framed = listed(u32::try_from(keys.len()).unwrap(), &keys);
        let read: Vec<Vec<u8>> = wire::identities(&framed[4..])
            .unwrap()
            .map(|identity| identity.blob.to_vec())
            .collect();
        prop_assert_eq!(read, keys);
    }
}
