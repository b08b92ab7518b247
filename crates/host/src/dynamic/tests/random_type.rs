//! Random types of the component model, and random values of them in the form that results have.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::dynamic::base64;

/// A type that WIT can spell.
#[derive(Debug, Clone)]
pub(super) enum RandomType {
    Plain(&'static str),
    List(Box<RandomType>),
    FixedLengthList(Box<RandomType>, usize),
    Map(&'static str, Box<RandomType>),
    Tuple(Vec<RandomType>),
    Record(Vec<RandomType>),
    Variant(Vec<Option<RandomType>>),
    Enum(usize),
    Flags(usize),
    Option(Box<RandomType>),
    Result(Option<Box<RandomType>>, Option<Box<RandomType>>),
}

const PLAIN: [&str; 13] = [
    "bool", "s8", "u8", "s16", "u16", "s32", "u32", "s64", "u64", "f32", "f64", "char", "string",
];
const KEYS: [&str; 5] = ["string", "bool", "char", "s16", "u64"];

/// Some of these are words of WIT or WAVE.
const NAMES: [&str; 8] = [
    "some",
    "none",
    "ok",
    "true",
    "record",
    "inf",
    "long-er-name",
    "x9",
];

pub(super) fn random_type() -> impl Strategy<Value = RandomType> {
    let plain = proptest::sample::select(&PLAIN[..]).prop_map(RandomType::Plain);
    let leaf = prop_oneof![
        6 => plain,
        1 => (1..300_usize).prop_map(RandomType::Enum),
        1 => (1..=32_usize).prop_map(RandomType::Flags),
    ];
    leaf.prop_recursive(4, 24, 5, |inner| {
        let several = proptest::collection::vec(inner.clone(), 1..6);
        let cases = proptest::collection::vec(proptest::option::of(inner.clone()), 1..6);
        let boxed = inner.prop_map(Box::new);
        prop_oneof![
            3 => boxed.clone().prop_map(RandomType::List),
            1 => (boxed.clone(), 1..4_usize)
                .prop_map(|(element, length)| RandomType::FixedLengthList(element, length)),
            1 => (proptest::sample::select(&KEYS[..]), boxed.clone())
                .prop_map(|(key, value)| RandomType::Map(key, value)),
            2 => several.clone().prop_map(RandomType::Tuple),
            3 => several.prop_map(RandomType::Record),
            3 => cases.prop_map(RandomType::Variant),
            2 => boxed.clone().prop_map(RandomType::Option),
            2 => (proptest::option::of(boxed.clone()), proptest::option::of(boxed))
                .prop_map(|(ok, err)| RandomType::Result(ok, err)),
        ]
    })
}

/// WIT: definitions of the named types on the way, and how to refer to the whole.
pub(super) fn wit(ty: &RandomType, definitions: &mut Vec<String>) -> String {
    let mut inner = |ty: &RandomType| wit(ty, definitions);
    let body = match ty {
        RandomType::Plain(name) => return (*name).to_owned(),
        RandomType::List(element) => return format!("list<{}>", inner(element)),
        RandomType::FixedLengthList(element, length) => {
            return format!("list<{}, {length}>", inner(element));
        }
        RandomType::Map(key, value) => return format!("map<{key}, {}>", inner(value)),
        RandomType::Tuple(types) => {
            let types: Vec<_> = types.iter().map(inner).collect();
            return format!("tuple<{}>", types.join(", "));
        }
        RandomType::Option(some) => return format!("option<{}>", inner(some)),
        RandomType::Result(ok, err) => {
            let ok = ok.as_deref().map_or("_".to_owned(), &mut inner);
            let err = err.as_deref().map_or("_".to_owned(), &mut inner);
            return match (&*ok, &*err) {
                ("_", "_") => "result".to_owned(),
                (_, "_") => format!("result<{ok}>"),
                _ => format!("result<{ok}, {err}>"),
            };
        }
        RandomType::Record(types) => {
            let fields = types.iter().enumerate();
            let fields = fields.map(|(index, ty)| format!("%{}: {}", name(index), inner(ty)));
            format!(
                "record NAME {{ {} }}",
                fields.collect::<Vec<_>>().join(", ")
            )
        }
        RandomType::Variant(cases) => {
            let cases = cases.iter().enumerate().map(|(index, ty)| match ty {
                Some(ty) => format!("%{}({})", name(index), inner(ty)),
                None => format!("%{}", name(index)),
            });
            format!(
                "variant NAME {{ {} }}",
                cases.collect::<Vec<_>>().join(", ")
            )
        }
        RandomType::Enum(count) => format!("enum NAME {{ {} }}", names(*count)),
        RandomType::Flags(count) => format!("flags NAME {{ {} }}", names(*count)),
    };
    let defined = format!("t{}", definitions.len());
    definitions.push(body.replacen("NAME", &defined, 1));
    defined
}

fn names(count: usize) -> String {
    let names: Vec<_> = (0..count)
        .map(|index| format!("%{}", name(index)))
        .collect();
    names.join(", ")
}

fn name(index: usize) -> String {
    match NAMES.get(index) {
        Some(name) => (*name).to_owned(),
        None => format!("n{index}"),
    }
}

/// Small, fast and the same everywhere: SplitMix64 (Steele, Lea and Flood, 2014).
pub(super) struct Random(pub(super) u64);

impl Random {
    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(super) fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound as u64).unwrap()
    }

