{{ docs }}type {{ name }} uint{{ bits }}

// The cases of [{{ name }}].
const (
{%- for case in cases %}
{{ case.docs }}	{{ case.name }}{% if loop.first %} {{ name }} = iota{% endif %}
{%- endfor %}
)

var labels{{ name }} = [...]string{
{%- for case in cases %}
	"{{ case.wit }}",
{%- endfor %}
}

// String is the name of the case in WIT.
func (e {{ name }}) String() string {
	return {{ wit }}Label(labels{{ name }}[:], int(e))
}
{%- if is_error %}

// Error says what failed.
func (e {{ name }}) Error() string {
	return "{{ label }}: " + e.String()
}
{%- endif %}
