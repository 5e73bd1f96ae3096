//! What a host may tell of a value without running code: its kind, its docstring, the verbs that it
//! answers to, and its stamps.
//!
//! The verbs come from the tables that dispatch uses, and from the scripts of user-made objects; so
//! completion and help know what a call would find.

use crate::builtin::{self, SINGLETONS, miranda, object, stamps};
use crate::code::Supplied;
use crate::data::long_text::PIECE;
use crate::data::text::Chars;
use crate::heap::Type;
use crate::native::{Kind, Method};
use crate::print;
use crate::sameness::stamp_bits;
use crate::value::Value;
use crate::vm::Vm;

/// Objects behind `super` that are looked at.
const ANCESTORS: usize = 64;

/// A verb that a value answers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verb {
    /// The verb.
    pub name: String,
    /// The number of arguments; `None` is any.
    pub arity: Option<usize>,
    /// Its manual entry.
    pub doc: String,
    /// Every object answers it.
    pub common: bool,
}

/// The verbs of one value, in order and without duplicates.
#[derive(Default)]
struct Verbs(Vec<Verb>);

impl Verbs {
    fn add(&mut self, name: &str, arity: Option<usize>, doc: &str, common: bool) {
        if !self.0.iter().any(|verb| verb.name == name && verb.arity == arity) {
            let doc = doc.lines().map(str::trim).collect::<Vec<_>>().join("\n");
            let doc = doc.trim().to_owned();
            self.0.push(Verb { name: name.to_owned(), arity, doc, common });
        }
    }

    fn add_table(&mut self, table: &[Method], common: bool) {
        for row in table {
            let any = matches!(row.params, [Kind::Rest]);
            self.add(row.verb, (!any).then_some(row.params.len()), row.doc, common);
        }
    }
}

impl Vm {
    /// The verbs that a value answers to: its own in the order of their tables, then those of every
    /// object. What a matcher would take cannot be told, but for that of an object that `extends`
    /// another.
    pub fn verbs_of(&self, value: Value) -> Vec<Verb> {
        let mut verbs = Verbs::default();
        let mut next = Some(self.resolve(value));
        for _ in 0..ANCESTORS {
            let Some(value) = next else { break };
            next = self.add_own_verbs(value, &mut verbs);
        }
        verbs.add_table(miranda::METHODS, true);
        verbs.0
    }

    /// The rows of native methods that the calls of a value find: its own in the order of precedence, then those of
    /// every object. An object with a script has none of its own.
    pub fn rows_of(&self, value: Value) -> Vec<&'static Method> {
        let own = builtin::tables(self.resolve(value));
        own.into_iter().chain([miranda::METHODS]).flatten().collect()
    }

    /// The text of a string up to so many characters, and how many are left.
    pub fn start_of_text(&self, value: Value, most: usize) -> Option<(String, usize)> {
        let chars = Chars::of(self.resolve(value))?;
        let shown = chars.len().min(most);
        Some((chars.range(0, shown).to_text(), chars.len() - shown))
    }

    /// Hands the text of a string on in pieces, until `write` fails; `None` if it is no string.
    pub fn text_in_pieces<E>(
        &self,
        value: Value,
        mut write: impl FnMut(&str) -> Result<(), E>,
    ) -> Option<Result<(), E>> {
        let chars = Chars::of(self.resolve(value))?;
        let mut pieces = (0..chars.len()).step_by(PIECE);
        Some(pieces.try_for_each(|start| {
            write(&chars.range(start, chars.len().min(start + PIECE)).to_text())
        }))
    }

    /// The verbs that every value of a built-in type answers to.
    pub fn verbs_of_type(&self, ty: Type) -> Vec<Verb> {
        let mut verbs = Verbs::default();
        builtin::methods_of(ty).iter().for_each(|table| verbs.add_table(table, false));
        verbs.add_table(miranda::METHODS, true);
        verbs.0
    }

    /// Adds the verbs of one object; answers with the object that it extends.
    fn add_own_verbs(&self, value: Value, verbs: &mut Verbs) -> Option<Value> {
        if !value.is_heap(Type::Object) {
            builtin::tables(value).iter().for_each(|table| verbs.add_table(table, false));
            return None;
        }
        let script = object::script(self, value);
        for method in &script.methods {
            let doc = method.doc.as_deref().unwrap_or_default();
            verbs.add(&method.verb, Some(method.arity as usize), doc, false);
        }
        if script.matchers.is_empty() {
            return None;
        }
        let parent = script.captures.iter().position(|capture| capture.name == "super")?;
        let (storage, &value) =
            (script.captures[parent].storage, self.captures(value).get(parent)?);
        Supplied { storage, value }.known_value().map(|parent| self.resolve(parent))
    }

    /// The docstring of an object; empty if it has none.
    pub fn doc_of(&self, value: Value) -> String {
        let value = self.resolve(value);
        let doc = match value.ty() {
            Type::Object => object::script(self, value).doc.clone().unwrap_or_default(),
            Type::Singleton => SINGLETONS[value.field(0).to_index()].doc.to_owned(),
            _ => String::new(),
        };
        let lines: Vec<&str> = doc.lines().map(str::trim).collect();
        lines.join("\n").trim().to_owned()
    }

    /// What kind of thing a value is: the name of its type, or for an object its qualified name.
    pub fn kind_of(&self, value: Value) -> String {
        let value = self.resolve(value);
        match value.ty() {
            Type::Object => format!("object {}", object::qualified_name(self, value)),
            Type::Singleton => {
                format!("built-in object {}", SINGLETONS[value.field(0).to_index()].name)
            }
            Type::Native => "built-in object".to_owned(),
            ty => ty.kind().to_owned(),
        }
    }

    /// The auditors whose stamps a value carries, as they print without calling their code.
    pub fn stamps_of(&mut self, value: Value) -> Vec<String> {
        let value = self.resolve(value);
        let bits = stamp_bits(value);
        let names = [
            (stamps::DEEP_FROZEN, "DeepFrozen"),
            (stamps::SELFLESS, "Selfless"),
            (stamps::TRANSPARENT, "Transparent"),
            (stamps::SEMITRANSPARENT, "Semitransparent"),
        ];
        let private = names.iter().filter(|(bit, _)| bits & bit != 0);
        let mut texts: Vec<String> = private.map(|(_, name)| (*name).to_owned()).collect();
        for auditor in stamps::auditors(value).to_vec() {
            texts.push(print::describe(self, auditor));
        }
        texts.dedup();
        texts
    }
}
