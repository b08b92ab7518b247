//! Columns from the text of a `CREATE TABLE` statement, which is all that the file knows of them.

use super::lexer::{Token, tokens};
use super::record::Value;

/// What a column prefers to store (<https://www.sqlite.org/datatype3.html>, section 3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Affinity {
    /// Whole numbers.
    Integer,
    /// Text.
    Text,
    /// Whatever it is given.
    Blob,
    /// Numbers.
    Real,
    /// Numbers, whole where possible.
    Numeric,
    /// Truth values: to SQLite numeric, but the declared type says BOOL, and 0 and 1 are what it means by them.
    Boolean,
}

/// A column.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What it prefers to store.
    pub affinity: Affinity,
    /// Whether a value may be missing.
    pub nullable: bool,
    /// Whether its declared type is exactly INTEGER, as an alias of the rowid needs.
    declared_integer: bool,
    /// Whether it is another name for the rowid.
    pub(super) is_rowid: bool,
    /// What rows have that are older than the column.
    pub(super) default: Value,
}

/// The stored columns of a table; none if the statement cannot be understood or makes a table without rowid.
pub(super) fn columns(sql: &str) -> Option<Vec<Column>> {
    let tokens = tokens(sql);
    let open = tokens.iter().position(|token| *token == Token::Sign('('))?;
    let (definitions, options) = split_definitions(tokens.get(open + 1..)?);
    if options.iter().any(|token| token.is("WITHOUT")) {
        return None;
    }
    let mut columns: Vec<Column> = definitions
        .iter()
        .filter_map(|definition| column(definition))
        .collect();
    for definition in &definitions {
        mark_rowid(definition, &mut columns);
    }
    (!columns.is_empty()).then_some(columns)
}

/// The definitions between the parentheses, and what follows them.
fn split_definitions(tokens: &[Token]) -> (Vec<&[Token]>, &[Token]) {
    let mut definitions = Vec::new();
    let mut depth = 0_usize;
    let mut start = 0;
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Token::Sign('(') => depth += 1,
            Token::Sign(')') if depth > 0 => depth -= 1,
            Token::Sign(end @ (',' | ')')) if depth == 0 => {
                definitions.extend(tokens.get(start..at));
                start = at + 1;
                if *end == ')' {
                    break;
                }
            }
            _ => {}
        }
    }
    (definitions, tokens.get(start..).unwrap_or(&[]))
}

/// The column that a definition makes; none for constraints of the table and for columns that are not stored.
fn column(definition: &[Token]) -> Option<Column> {
    const TABLE_CONSTRAINTS: [&str; 5] = ["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"];
    let (name, rest) = definition.split_first()?;
    if TABLE_CONSTRAINTS.iter().any(|keyword| name.is(keyword)) {
        return None;
    }
    let split = rest
        .iter()
        .position(begins_constraint)
        .unwrap_or(rest.len());
    let (declared, constraints) = rest.split_at(split);
    if has(constraints, "AS") && !has(constraints, "STORED") {
        return None;
    }
    let declared: Vec<&str> = declared.iter().filter_map(Token::name).collect();
    let declared = declared.join(" ").to_ascii_uppercase();
    let declared_integer = declared == "INTEGER";
    let is_key = has(constraints, "PRIMARY");
    Some(Column {
        name: name.name()?.to_owned(),
        affinity: affinity(&declared),
        nullable: !has(constraints, "NOT") && !is_key,
        declared_integer,
        // "PRIMARY KEY DESC" makes no alias: a mistake of old that SQLite keeps.
        is_rowid: is_key && declared_integer && !has(constraints, "DESC"),
        default: default(constraints),
    })
}

fn begins_constraint(token: &Token) -> bool {
    const KEYWORDS: [&str; 10] = [
        "CONSTRAINT",
        "PRIMARY",
        "NOT",
        "NULL",
        "UNIQUE",
        "CHECK",
        "DEFAULT",
        "COLLATE",
        "REFERENCES",
        "GENERATED",
    ];
    KEYWORDS.iter().any(|keyword| token.is(keyword)) || token.is("AS")
}

fn has(tokens: &[Token], keyword: &str) -> bool {
    tokens.iter().any(|token| token.is(keyword))
}

/// The five rules of section 3.1, in their order, and truth values told from other numbers.
fn affinity(declared: &str) -> Affinity {
    let contains = |part: &str| declared.contains(part);
    if contains("INT") {
        Affinity::Integer
    } else if contains("CHAR") || contains("CLOB") || contains("TEXT") {
        Affinity::Text
    } else if contains("BLOB") || declared.is_empty() {
        Affinity::Blob
    } else if contains("REAL") || contains("FLOA") || contains("DOUB") {
        Affinity::Real
    } else if contains("BOOL") {
        Affinity::Boolean
    } else {
        Affinity::Numeric
    }
}

