class {{ name }}:
{{ docs }}{% if !docs.is_empty() %}
{% endif %}{% for member in members %}{{ member }}
{% endfor %}    def __enter__(self) -> {{ receiver }}:
        return self

    def __exit__(self, *_: {{ object }}) -> None:
        """Gives the resource back to the host."""
        {{ release }}(self)
