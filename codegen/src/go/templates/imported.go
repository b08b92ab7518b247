//go:wasmimport {{ module }} {{ field }}
func import{{ symbol }}{{ core }}

func host{{ symbol }}{{ signature }} {
{{ body }}}
