{% for line in docs %}//!{% if !line.is_empty() %} {{ line }}{% endif %}
{% endfor %}
{%- for line in attributes %}{{ line }}
{% endfor %}
#[rustfmt::skip]
mod bindings;
{% if !uses.is_empty() %}
{% for item in uses %}use {{ item }};
{% endfor %}{% endif %}
{%- for item in implementations %}
{% for line in item.docs %}///{% if !line.is_empty() %} {{ line }}{% endif %}
{% endfor -%}
struct {{ item.name }};
{% for part in item.traits %}
{% if part.types.is_empty() && part.functions.is_empty() -%}
impl {{ part.path }} for {{ item.name }} {}
{% else -%}
impl {{ part.path }} for {{ item.name }} {{ "{" }}
{%- for (name, ty) in part.types %}
    type {{ name }} = {{ ty }};
{%- endfor %}
{%- for function in part.functions %}
{%- if !loop.first || !part.types.is_empty() %}
{% endif %}
    {{ function.signature }} {{ "{" }}
{%- for line in function.body %}
        {{ line }}
{%- endfor %}
{%- if !function.body.is_empty() %}
    {% endif %}}
{%- endfor %}
}
{% endif %}
{%- endfor %}
{%- endfor %}
{%- if exports %}
bindings::export!({{ plugin }} with_types_in bindings);
{% endif %}
