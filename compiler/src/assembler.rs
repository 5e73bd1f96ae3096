//! Assembly text to a code unit: for tests of the verifier and of the interpreter.
//!
//! ```text
//! # a comment
//! outer traceln            declares an outer name; `outer x assigned` one that is assigned
//! export x                 the top level's local x leaves the unit
//! script counter n:cell    starts a script with its captures
//! method bump/1 by x:cell  starts a method: arguments first, then the other locals
//! method bump/1 named      a method with named parameters
//! matcher message          starts a matcher: its message, then the other locals
//! top x i:iteration r:rest starts the top level
//! again:                   a label
//!   LITERAL "text"         operands: literals, names, verb/arity, labels, or #n for a raw index
//! ```
//!
//! Locals and captures are `name` or `name:storage`. The order of sections is free; a script's methods
//! follow it. Spans are the lines of the assembly text.

use std::collections::HashMap;

use crate::disassembler::comparison;
use crate::isa::{INSTRUCTIONS, Instr, Operand, STATIC_GUARDS};
use crate::unit::{
    Body, Capture, CaptureGuard, Export, Literal, Local, Method, Outer, QualifiedName, Script,
    Span, Storage, Unit,
};

/// A fault in assembly text: its line, from 1, and what is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssemblyError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

impl std::fmt::Display for AssemblyError {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "line {}: {}", self.line, self.message)
    }
}

/// Assembles a unit. It is not verified.
pub fn assemble(text: &str) -> Result<Unit, AssemblyError> {
    let mut assembler = Assembler::default();
    let mut start = 0;
    for (index, line) in text.split('\n').enumerate() {
        assembler.span = Span { start, end: start + line.len() as u32 };
        assembler.unit.line_starts.push(start);
        start += line.len() as u32 + 1;
        let words = words(line);
        if !words.is_empty() {
            assembler.line(&words).map_err(|message| AssemblyError { line: index + 1, message })?;
        }
        assembler.last_line = index + 1;
    }
    let last_line = assembler.last_line;
    assembler.finish().map_err(|message| AssemblyError { line: last_line, message })
}

/// The words of a line: strings and chars are one word each, a comment is none.
fn words(line: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = line.trim_start();
    while !rest.is_empty() && !rest.starts_with('#') || raw_index(rest) {
        let quote = rest.chars().next().filter(|first| matches!(first, '"' | '\''));
        let length = match quote {
            Some(quote) => rest[1..].find(quote).map_or(rest.len(), |end| end + 2),
            None => rest.find(char::is_whitespace).unwrap_or(rest.len()),
        };
        words.push(&rest[..length]);
        rest = rest[length..].trim_start();
    }
    words
}

/// `#5` is an index, `# 5` a comment.
fn raw_index(rest: &str) -> bool {
    rest.strip_prefix('#')
        .is_some_and(|digits| digits.starts_with(|first: char| first.is_ascii_digit()))
}

#[derive(Default)]
struct Assembler {
    unit: Unit,
    body: Body,
    section: Option<Section>,
    labels: HashMap<String, u32>,
    /// Instruction, whether operand b, and the label.
    fixups: Vec<(usize, bool, String)>,
    exports: Vec<String>,
    span: Span,
    last_line: usize,
}

enum Section {
    Top,
    Method(Method),
    Matcher,
}

impl Assembler {
    fn line(&mut self, words: &[&str]) -> Result<(), String> {
        let (head, rest) = (words[0], &words[1..]);
        if let Some(label) = head.strip_suffix(':') {
            self.labels.insert(label.to_string(), self.body.code.len() as u32);
            return Ok(());
        }
        match head {
            "outer" => {
                let name = rest.first().ok_or("a name is missing")?.to_string();
                self.unit.outers.push(Outer { name, assigned: rest.contains(&"assigned") });
            }
            "export" => self.exports.extend(rest.iter().map(ToString::to_string)),
            "script" => self.script(rest)?,
            "top" => self.begin(Section::Top, rest)?,
            "matcher" => self.begin(Section::Matcher, rest)?,
            "method" => {
                let (verb, arity) =
                    rest.first().and_then(|name| atom(name)).ok_or("verb/arity is missing")?;
                let named = rest.get(1) == Some(&"named");
                let method = Method { verb, arity, named, ..Method::default() };
                self.begin(Section::Method(method), &rest[1 + usize::from(named)..])?;
            }
            _ => self.instruction(head, rest)?,
        }
        Ok(())
    }

    fn script(&mut self, rest: &[&str]) -> Result<(), String> {
        self.end()?;
        let name = rest.first().ok_or("a name is missing")?.to_string();
        let captures = rest[1..]
            .iter()
            .map(|word| {
                let local = declare(word)?;
                Ok(Capture { name: local.name, storage: local.storage, guard: CaptureGuard::Any })
            })
            .collect::<Result<_, String>>()?;
        self.unit.names.push(QualifiedName { parent: None, name: name.clone() });
        let qualified = self.unit.names.len() as u32 - 1;
        self.unit.scripts.push(Script {
            name,
            captures,
            qualified,
            span: self.span,
            ..Script::default()
        });
        Ok(())
    }

    fn begin(&mut self, section: Section, locals: &[&str]) -> Result<(), String> {
        self.end()?;
        self.section = Some(section);
        self.body.locals =
            locals.iter().map(|word| declare(word)).collect::<Result<_, String>>()?;
        Ok(())
    }

