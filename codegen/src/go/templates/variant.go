{{ docs }}type {{ name }} interface {
{%- if is_error %}
	error
{%- endif %}
	is{{ name }}()
}
{%- for case in cases %}

{{ case.docs }}type {{ case.name }} struct
{%- match case.ty %}
{%- when Some(ty) %} {
	// Value is what the case carries.
	Value {{ ty }}
}
{%- when None %}{}
{%- endmatch %}

func ({{ case.name }}) is{{ name }}() {}
{%- if is_error %}

// Error says what failed.
func (e {{ case.name }}) Error() string {
	return {{ case.error }}
}
{%- endif %}
{%- endfor %}