    fn one_of<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }
}

/// A random value, written as results are.
pub(super) fn value(ty: &RandomType, random: &mut Random) -> Value {
    match ty {
        RandomType::Plain(name) => plain(name, random),
        RandomType::List(element) if matches!(**element, RandomType::Plain("u8")) => {
            let length = random.below(40);
            let bytes: Vec<u8> = (0..length)
                .map(|_| random.next().to_le_bytes()[0])
                .collect();
            json!(base64::encode(&bytes))
        }
        RandomType::List(element) => {
            let length = random.below(4);
            (0..length).map(|_| value(element, random)).collect()
        }
        RandomType::FixedLengthList(element, length) => {
            (0..*length).map(|_| value(element, random)).collect()
        }
        RandomType::Map(key, element) => map(key, element, random),
        RandomType::Tuple(types) => types.iter().map(|ty| value(ty, random)).collect(),
        RandomType::Record(types) => {
            let fields = types.iter().enumerate();
            let fields = fields.map(|(index, ty)| (name(index), value(ty, random)));
            Value::Object(fields.collect())
        }
        RandomType::Variant(cases) => {
            let case = random.below(cases.len());
            match &cases[case] {
                Some(ty) => tagged(&name(case), value(ty, random)),
                None => json!(name(case)),
            }
        }
        RandomType::Enum(count) => json!(name(random.below(*count))),
        RandomType::Flags(count) => {
            let bits = random.next();
            let set = (0..*count).filter(|flag| bits >> flag & 1 == 1);
            set.map(|flag| json!(name(flag))).collect()
        }
        RandomType::Option(_) if random.below(3) == 0 => Value::Null,
        RandomType::Option(some) => match **some {
            RandomType::Option(_) => tagged("some", value(some, random)),
            _ => value(some, random),
        },
        RandomType::Result(ok, err) => {
            let (name, payload) = random.one_of(&[("ok", ok), ("err", err)]);
            let payload = payload.as_ref().map_or(Value::Null, |ty| value(ty, random));
            tagged(name, payload)
        }
    }
}

fn map(key: &str, element: &RandomType, random: &mut Random) -> Value {
    let entries: Vec<(Value, Value)> = (0..random.below(4))
        .map(|_| (plain(key, random), value(element, random)))
        .collect();
    if key != "string" {
        return entries
            .into_iter()
            .map(|(key, value)| json!([key, value]))
            .collect();
    }
    let entries = entries.into_iter();
    let object: Map<String, Value> = entries
        .map(|(key, value)| (key.as_str().unwrap().to_owned(), value))
        .collect();
    Value::Object(object)
}

fn tagged(name: &str, value: Value) -> Value {
    Value::Object([(name.to_owned(), value)].into_iter().collect())
}

fn plain(name: &str, random: &mut Random) -> Value {
    let extreme = random.below(3) == 0;
    match name {
        "bool" => json!(random.below(2) == 1),
        "f32" => float(
            random
                .one_of(&[0.0, -0.0, f32::MIN, f32::MAX, f32::MIN_POSITIVE, 1e-45, 0.1])
                .into(),
            f32::from_bits(u32::from_le_bytes(
                random.next().to_le_bytes()[..4].try_into().unwrap(),
            ))
            .into(),
            random,
        ),
        "f64" => float(
            random.one_of(&[
                0.0,
                -0.0,
                f64::MIN,
                f64::MAX,
                f64::MIN_POSITIVE,
                5e-324,
                0.1,
            ]),
            f64::from_bits(random.next()),
            random,
        ),
        "char" => json!(character(random).to_string()),
        "string" => json!(
            (0..random.below(12))
                .map(|_| character(random))
                .collect::<String>()
        ),
        integer => {
            let bits: u32 = integer[1..].parse().unwrap();
            let signed = integer.starts_with('s');
            let full = match (extreme, random.below(2)) {
                (true, 0) => 0,
                (true, _) => u64::MAX,
                _ => random.next(),
            };
            if signed {
                json!(full.cast_signed() >> (64 - bits))
            } else {
                json!(full >> (64 - bits))
            }
        }
    }
}

fn float(special: f64, any: f64, random: &mut Random) -> Value {
    let float = match random.below(4) {
        0 => special,
        1 => random.one_of(&[f64::NAN, f64::INFINITY, f64::NEG_INFINITY]),
        _ => any,
    };
    match serde_json::Number::from_f64(float) {
        Some(number) => Value::Number(number),
        None if float.is_nan() => json!("NaN"),
        None if float > 0.0 => json!("Infinity"),
        None => json!("-Infinity"),
    }
}

fn character(random: &mut Random) -> char {
    const ODD: [char; 14] = [
        'a',
        '"',
        '\'',
        '\\',
        '\n',
        '\t',
        '\0',
        '\u{7f}',
        'é',
        'ÿ',
        '\u{301}',
        '€',
        '😀',
        '\u{10ffff}',
    ];
    random.one_of(&ODD)
}
