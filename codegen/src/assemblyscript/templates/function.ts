{{ docs }}{{ head }}
{{ body }}}

{{ core }}
