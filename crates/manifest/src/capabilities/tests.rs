use super::{AccessMode, Capabilities, Capability, GuestPath, HttpMethod, Methods, OriginPattern};

fn read(json: &str) -> Capabilities {
    serde_json::from_str(json).unwrap()
}

fn refused(json: &str) -> String {
    serde_json::from_str::<Capabilities>(json)
        .unwrap_err()
        .to_string()
}

#[test]
fn r04_every_spelling_of_a_flag_asks_for_the_same() {
    let any_origin = read(r#"{"network": {"origins": ["*"]}}"#);
    assert!(any_origin.http.contains_key(&OriginPattern::ANY));
    for same in [
        r#"{"network": {"allow_outbound": true}}"#,
        r#"{"network": {"allow_http_outbound": true}}"#,
        r#"{"network": {"allowHttpOutbound": true}}"#,
        r#"{"network_access": true}"#,
    ] {
        assert_eq!(read(same), any_origin, "{same}");
    }
    assert_eq!(read(r#"{"gpu_access": true}"#), read(r#"{"gpu": true}"#));
}

#[test]
fn missing_and_false_both_ask_for_nothing() {
    for nothing in [
        "{}",
        r#"{"network": {"allow_http_outbound": false}, "filesystem": {"allow_read": false}}"#,
        r#"{"read_isg": false, "write_visualization": false, "network_access": false, "file_system_access": false}"#,
    ] {
        assert!(read(nothing).is_empty(), "{nothing}");
    }
}

#[test]
fn a_bare_file_flag_asks_for_one_directory() {
    let data = |mode| Capabilities {
        directories: [(GuestPath::data(), mode)].into(),
        ..Capabilities::none()
    };
    assert_eq!(
        read(r#"{"filesystem": {"allow_read": true}}"#),
        data(AccessMode::ReadOnly)
    );
    assert_eq!(
        read(r#"{"filesystem": {"allow_write": true}}"#),
        data(AccessMode::ReadWrite)
    );
    assert_eq!(
        read(r#"{"file_system_access": true}"#),
        data(AccessMode::ReadWrite)
    );
}

#[test]
fn a_flag_beside_parameters_widens_nothing() {
    let one = read(r#"{"network": {"allow_outbound": true, "origins": ["https://a.example"]}}"#);
    assert_eq!(
        one,
        read(r#"{"network": {"origins": ["https://a.example"]}}"#)
    );
}

#[test]
fn what_contradicts_itself_is_refused() {
    for (json, names) in [
        (
            r#"{"network": {"allow_outbound": false, "origins": ["https://a.example"]}}"#,
            "allow_outbound",
        ),
        (
            r#"{"network": {"allow_outbound": true}, "network_access": false}"#,
            "network_access",
        ),
        (
            r#"{"filesystem": {"allow_write": false, "directories": [{"path": "/a", "mode": "rw"}]}}"#,
            "filesystem",
        ),
        (
            r#"{"filesystem": {"directories": [{"path": "/a"}, {"path": "/a", "mode": "rw"}]}}"#,
            "twice",
        ),
        (
            r#"{"network": {"origins": ["https://a.example", "https://a.example:443"]}}"#,
            "twice",
        ),
        (
            r#"{"network": {"origins": [{"origin": "*", "methods": []}]}}"#,
            "methods",
        ),
        (r#"{"env": ["A", "A"]}"#, "twice"),
        (
            r#"{"secrets": [{"name": "token", "origins": []}]}"#,
            "origins",
        ),
        (r#"{"resources": {"timeout_ms": 5}}"#, "limits"),
    ] {
        let message = refused(json);
        assert!(message.contains(names), "{json}: {message}");
    }
}

#[test]
fn an_unknown_capability_is_refused() {
    assert!(refused(r#"{"netwrok": {}}"#).contains("netwrok"));
    assert!(refused(r#"{"network": {"origin": []}}"#).contains("origin"));
    assert!(
        refused(r#"{"filesystem": {"directories": [{"path": "/a", "mode": "wo"}]}}"#)
            .contains("wo")
    );
}

const EVERYTHING: &str = r#"{
    "network": {"origins": ["https://*.a.example", {"origin": "http://b.example:81", "methods": ["GET", "POST"]}]},
    "filesystem": {"directories": [{"path": "/in"}, {"path": "/out", "mode": "rw"}]},
    "env": ["LANG"], "config": ["realm"], "key_value": ["cache"],
    "secrets": [{"name": "token", "origins": ["https://c.a.example"]}],
    "gpu": true, "read_isg": true, "write_visualization": true
}"#;

#[test]
fn the_written_form_is_read_back() {
    let all = read(EVERYTHING);
    assert_eq!(read(&serde_json::to_string(&all).unwrap()), all);
    assert_eq!(serde_json::to_string(&Capabilities::none()).unwrap(), "{}");
}

#[test]
fn an_operator_sees_everything_that_is_missing_at_once() {
    let asked = read(EVERYTHING);
    assert_eq!(asked.missing_from(&asked), []);
    assert_eq!(
        asked.missing_from(&Capabilities::none()).len(),
        asked.iter().count()
    );

    let shown: Vec<_> = asked
        .iter()
        .map(|capability| capability.to_string())
        .collect();
    assert_eq!(
        shown,
        [
            "http http://b.example:81 (GET, POST)",
            "http https://*.a.example (any method)",
            "directory /in (ro)",
            "directory /out (rw)",
            "env LANG",
            "config realm",
            "key-value bucket cache",
            "secret token for https://c.a.example",
            "gpu",
            "read-isg",
            "write-visualization",
        ]
    );
}

#[test]
fn a_narrower_grant_leaves_the_rest_missing() {
    let asked = read(EVERYTHING);
    let mut granted = asked.clone();
    granted
        .directories
        .insert("/out".parse().unwrap(), AccessMode::ReadOnly);
    granted.http.insert(
        "http://b.example:81".parse().unwrap(),
        Methods::Only([HttpMethod::Get].into()),
    );
    let missing: Vec<_> = asked
        .missing_from(&granted)
        .iter()
        .map(Capability::to_string)
        .collect();
    assert_eq!(
        missing,
        [
            "http http://b.example:81 (GET, POST)",
            "directory /out (rw)"
        ]
    );
}

#[test]
fn a_wider_grant_is_enough() {
    let asked = read(
        r#"{"network": {"origins": ["https://a.b.example"]}, "filesystem": {"allow_read": true}}"#,
    );
    let granted = read(
        r#"{"network": {"origins": ["https://*.b.example"]}, "filesystem": {"allow_write": true}}"#,
    );
    assert_eq!(asked.missing_from(&granted), []);
}