/// The literal behind `DEFAULT`. `ALTER TABLE` allows nothing but literals, and only its columns can be missing.
fn default(constraints: &[Token]) -> Value {
    let at = constraints.iter().position(|token| token.is("DEFAULT"));
    let literal = at.and_then(|at| constraints.get(at + 1..)).unwrap_or(&[]);
    match literal {
        [Token::Sign('-'), Token::Number(number), ..] => parse_number(&format!("-{number}")),
        [Token::Sign('+'), Token::Number(number), ..] | [Token::Number(number), ..] => {
            parse_number(number)
        }
        [Token::Text(text) | Token::Name(text), ..] => Value::Text(text.clone()),
        [word, ..] if word.is("TRUE") => Value::Integer(1),
        [word, ..] if word.is("FALSE") => Value::Integer(0),
        _ => Value::Null,
    }
}

fn parse_number(text: &str) -> Value {
    let integer = text.parse().map(Value::Integer);
    integer
        .or_else(|_| text.parse().map(Value::Real))
        .unwrap_or(Value::Null)
}

/// Marks the alias of the rowid that a constraint `PRIMARY KEY (name)` of the table makes.
fn mark_rowid(definition: &[Token], columns: &mut [Column]) {
    let at = definition.iter().position(|token| token.is("PRIMARY"));
    let Some([_, _, Token::Sign('('), name, rest @ ..]) = at.and_then(|at| definition.get(at..))
    else {
        return;
    };
    let ordered = rest
        .first()
        .is_some_and(|token| token.is("ASC") || token.is("DESC"));
    if rest.get(usize::from(ordered)) != Some(&Token::Sign(')')) {
        return;
    }
    let named = |column: &&mut Column| {
        name.name()
            .is_some_and(|name| column.name.eq_ignore_ascii_case(name))
    };
    if let Some(column) = columns.iter_mut().find(named) {
        column.is_rowid = column.declared_integer;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn names(sql: &str) -> Vec<String> {
        columns(sql)
            .unwrap_or_default()
            .into_iter()
            .map(|column| column.name)
            .collect()
    }

    #[test]
    fn columns_are_told_from_constraints() {
        let sql = "CREATE TABLE t (id INTEGER PRIMARY KEY, \"full name\" VARCHAR(20) NOT NULL DEFAULT 'x,y',
            [price] DECIMAL(10, 2) CHECK (price > 0), total AS (price * 2), kept INT AS (1) STORED,
            CONSTRAINT u UNIQUE (price), FOREIGN KEY (id) REFERENCES o(id))";
        assert_eq!(names(sql), ["id", "full name", "price", "kept"]);
    }

    #[test]
    fn the_rowid_has_an_alias_only_where_sqlite_makes_one() {
        let alias = |sql| {
            columns(sql)
                .unwrap()
                .iter()
                .position(|column| column.is_rowid)
        };
        assert_eq!(
            alias("CREATE TABLE t (a TEXT, id INTEGER PRIMARY KEY AUTOINCREMENT)"),
            Some(1)
        );
        assert_eq!(
            alias("CREATE TABLE t (id INTEGER, a TEXT, PRIMARY KEY (id))"),
            Some(0)
        );
        assert_eq!(
            alias("CREATE TABLE t (id INTEGER, PRIMARY KEY (id DESC))"),
            Some(0)
        );
        assert_eq!(
            alias("CREATE TABLE t (id INT PRIMARY KEY)"),
            None,
            "INT is not INTEGER"
        );
        assert_eq!(alias("CREATE TABLE t (id INTEGER PRIMARY KEY DESC)"), None);
        assert_eq!(
            alias("CREATE TABLE t (a INTEGER, b INTEGER, PRIMARY KEY (a, b))"),
            None
        );
    }

    #[test]
    fn defaults_are_read() {
        let sql = "CREATE TABLE t (a INT DEFAULT -5, b REAL DEFAULT 2.5, c DEFAULT 'it''s', d INT, e DEFAULT true)";
        let defaults: Vec<Value> = columns(sql)
            .unwrap()
            .into_iter()
            .map(|column| column.default)
            .collect();
        let expected = [
            Value::Integer(-5),
            Value::Real(2.5),
            Value::Text("it's".into()),
            Value::Null,
            Value::Integer(1),
        ];
        assert_eq!(defaults, expected);
    }

    #[test]
    fn a_table_without_rowid_is_left_out() {
        assert_eq!(
            columns("CREATE TABLE t (id TEXT PRIMARY KEY) WITHOUT ROWID"),
            None
        );
    }

    proptest! {
        #[test]
        fn no_statement_panics(sql in "(CREATE|TABLE|PRIMARY|KEY|AS|DEFAULT|[a-z(),'\"0-9-]| ){0,40}") {
            let _ = columns(&sql);
        }
    }
}
