/** What implements this interface. */
@exported("{{ name }}", "{{ register }}")
export abstract class {{ class }} {
{%- for method in methods %}
{%- if !loop.first %}
{% endif %}
{{ method.docs }}{{ method.head }}
{%- endfor %}
}

let implementation: {{ class }} | null = null;

/** Makes `it` answer the host. `@plugin("{{ name }}")` at a class does the same. */
export function {{ register }}(it: {{ class }}): void {
  implementation = it;
}
{%- for function in functions %}

{{ function -}}
{% endfor %}
