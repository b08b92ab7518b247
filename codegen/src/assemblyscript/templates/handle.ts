{{ docs }}export class {{ name }} extends {{ base }} {
{%- for member in members %}
{{ member.docs }}{{ member.head }}
{{ member.body }}  }
{% endfor %}
  drop(): void {
    if (this.handle != 0) {{ core_drop }}(this.take());
  }
}
{% for external in externals %}
{{ external -}}
{% endfor %}
