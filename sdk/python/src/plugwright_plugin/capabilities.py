"""What a plugin says that it needs. The manifest decides; this widens nothing."""

from __future__ import annotations

from typing import TypedDict

from .bindings.imports import plugwright_plugin_types as wit


class Network(TypedDict, total=False):
    """Calls to other services."""

    allow_http_outbound: bool


class Filesystem(TypedDict, total=False):
    """Access to files."""

    allow_read: bool


class Resources(TypedDict, total=False):
    """Memory in bytes and time in milliseconds."""

    max_memory_bytes: int
    timeout_ms: int


class Capabilities(TypedDict, total=False):
    """What `get_capabilities` returns; what is left out is not needed."""

    network: Network
    filesystem: Filesystem
    resources: Resources


def to_wit(wanted: Capabilities) -> wit.PluginCapabilities:
    """The capabilities as the contract has them."""
    resources = wanted.get("resources", {})
    return wit.PluginCapabilities(
        wit.NetworkCapability(wanted.get("network", {}).get("allow_http_outbound", False)),
        wit.FilesystemCapability(wanted.get("filesystem", {}).get("allow_read", False)),
        wit.ResourceLimits(resources.get("max_memory_bytes"), resources.get("timeout_ms")),
    )
