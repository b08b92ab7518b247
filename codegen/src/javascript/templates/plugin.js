// The implementation of the world `{{ world }}`. This file is yours.
{%- for line in imports %}
{{ line }}
{%- endfor %}

/** @typedef {import("../bindings/world.js").World} World */
{%- for item in items %}
{% for line in item %}
{{ line }}
{%- endfor %}
{%- endfor %}
{% for line in exports %}
{{ line }}
{%- endfor %}
