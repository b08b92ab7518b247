module github.com/plugwright/plugwright/sdk/go

go 1.24
