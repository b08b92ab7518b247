(component
  (import "wasi:config/store@0.2.0-rc.1" (instance $store
    (type $errors (variant (case "upstream" string) (case "io" string)))
    (export "error" (type $error (eq $errors)))
    (export "get" (func (param "key" string) (result (result (option string) (error $error)))))))
  (core module $memory
    (memory (export "memory") 1)
    (global $free (mut i32) (i32.const 1024))
    (func (export "realloc") (param i32 i32 i32 i32) (result i32)
      (global.get $free)
      (global.set $free (i32.add (global.get $free) (local.get 3))))
    (data (i32.const 0) "mode"))
  (core instance $memory (instantiate $memory))
  (core func $get (canon lower (func $store "get")
    (memory (core memory $memory "memory")) (realloc (core func $memory "realloc"))))
  (core module $plugin
    (import "host" "get" (func $get (param i32 i32 i32)))
    (func (export "read") (result i32)
      (call $get (i32.const 0) (i32.const 4) (i32.const 64))
      (i32.const 64)))
  (core instance $plugin (instantiate $plugin
    (with "host" (instance (export "get" (func $get))))))
  (type $read (func (result (result (option string) (error string)))))
  (func (export "read") (type $read) (canon lift (core func $plugin "read")
    (memory (core memory $memory "memory")))))
