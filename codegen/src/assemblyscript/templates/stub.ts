{{ imports }}{% for class in resources -%}
export class {{ class.name }} extends {{ class.base }} {
{%- for method in class.methods %}
{%- if !loop.first %}
{% endif %}
{{ method -}}
{% endfor %}
}

{% endfor -%}
{% if let Some(class) = interface -%}
@plugin("{{ name }}")
export class {{ class.name }} extends {{ class.base }} {
{%- for method in class.methods %}
{%- if !loop.first %}
{% endif %}
{{ method -}}
{% endfor %}
}
{% endif %}
