{{ docs }}//
// It is the plugin's. An implementation that has a method OnDrop() is told when nobody holds it any more.
type {{ name }} interface {
{{ methods }}}
