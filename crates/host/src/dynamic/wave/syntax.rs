//! The syntax of WAVE, read in one pass into one vector.
//!
//! The crate wasm-wave, which defines the language, makes a tree of many small vectors and reads many tokens twice; that took
//! most of the time of a call. This reader accepts the same texts: a test holds both against each other.

use std::borrow::Cow;
use std::fmt;

use wasm_wave::ast::NodeType;
use wasm_wave::lex::Keyword;
use wasm_wave::untyped::UntypedValue;

use super::lexer::{Lexer, Span, Token};

pub(super) type Result<T = ()> = std::result::Result<T, SyntaxError>;

/// How deep values may be nested.
const MAX_DEPTH: usize = 100;

/// Why a text is not WAVE.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SyntaxError {
    what: &'static str,
    /// The byte where it was noticed.
    at: usize,
}

impl SyntaxError {
    pub(super) fn new(what: &'static str, at: usize) -> Self {
        Self { what, at }
    }
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at byte {}", self.what, self.at)
    }
}

/// A value without a type yet.
pub(super) struct Tree<'s> {
    source: &'s str,
    /// Each node stands before its children.
    nodes: Vec<Entry>,
}

#[derive(Clone, Copy)]
struct Entry {
    ty: NodeType,
    /// Whether it is a string of characters that stand for themselves.
    is_plain: bool,
    span: Span,
    children: u32,
    /// The index of what follows this node and all that is in it.
    next: u32,
}

/// A part of a value.
#[derive(Clone, Copy)]
pub(super) struct Node<'t, 's> {
    tree: &'t Tree<'s>,
    entry: &'t Entry,
    index: usize,
}

impl<'s> Tree<'s> {
    /// Reads a text that is one value.
    pub(super) fn parse(source: &'s str) -> Result<Self> {
        // Nodes and places are counted in 32 bits; there are fewer nodes than bytes.
        if u32::try_from(source.len()).is_err() {
            return Err(SyntaxError::new("too long", 0));
        }
        let mut parser = Parser::new(source)?;
        parser.value(0)?;
        match parser.token {
            Token::End => Ok(Self {
                source,
                nodes: parser.nodes,
            }),
            _ => Err(parser.error("unexpected text after the value")),
        }
    }

    /// How many nodes there are.
    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// The value; nothing is not a value, so there always is one.
    pub(super) fn root(&self) -> Option<Node<'_, 's>> {
        self.node(0)
    }

    fn node(&self, index: usize) -> Option<Node<'_, 's>> {
        let entry = self.nodes.get(index)?;
        Some(Node {
            tree: self,
            entry,
            index,
        })
    }
}

impl<'t, 's> Node<'t, 's> {
    pub(super) fn ty(self) -> NodeType {
        self.entry.ty
    }

    /// The text that it was read from.
    pub(super) fn text(self) -> &'s str {
        self.entry.span.of(self.tree.source)
    }

    /// The name that a label stands for.
    pub(super) fn label(self) -> &'s str {
        let text = self.text();
        text.strip_prefix('%').unwrap_or(text)
    }

    /// How many parts it has; keys and values of a record count on their own.
    pub(super) fn count(self) -> usize {
        self.entry.children as usize
    }

    /// Its parts: elements; keys and values in turn; the label and the payload of a case; the payload of an option or result.
    pub(super) fn children(self) -> impl Iterator<Item = Node<'t, 's>> + Clone {
        let mut index = self.index + 1;
        let (tree, end) = (self.tree, self.entry.next as usize);
        std::iter::from_fn(move || {
            let child = tree.node(index).filter(|_| index < end)?;
            index = child.entry.next as usize;
            Some(child)
        })
    }

    /// The name of a case and its payload, if it can be one.
    pub(super) fn case(self) -> Option<(&'s str, Option<Node<'t, 's>>)> {
        match self.ty() {
            NodeType::Label => Some((self.label(), None)),
            NodeType::VariantWithPayload => {
                let mut parts = self.children();
                Some((parts.next()?.label(), parts.next()))
            }
            _ => None,
        }
    }

    /// The text that a string stands for.
    pub(super) fn string(self) -> Result<Cow<'s, str>> {
        let text = self.text();
        if self.entry.is_plain {
            return Ok(Cow::Borrowed(unquoted(text)));
        }
        let invalid = |_| SyntaxError::new("invalid string", self.entry.span.start as usize);
        let parsed = UntypedValue::parse(text).map_err(invalid)?;
        parsed.node().as_str(text).map_err(invalid)
    }

    /// The character that a char stands for.
    pub(super) fn char(self) -> Result<char> {
        let text = self.text();
        let invalid = |_| SyntaxError::new("invalid char", self.entry.span.start as usize);
        let parsed = UntypedValue::parse(text).map_err(invalid)?;
        parsed.node().as_char(text).map_err(invalid)
    }
}

