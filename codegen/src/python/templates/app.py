{{ header }}"""The entry point of the component: what componentize-py looks for, under the names that it looks for."""

from bindings import component
{% for module in modules %}from {{ package }} import {{ module }} as _{{ module }}
{% endfor %}
component.install()
{% for (name, classes) in resources %}component.offer("{{ name }}"{% for (class, from) in classes %}, {{ class }}={{ from }}{% endfor %})
{% endfor %}{% if !protocols.is_empty() %}
{% endif %}{% for (name, from) in protocols %}{{ name }} = {{ from }}
{% endfor %}
