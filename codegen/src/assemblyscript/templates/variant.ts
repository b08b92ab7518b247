/** Which case a `{{ name }}` is. */
export enum {{ tag }} {
{%- for case in cases %}
{{ case.docs }}  {{ case.label }},
{%- endfor %}
}

{{ docs }}export class {{ name }} {
  private constructor(
    /** Which case it is. */
    readonly tag: {{ tag }},
  ) {}
{%- for slot in slots %}
{%- if loop.first %}
{% endif %}
  private {{ slot.name }}: {{ slot.ty }}{% if slot.checked %} | null{% endif %} = {{ slot.initial }};
{%- endfor %}
{%- for case in cases %}

{% if let Some(payload) = case.payload -%}
{{ case.docs }}  static {{ case.make }}(value: {{ payload.ty }}): {{ name }} {
    const made = new {{ name }}({{ tag }}.{{ case.label }});
    made.{{ payload.slot }} = value;
    return made;
  }

  /** What `{{ case.make }}` carries. Ends the call when it is another case. */
  get {{ case.read }}(): {{ payload.ty }} {
    {{ check }}(this.tag == {{ tag }}.{{ case.label }});
    return this.{{ payload.slot }}{% if payload.checked %}!{% endif %};
  }
{%- else -%}
{{ case.docs }}  static {{ case.make }}(): {{ name }} {
    return new {{ name }}({{ tag }}.{{ case.label }});
  }
{%- endif %}
{%- endfor %}
}
