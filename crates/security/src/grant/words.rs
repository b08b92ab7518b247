//! Capabilities and their changes in plain words, for the question that an operator answers.

use std::fmt;

use plugwright_manifest::{AccessMode, Capability, Methods, OriginPattern};

use super::{Change, Difference};

/// What a plugin may do that has this: the end of the sentence "it may …".
pub(super) fn allows(capability: &Capability) -> String {
    match capability {
        Capability::Http(origin, Methods::All) => format!("send requests to {}", server(origin)),
        Capability::Http(origin, methods) => {
            format!("send {methods} requests to {}", server(origin))
        }
        Capability::Directory(path, AccessMode::ReadOnly) => {
            format!("read the files in {}", path.as_str().escape_default())
        }
        Capability::Directory(path, AccessMode::ReadWrite) => format!(
            "read, write and delete the files in {}",
            path.as_str().escape_default()
        ),
        Capability::Env(name) => format!("read the environment variable {name}"),
        Capability::Config(name) => format!("read the configuration value {name}"),
        Capability::KeyValue(name) => format!("keep values in the bucket {name}"),
        Capability::Secret(name, origin) => {
            format!("send the secret {name} to {}", server(origin))
        }
        Capability::Gpu => "use the GPU".to_owned(),
        Capability::ReadIsg => "read the interface signature graph".to_owned(),
        Capability::WriteVisualization => "write visualizations".to_owned(),
    }
}

fn server(origin: &OriginPattern) -> String {
    if *origin == OriginPattern::ANY {
        return "any server".to_owned();
    }
    origin.to_string()
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::New(capability) => write!(f, "new: it wants to {}", allows(capability)),
            Self::Wider { before, after } => write!(
                f,
                "wider: it wants to {}; before, to {}",
                allows(after),
                allows(before)
            ),
            Self::Narrower { before, after } => write!(
                f,
                "narrower: it wants to {}; before, to {}",
                allows(after),
                allows(before)
            ),
            Self::Gone(capability) => {
                write!(
                    f,
                    "gone: it does not ask any more to {}",
                    allows(capability)
                )
            }
            Self::Limit {
                name,
                before,
                after,
                raised,
            } => write!(
                f,
                "{}: the limit {name} from {} to {}",
                if *raised { "wider" } else { "narrower" },
                limit(before.as_deref()),
                limit(after.as_deref())
            ),
            Self::Endpoint { before, after } => write!(
                f,
                "moved: it runs {}; before, {}",
                place(after.as_deref()),
                place(before.as_deref())
            ),
            Self::NewDependency(id) => {
                write!(
                    f,
                    "new: it brings the plugin {id}, which has a grant of its own"
                )
            }
            Self::DependencyGone(id) => {
                write!(f, "gone: it does not need the plugin {id} any more")
            }
        }
    }
}

fn limit(value: Option<&str>) -> &str {
    value.unwrap_or("the default")
}

fn place(endpoint: Option<&str>) -> String {
    match endpoint {
        Some(url) => format!(
            "at {}, which sees what it is called with",
            url.escape_default()
        ),
        None => "on this machine".to_owned(),
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return f.write_str("it asks for what it asked for before");
        }
        for (number, change) in self.changes().iter().enumerate() {
            let separator = if number == 0 { "" } else { "\n" };
            write!(f, "{separator}{change}")?;
        }
        Ok(())
    }
}
