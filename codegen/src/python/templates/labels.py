class {{ name }}({{ base }}):
{{ docs }}{% if !docs.is_empty() %}
{% endif %}{% for label in labels %}    {{ label.name }} = {{ label.value }}
{{ label.docs }}{% endfor %}