    /// Puts the body that was begun where it belongs.
    fn end(&mut self) -> Result<(), String> {
        for (pc, second, label) in std::mem::take(&mut self.fixups) {
            let target = *self.labels.get(&label).ok_or_else(|| format!("no label {label}"))?;
            let instr = &mut self.body.code[pc];
            *if second { &mut instr.b } else { &mut instr.a } = target;
        }
        self.labels.clear();
        let body = std::mem::take(&mut self.body);
        match self.section.take() {
            None => Ok(()),
            Some(Section::Top) => {
                self.unit.body = body;
                Ok(())
            }
            Some(Section::Method(method)) => {
                self.current_script()?.methods.push(Method { body, ..method });
                Ok(())
            }
            Some(Section::Matcher) => {
                self.current_script()?.matchers.push(body);
                Ok(())
            }
        }
    }

    fn current_script(&mut self) -> Result<&mut Script, String> {
        self.unit.scripts.last_mut().ok_or_else(|| "no script to put this into".to_string())
    }

    fn finish(mut self) -> Result<Unit, String> {
        self.end()?;
        for name in std::mem::take(&mut self.exports) {
            let local = self.unit.body.locals.iter().position(|local| local.name == name);
            let local = local.ok_or_else(|| format!("no local {name} to export"))?;
            let storage = self.unit.body.locals[local].storage;
            self.unit.exports.push(Export { name, local: local as u32, storage });
        }
        Ok(self.unit)
    }

    fn instruction(&mut self, mnemonic: &str, operands: &[&str]) -> Result<(), String> {
        let row = INSTRUCTIONS.iter().find(|row| row.mnemonic == mnemonic);
        let row = row.ok_or_else(|| format!("no instruction {mnemonic}"))?;
        let mut words = operands.iter();
        let mut values = [0; 2];
        for (position, operand) in [row.a, row.b].into_iter().enumerate() {
            if operand == Operand::None && words.as_slice().is_empty() {
                continue;
            }
            let word = words.next().ok_or("an operand is missing")?;
            values[position] = self.operand(operand, word, position == 1)?;
        }
        if words.next().is_some() {
            return Err("too many operands".to_string());
        }
        self.body.code.push(Instr { op: row.op, a: values[0], b: values[1] });
        self.body.spans.push(self.span);
        Ok(())
    }

    fn operand(&mut self, operand: Operand, word: &str, second: bool) -> Result<u32, String> {
        if let Some(raw) = word.strip_prefix('#') {
            return raw.parse().map_err(|_| format!("no index: {word}"));
        }
        let unknown = || format!("cannot read operand {word}");
        match operand {
            Operand::None => Err("too many operands".to_string()),
            Operand::Int => word.parse::<i32>().map(|value| value as u32).map_err(|_| unknown()),
            Operand::Count => word.parse().map_err(|_| unknown()),
            Operand::Target | Operand::LoopHead => {
                self.fixups.push((self.body.code.len(), second, word.to_string()));
                Ok(0)
            }
            Operand::Literal => {
                let literal = literal(word).ok_or_else(unknown)?;
                Ok(position_or_push(&mut self.unit.literals, literal))
            }
            Operand::Local | Operand::Iteration => {
                let local = self.body.locals.iter().position(|local| local.name == word);
                local.map(|local| local as u32).ok_or_else(|| format!("no local {word}"))
            }
            Operand::Capture => {
                let captures = &self.current_script()?.captures;
                let capture = captures.iter().position(|capture| capture.name == word);
                capture.map(|capture| capture as u32).ok_or_else(|| format!("no capture {word}"))
            }
            Operand::Outer => {
                let outer = self.unit.outers.iter().position(|outer| outer.name == word);
                outer.map(|outer| outer as u32).ok_or_else(|| format!("no outer name {word}"))
            }
            Operand::Atom => {
                let atom = atom(word).ok_or_else(unknown)?;
                Ok(position_or_push(&mut self.unit.atoms, atom))
            }
            Operand::Script => {
                let script = self.unit.scripts.iter().position(|script| script.name == word);
                script.map(|script| script as u32).ok_or_else(|| format!("no script {word}"))
            }
            Operand::Comparison => {
                (0..5).find(|row| comparison(*row) == Some(word)).ok_or_else(unknown)
            }
            Operand::Guard => {
                let row = STATIC_GUARDS.iter().position(|row| row.1 == word);
                row.map(|row| row as u32).ok_or_else(unknown)
            }
        }
    }
}

fn position_or_push<T: PartialEq>(table: &mut Vec<T>, item: T) -> u32 {
    let position = table.iter().position(|other| *other == item).unwrap_or_else(|| {
        table.push(item);
        table.len() - 1
    });
    position as u32
}

fn atom(word: &str) -> Option<(String, u32)> {
    let (verb, arity) = word.rsplit_once('/')?;
    Some((verb.to_string(), arity.parse().ok()?))
}

fn declare(word: &str) -> Result<Local, String> {
    let (name, storage) = word.split_once(':').unwrap_or((word, "value"));
    let storage = match storage {
        "value" => Storage::Value,
        "cell" => Storage::Cell,
        "binding" => Storage::Binding,
        "iteration" => Storage::Iteration,
        "rest" => Storage::IterationRest,
        other => return Err(format!("no storage {other}")),
    };
    Ok(Local { name: name.to_string(), storage })
}

fn literal(word: &str) -> Option<Literal> {
    if let Some(text) = word.strip_prefix('"') {
        return Some(Literal::Str(text.strip_suffix('"')?.to_string()));
    }
    if let Some(text) = word.strip_prefix('\'') {
        return Some(Literal::Char(u32::from(text.strip_suffix('\'')?.chars().next()?)));
    }
    if let Ok(value) = word.parse::<i64>() {
        return Some(Literal::Int(value));
    }
    word.parse::<f64>().ok().map(|value| Literal::Double(value.to_bits()))
}
