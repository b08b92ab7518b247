//! Tools of others read what we write. A tool that is not there is not installed: the test says so and is not counted on.

use std::fs;
use std::io::Write as _;
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use plugwright_manifest::Digest;

use crate::samples::{archive, bytes, check, full};

/// Whether `tool` runs. If not, says so past the capture of the test's output.
fn has(tool: &str, test: &str) -> bool {
    let there = Command::new(tool).arg("--version").output().is_ok();
    if !there {
        let _ = writeln!(
            std::io::stderr(),
            "{test} ... ignored, {tool} is not installed"
        );
    }
    there
}

fn run(program: &str, args: &[&str]) -> String {
    let output = Command::new(program).args(args).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program} {args:?}: {said}");
    String::from_utf8(output.stdout).unwrap()
}

fn saved(folder: &Path, bytes: &[u8]) -> String {
    let path = folder.join("sample.plug");
    fs::write(&path, bytes).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn skopeo_finds_the_package_by_its_name_and_agrees_on_its_digest() {
    if !has(
        "skopeo",
        "skopeo_finds_the_package_by_its_name_and_agrees_on_its_digest",
    ) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for (bytes, reference) in [
        (bytes(&archive("acme:echo", None)), "acme/echo:1.2.3"),
        (full(), "acme/full:1.2.3"),
    ] {
        let file = saved(folder.path(), &bytes);
        let manifest = run(
            "skopeo",
            &[
                "inspect",
                "--raw",
                &format!("oci-archive:{file}:{reference}"),
            ],
        );
        assert_eq!(
            Digest::of(manifest.as_bytes()),
            check(&bytes).unwrap().digest()
        );
        let copy = folder.path().join(reference.replace('/', "-"));
        let copy = copy.to_str().unwrap();
        run(
            "skopeo",
            &[
                "--insecure-policy",
                "copy",
                "--preserve-digests",
                &format!("oci-archive:{file}:{reference}"),
                &format!("dir:{copy}"),
            ],
        );
        let component = check(&bytes)
            .unwrap()
            .packages()
            .next()
            .unwrap()
            .component();
        let name = component.digest.to_string();
        let layer = fs::read(Path::new(copy).join(&name["sha256:".len()..])).unwrap();
        assert_eq!(Digest::of(&layer), component.digest);
    }
}

#[test]
fn a_registry_keeps_the_package_as_it_is() {
    let test = "a_registry_keeps_the_package_as_it_is";
    if !has("skopeo", test) || !has("docker-registry", test) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let registry = Registry::start(folder.path());
    let file = saved(folder.path(), &full());
    let stored = format!("docker://{}/acme/full:1.2.3", registry.address);
    run(
        "skopeo",
        &[
            "--insecure-policy",
            "copy",
            "--preserve-digests",
            "--dest-tls-verify=false",
            &format!("oci-archive:{file}:acme/full:1.2.3"),
            &stored,
        ],
    );
    let manifest = run(
        "skopeo",
        &["inspect", "--raw", "--tls-verify=false", &stored],
    );
    assert_eq!(
        Digest::of(manifest.as_bytes()),
        check(&full()).unwrap().digest()
    );
}

/// The registry of Debian's package `docker-registry`, on a port of its own.
struct Registry {
    process: Child,
    address: String,
}

impl Registry {
    fn start(folder: &Path) -> Self {
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = free.local_addr().unwrap().to_string();
        drop(free);
        let data = folder.join("registry");
        let configuration = format!(
            "version: 0.1\nlog: {{level: error}}\nstorage: {{filesystem: {{rootdirectory: {}}}}}\nhttp: {{addr: {address}}}\n",
            data.display()
        );
        let file = folder.join("registry.yml");
        fs::write(&file, configuration).unwrap();
        let process = Command::new("docker-registry")
            .arg("serve")
            .arg(&file)
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let registry = Self { process, address };
        let answers = (0..100).any(|_| {
            thread::sleep(Duration::from_millis(100));
            TcpStream::connect(&registry.address).is_ok()
        });
        assert!(answers, "the registry does not start");
        registry
    }
}

impl Drop for Registry {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn tar_lists_and_extracts_what_we_read() {
    if !has("tar", "tar_lists_and_extracts_what_we_read") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = saved(folder.path(), &full());
    let listed = run("tar", &["-tf", &file]);
    assert_eq!(listed, names(&full()));
    let target = folder.path().join("extracted");
    fs::create_dir(&target).unwrap();
    run("tar", &["-xf", &file, "-C", target.to_str().unwrap()]);
    for blob in fs::read_dir(target.join("blobs/sha256")).unwrap() {
        let blob = blob.unwrap();
        let digest = Digest::of(&fs::read(blob.path()).unwrap()).to_string();
        assert_eq!(
            digest["sha256:".len()..],
            *blob.file_name().to_str().unwrap()
        );
    }
}

#[test]
fn python_lists_what_we_read() {
    if !has("python3", "python_lists_what_we_read") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = saved(folder.path(), &full());
    let script = "import sys, tarfile\nfor m in tarfile.open(sys.argv[1], 'r:'):\n assert m.isreg() and m.mode == 0o644 and m.mtime == m.uid == 0\n print(m.name)";
    assert_eq!(run("python3", &["-c", script, &file]), names(&full()));
}

/// The names of the entries, a line each.
fn names(archive: &[u8]) -> String {
    let entries = crate::forge::Forged::of(archive).entries;
    let name = |entry: &Vec<u8>| {
        let name: Vec<u8> = entry
            .iter()
            .copied()
            .take_while(|byte| *byte != 0)
            .collect();
        String::from_utf8(name).unwrap() + "\n"
    };
    entries.iter().map(name).collect()
}
