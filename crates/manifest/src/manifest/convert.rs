//! Between the written form and the model: the rules that no single field can check.

use super::dependencies::{DependencyForm, Requirement};
use super::form::{Form, PluginForm, RuntimeWord};
use super::{HostVersions, Manifest, Metadata, Runtime};
use crate::capabilities::{CapabilityForm, ResourceForm};
use crate::document::{Fail, Node, Problem};
use crate::{Capabilities, Label, LimitRequest, OriginPattern, PluginId, Version};

impl Manifest {
    /// `root` is the nested tree that `form` was decoded from: it knows where to point.
    pub(super) fn from_form(form: Form, root: &Node) -> Result<Self, Fail> {
        let plugin = root.get("plugin").unwrap_or(root);
        let Form {
            plugin: form,
            remote,
            capabilities,
            limits,
            dependencies,
            claims,
        } = form;
        let runtime_at = plugin.get("runtime").unwrap_or(plugin);
        let capabilities_at = root.get("capabilities").unwrap_or(root);
        let (id, name) = identity(form.id, form.name, plugin)?;
        let runtime = runtime(form.runtime, remote, runtime_at, root)?;
        let limits = merge_limits(limits, capabilities.resources, capabilities_at)?;
        let capabilities = self::capabilities(capabilities, capabilities_at)?;
        let host = host_versions(
            form.minimum_plugwright_version,
            form.maximum_plugwright_version,
            plugin,
        )?;
        Ok(Self {
            id,
            version: form.version,
            name,
            description: form.description,
            types: form.types.into_iter().collect(),
            runtime,
            metadata: Metadata {
                author: form.author,
                license: form.license,
                homepage: form.homepage,
                repository: form.repository,
                category: form.category,
                tags: form.tags.into_iter().collect(),
                supported_languages: form.supported_languages.into_iter().collect(),
                container_image: form.container_image,
                signature: form.signature,
            },
            security_level: form.security_level,
            capabilities,
            limits,
            dependencies: dependencies.0,
            claims,
            host,
            api: form.api.map(|requirement| requirement.0),
            composable: form.composable,
        })
    }

    /// The nested form, with only what differs from the defaults.
    pub(super) fn to_form(&self) -> Form {
        let (runtime, remote) = match &self.runtime {
            Runtime::Wasm => (RuntimeWord::Wasm, None),
            Runtime::Remote(remote) => (RuntimeWord::Remote, Some(remote.clone())),
        };
        Form {
            plugin: self.to_plugin_form(runtime),
            remote,
            capabilities: CapabilityForm::from(self.capabilities.clone()),
            limits: self.limits,
            dependencies: DependencyForm(self.dependencies.clone()),
            claims: self.claims.clone(),
        }
    }

    fn to_plugin_form(&self, runtime: RuntimeWord) -> PluginForm {
        let metadata = self.metadata.clone();
        PluginForm {
            id: Some(self.id.clone()),
            name: Some(self.name.clone()),
            version: self.version.clone(),
            description: self.description.clone(),
            types: self.types.iter().cloned().collect(),
            runtime,
            author: metadata.author,
            license: metadata.license,
            homepage: metadata.homepage,
            repository: metadata.repository,
            category: metadata.category,
            tags: metadata.tags.into_iter().collect(),
            supported_languages: metadata.supported_languages.into_iter().collect(),
            security_level: self.security_level,
            container_image: metadata.container_image,
            minimum_plugwright_version: self.host.minimum.clone(),
            maximum_plugwright_version: self.host.maximum.clone(),
            api: self.api.clone().map(Requirement),
            composable: self.composable,
            signature: metadata.signature,
        }
    }
}

/// `id` is the key. Without one, `name` has to be an id, and is the name as well.
fn identity(
    id: Option<PluginId>,
    name: Option<Label>,
    plugin: &Node,
) -> Result<(PluginId, Label), Fail> {
    match (id, name) {
        (Some(id), Some(name)) => Ok((id, name)),
        (Some(id), None) => {
            let name = Label::from_slug(id.name());
            Ok((id, name))
        }
        (None, Some(name)) => {
            let at = plugin.get("name").unwrap_or(plugin);
            let refuse =
                |error| Fail::value(at, format!("{error}; or keep the name and add an `id`"));
            let id = name
                .as_str()
                .parse()
                .map_err(|error| refuse(error).within_key("name").within_key("plugin"))?;
            Ok((id, name))
        }
        (None, None) => Err(Fail::at(plugin.at, Problem::MissingKey("id")).within_key("plugin")),
    }
}

