use proptest::prelude::*;

use super::*;

const UTF8: &[u8] = include_bytes!("../../tests/fixtures/utf8.db");
const UTF16_LE: &[u8] = include_bytes!("../../tests/fixtures/utf16le.db");
const UTF16_BE: &[u8] = include_bytes!("../../tests/fixtures/utf16be.db");

fn rows(database: &Database, name: &str) -> Vec<Vec<Value>> {
    let table = database
        .tables()
        .iter()
        .find(|table| table.name == name)
        .unwrap();
    database.rows(table).collect::<Result<_, _>>().unwrap()
}

/// What `tests/fixtures/make.py` writes for the number `i`.
fn pet(i: i64) -> Vec<Value> {
    #[expect(clippy::cast_precision_loss)]
    let weight = if i % 10 == 0 {
        Value::Null
    } else {
        Value::Real(i as f64 / 2.0)
    };
    let photo = if i % 40 == 0 {
        Value::Blob(vec![u8::try_from(i).unwrap(); 2000])
    } else {
        Value::Null
    };
    vec![
        Value::Integer(i * i),
        Value::Text(format!("Žofie {i}")),
        weight,
        Value::Integer(i % 2),
        photo,
        Value::Text("nobody".into()),
    ]
}

#[test]
fn every_row_of_every_encoding_is_read() {
    for content in [UTF8, UTF16_LE, UTF16_BE] {
        let found = rows(&Database::open(content.to_vec()).unwrap(), "pets");
        let mut expected: Vec<_> = (1..=120).filter(|i| *i != 2).map(pet).collect();
        expected.push(vec![
            Value::Integer(1_000_000),
            Value::Text("last".into()),
            Value::Real(1.5),
            Value::Integer(1),
            Value::Blob(vec![0, 255]),
            Value::Text("Ann".into()),
        ]);
        assert_eq!(found, expected);
    }
}

#[test]
fn integers_of_every_width_are_read() {
    let database = Database::open(UTF8.to_vec()).unwrap();
    let rows = rows(&database, "odd \"name\"");
    assert_eq!(rows.len(), 11);
    for row in rows {
        let [Value::Integer(number), Value::Text(text)] = row.as_slice() else {
            panic!("{row:?}")
        };
        assert_eq!(number.to_string(), *text);
    }
}

#[test]
fn only_tables_that_can_be_read_are_listed() {
    let database = Database::open(UTF8.to_vec()).unwrap();
    let names: Vec<&str> = database
        .tables()
        .iter()
        .map(|table| table.name.as_str())
        .collect();
    assert_eq!(names, ["pets", "odd \"name\"", "empty"]);
    assert!(rows(&database, "empty").is_empty());
}

#[test]
fn columns_say_what_was_declared() {
    let database = Database::open(UTF8.to_vec()).unwrap();
    let columns = &database.tables()[0].columns;
    let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(
        names,
        ["id", "name", "weight", "vaccinated", "photo", "owner"]
    );
    let nullable: Vec<bool> = columns.iter().map(|column| column.nullable).collect();
    assert_eq!(nullable, [false, false, true, true, true, true]);
    assert_eq!(columns[3].affinity, Affinity::Boolean);
}

#[test]
fn other_files_are_refused_with_a_reason() {
    assert_eq!(
        Database::open(b"id,name\n1,x\n".to_vec()).unwrap_err(),
        Error::NotADatabase
    );
    assert_eq!(
        Database::open(UTF8[..60].to_vec()).unwrap_err(),
        Error::NotADatabase
    );
    let cut = Database::open(UTF8[..300].to_vec()).unwrap_err();
    assert!(matches!(cut, Error::Corrupt { page: 1, .. }), "{cut}");
}

#[test]
fn pages_that_point_in_a_circle_end_the_walk() {
    let mut content = UTF8.to_vec();
    let root = Database::open(content.clone()).unwrap().tables()[0].root_page;
    // The rightmost child of the root becomes the root itself.
    let start = (root as usize - 1) * 512;
    assert_eq!(content[start], 0x05, "the tree has several levels");
    content[start + 8..start + 12].copy_from_slice(&root.to_be_bytes());
    let database = Database::open(content).unwrap();
    let last = database.rows(&database.tables()[0]).last().unwrap();
    assert!(matches!(last, Err(Error::Corrupt { .. })), "{last:?}");
}

/// Reads all that a file offers, and returns how many rows that were.
fn exhaust(content: Vec<u8>) -> usize {
    let Ok(database) = Database::open(content) else {
        return 0;
    };
    database
        .tables()
        .iter()
        .map(|table| database.rows(table).count())
        .sum()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_damaged_file_never_panics_and_never_loops(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..40),
        kept in any::<prop::sample::Index>(),
        cut in any::<bool>(),
        which in 0..3_usize,
    ) {
        let mut content = [UTF8, UTF16_LE, UTF16_BE][which].to_vec();
        for (at, byte) in changes {
            let at = at.index(content.len());
            content[at] = byte;
        }
        if cut {
            content.truncate(kept.index(content.len()));
        }
        let most = content.len();
        prop_assert!(exhaust(content) <= most, "rows without end");
    }

    #[test]
    fn damage_where_the_structure_is_never_panics(
        changes in prop::collection::vec((0..32_usize, 0..16_usize, any::<u8>()), 1..60),
    ) {
        let mut content = UTF8.to_vec();
        for (page, at, byte) in changes {
            content[page * 512 + at + if page == 0 { 100 } else { 0 }] = byte;
        }
        exhaust(content);
    }
}
