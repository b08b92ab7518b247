//! How Go spells a name of WIT.

/// Words that Go programmers write in capitals, as `golint` and the standard library have them.
const INITIALISMS: &[&str] = &[
    "acl", "api", "ascii", "cpu", "css", "db", "dns", "eof", "guid", "html", "http", "https", "id",
    "io", "ip", "json", "jwt", "lhs", "oauth", "os", "qps", "ram", "rhs", "rpc", "sla", "smtp",
    "sql", "ssh", "tcp", "tls", "ttl", "udp", "ui", "uid", "uri", "url", "utf8", "uuid", "vm",
    "wasi", "xml", "xsrf", "xss", "yaml",
];

/// Initialisms that are not all capitals.
const MIXED: &[(&str, &str)] = &[("ipv4", "IPv4"), ("ipv6", "IPv6"), ("oauth", "OAuth")];

/// Keywords of Go, and predeclared names that generated code uses or that a reader would take for the language's.
pub(super) const RESERVED: &[&str] = &[
    "any",
    "append",
    "bool",
    "break",
    "byte",
    "cap",
    "case",
    "chan",
    "clear",
    "close",
    "comparable",
    "complex",
    "complex128",
    "complex64",
    "const",
    "continue",
    "copy",
    "default",
    "defer",
    "delete",
    "else",
    "error",
    "fallthrough",
    "false",
    "float32",
    "float64",
    "for",
    "func",
    "go",
    "goto",
    "if",
    "imag",
    "import",
    "init",
    "int",
    "int16",
    "int32",
    "int64",
    "int8",
    "interface",
    "iota",
    "len",
    "main",
    "make",
    "map",
    "max",
    "min",
    "new",
    "nil",
    "package",
    "panic",
    "print",
    "println",
    "range",
    "real",
    "recover",
    "return",
    "rune",
    "select",
    "string",
    "struct",
    "switch",
    "true",
    "type",
    "uint",
    "uint16",
    "uint32",
    "uint64",
    "uint8",
    "uintptr",
    "var",
    "_",
];

/// Names of folders that the Go command treats in its own way.
const SPECIAL_FOLDERS: &[&str] = &["internal", "vendor", "testdata"];

/// `user-id` as an exported name: `UserID`.
pub(super) fn exported(name: &str) -> String {
    words(name).map(|word| capital(&word)).collect()
}

/// `user-id` as a name inside a package or function: `userID`.
pub(super) fn unexported(name: &str) -> String {
    let first = |(position, word): (usize, String)| match position {
        0 => word,
        _ => capital(&word),
    };
    words(name).enumerate().map(first).collect()
}

/// `http-types` as the name of a package: `httptypes`.
pub(super) fn package(name: &str) -> String {
    let plain: String = words(name).collect();
    if RESERVED.contains(&plain.as_str()) || SPECIAL_FOLDERS.contains(&plain.as_str()) {
        return format!("{plain}_");
    }
    plain
}

/// `http-types` as a folder below a module: `http-types`.
pub(super) fn folder(name: &str) -> String {
    let plain = name.to_ascii_lowercase();
    if SPECIAL_FOLDERS.contains(&plain.as_str()) {
        return format!("{plain}_");
    }
    plain
}

fn words(name: &str) -> impl Iterator<Item = String> {
    name.split('-').map(str::to_ascii_lowercase)
}

fn capital(word: &str) -> String {
    if let Some((_, mixed)) = MIXED.iter().find(|(known, _)| *known == word) {
        return (*mixed).to_owned();
    }
    if INITIALISMS.contains(&word) {
        return word.to_ascii_uppercase();
    }
    let mut letters = word.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initialisms_are_capitals_wherever_they_stand() {
        assert_eq!(exported("http-user-id"), "HTTPUserID");
        assert_eq!(unexported("http-user-id"), "httpUserID");
        assert_eq!(exported("get-ipv4-address"), "GetIPv4Address");
    }

    #[test]
    fn acronyms_of_the_wit_and_digits_stay_readable() {
        assert_eq!(exported("HTTP-server"), "HTTPServer");
        assert_eq!(exported("sha256-2"), "Sha2562");
        assert_eq!(unexported("SELF"), "self");
    }

    #[test]
    fn a_package_is_never_a_keyword_nor_a_program() {
        assert_eq!(package("http-types"), "httptypes");
        assert_eq!(package("interface"), "interface_");
        assert_eq!(package("main"), "main_");
        assert_eq!(folder("internal"), "internal_");
    }
}
