//! One JSON object to the values of its known fields, in one pass over its text.
//!
//! Strings without escapes are borrowed from the line. What no field needs is passed over without being built, so a
//! record costs little more than its text; short scalar fields without a name here are kept for the report.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Map, Number};

use super::fields::{Field, Names, Place};

/// Entries of one array or object that are kept; of the rest nobody needs a byline or a body.
pub(super) const ENTRIES_MAX: usize = 1000;
/// Fields without a name here that are passed through.
const EXTRA_FIELDS_MAX: usize = 32;
/// Longest string passed through, and its key, in characters: longer ones are texts.
const EXTRA_CHARS_MAX: usize = 200;

/// A JSON value that borrows its strings.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Value<'a> {
    Null,
    Bool(bool),
    Number(Number),
    Text(Cow<'a, str>),
    List(Vec<Value<'a>>),
    Object(Vec<(Cow<'a, str>, Value<'a>)>),
}

impl<'a> Value<'a> {
    /// The value of the last entry `key`, if this is an object that has one.
    pub(super) fn get(&self, key: &str) -> Option<&Value<'a>> {
        match self {
            Self::Object(entries) => {
                entries.iter().rev().find(|(name, _)| name == key).map(|(_, value)| value)
            }
            _ => None,
        }
    }

    /// The value at the end of a dotted path through objects.
    fn at(&self, path: &str) -> Option<&Value<'a>> {
        path.split('.').try_fold(self, |value, key| value.get(key))
    }
}

/// The values of a record's known fields, and the short scalars among the others.
pub(super) struct Record<'a> {
    slots: Vec<Option<Value<'a>>>,
    extra: Map<String, serde_json::Value>,
}

impl<'a> Record<'a> {
    /// The record that `json`, a JSON object, spells.
    ///
    /// # Errors
    /// If `json` is anything but one object, or nested deeper than 128 levels.
    pub(super) fn parse(json: &'a str, names: &Names<'_>) -> serde_json::Result<Self> {
        let mut deserializer = serde_json::Deserializer::from_str(json);
        let mut record = RecordVisitor { names }.deserialize(&mut deserializer)?;
        deserializer.end()?;
        record.flatten_nested(names);
        Ok(record)
    }

    /// The record of these entries, which come from a format other than JSON. Of entries of one name the first that is not
    /// null counts.
    pub(super) fn of_entries(
        entries: impl IntoIterator<Item = (Cow<'a, str>, Value<'a>)>,
        names: &Names<'_>,
    ) -> Self {
        let mut record = Self { slots: vec![None; names.n_slots()], extra: Map::new() };
        record.flatten(entries, names);
        record.flatten_nested(names);
        record
    }

    fn flatten_nested(&mut self, names: &Names<'_>) {
        for slot in names.flattened() {
            // A copy, since the user's own paths may lead into the object.
            if let Some(Value::Object(entries)) = self.slots[slot].clone() {
                self.flatten(entries, names);
            }
        }
    }

    /// The values found for `field`, the preferred one first.
    pub(super) fn values<'r>(
        &'r self,
        field: Field,
        names: &'r Names<'_>,
    ) -> impl Iterator<Item = &'r Value<'a>> {
        names.places(field).iter().filter_map(|place| self.at(place))
    }

    /// The value at a place, if the record has one there.
    pub(super) fn at(&self, place: &Place<'_>) -> Option<&Value<'a>> {
        let value = self.slots[place.slot].as_ref()?;
        place.inside.map_or(Some(value), |path| value.at(path))
    }

    /// The fields that have no name here.
    pub(super) fn into_extra(self) -> Map<String, serde_json::Value> {
        self.extra
    }

    /// Takes entries of a nested object as the record's own where the record has none of that name.
    fn flatten(&mut self, entries: impl IntoIterator<Item = (Cow<'a, str>, Value<'a>)>, names: &Names<'_>) {
        for (key, value) in entries {
            match (names.slot_of(&key), value) {
                (Some(slot), value) => {
                    let own = &mut self.slots[slot];
                    if matches!(own, None | Some(Value::Null)) {
                        *own = Some(value);
                    }
                }
                (None, _) if self.extra.contains_key(key.as_ref()) => {}
                (None, Value::Bool(value)) => self.pass_through(key, value.into()),
                (None, Value::Number(value)) => self.pass_through(key, serde_json::Value::Number(value)),
                (None, Value::Text(value)) if is_short(&value) => {
                    self.pass_through(key, value.into_owned().into());
                }
                _ => {}
            }
        }
    }

    fn pass_through(&mut self, key: Cow<'a, str>, value: serde_json::Value) {
        if self.extra.len() < EXTRA_FIELDS_MAX && is_short(&key) {
            self.extra.insert(key.into_owned(), value);
        }
    }
}

