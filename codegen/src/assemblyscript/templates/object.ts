{{ docs }}export abstract class {{ name }} {
{%- for method in methods %}
{{ method.docs }}{{ method.head }}
{% endfor %}
  /** Called when nobody holds the object any longer. */
  {{ dispose }}(): void {}
}

const {{ objects }} = new {{ table }}<{{ name }}>();

/** A handle for an object that changes hands. Only for generated code. */
export function {{ lower }}(object: {{ name }}): i32 {
  return {{ new.name }}({{ objects }}.add(object));
}

/** The object that comes back with its handle. Only for generated code. */
export function {{ take }}(handle: i32): {{ name }} {
  const object = {{ objects }}.vacate({{ rep.name }}(handle));
  {{ drop.name }}(handle);
  return object;
}

/** The object that is lent for a call. Only for generated code. */
export function {{ get }}(rep: i32): {{ name }} {
  return {{ objects }}.get(rep);
}

// @ts-ignore: decorator
@component("{{ dtor }}")
export function {{ dtor_function }}(rep: i32): void {
  const object = {{ objects }}.remove(rep);
  if (object !== null) object.{{ dispose }}();
}

{{ new.declaration }}
{{ rep.declaration }}
{{ drop.declaration -}}
{% for function in functions %}
{{ function }}
{%- endfor %}
