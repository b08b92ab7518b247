{{ docs }}//
// It is the host's: call Drop when it is no longer needed. A resource that was passed on as a whole is gone.
type {{ name }} struct {
	resource {{ abi }}Resource
}

// Drop gives the resource back. Dropping it twice does nothing.
func ({{ receiver }} *{{ name }}) Drop() {
	drop{{ name }}({{ receiver }})
}
{%- for function in functions %}

{{ function }}
{%- endfor %}