impl Entry {
    /// A node without parts, at an index.
    fn new(ty: NodeType, span: Span, index: usize) -> Self {
        Self {
            ty,
            is_plain: false,
            span,
            children: 0,
            next: narrow(index + 1),
        }
    }
}

/// Numbers of nodes fit, because a source of more bytes is refused.
fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn unquoted(text: &str) -> &str {
    text.get(1..text.len().saturating_sub(1))
        .unwrap_or_default()
}

struct Parser<'s> {
    source: &'s str,
    lexer: Lexer<'s>,
    /// The token that is looked at.
    token: Token,
    span: Span,
    nodes: Vec<Entry>,
}

impl<'s> Parser<'s> {
    fn new(source: &'s str) -> Result<Self> {
        let mut lexer = Lexer::new(source);
        let (token, span) = lexer.token()?;
        Ok(Self {
            source,
            lexer,
            token,
            span,
            // A node for each few bytes; more are rare.
            nodes: Vec::with_capacity(source.len() / 8 + 4),
        })
    }

    fn value(&mut self, depth: usize) -> Result {
        if depth >= MAX_DEPTH {
            return Err(self.error("nesting too deep"));
        }
        match self.token {
            Token::Number => self.leaf(NodeType::Number),
            Token::Char => self.leaf(NodeType::Char),
            Token::String | Token::PlainString => self.leaf(NodeType::String),
            Token::MultilineString => self.leaf(NodeType::MultilineString),
            Token::Label => self.word(depth),
            Token::Mark(b'(') => {
                let tuple = self.sequence(NodeType::Tuple, b')', depth)?;
                match self.nodes.get(tuple) {
                    Some(entry) if entry.children > 0 => Ok(()),
                    _ => Err(self.error("empty tuple")),
                }
            }
            Token::Mark(b'[') => self.sequence(NodeType::List, b']', depth).map(drop),
            Token::Mark(b'{') => self.braces(depth),
            Token::Mark(_) => Err(self.error("unexpected token")),
            Token::End => Err(self.error("unexpected end")),
        }
    }

    fn word(&mut self, depth: usize) -> Result {
        match Keyword::decode(self.span.of(self.source)) {
            Some(Keyword::True) => self.leaf(NodeType::BoolTrue),
            Some(Keyword::False) => self.leaf(NodeType::BoolFalse),
            Some(Keyword::Inf | Keyword::Nan) => self.leaf(NodeType::Number),
            Some(Keyword::None) => self.leaf(NodeType::OptionNone),
            Some(Keyword::Some) => self.wrapper(NodeType::OptionSome, true, depth),
            Some(Keyword::Ok) => self.wrapper(NodeType::ResultOk, false, depth),
            Some(Keyword::Err) => self.wrapper(NodeType::ResultErr, false, depth),
            None => self.case(depth),
        }
    }

    /// `some(…)`, `ok(…)`, or `ok` alone.
    fn wrapper(&mut self, ty: NodeType, needs_payload: bool, depth: usize) -> Result {
        let node = self.open(ty)?;
        if needs_payload || self.token == Token::Mark(b'(') {
            self.payload(depth)?;
            self.close(node, 1);
        }
        Ok(())
    }

    fn case(&mut self, depth: usize) -> Result {
        let start = self.nodes.len();
        let label = self.span;
        self.leaf(NodeType::Label)?;
        if self.token != Token::Mark(b'(') {
            return Ok(());
        }
        // It turns out to be the first part of a case with a payload.
        self.nodes.insert(
            start,
            Entry::new(NodeType::VariantWithPayload, label, start),
        );
        if let Some(label) = self.nodes.get_mut(start + 1) {
            label.next += 1;
        }
        self.payload(depth)?;
        self.close(start, 2);
        Ok(())
    }

    fn payload(&mut self, depth: usize) -> Result {
        self.expect(b'(')?;
        self.value(depth + 1)?;
        self.expect(b')')
    }

