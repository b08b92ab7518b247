//! Requests that are meant to hurt.

use proptest::prelude::*;

use super::*;

#[test]
fn a_deep_query_is_refused_by_the_parser() {
    let deep = format!(
        "{{ featured {}{} }}",
        "{ related ".repeat(5_000),
        "}".repeat(5_000)
    );
    assert_eq!(errors(&deep).len(), 1);
    let list = format!(
        "{{ products(filter: {}{}) {{ id }} }}",
        "[".repeat(5_000),
        "]".repeat(5_000)
    );
    assert_eq!(errors(&list).len(), 1);
}

#[test]
fn lists_in_lists_end_before_they_fill_the_memory() {
    let mut query = String::from("id");
    for _ in 0..4 {
        query = format!("related {{ {query} }}");
    }
    let wide = format!("{{ products(first: 100) {{ {query} }} }}");
    assert!(data(&wide)["products"].is_array());
    for _ in 0..12 {
        query = format!("related {{ {query} }}");
    }
    let deeper = format!("{{ products(first: 100) {{ {query} }} }}");
    assert!(errors(&deeper)[0].contains("more than 100000 values"));
}

#[test]
fn fragments_that_double_end() {
    let fragment = |level| {
        format!(
            "fragment F{level} on Product {{ ...F{0} ...F{0} }}",
            level + 1
        )
    };
    let fragments: Vec<String> = (0..30).map(fragment).collect();
    let last = "fragment F30 on Product { id }";
    let query = format!("{{ featured {{ ...F0 }} }} {} {last}", fragments.join(" "));
    assert!(errors(&query)[0].contains("selects too much"));
}

proptest! {
    #[test]
    fn no_document_panics(query in "[{}()\\[\\]:$!@.a-c0-9\" \\n-]{0,60}") {
        ask(&json!({ "query": query }));
    }

    #[test]
    fn no_document_of_words_panics(words in prop::collection::vec(prop::sample::select(vec![
        "query", "mutation", "{", "}", "(", ")", "id", ":", "$x", "1", "1.5", "1e9", "-", "\"a\"", "...", "on", "Product",
        "product", "products", "featured", "related", "fragment", "F", "@skip", "@include", "if", "true", "null", "[", "]",
        "search", "text", "__typename", "__schema", "ID", "!", "=", "\"\"\"",
    ]), 0..30)) {
        ask(&json!({ "query": words.join(" ") }));
    }

    #[test]
    fn no_schema_panics(words in prop::collection::vec(prop::sample::select(vec![
        "type", "Query", "{", "}", "(", ")", "id", ":", "ID", "!", "[", "]", "interface", "union", "=", "|", "enum", "A",
        "input", "extend", "scalar", "directive", "@a", "on", "FIELD", "implements", "&", "\"a\"", "1", "schema", "query",
    ]), 0..30)) {
        let _ = Schema::parse(&words.join(" "));
    }
}
