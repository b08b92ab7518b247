{{ header }}"""Puts these bindings where the runtime of componentize-py looks for its own.

componentize-py makes a module `wit_world` when it builds. These modules take its place, so that a plugin runs inside the
component with the very classes that it was checked and tested with.
"""

import importlib
import sys
from types import ModuleType

{% for (package, item) in imports %}from {{ package }} import {{ item }}
{% endfor %}

def install() -> None:
    """Registers the modules. The entry point of a component calls it before anything else."""
    sys.modules.update(
        {
{% for (name, module) in modules %}            "{{ name }}": {{ module }},
{% endfor %}        }
    )


def offer(name: str, **classes: type) -> None:
    """Lets the runtime find the resources of an exported interface: in a module that is called `name`."""
    try:
        module = importlib.import_module(name)
    except ImportError:
        module = ModuleType(name)
        sys.modules[name] = module
    for key, value in classes.items():
        setattr(module, key, value)
