//! The router against a plain reading of the rules, and what a request must never do to it.

use proptest::prelude::*;

use super::{PathTemplate, RequestPath, Router};

fn template(text: &str) -> PathTemplate {
    PathTemplate::parse(text, &|name| name == "rest").unwrap()
}

fn router(templates: &[&str]) -> Router {
    Router::new(templates.iter().map(|text| template(text)))
}

fn find(router: &Router, path: &str) -> Option<(usize, Vec<String>)> {
    let found = router.find(&RequestPath::parse(path), |_| true)?;
    Some((
        found.route,
        found
            .parameters
            .into_iter()
            .map(|(_, value)| value)
            .collect(),
    ))
}

#[test]
fn what_says_more_wins_whatever_the_order() {
    let templates = [
        "/a/{rest}",
        "/a/{x}",
        "/a/{x}.json",
        "/a/b",
        "/a/{x}/c",
        "/a/{x}.min.json",
    ];
    let expected = [
        ("/a/b", 3),
        ("/a/q.json", 2),
        ("/a/q.min.json", 5),
        ("/a/q", 1),
        ("/a/q/c", 4),
        ("/a/q/d", 0),
    ];
    for (path, route) in expected {
        assert_eq!(find(&router(&templates), path).unwrap().0, route, "{path}");
    }
}

#[test]
fn a_literal_that_leads_nowhere_does_not_hide_a_parameter() {
    let router = router(&["/users/me/keys", "/users/{id}/repos"]);
    assert_eq!(
        find(&router, "/users/me/repos"),
        Some((1, vec!["me".to_owned()]))
    );
}

#[test]
fn odd_segments_give_their_parts() {
    let router = router(&[
        "/compare/{base}...{head}",
        "/jobs/{id}:cancel",
        "/v{major}.{minor}",
        "/t/{rest}/raw",
    ]);
    let values = |path: &str| find(&router, path).unwrap().1;
    assert_eq!(values("/compare/main...a.b"), ["main", "a.b"]);
    assert_eq!(values("/jobs/7:cancel"), ["7"]);
    assert_eq!(values("/v1.2"), ["1", "2"]);
    assert_eq!(values("/t/a/b/c/raw"), ["a/b/c"]);
    assert_eq!(
        find(&self::router(&["/send/#env/{id}"]), "/send/%23env/7"),
        Some((0, vec!["7".to_owned()]))
    );
    assert_eq!(find(&router, "/jobs/:cancel"), None);
    assert_eq!(find(&router, "/t/raw"), None);
}

#[test]
fn a_segment_is_decoded_after_it_was_cut() {
    let router = router(&["/files/{name}"]);
    assert_eq!(
        find(&router, "/files/a%2Fb%20c"),
        Some((0, vec!["a/b c".to_owned()]))
    );
}

#[test]
fn a_query_in_a_template_is_a_condition() {
    let router = router(&["/q", "/q?op=list", "/q#op=make"]);
    let queries = ["/q?op=list", "/q#op=make"].map(template);
    let has =
        |name: &str, value: Option<&str>| name == "op" && value.is_none_or(|value| value == "make");
    assert!(!queries[0].accepts(has) && queries[1].accepts(has));
    let order = std::cell::RefCell::new(Vec::new());
    router.find(&RequestPath::parse("/q"), |route| {
        order.borrow_mut().push(route);
        false
    });
    assert_eq!(
        *order.borrow(),
        [1, 2, 0],
        "those with conditions are tried first"
    );
}

#[test]
fn a_bad_template_says_why() {
    for (text, reason) in [
        ("a", "it does not begin with `/`"),
        ("/a{b", "its braces do not match"),
        ("/a}b", "its braces do not match"),
        ("/{}", "a parameter has no name"),
        ("/{a+}/{b+}", "more than one parameter spans segments"),
    ] {
        assert_eq!(
            PathTemplate::parse(text, &|_| false)
                .unwrap_err()
                .to_string(),
            reason,
            "{text}"
        );
    }
}

