//! WAVE to tokens, checked against the types.

use std::borrow::Cow;

use wasm_wave::ast::NodeType;
use wasmtime::component::ResourceAny;

use super::number;
use super::syntax::{Node, Tree};
use crate::dynamic::handles::HandleUse;
use crate::dynamic::signature::Parameter;
use crate::dynamic::tokens::{Arguments, Token};
use crate::dynamic::value_error::{ValueError, excerpt};
use crate::dynamic::value_type::{Case, Field, Kind, ValueType};

type Result<T = ()> = std::result::Result<T, ValueError>;

/// Splits `name(arguments)` into the name and the parenthesised arguments.
pub(in crate::dynamic) fn split_call(call: &str) -> Result<(&str, &str)> {
    let call = call.trim();
    let open = call
        .find('(')
        .ok_or_else(|| ValueError::expected("a call such as `name(1, \"x\")`", excerpt(call)))?;
    let (name, arguments) = call.split_at(open);
    Ok((name.trim_end(), arguments))
}

/// Checks the arguments of one call, written as `(a, b)`. Trailing options may be left out.
pub(in crate::dynamic) fn arguments<'s>(
    parameters: &[Parameter],
    source: &'s str,
    handles: HandleUse<'_>,
) -> Result<Arguments<'s>> {
    let mut decoder = Decoder {
        tokens: Vec::new(),
        handles,
    };
    if is_empty_tuple(source) {
        decoder.all(parameters, &[])?;
    } else {
        let tree = Tree::parse(source).map_err(ValueError::syntax)?;
        let root = tree.root().filter(|root| root.ty() == NodeType::Tuple);
        let root = root.ok_or_else(|| ValueError::syntax("arguments stand in parentheses"))?;
        let nodes: Vec<Node<'_, '_>> = root.children().collect();
        decoder.tokens.reserve(tree.len());
        decoder.all(parameters, &nodes)?;
    }
    decoder.handles.commit();
    Ok(Arguments {
        tokens: decoder.tokens,
    })
}

struct Decoder<'s, 't> {
    tokens: Vec<Token<'s>>,
    handles: HandleUse<'t>,
}

