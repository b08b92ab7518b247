module github.com/plugwright/plugwright/examples/plugins/template-time

go 1.24

require github.com/plugwright/plugwright/sdk/go v0.1.0

replace github.com/plugwright/plugwright/sdk/go => ../../../sdk/go