/// A template as data, so that a test can match it without the router.
#[derive(Debug, Clone)]
enum Part {
    Literal(&'static str),
    Parameter,
    Suffixed(&'static str),
}

fn part() -> impl Strategy<Value = Part> {
    let word = prop::sample::select(vec!["a", "b", "c"]);
    prop_oneof![
        word.clone().prop_map(Part::Literal),
        Just(Part::Parameter),
        prop::sample::select(vec![".json", ":a", "b"]).prop_map(Part::Suffixed),
    ]
}

fn written(parts: &[Part]) -> String {
    let write = |(index, part): (usize, &Part)| match part {
        Part::Literal(text) => format!("/{text}"),
        Part::Parameter => format!("/{{p{index}}}"),
        Part::Suffixed(suffix) => format!("/{{p{index}}}{suffix}"),
    };
    parts.iter().enumerate().map(write).collect()
}

fn matches(parts: &[Part], segments: &[&str]) -> bool {
    parts.len() == segments.len()
        && parts
            .iter()
            .zip(segments)
            .all(|(part, segment)| match part {
                Part::Literal(text) => text == segment,
                Part::Parameter => !segment.is_empty(),
                Part::Suffixed(suffix) => segment.len() > suffix.len() && segment.ends_with(suffix),
            })
}

/// Smaller is more specific.
fn rank(parts: &[Part]) -> Vec<(u8, std::cmp::Reverse<usize>)> {
    let rank = |part: &Part| match part {
        Part::Literal(_) => (0, std::cmp::Reverse(0)),
        Part::Suffixed(suffix) => (1, std::cmp::Reverse(suffix.len())),
        Part::Parameter => (2, std::cmp::Reverse(0)),
    };
    parts.iter().map(rank).collect()
}

proptest! {
    #[test]
    fn the_router_finds_what_a_plain_search_finds(
        templates in prop::collection::vec(prop::collection::vec(part(), 1..4), 1..12),
        segments in prop::collection::vec(prop::sample::select(vec!["a", "b", "x.json", "q:a", "ab", "bb", "z"]), 1..4),
    ) {
        let texts: Vec<String> = templates.iter().map(|parts| written(parts)).collect();
        let router = Router::new(texts.iter().map(|text| template(text)));
        let found = find(&router, &format!("/{}", segments.join("/"))).map(|(route, _)| route);
        let fitting = templates.iter().enumerate().filter(|(_, parts)| matches(parts, &segments));
        let best = fitting.min_by_key(|(index, parts)| (rank(parts), *index)).map(|(index, _)| index);
        prop_assert_eq!(found, best);
    }

    #[test]
    fn a_filled_template_gives_its_values_back(
        values in prop::collection::vec("[^/%.]{1,8}", 3),
    ) {
        let router = router(&["/x/{a}/{b}.tar/{c}"]);
        let encode = |text: &String| percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string();
        let encoded: Vec<String> = values.iter().map(encode).collect();
        let path = format!("/x/{}/{}.tar/{}", encoded[0], encoded[1], encoded[2]);
        prop_assert_eq!(find(&router, &path), Some((0, values)));
    }

    #[test]
    fn no_path_and_no_template_panics(text in "[/{}a:*+=?#.%é]{0,24}", path in "[/a.%é:]{0,24}") {
        if let Ok(template) = PathTemplate::parse(&text, &|_| false) {
            let router = Router::new([template]);
            let _ = find(&router, &path);
            let _ = find(&router, &RequestPath::parse(&path).with_other_ending().segments().join("/"));
        }
    }
}

#[test]
fn a_path_of_many_segments_ends_soon() {
    let router = router(&["/{a}/{b}/{rest}/x", "/{a}/{rest}/y", "/{rest}/z"]);
    let path = "/a".repeat(100_000);
    let begun = std::time::Instant::now();
    assert_eq!(find(&router, &path), None);
    assert!(
        begun.elapsed().as_secs() < 2,
        "a client must not be able to keep the server busy with one path"
    );
}
