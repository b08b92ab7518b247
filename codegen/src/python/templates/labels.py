class {{ name }}({{ base }}):
{{ docs }}{% if !docs.is_empty() %}
{% endif %}{% for label in members %}    {{ label.name }} = {{ label.value }}
{{ label.docs }}{% endfor %}
