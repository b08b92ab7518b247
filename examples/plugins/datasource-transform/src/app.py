"""The entry point of the component."""

from datasource_transform.plugin import TransformedData
from plugwright_plugin import register_plugin

register_plugin(TransformedData())
