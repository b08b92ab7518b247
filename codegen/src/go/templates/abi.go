// pins holds memory that only the host points to, so that the collector lets it be.
var pins []unsafe.Pointer

// borrows holds what the host lent for the call that is under way.
var borrows []interface{ Drop() }

// objects holds what the host has handles of, by representation.
var objects []any

// unused holds the positions of objects that are free.
var unused []uint32

//go:wasmexport cabi_export_realloc
func exportRealloc(old unsafe.Pointer, oldSize, alignment, size uint32) unsafe.Pointer {
	return realloc(old, oldSize, size)
}

//go:wasmexport cabi_import_realloc
func importRealloc(old unsafe.Pointer, oldSize, alignment, size uint32) unsafe.Pointer {
	return realloc(old, oldSize, size)
}

func realloc(old unsafe.Pointer, oldSize, size uint32) unsafe.Pointer {
	memory := Allocate(size)
	if oldSize > 0 {
		copy(unsafe.Slice((*byte)(memory), size), unsafe.Slice((*byte)(old), oldSize))
	}
	return memory
}

// Allocate returns memory that stays until Release. It is aligned for every type of WIT.
func Allocate(size uint32) unsafe.Pointer {
	if size == 0 {
		return unsafe.Add(nil, alignment)
	}
	memory := unsafe.Pointer(unsafe.SliceData(make([]byte, size)))
	pins = append(pins, memory)
	return memory
}

// alignment is that of memory from TinyGo's heap.
const alignment = 16

// AllocateList returns memory for a list.
func AllocateList(count int, size uint32) unsafe.Pointer {
	bytes := uint64(count) * uint64(size)
	if bytes > 1<<31 {
		panic("a list is too long for the memory of a component")
	}
	return Allocate(uint32(bytes))
}

// Pin keeps memory until Release, and returns it.
func Pin(memory unsafe.Pointer) unsafe.Pointer {
	if memory != nil {
		pins = append(pins, memory)
	}
	return memory
}

// Release lets go of all memory that is pinned: values of Go hold what is still in use.
func Release() {
	clear(pins)
	pins = pins[:0]
}

// StringData is where the bytes of a string are.
func StringData(text string) unsafe.Pointer {
	if len(text) == 0 {
		return nil
	}
	return unsafe.Pointer(unsafe.StringData(text))
}

// String is the text at an address, which it shares.
func String(memory unsafe.Pointer, size uint32) string {
	if size == 0 {
		return ""
	}
	return unsafe.String((*byte)(memory), size)
}

// SliceData is where the items of a slice are.
func SliceData[T any](items []T) unsafe.Pointer {
	if len(items) == 0 {
		return nil
	}
	return unsafe.Pointer(unsafe.SliceData(items))
}

// Slice is the items at an address, which it shares.
func Slice[T any](memory unsafe.Pointer, count uint32) []T {
	if count == 0 {
		return nil
	}
	return unsafe.Slice((*T)(memory), count)
}

// Load reads a value that has the same form in WIT and in Go.
func Load[T any](memory unsafe.Pointer, offset uint32) T {
	return *(*T)(unsafe.Add(memory, offset))
}

// Store writes a value that has the same form in WIT and in Go.
func Store[T any](memory unsafe.Pointer, offset uint32, value T) {
	*(*T)(unsafe.Add(memory, offset)) = value
}

// Bool is a truth value as a number.
func Bool(value bool) uint32 {
	if value {
		return 1
	}
	return 0
}

// Pointer is an address as a pointer.
func Pointer(address uint64) unsafe.Pointer {
	return unsafe.Add(nil, address)
}

// Lift wraps a handle that the host gave away. T is an imported resource.
func Lift[T any](handle uint32) *T {
	resource := new(T)
	(*Resource)(unsafe.Pointer(resource)).handle = handle
	return resource
}

// Borrow wraps a handle that the host lent until the call is over.
func Borrow[T any, R interface {
	*T
	Drop()
}](handle uint32) R {
	resource := R(Lift[T](handle))
	borrows = append(borrows, resource)
	return resource
}

// DropBorrows gives back what the host lent.
func DropBorrows() {
	for i, resource := range borrows {
		resource.Drop()
		borrows[i] = nil
	}
	borrows = borrows[:0]
}

// Handle is the handle of an imported resource, which keeps it.
func Handle[T any](resource *T) uint32 {
	if resource == nil {
		panic("a resource is nil")
	}
	handle := (*Resource)(unsafe.Pointer(resource)).handle
	if handle == 0 {
		panic("a resource is used after it was dropped or passed on")
	}
	return handle
}

// Take takes the handle out of an imported resource, which is gone after that.
func Take[T any](resource *T) uint32 {
	handle := Handle(resource)
	(*Resource)(unsafe.Pointer(resource)).handle = 0
	return handle
}

// TryTake takes the handle if there is one.
func TryTake[T any](resource *T) (uint32, bool) {
	if resource == nil || (*Resource)(unsafe.Pointer(resource)).handle == 0 {
		return 0, false
	}
	return Take(resource), true
}

// Insert keeps an object that the host gets a handle of, and returns its representation.
func Insert(object any) uint32 {
	if object == nil {
		panic("a resource is nil")
	}
	if last := len(unused) - 1; last >= 0 {
		position := unused[last]
		unused = unused[:last]
		objects[position] = object
		return position
	}
	objects = append(objects, object)
	return uint32(len(objects) - 1)
}

// Object is the object behind a representation.
func Object[T any](representation uint32) T {
	return objects[representation].(T)
}

// Remove takes an object out, which nobody is told of.
func Remove[T any](representation uint32) T {
	object := Object[T](representation)
	objects[representation] = nil
	return object
}

// Destroy forgets an object whose last handle is gone, and tells it unless it was taken out before.
func Destroy(representation uint32) {
	object := objects[representation]
	objects[representation] = nil
	unused = append(unused, representation)
	if object, ok := object.(interface{ OnDrop() }); ok {
		object.OnDrop()
	}
}

// As finds the error of a type in what a function returned.
func As[E error](err error) E {
	for cause := err; cause != nil; {
		if found, ok := cause.(E); ok {
			return found
		}
		if found, ok := cause.(interface{ Unwrap() error }); ok {
			cause = found.Unwrap()
			continue
		}
		break
	}
	panic("the error is not of the type that the function may fail with: " + err.Error())
}

// NoCase ends a call with a variant that is nil.
func NoCase(variant string) {
	panic("a value of the variant " + variant + " is nil")
}