/// The line with each surrogate escape that stands alone (`\ud800`) replaced by the escape of U+FFFD; `None` if it has
/// none. Programs that cut strings by UTF-16 units write them, and a strict parser would refuse the whole record.
pub(super) fn without_lone_surrogates(json: &str) -> Option<String> {
    let surrogate_at = |at: usize| -> Option<u16> {
        let digits = json.get(at..at + 6)?.strip_prefix("\\u")?;
        u16::from_str_radix(digits, 16).ok().filter(|unit| (0xd800..0xe000).contains(unit))
    };
    let mut repaired = String::new();
    let (mut copied_to, mut at) = (0, 0);
    while let Some(found) = memchr::memchr(b'\\', &json.as_bytes()[at..]) {
        let escape = at + found;
        // Whatever follows a backslash belongs to it: `\\ud800` is a backslash and letters.
        at = (escape + 2).min(json.len());
        match (surrogate_at(escape), surrogate_at(escape + 6)) {
            (Some(0xd800..0xdc00), Some(0xdc00..0xe000)) => at = escape + 12,
            (Some(_), _) => {
                repaired.push_str(&json[copied_to..escape]);
                repaired.push_str("\\ufffd");
                at = escape + 6;
                copied_to = at;
            }
            _ => {}
        }
    }
    (copied_to > 0).then(|| repaired + &json[copied_to..])
}

/// The value of `json` if it is a short string, a number or a boolean.
fn short_scalar(json: &RawValue) -> Option<serde_json::Value> {
    /// An escaped character takes up to twelve bytes, and there are the quotation marks.
    const BYTES_MAX: usize = EXTRA_CHARS_MAX * 12 + 2;
    let json = json.get();
    if json.len() > BYTES_MAX || json.starts_with(['[', '{', 'n']) {
        return None;
    }
    let value: serde_json::Value = serde_json::from_str(json).ok()?;
    value.as_str().is_none_or(is_short).then_some(value)
}

/// Whether a text is short enough to be passed through.
pub(super) fn is_short(text: &str) -> bool {
    text.len() <= EXTRA_CHARS_MAX || text.chars().nth(EXTRA_CHARS_MAX).is_none()
}

struct RecordVisitor<'n> {
    names: &'n Names<'n>,
}

impl<'de> DeserializeSeed<'de> for RecordVisitor<'_> {
    type Value = Record<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Record<'de>, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for RecordVisitor<'_> {
    type Value = Record<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Record<'de>, A::Error> {
        let mut record = Record { slots: vec![None; self.names.n_slots()], extra: Map::new() };
        while let Some(key) = map.next_key()? {
            let Value::Text(key) = key else { continue };
            match self.names.slot_of(&key) {
                Some(slot) => record.slots[slot] = Some(map.next_value()?),
                None => {
                    if let Some(value) = short_scalar(map.next_value()?) {
                        record.pass_through(key, value);
                    }
                }
            }
        }
        Ok(record)
    }
}