fn runtime(
    word: RuntimeWord,
    remote: Option<super::Remote>,
    at: &Node,
    root: &Node,
) -> Result<Runtime, Fail> {
    match (word, remote) {
        (RuntimeWord::Wasm, None) => Ok(Runtime::Wasm),
        (RuntimeWord::Remote, Some(remote)) => Ok(Runtime::Remote(remote)),
        (RuntimeWord::Remote, None) => Err(Fail::at(at.at, Problem::MissingKey("remote"))),
        (RuntimeWord::Wasm, Some(_)) => {
            let remote = root.get("remote").unwrap_or(root);
            let reason = "a plugin whose runtime is `wasm` has no `remote`; remove it, or write `runtime: remote`";
            Err(Fail::value(remote, reason).within_key("remote"))
        }
    }
}

/// `resources` among the capabilities is an older place for three limits; both places at once are one too many.
fn merge_limits(
    mut limits: LimitRequest,
    resources: Option<ResourceForm>,
    at: &Node,
) -> Result<LimitRequest, Fail> {
    let resources = resources.unwrap_or_default();
    let call = resources.timeout_ms.map(crate::TimeSpan::from_millis);
    let taken = [
        put(
            &mut limits.memory.size,
            resources.max_memory_bytes,
            "max_memory_bytes",
        ),
        put(
            &mut limits.concurrency.instances,
            resources.max_concurrent_requests,
            "max_concurrent_requests",
        ),
        put(&mut limits.time.call, call, "timeout_ms"),
    ];
    let Some(key) = taken.into_iter().flatten().next() else {
        return Ok(limits);
    };
    let at = at
        .get("resources")
        .and_then(|resources| resources.get(key))
        .unwrap_or(at);
    let fail = Fail::value(
        at,
        "the same limit stands in `limits`; remove one of the two",
    );
    Err(fail
        .within_key(key)
        .within_key("resources")
        .within_key("capabilities"))
}

/// Fills an empty place; the key comes back if it is taken.
fn put<T>(place: &mut Option<T>, value: Option<T>, key: &'static str) -> Option<&'static str> {
    match (&place, value) {
        (Some(_), Some(_)) => Some(key),
        (None, value) => {
            *place = value;
            None
        }
        (Some(_), None) => None,
    }
}

fn host_versions(
    minimum: Option<Version>,
    maximum: Option<Version>,
    plugin: &Node,
) -> Result<HostVersions, Fail> {
    let host = HostVersions { minimum, maximum };
    if host.is_empty_range() {
        let key = "maximum_plugwright_version";
        let at = plugin
            .get(key)
            .or_else(|| plugin.get("maximum_forgeai_version"))
            .unwrap_or(plugin);
        let reason =
            "no version is both at least the minimum and at most the maximum; swap or widen them";
        return Err(Fail::value(at, reason).within_key(key).within_key("plugin"));
    }
    Ok(host)
}

fn capabilities(form: CapabilityForm, at: &Node) -> Result<Capabilities, Fail> {
    let fail = |reason: String| Fail::value(at, reason).within_key("capabilities");
    let capabilities = form
        .into_capabilities()
        .map_err(|error| fail(error.to_string()))?;
    if let Some((name, origin)) = unreachable_secrets(&capabilities).next() {
        return Err(fail(format!(
            "the secret `{name}` goes to `{origin}`, which `network.origins` does not include; add it there"
        )));
    }
    Ok(capabilities)
}

/// Secrets with an origin that the plugin does not ask to talk to.
fn unreachable_secrets(
    capabilities: &Capabilities,
) -> impl Iterator<Item = (&str, &OriginPattern)> {
    let unreachable =
        |origin: &&OriginPattern| !capabilities.http.keys().any(|own| own.covers(origin));
    capabilities
        .secrets
        .iter()
        .flat_map(|(name, origins)| origins.iter().map(move |origin| (name.as_str(), origin)))
        .filter(move |(_, origin)| unreachable(origin))
}
