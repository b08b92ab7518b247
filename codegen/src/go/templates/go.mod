module {{ path }}

go 1.24