impl<'de> Deserialize<'de> for Value<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ValueVisitor;

        impl<'de> Visitor<'de> for ValueVisitor {
            type Value = Value<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("any JSON value")
            }

            fn visit_unit<E>(self) -> Result<Value<'de>, E> {
                Ok(Value::Null)
            }

            fn visit_bool<E>(self, value: bool) -> Result<Value<'de>, E> {
                Ok(Value::Bool(value))
            }

            fn visit_u64<E>(self, value: u64) -> Result<Value<'de>, E> {
                Ok(Value::Number(value.into()))
            }

            fn visit_i64<E>(self, value: i64) -> Result<Value<'de>, E> {
                Ok(Value::Number(value.into()))
            }

            fn visit_f64<E>(self, value: f64) -> Result<Value<'de>, E> {
                Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
            }

            fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Value<'de>, E> {
                Ok(Value::Text(Cow::Borrowed(value)))
            }

            fn visit_str<E>(self, value: &str) -> Result<Value<'de>, E> {
                Ok(Value::Text(Cow::Owned(value.to_owned())))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<Value<'de>, A::Error> {
                let mut list = Vec::new();
                while list.len() < ENTRIES_MAX {
                    let Some(entry) = entries.next_element()? else { return Ok(Value::List(list)) };
                    list.push(entry);
                }
                while entries.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Value::List(list))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value<'de>, A::Error> {
                let mut object = Vec::new();
                while object.len() < ENTRIES_MAX {
                    let Some(key) = entries.next_key()? else { return Ok(Value::Object(object)) };
                    let value = entries.next_value()?;
                    if let Value::Text(key) = key {
                        object.push((key, value));
                    }
                }
                while entries.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Value::Object(object))
            }
        }

        deserializer.deserialize_any(ValueVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::super::fields::FieldMap;
    use super::*;

    fn check_repair(json: &str, expected: Option<&str>) {
        assert_eq!(without_lone_surrogates(json).as_deref(), expected, "{json}");
    }

    #[test]
    fn lone_surrogates_are_replaced_and_pairs_kept() {
        check_repair(r#""a\ud800b""#, Some(r#""a\ufffdb""#));
        check_repair(r#""\udc00\ud83d\ude00\uD83D""#, Some(r#""\ufffd\ud83d\ude00\ufffd""#));
        check_repair(r#""\ud83d\ud83d\ude00""#, Some(r#""\ufffd\ud83d\ude00""#));
        check_repair(r#""\\ud800 \u00e9""#, None);
        check_repair("\"\\", None);
        check_repair("\\ud8é\\uddd", None);
    }

    #[test]
    fn unescaped_strings_are_borrowed() {
        let user = FieldMap::default();
        let names = Names::new(&user);
        let record = Record::parse(r#"{"text": "as it stands", "title": "with\nescape"}"#, &names).unwrap();
        let text = record.values(Field::Text, &names).next();
        assert!(matches!(text, Some(Value::Text(Cow::Borrowed("as it stands")))));
    }

    #[test]
    fn only_short_scalars_pass_through_and_not_too_many() {
        let user = FieldMap::default();
        let names = Names::new(&user);
        let long = "x".repeat(201);
        let mut json = format!(
            r#"{{"long": "{long}", "list": [1], "none": null, "metadata": {{"a": 2, "b": 3}}, "a": 1"#
        );
        for n in 0..40 {
            json.push_str(&format!(r#", "k{n}": "é""#));
        }
        json.push('}');
        let extra = Record::parse(&json, &names).unwrap().into_extra();
        assert_eq!(extra.len(), EXTRA_FIELDS_MAX);
        assert_eq!(extra.get("a"), Some(&1.into()));
        assert!(["long", "list", "none", "text"].iter().all(|key| !extra.contains_key(*key)));
    }

    #[test]
    fn deep_nesting_does_not_overflow_the_stack() {
        let user = FieldMap::default();
        let names = Names::new(&user);
        let nested = |key| format!(r#"{{"{key}": {}1{}}}"#, "[".repeat(100_000), "]".repeat(100_000));
        assert!(Record::parse(&nested("text"), &names).is_err());
        assert!(Record::parse(&nested("unknown"), &names).is_ok(), "passed over without recursion");
    }
}
