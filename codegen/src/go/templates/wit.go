// Option is a value or none. Its zero value is none.
type Option[T any] struct {
	value T
	some  bool
}

// Some is an option with a value.
func Some[T any](value T) Option[T] {
	return Option[T]{value: value, some: true}
}

// None is an option without a value.
func None[T any]() Option[T] {
	return Option[T]{}
}

// Get returns the value, and whether there is one.
func (o Option[T]) Get() (T, bool) {
	return o.value, o.some
}

// IsSome tells whether there is a value.
func (o Option[T]) IsSome() bool {
	return o.some
}

// Or returns the value, or what to use instead.
func (o Option[T]) Or(otherwise T) T {
	if o.some {
		return o.value
	}
	return otherwise
}

// Result is what went well or what failed. Its zero value is success with the zero value of T.
//
// Functions return a value and an error instead: a Result is only found inside of other types.
type Result[T, E any] struct {
	// OK is what success carries.
	OK T
	// Err is what failure carries.
	Err E
	// IsErr tells which of both holds.
	IsErr bool
}

// OK is a result that went well.
func OK[T, E any](value T) Result[T, E] {
	return Result[T, E]{OK: value}
}

// Err is a result that failed.
func Err[T, E any](failure E) Result[T, E] {
	return Result[T, E]{Err: failure, IsErr: true}
}

// Error is an error that carries a value of WIT whose type is no error by itself.
type Error[E any] struct {
	// Value is what the function failed with.
	Value E
}

// Error says that a function failed.
func (e Error[E]) Error() string {
	if text, ok := any(e.Value).(interface{ String() string }); ok {
		return text.String()
	}
	return "the function failed with a value"
}

type failed struct{}

func (failed) Error() string {
	return "the function failed"
}

// ErrFailed is the error of a function that fails without saying why.
var ErrFailed error = failed{}

type message string

func (m message) Error() string {
	return string(m)
}

// Message is the error of a function that fails with a text.
func Message(text string) error {
	return message(text)
}

// Label is the name at a position, for the String methods of enums.
func Label(labels []string, position int) string {
	if position < len(labels) {
		return labels[position]
	}
	return "not a case"
}
{%- for tuple in tuples %}

// Tuple{{ tuple.size }} holds {{ tuple.size }} {% if tuple.size == 1 %}value{% else %}values{% endif %}.
type Tuple{{ tuple.size }}[{{ tuple.parameters }} any] struct {
{{ tuple.fields }}}
{%- endfor %}
