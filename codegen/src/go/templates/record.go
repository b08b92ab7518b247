{{ docs }}type {{ name }} struct {
{{ fields }}}
{%- if let Some(text) = error %}

// Error says what failed.
func (e {{ name }}) Error() string {
	return {{ text }}
}
{%- endif %}
