{{ docs }}type {{ name }} uint{{ bits }}
{%- if !cases.is_empty() %}

// The flags of [{{ name }}].
const (
{%- for case in cases %}
{{ case.docs }}	{{ case.name }}{% if loop.first %} {{ name }} = 1 << iota{% endif %}
{%- endfor %}
)
{%- endif %}

// Has tells whether all of flags are set.
func (f {{ name }}) Has(flags {{ name }}) bool {
	return f&flags == flags
}
{%- if is_error %}

// Error says what failed.
func (f {{ name }}) Error() string {
	return "{{ label }}"
}
{%- endif %}
