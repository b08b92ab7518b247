// @ts-ignore: decorator
@component("{{ component }}")
{{ head }}
{{ body }}}
{%- if let Some(done) = post_return %}

// @ts-ignore: decorator
@component("{{ done.component }}")
export function {{ done.name }}(result: usize): void {
  {{ done.release }}(0);
}
{%- endif %}