impl<'s> Decoder<'s, '_> {
    fn all(&mut self, parameters: &[Parameter], nodes: &[Node<'_, 's>]) -> Result {
        let omittable = parameters.get(nodes.len()..).is_some_and(|rest| {
            rest.iter()
                .all(|parameter| matches!(parameter.ty.kind, Kind::Option(_)))
        });
        if !omittable {
            return Err(ValueError::count(
                "argument(s)",
                parameters.len(),
                nodes.len(),
            ));
        }
        for (index, parameter) in parameters.iter().enumerate() {
            match nodes.get(index) {
                Some(node) => self
                    .value(&parameter.ty, *node)
                    .map_err(|error| error.in_argument(index))?,
                None => self.push(Token::Case(0))?,
            }
        }
        Ok(())
    }

    fn value(&mut self, ty: &ValueType, node: Node<'_, 's>) -> Result {
        match (&ty.kind, node.ty()) {
            (Kind::Bool, NodeType::BoolTrue) => self.push(Token::Bits(1)),
            (Kind::Bool, NodeType::BoolFalse) => self.push(Token::Bits(0)),
            (Kind::Number(number), _) => {
                let bits = number::bits(*number, node)?;
                self.push(Token::Bits(bits))
            }
            (Kind::Char, NodeType::Char) => {
                let one = node.char().map_err(ValueError::syntax)?;
                self.push(Token::Bits(u32::from(one).into()))
            }
            (Kind::String, NodeType::String | NodeType::MultilineString) => {
                let text = node.string().map_err(ValueError::syntax)?;
                self.push(Token::Text(text))
            }
            (Kind::List(element), NodeType::List) => self.list(element, node),
            (Kind::FixedLengthList(element, length), NodeType::List) => {
                self.fixed_length_list(element, *length, node)
            }
            (Kind::Map(key, element), NodeType::TupleSet | NodeType::EmptySet) => {
                self.map(key, element, node)
            }
            (Kind::Record(fields), NodeType::TupleSet) => self.record(fields, node),
            (Kind::Tuple(types), NodeType::Tuple) => self.tuple(types, node),
            (Kind::Flags(names), NodeType::Flags | NodeType::EmptySet) => self.flags(names, node),
            (Kind::Enum(names), NodeType::Label) => {
                let name = node.label();
                let case = position(names, name, "case")?;
                self.push(Token::Case(case))
            }
            (Kind::Variant(cases), NodeType::Label | NodeType::VariantWithPayload) => {
                self.variant(cases, node)
            }
            (Kind::Option(some), _) => self.option(ty, some, node),
            (Kind::Result(ok, err), _) => self.result(ty, ok.as_deref(), err.as_deref(), node),
            (Kind::Own(declared), NodeType::VariantWithPayload) => {
                self.resource(ty, node, |handles, n| handles.own(n, *declared))
            }
            (Kind::Borrow(declared), NodeType::VariantWithPayload) => {
                self.resource(ty, node, |handles, n| handles.borrow(n, *declared))
            }
            (Kind::Unsupported(name), _) => Err(ValueError::unsupported(name)),
            _ => Err(ValueError::mismatch(ty, kind(node))),
        }
    }

    #[expect(clippy::unnecessary_wraps, reason = "the last step of most values")]
    fn push(&mut self, token: Token<'s>) -> Result {
        self.tokens.push(token);
        Ok(())
    }

    fn list(&mut self, element: &ValueType, node: Node<'_, 's>) -> Result {
        let Kind::Number(number) = element.kind else {
            self.push(Token::Length(node.count()))?;
            return self.elements(element, node);
        };
        let mut bytes = Vec::with_capacity(node.count() * number.size());
        for (index, node) in node.children().enumerate() {
            let bits = number::bits(number, node).map_err(|error| error.at_index(index))?;
            bytes.extend_from_slice(bits.to_le_bytes().get(..number.size()).unwrap_or_default());
        }
        self.push(Token::Bytes(Cow::Owned(bytes)))
    }

    fn elements(&mut self, element: &ValueType, list: Node<'_, 's>) -> Result {
        for (index, node) in list.children().enumerate() {
            self.value(element, node)
                .map_err(|error| error.at_index(index))?;
        }
        Ok(())
    }

    fn fixed_length_list(
        &mut self,
        element: &ValueType,
        length: u32,
        node: Node<'_, 's>,
    ) -> Result {
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        if node.count() != length {
            return Err(ValueError::count("element(s)", length, node.count()));
        }
        self.elements(element, node)
    }

    fn map(&mut self, key: &ValueType, element: &ValueType, node: Node<'_, 's>) -> Result {
        self.push(Token::Length(node.count() / 2))?;
        for (index, (name, value)) in pairs(node).enumerate() {
            self.key(key, name).map_err(|error| error.at_index(index))?;
            self.value(element, value)
                .map_err(|error| error.at_index(index))?;
        }
        Ok(())
    }

    /// In front of a colon `true` and `false` are labels.
    fn key(&mut self, key: &ValueType, node: Node<'_, 's>) -> Result {
        match (&key.kind, node.ty(), node.text()) {
            (Kind::Bool, NodeType::Label, "true") => self.push(Token::Bits(1)),
            (Kind::Bool, NodeType::Label, "false") => self.push(Token::Bits(0)),
            _ => self.value(key, node),
        }
    }

    fn record(&mut self, fields: &[Field], node: Node<'_, 's>) -> Result {
        // Callers mostly write the fields in their declared order: then no name need be looked up.
        let mut in_order = pairs(node);
        let mut used = 0;
        for field in fields {
            let is_field = |(name, _): &(Node<'_, '_>, Node<'_, '_>)| name.label() == &*field.name;
            let mut ahead = in_order.clone();
            let next = ahead.next().filter(is_field);
            if next.is_some() {
                in_order = ahead;
            }
            match next.or_else(|| pairs(node).find(is_field)) {
                Some((_, value)) => {
                    used += 1;
                    self.value(&field.ty, value)
                        .map_err(|error| error.at_name(&field.name))?;
                }
                None if matches!(field.ty.kind, Kind::Option(_)) => self.push(Token::Case(0))?,
                None => return Err(record_error(fields, node)),
            }
        }
        if used < node.count() / 2 {
            return Err(record_error(fields, node));
        }
        Ok(())
    }

    fn tuple(&mut self, types: &[ValueType], node: Node<'_, 's>) -> Result {
        if types.len() != node.count() {
            return Err(ValueError::count("element(s)", types.len(), node.count()));
        }
        for (index, (ty, node)) in types.iter().zip(node.children()).enumerate() {
            self.value(ty, node)
                .map_err(|error| error.at_position(index))?;
        }
        Ok(())
    }

    fn flags(&mut self, names: &[Box<str>], node: Node<'_, 's>) -> Result {
        let mut words = vec![0_u64; names.len().div_ceil(32)];
        for flag in node.children() {
            let bit = position(names, flag.label(), "flag")?;
            if let Some(word) = words.get_mut(bit as usize / 32) {
                *word |= 1 << (bit % 32);
            }
        }
        self.tokens.extend(words.into_iter().map(Token::Bits));
        Ok(())
    }

    fn variant(&mut self, cases: &[Case], node: Node<'_, 's>) -> Result {
        let (name, payload) = node
            .case()
            .ok_or_else(|| ValueError::expected("a case", kind(node)))?;
        let Some(index) = cases.iter().position(|case| *case.name == *name) else {
            let known = cases.iter().map(|case| &*case.name);
            return Err(ValueError::unknown("case", name, known));
        };
        self.push(Token::Case(u32::try_from(index).unwrap_or(u32::MAX)))?;
        let payload_type = cases.get(index).and_then(|case| case.payload.as_ref());
        self.payload(name, payload_type, payload)
    }

    fn payload(
        &mut self,
        case: &str,
        ty: Option<&ValueType>,
        payload: Option<Node<'_, 's>>,
    ) -> Result {
        match (ty, payload) {
            (Some(ty), Some(payload)) => {
                self.value(ty, payload).map_err(|error| error.at_name(case))
            }
            (Some(ty), None) => Err(ValueError::payload_missing(case, ty)),
            (None, None) => Ok(()),
            (None, Some(_)) => Err(ValueError::no_payload(case)),
        }
    }

    /// A payload that is itself neither option nor result may stand without `some`.
    fn option(&mut self, ty: &ValueType, some: &ValueType, node: Node<'_, 's>) -> Result {
        match node.ty() {
            NodeType::OptionNone => self.push(Token::Case(0)),
            NodeType::OptionSome => {
                self.push(Token::Case(1))?;
                self.payload("some", Some(some), node.children().next())
            }
            _ if may_stand_alone(some) => {
                self.push(Token::Case(1))?;
                self.value(some, node)
            }
            _ => Err(ValueError::mismatch(ty, kind(node))),
        }
    }

    fn result(
        &mut self,
        ty: &ValueType,
        ok: Option<&ValueType>,
        err: Option<&ValueType>,
        node: Node<'_, 's>,
    ) -> Result {
        match node.ty() {
            NodeType::ResultOk => {
                self.push(Token::Case(0))?;
                self.payload("ok", ok, node.children().next())
            }
            NodeType::ResultErr => {
                self.push(Token::Case(1))?;
                self.payload("err", err, node.children().next())
            }
            _ => match ok.filter(|ok| may_stand_alone(ok)) {
                Some(ok) => {
                    self.push(Token::Case(0))?;
                    self.value(ok, node)
                }
                None => Err(ValueError::mismatch(ty, kind(node))),
            },
        }
    }

    fn resource(
        &mut self,
        ty: &ValueType,
        node: Node<'_, 's>,
        find: impl FnOnce(&mut HandleUse<'_>, u64) -> Result<ResourceAny>,
    ) -> Result {
        let Some(("resource", Some(handle))) = node.case() else {
            return Err(ValueError::mismatch(ty, kind(node)));
        };
        let handle = handle.text().parse().map_err(|_| {
            ValueError::expected(
                "resource(n), n being a number that a call returned",
                kind(handle),
            )
        })?;
        let resource = find(&mut self.handles, handle)?;
        self.push(Token::Resource(Box::new(resource)))
    }
}