    /// Elements up to a closing mark, with a comma after each but perhaps the last.
    fn sequence(&mut self, ty: NodeType, close: u8, depth: usize) -> Result<usize> {
        let node = self.open(ty)?;
        let mut children = 0;
        while self.token != Token::Mark(close) {
            self.value(depth + 1)?;
            children += 1;
            if !self.goes_on(close)? {
                break;
            }
        }
        self.expect(close)?;
        self.close(node, children);
        Ok(node)
    }

    /// Whether a comma follows, or else what ends a sequence.
    fn goes_on(&mut self, close: u8) -> Result<bool> {
        if self.token == Token::Mark(b',') {
            self.advance()?;
            return Ok(true);
        }
        if self.token == Token::Mark(close) {
            return Ok(false);
        }
        Err(self.unexpected())
    }

    fn braces(&mut self, depth: usize) -> Result {
        let node = self.open(NodeType::EmptySet)?;
        match self.token {
            Token::Mark(b'}') => self.advance(),
            Token::Mark(b':') => {
                self.advance()?;
                self.expect(b'}')?;
                self.settle(node, NodeType::TupleSet, 0);
                Ok(())
            }
            _ => self.members(node, depth),
        }
    }

    /// The fields of a record, the entries of a map, or flags: the first member's colon tells.
    fn members(&mut self, node: usize, depth: usize) -> Result {
        let (mut children, mut is_flags) = (0, None);
        while self.token != Token::Mark(b'}') {
            let is_label = self.token == Token::Label;
            self.key()?;
            let is_flag = *is_flags.get_or_insert(is_label && self.token != Token::Mark(b':'));
            if is_flag {
                self.flag(node, is_label)?;
                children += 1;
            } else {
                self.expect(b':')?;
                self.value(depth + 1)?;
                children += 2;
            }
            if !self.goes_on(b'}')? {
                break;
            }
        }
        self.expect(b'}')?;
        let ty = match is_flags {
            Some(true) => NodeType::Flags,
            _ => NodeType::TupleSet,
        };
        self.settle(node, ty, children);
        Ok(())
    }

    fn key(&mut self) -> Result {
        match self.token {
            Token::Label => self.leaf(NodeType::Label),
            Token::Number => self.leaf(NodeType::Number),
            Token::Char => self.leaf(NodeType::Char),
            Token::String | Token::PlainString => self.leaf(NodeType::String),
            Token::MultilineString => self.leaf(NodeType::MultilineString),
            _ => Err(self.unexpected()),
        }
    }

    /// Checks the flag that was read last.
    fn flag(&self, flags: usize, is_label: bool) -> Result {
        let name = |entry: &Entry| entry.span.of(self.source).trim_start_matches('%');
        let known = self.nodes.get(flags + 1..).unwrap_or_default();
        match known.split_last() {
            Some((last, earlier)) if is_label => {
                if earlier.iter().any(|flag| name(flag) == name(last)) {
                    return Err(SyntaxError::new("duplicate flag", last.span.start as usize));
                }
                Ok(())
            }
            _ => Err(self.unexpected()),
        }
    }

    fn leaf(&mut self, ty: NodeType) -> Result {
        self.open(ty).map(drop)
    }

    /// Makes a node that begins with the current token.
    fn open(&mut self, ty: NodeType) -> Result<usize> {
        let index = self.nodes.len();
        self.nodes.push(Entry {
            is_plain: self.token == Token::PlainString,
            ..Entry::new(ty, self.span, index)
        });
        self.advance()?;
        Ok(index)
    }

    /// All that came since is inside the node.
    fn close(&mut self, node: usize, children: usize) {
        let next = narrow(self.nodes.len());
        if let Some(entry) = self.nodes.get_mut(node) {
            entry.children = narrow(children);
            entry.next = next;
        }
    }

    fn settle(&mut self, node: usize, ty: NodeType, children: usize) {
        self.close(node, children);
        if let Some(entry) = self.nodes.get_mut(node) {
            entry.ty = ty;
        }
    }

    fn advance(&mut self) -> Result {
        (self.token, self.span) = self.lexer.token()?;
        Ok(())
    }

    fn expect(&mut self, mark: u8) -> Result {
        if self.token != Token::Mark(mark) {
            return Err(self.unexpected());
        }
        self.advance()
    }

    fn unexpected(&self) -> SyntaxError {
        self.error(match self.token {
            Token::End => "unexpected end",
            _ => "unexpected token",
        })
    }

    fn error(&self, what: &'static str) -> SyntaxError {
        SyntaxError::new(what, self.span.start as usize)
    }
}
