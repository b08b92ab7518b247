// Exports is what a plugin implements of {{ interface }}.
type Exports interface {
{{ methods }}}

var exports Exports

// Export makes an implementation the one that the host calls. Call it in an init function.
func Export(implementation Exports) {
	exports = implementation
}
