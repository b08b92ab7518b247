// Host is what the host does for this interface where there is none: in tests that run as an ordinary program.
type Host struct {
{{ fields }}}

var host Host

// SetHost says what the host does.
func SetHost(functions Host) {
	host = functions
}
{%- for function in functions %}

func host{{ function.symbol }}{{ function.signature }} {
	{{ function.call }}
}
{%- endfor %}
{%- for resource in resources %}

func drop{{ resource }}({{ resource }} *{{ resource }}) {
}
{%- endfor %}
