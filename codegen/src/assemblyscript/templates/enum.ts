{{ docs }}export enum {{ name }} {
{%- for label in labels %}
{{ label.docs }}  {{ label.name }} = {{ label.value }},
{%- endfor %}
}