fn is_empty_tuple(source: &str) -> bool {
    let inner = source.trim().strip_prefix('(');
    let inner = inner.and_then(|text| text.strip_suffix(')'));
    inner.is_some_and(|inner| inner.trim().is_empty())
}

fn may_stand_alone(ty: &ValueType) -> bool {
    !matches!(ty.kind, Kind::Option(_) | Kind::Result(..))
}

fn position(names: &[Box<str>], name: &str, what: &'static str) -> Result<u32> {
    let found = names.iter().position(|known| **known == *name);
    found
        .and_then(|index| u32::try_from(index).ok())
        .ok_or_else(|| ValueError::unknown(what, name, names.iter().map(AsRef::as_ref)))
}

/// The keys and values of a record or map.
fn pairs<'t, 's>(node: Node<'t, 's>) -> impl Iterator<Item = (Node<'t, 's>, Node<'t, 's>)> + Clone {
    let mut parts = node.children();
    std::iter::from_fn(move || Some((parts.next()?, parts.next()?)))
}

fn record_error(fields: &[Field], node: Node<'_, '_>) -> ValueError {
    let given: Vec<&str> = pairs(node).map(|(name, _)| name.label()).collect();
    let names = || fields.iter().map(|field| &*field.name);
    for (index, name) in given.iter().enumerate() {
        if names().all(|known| known != *name) {
            return ValueError::unknown("field", name, names());
        }
        if given.iter().take(index).any(|earlier| earlier == name) {
            return ValueError::duplicate("field", name);
        }
    }
    let missing = fields
        .iter()
        .filter(|field| !matches!(field.ty.kind, Kind::Option(_)))
        .filter(|field| !given.contains(&&*field.name))
        .map(|field| field.name.clone());
    ValueError::missing_fields(missing.collect())
}

pub(super) fn kind(node: Node<'_, '_>) -> &'static str {
    match node.ty() {
        NodeType::BoolTrue | NodeType::BoolFalse => "bool",
        NodeType::Number => "number",
        NodeType::Char => "char",
        NodeType::String | NodeType::MultilineString => "string",
        NodeType::Tuple => "tuple",
        NodeType::List => "list",
        NodeType::TupleSet => "record or map",
        NodeType::EmptySet => "{}",
        NodeType::Label => "label",
        NodeType::VariantWithPayload => "variant",
        NodeType::OptionSome | NodeType::OptionNone => "option",
        NodeType::ResultOk | NodeType::ResultErr => "result",
        NodeType::Flags => "flags",
    }
}
