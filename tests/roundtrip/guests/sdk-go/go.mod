module github.com/plugwright/plugwright/tests/roundtrip/guests/sdk-go

go 1.24

require github.com/plugwright/plugwright/sdk/go v0.1.0

replace github.com/plugwright/plugwright/sdk/go => ../../../../sdk/go
