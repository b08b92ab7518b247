{{ docs }}export class {{ name }} {
{%- if fields.is_empty() %}}
{% else if fields.len() == 1 && fields[0].docs.is_empty() %}
  constructor(public {{ fields[0].name }}: {{ fields[0].ty }}) {}
}
{% else %}
  constructor(
{%- for field in fields %}
{{ field.docs }}    public {{ field.name }}: {{ field.ty }},
{%- endfor %}
  ) {}
}
{% endif %}
