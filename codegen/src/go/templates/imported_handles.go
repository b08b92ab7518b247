//go:wasmimport {{ drop.0 }} {{ drop.1 }}
func importDrop{{ name }}(handle uint32)

func drop{{ name }}(resource *{{ name }}) {
	if handle, ok := {{ abi }}TryTake(resource); ok {
		importDrop{{ name }}(handle)
	}
}
