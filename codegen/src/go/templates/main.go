{%- if !exports.is_empty() %}
func init() {
{%- for export in exports %}
	{{ export.package }}Export({{ export.implementation }}{})
{%- endfor %}
}
{% endif %}
// main is never called: the host calls the exports.
func main() {}
