//! How a package was built.

use serde_json::{Map, Value, json};

use plugwright_manifest::Digest;

use super::{Statement, in_toto::refuse};
use crate::{Error, strict_json};

/// A predicate of [SLSA provenance v1](https://slsa.dev/spec/v1.0/provenance), by whichever builder.
///
/// It is a claim of whoever signed it. That its source is the repository that the package names is checked with
/// [`is_from`](Self::is_from), and never taken for granted (RB9).
#[derive(Debug, Clone, PartialEq)]
pub struct Provenance {
    predicate: Value,
}

/// What is known of a build on the author's own machine.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Build {
    /// The repository of the source, as a URL.
    pub repository: Option<String>,
    /// The commit that was built.
    pub commit: Option<String>,
    /// The tools with their versions: compilers, generators, this program.
    pub tools: Vec<Tool>,
}

/// A tool that took part in a build.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tool {
    /// Its name.
    pub name: String,
    /// Its version; may be empty.
    pub version: String,
}

impl Provenance {
    /// The type of the predicate.
    pub const PREDICATE_TYPE: &str = "https://slsa.dev/provenance/v1";
    /// The type of the builds that [`of_build`](Self::of_build) describes.
    pub const BUILD_TYPE: &str = "https://plugwright.dev/build/v1";
    /// The builder that it names: nobody but the author saw the build.
    pub const LOCAL_BUILDER: &str = "https://plugwright.dev/builder/local";

    /// What can be said of a build on the author's machine. It says no more than is known: no level, no isolation.
    pub fn of_build(build: &Build) -> Self {
        let source = build.repository.as_deref().map(|url| format!("git+{url}"));
        let tools: Map<String, Value> = build
            .tools
            .iter()
            .map(|tool| (tool.name.clone(), tool.version.clone().into()))
            .collect();
        let mut external = Map::new();
        let mut dependencies = Vec::new();
        if let Some(uri) = source {
            external.insert("source".to_owned(), uri.clone().into());
            let mut source = json!({ "uri": uri });
            if let Some(commit) = &build.commit {
                source["digest"] = json!({ "gitCommit": commit });
            }
            dependencies.push(source);
        }
        let predicate = json!({
            "buildDefinition": {
                "buildType": Self::BUILD_TYPE,
                "externalParameters": external,
                "internalParameters": { "tools": tools },
                "resolvedDependencies": dependencies,
            },
            "runDetails": {
                "builder": { "id": Self::LOCAL_BUILDER },
            },
        });
        Self { predicate }
    }

    /// Reads a predicate that another tool wrote to a file.
    ///
    /// # Errors
    /// [`Error::Statement`] when it is no JSON, or lacks what SLSA requires.
    pub fn from_json(bytes: &[u8]) -> Result<Self, Error> {
        Self::from_predicate(strict_json::parse(bytes).map_err(refuse)?)
    }

    /// A predicate that another tool wrote.
    ///
    /// # Errors
    /// [`Error::Statement`] when it lacks what SLSA requires.
    pub fn from_predicate(predicate: Value) -> Result<Self, Error> {
        let text = |path: &str| predicate.pointer(path).is_some_and(Value::is_string);
        let parameters = predicate.pointer("/buildDefinition/externalParameters");
        if !text("/buildDefinition/buildType")
            || !text("/runDetails/builder/id")
            || !parameters.is_some_and(Value::is_object)
        {
            return Err(refuse(
                "SLSA provenance v1 has `buildDefinition` with `buildType` and `externalParameters`, and `runDetails.builder.id`",
            ));
        }
        Ok(Self { predicate })
    }

    /// The statement to be signed: that the package `title` with this digest was built so.
    pub fn to_statement(&self, title: &str, digest: Digest) -> Statement {
        Statement::new(title, digest, Self::PREDICATE_TYPE, self.predicate.clone())
    }

    /// Who built it: the URI of a builder.
    pub fn builder(&self) -> &str {
        self.text("/runDetails/builder/id").unwrap_or_default()
    }

    /// The repository that it says the source is from.
    pub fn repository(&self) -> Option<&str> {
        let dependencies = self
            .predicate
            .pointer("/buildDefinition/resolvedDependencies");
        let of_dependencies = dependencies
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(|dependency| dependency.get("uri")?.as_str())
            .find(|uri| uri.starts_with("git+"));
        of_dependencies
            .or_else(|| self.text("/buildDefinition/externalParameters/source"))
            .or_else(|| self.text("/buildDefinition/externalParameters/workflow/repository"))
    }

    /// The commit that it says was built.
    pub fn commit(&self) -> Option<&str> {
        self.text("/buildDefinition/resolvedDependencies/0/digest/gitCommit")
    }

    /// Whether its source is `repository`: the same host and path, however the two are written. `None` when it names no source.
    pub fn is_from(&self, repository: &str) -> Option<bool> {
        Some(plain_address(self.repository()?) == plain_address(repository))
    }

    fn text(&self, path: &str) -> Option<&str> {
        self.predicate.pointer(path)?.as_str()
    }
}

/// Host and path of a repository's address, without what differs from tool to tool. Only the host is compared without regard to case.
fn plain_address(url: &str) -> String {
    let url = url.strip_prefix("git+").unwrap_or(url);
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let path = path.split(['@', '#', '?']).next().unwrap_or_default();
    let path = path.trim_end_matches('/');
    let path = path.strip_suffix(".git").unwrap_or(path);
    format!("{}/{path}", host.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn built_from(repository: &str) -> Provenance {
        Provenance::of_build(&Build {
            repository: Some(repository.to_owned()),
            ..Build::default()
        })
    }

    #[test]
    fn rb9_another_repository_than_the_package_names_is_found() {
        let provenance = built_from("https://github.com/acme/auth");
        for same in [
            "https://github.com/acme/auth",
            "https://GitHub.com/acme/auth.git",
            "git+https://github.com/acme/auth@refs/heads/main",
        ] {
            assert_eq!(provenance.is_from(same), Some(true), "{same}");
        }
        for other in [
            "https://github.com/acme-evil/auth",
            "https://github.com/acme/auth-evil",
            "https://github.com.evil.example/acme/auth",
            "https://github.com@evil.example/acme/auth",
            "https://github.com/Acme/auth",
            "",
        ] {
            assert_eq!(provenance.is_from(other), Some(false), "{other}");
        }
        assert_eq!(Provenance::of_build(&Build::default()).is_from("x"), None);
    }

    #[test]
    fn provenance_of_other_builders_is_understood() {
        let predicate = json!({
            "buildDefinition": {
                "buildType": "https://actions.github.io/buildtypes/workflow/v1",
                "externalParameters": { "workflow": { "ref": "refs/heads/main", "repository": "https://github.com/acme/auth" } },
                "resolvedDependencies": [{ "uri": "git+https://github.com/acme/auth@refs/heads/main", "digest": { "gitCommit": "c0ffee" } }]
            },
            "runDetails": { "builder": { "id": "https://github.com/actions/runner/github-hosted" } }
        });
        let provenance = Provenance::from_predicate(predicate).unwrap();
        assert_eq!(
            provenance.is_from("https://github.com/acme/auth"),
            Some(true)
        );
        assert_eq!(provenance.commit(), Some("c0ffee"));
        assert!(Provenance::from_predicate(json!({ "builder": { "id": "x" } })).is_err());
    }
}
