//go:wasmimport {{ new.0 }} {{ new.1 }}
func importNew{{ name }}(representation uint32) uint32

//go:wasmimport {{ rep.0 }} {{ rep.1 }}
func importRep{{ name }}(handle uint32) uint32

//go:wasmimport {{ drop.0 }} {{ drop.1 }}
func importDrop{{ name }}(handle uint32)

//go:wasmexport {{ dtor }}
func destroy{{ name }}(representation uint32) {
	{{ abi }}Destroy(representation)
}

// Lower{{ name }} gives the host a handle of an object.
func Lower{{ name }}(object {{ name }}) uint32 {
	return importNew{{ name }}({{ abi }}Insert(object))
}

// Lift{{ name }} takes an object back from the host.
func Lift{{ name }}(handle uint32) {{ name }} {
	object := {{ abi }}Remove[{{ name }}](importRep{{ name }}(handle))
	importDrop{{ name }}(handle)
	return object
}
