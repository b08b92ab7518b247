//go:wasmexport {{ export }}
func export{{ symbol }}{{ core }} {
{{ body }}}
{%- if let Some(post_return) = post_return %}

//go:wasmexport {{ post_return }}
func post{{ symbol }}(unsafe.Pointer) {
	{{ abi }}Release()
}
{%- endif %}
