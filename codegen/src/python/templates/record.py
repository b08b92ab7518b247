{{ decorators }}class {{ name }}:
{{ docs }}{% if !docs.is_empty() && !fields.is_empty() %}
{% endif %}{% for field in fields %}    {{ field.name }}: {{ field.value }}
{{ field.docs }}{% endfor %}{% if docs.is_empty() && fields.is_empty() %}    pass
{% endif %}
