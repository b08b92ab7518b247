//! An author whose key is in an SSH agent: it is listed, handed out, and signs; the package verifies like any other.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

const REGISTRY: &str = "https://registry.example";

/// A machine with OpenSSH's agent, which ends with the test.
struct Machine {
    folder: TempDir,
    agent: Child,
}

impl Machine {
    /// None, and a line on the terminal that says so, where OpenSSH is not installed.
    fn start(test: &str) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let agent = Command::new("ssh-agent")
            .args(["-D", "-a"])
            .arg(folder.path().join("socket"))
            .stdout(Stdio::null())
            .spawn();
        let Ok(agent) = agent else {
            let line = format!("{test} ... ignored, ssh-agent is not installed\n");
            let _ = std::io::stderr().write_all(line.as_bytes());
            return None;
        };
        let machine = Self { folder, agent };
        let until = Instant::now() + Duration::from_secs(20);
        while !machine.path("socket").exists() {
            assert!(Instant::now() < until, "ssh-agent makes no socket");
            thread::sleep(Duration::from_millis(20));
        }
        Some(machine)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn run(&self, program: impl AsRef<Path>, words: &str) -> Output {
        Command::new(program.as_ref())
            .args(words.split(' '))
            .current_dir(self.folder.path())
            .env("SSH_AUTH_SOCK", self.path("socket"))
            .env("PLUGWRIGHT_KEYS", self.path("keys"))
            .env_remove("PLUGWRIGHT_REGISTRY")
            .stdin(Stdio::null())
            .output()
            .unwrap()
    }

    fn good(&self, program: &str, words: &str) -> String {
        let output = self.run(program, words);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{program} {words}: {said}");
        String::from_utf8(output.stdout).unwrap()
    }

    fn plugwright(&self, words: &str) -> String {
        self.good(env!("CARGO_BIN_EXE_plugwright"), words)
    }

    /// The exit code and what was said.
    fn bad(&self, words: &str) -> (i32, String) {
        let output = self.run(env!("CARGO_BIN_EXE_plugwright"), words);
        let said = String::from_utf8(output.stderr).unwrap();
        (output.status.code().unwrap(), said)
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        let _ = self.agent.kill();
        let _ = self.agent.wait();
    }
}

#[test]
fn a_key_in_an_agent_signs_and_no_file_of_keys_is_needed() {
    let Some(machine) = Machine::start("a_key_in_an_agent_signs_and_no_file_of_keys_is_needed")
    else {
        return;
    };
    fs::write(machine.path("notes.bin"), "bytes").unwrap();
    let sign = format!("sign notes.bin --as acme:notes@1.0.0 --origin {REGISTRY} --key agent:");
    let (code, said) = machine.bad(&format!("{sign}SHA256:AAAA"));
    assert!(code == 4 && said.contains("ssh-add"), "{said}");

    // Two spaces: the passphrase is empty.
    machine.good("ssh-keygen", "-q -t ed25519 -N  -C release -f release");
    machine.good("ssh-add", "-q release");
    let keys: Value = serde_json::from_str(&machine.plugwright("key list --json")).unwrap();
    let [key] = keys.as_array().unwrap().as_slice() else {
        panic!("{keys}")
    };
    assert_eq!(
        (&key["state"], &key["detail"]),
        (&"agent".into(), &"release".into())
    );
    let name = key["name"].as_str().unwrap();
    assert!(machine.plugwright("key list").contains(name));

    let fingerprint = name.strip_prefix("agent:").unwrap();
    machine.plugwright(&format!("{sign}{fingerprint}"));
    machine.plugwright(&format!("key export {name} --out release.pub"));
    let shown = machine.plugwright("verify notes.bin --key release.pub");
    assert!(shown.contains(key["id"].as_str().unwrap()), "{shown}");
    // By its id as well, which is how a policy names it.
    machine.plugwright(&format!("{sign}{}", key["id"].as_str().unwrap()));
}

#[test]
fn an_agent_that_is_gone_does_not_hide_the_keys_in_files() {
    let Some(machine) = Machine::start("an_agent_that_is_gone_does_not_hide_the_keys_in_files")
    else {
        return;
    };
    fs::remove_file(machine.path("socket")).unwrap();
    let listed = machine.run(env!("CARGO_BIN_EXE_plugwright"), "key list");
    assert!(listed.status.success());
    let said = String::from_utf8(listed.stderr).unwrap();
    assert!(said.contains("nobody listens at SSH_AUTH_SOCK"), "{said}");
}
