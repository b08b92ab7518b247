// Resource is a handle of something that the host made. Each imported resource is a struct with this as its only field.
type Resource struct {
	handle uint32
}
