{{ docs }}export class {{ name }} {
{%- if fields.is_empty() %}}
{% else %}
  constructor(
{%- for field in fields %}
{{ field.docs }}    public {{ field.name }}: {{ field.ty }},
{%- endfor %}
  ) {}
}
{% endif %}
