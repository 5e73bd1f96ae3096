//! Listings of the stages of a tree: what was recorded for each instruction of the machine, the parts and exits
//! after optimization, Cranelift's form, and machine code, each line with the instruction it comes from.
//!
//! What a line of the last two comes from travels as a Cranelift source location ([`Key`]). Addresses are
//! replaced by what is there, so that a listing is the same in each run.

use crate::bodies::Bodies;
use crate::helpers;
use crate::ir::{Graph, Op, Place, Ref, Shown, Tree};
use crate::machine_code::Shop;
use crate::native_site::NativeSites;
use crate::optimize::{Ended, Recording};
use capstone::prelude::*;
use cranelift_codegen::{Final, MachBufferFinalized};
use hashbrown::HashMap;
use monte_vm::heap::Type;
use monte_vm::vm::Vm;

/// A line of a listing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// Its text.
    pub text: String,
    /// The instruction of the machine that it comes from.
    pub place: Option<Place>,
    /// What it shows, or comes from.
    pub key: Key,
}

/// An instruction of the machine that was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Which.
    pub place: Place,
    /// What was recorded for it.
    pub lines: Vec<Line>,
}

/// The stages of a tree.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    /// The parts after optimization: a title and lines.
    pub parts: Vec<(String, Vec<Line>)>,
    /// What each exit rebuilds.
    pub exits: Vec<Line>,
    /// Cranelift's form.
    pub clif: Vec<Line>,
    /// Machine code: the distance of each instruction from the entry, and its text.
    pub machine: Vec<(u64, Line)>,
}

/// What code comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Key {
    /// An instruction of the intermediate form.
    Instruction(u32),
    /// An exit.
    Exit(u32),
    /// The end of a part.
    End(u32),
    /// The entry of the tree.
    #[default]
    Entry,
}

/// The kinds of keys are told apart by the upper bits.
const KIND: u32 = 30;

impl Key {
    /// As a source location.
    pub(crate) fn number(self) -> u32 {
        match self {
            Key::Instruction(r) => r,
            Key::Exit(number) => 1 << KIND | number,
            Key::End(part) => 2 << KIND | part,
            Key::Entry => 3 << KIND,
        }
    }

    fn of(number: u32) -> Key {
        let low = number & ((1 << KIND) - 1);
        match number >> KIND {
            0 => Key::Instruction(low),
            1 => Key::Exit(low),
            2 => Key::End(low),
            _ => Key::Entry,
        }
    }
}

/// The text of a compiled function, with addresses as they are.
#[derive(Clone, Debug)]
pub(crate) struct CodeText {
    clif: Vec<(Key, String)>,
    machine: Vec<(u64, Key, String)>,
}

impl CodeText {
    /// Takes Cranelift's text, in which a line of an instruction may begin with its source location, and the machine code.
    pub(crate) fn new(clif: &str, buffer: &MachBufferFinalized<Final>) -> CodeText {
        let clif = clif.lines().map(|line| {
            let marked = line.trim_start().strip_prefix('@').and_then(|rest| rest.split_once(' '));
            let marked = marked.and_then(|(number, text)| {
                Some((Key::of(u32::from_str_radix(number, 16).ok()?), text.trim_start()))
            });
            match marked {
                Some((key, text)) => (key, format!("    {text}")),
                None => match line.trim_start() {
                    block if block.starts_with("block") => (Key::Entry, block.to_owned()),
                    text if line.starts_with(' ') => (Key::Entry, format!("    {text}")),
                    text => (Key::Entry, text.to_owned()),
                },
            }
        });
        CodeText { clif: clif.collect(), machine: disassembled(buffer) }
    }
}

fn disassembler() -> Option<Capstone> {
    let made = if cfg!(target_arch = "x86_64") {
        let builder = Capstone::new().x86().mode(arch::x86::ArchMode::Mode64);
        builder.syntax(arch::x86::ArchSyntax::Intel).build()
    } else if cfg!(target_arch = "aarch64") {
        Capstone::new().arm64().mode(arch::arm64::ArchMode::Arm).build()
    } else {
        return None;
    };
    made.ok()
}

/// Instructions with their distances from the entry and what they come from.
fn disassembled(buffer: &MachBufferFinalized<Final>) -> Vec<(u64, Key, String)> {
    let Some(disassembler) = disassembler() else { return Vec::new() };
    let places = buffer.get_srclocs_sorted();
    // Constants stand behind the code, all of which comes from somewhere.
    let end = places.last().map_or(0, |place| place.end as usize).min(buffer.data().len());
    let (code, data) = buffer.data().split_at(end);
    let Ok(instructions) = disassembler.disasm_all(code, 0) else { return Vec::new() };
    // What moves values between registers comes from nothing; it belongs to what is in front of it.
    let mut key = Key::Entry;
    let rows = instructions.iter().map(|instruction| {
        let at = instruction.address();
        let behind = places.partition_point(|place| place.start as u64 <= at);
        let place = behind.checked_sub(1).map(|i| &places[i]);
        let place = place.filter(|place| at < place.end as u64 && !place.loc.is_default());
        key = place.map_or(key, |place| Key::of(place.loc.bits()));
        let name = instruction.mnemonic().unwrap_or_default();
        let text = format!("{name} {}", instruction.op_str().unwrap_or_default());
        (at, key, text.trim_end().to_owned())
    });
    let padding = end.next_multiple_of(8) - end;
    let words = data.get(padding..).unwrap_or_default().chunks_exact(8).enumerate();
    let words = words.map(|(i, word)| {
        let word = u64::from_le_bytes(word.try_into().unwrap_or_default());
        let text = format!(".quad {word:#018x}  ; {:?}", f64::from_bits(word));
        ((end + padding + 8 * i) as u64, Key::Entry, text)
    });
    rows.chain(words).collect()
}

/// Makes listings of what one compiler has made for one machine.
pub(crate) struct Lister<'a> {
    vm: &'a Vm,
    sites: &'a NativeSites,
    /// What is at an address.
    names: HashMap<u64, String>,
}

impl<'a> Lister<'a> {
    pub(crate) fn new(
        vm: &'a Vm,
        sites: &'a NativeSites,
        bodies: &Bodies,
        shop: Option<&Shop>,
    ) -> Lister<'a> {
        let mut names = HashMap::new();
        for (address, name) in helpers::ALL {
            names.insert(address() as u64, format!("<{name}>"));
        }
        for (address, name) in shop.iter().flat_map(|shop| shop.stubs().names()) {
            names.insert(address as u64, format!("<{name}>"));
        }
        for (number, site) in sites.rows() {
            names.insert(std::ptr::from_ref(site) as u64, format!("<call {number}>"));
        }
        for (code, entry) in bodies.entries() {
            names.insert(entry, format!("<entry of {}>", vm.code_name(code)));
        }
        Lister { vm, sites, names }
    }

    /// What was recorded.
    pub(crate) fn steps(&self, recording: &Recording) -> Vec<Step> {
        let graph = &recording.graph;
        let mut lines = (0..graph.next()).map(|r| self.line(graph, r)).peekable();
        let mut steps: Vec<Step> = Vec::new();
        let first = lines.peek().and_then(|line| line.place);
        for &place in &recording.steps {
            let is_first = steps.is_empty();
            let is_own = |line: &Line| line.place == Some(place) || is_first && line.place == first;
            let own = std::iter::from_fn(|| lines.next_if(is_own));
            steps.push(Step { place, lines: own.collect() });
        }
        let end = match recording.ended {
            Ended::Closed => "closed: it is back at its head".to_owned(),
            Ended::Head { part: Some(part), .. } => format!("goes on at the head of part {part}"),
            Ended::Head { part: None, .. } => {
                "goes on at another head, with the next part".to_owned()
            }
            Ended::Left(_) => "ends behind a call, with the next part".to_owned(),
            Ended::Returned(value, _) => {
                format!("returns {}", Shown::Result(graph, value))
            }
        };
        let place = recording.steps.last().copied();
        let last = Line { text: end, place, key: Key::Entry };
        if let Some(step) = steps.last_mut() {
            step.lines.extend(lines);
            step.lines.push(last);
        }
        steps
    }

    /// The stages behind.
    pub(crate) fn tree(&self, tree: &Tree, code: Option<&CodeText>) -> Listing {
        let graph = &tree.graph;
        let parts = tree.parts.iter().enumerate().map(|(number, part)| {
            let lines = part.params.iter().chain(&part.body).map(|&r| self.line(graph, r));
            let place = part.body.last().or(part.params.last()).map(|&r| graph.origin(r));
            let end = Line {
                text: Shown::End(tree, number).to_string(),
                place,
                key: Key::End(number as u32),
            };
            (Shown::Title(tree, number).to_string(), lines.chain([end]).collect())
        });
        let used = tree.causes().into_iter().enumerate().filter(|(_, cause)| cause.is_some());
        let exits = used.map(|(number, _)| Line {
            text: self.named(&Shown::Snapshot(graph, number as u32).to_string()),
            place: Some(graph.snapshots[number].place()),
            key: Key::Exit(number as u32),
        });
        let line =
            |key: Key, text: &str| Line { text: self.named(text), place: place_of(tree, key), key };
        let mut listing =
            Listing { parts: parts.collect(), exits: exits.collect(), ..Listing::default() };
        if let Some(code) = code {
            listing.clif = code.clif.iter().map(|(key, text)| line(*key, text)).collect();
            let machine = code.machine.iter();
            listing.machine = machine.map(|(at, key, text)| (*at, line(*key, text))).collect();
        }
        listing
    }

    fn line(&self, graph: &Graph, r: Ref) -> Line {
        let mut text = self.named(&Shown::Instruction(graph, r).to_string());
        let instr = graph.at(r);
        let remark = match instr.op {
            Op::Call => Some(self.callee(instr.imm as u32)),
            Op::Invoke => Some(self.vm.code_name((instr.imm >> 32) as u32)),
            Op::GuardFirst if is_user_made(graph, r) => {
                self.vm.script_name((instr.imm >> 3) as u32).map(str::to_owned)
            }
            _ => None,
        };
        if let Some(remark) = remark {
            text = format!("{text}  ; {remark}");
        }
        Line { text, place: Some(graph.origin(r)), key: Key::Instruction(r) }
    }

    fn callee(&self, site: u32) -> String {
        let site = self.sites.at(site);
        site.call.name(self.vm, site.argc)
    }

    /// A text with names in place of the addresses that are known.
    fn named(&self, text: &str) -> String {
        let mut named = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(start) = rest.find("0x") {
            let digits = &rest[start + 2..];
            let length = digits.find(|c: char| !c.is_ascii_hexdigit() && c != '_');
            let (digits, behind) = digits.split_at(length.unwrap_or(digits.len()));
            let address = u64::from_str_radix(&digits.replace('_', ""), 16).ok();
            let known = address.and_then(|address| match self.names.get(&address) {
                Some(name) => Some(name.clone()),
                None => self.vm.constant_name(address).map(|name| format!("<{name}>")),
            });
            named.push_str(&rest[..start]);
            match known {
                Some(name) => named.push_str(&name),
                None => named.push_str(&rest[start..rest.len() - behind.len()]),
            }
            rest = behind;
        }
        named.push_str(rest);
        named
    }
}

/// Whether a guard in front of one of the first field has proven that there is a script.
fn is_user_made(graph: &Graph, r: Ref) -> bool {
    let mut before = r.saturating_sub(4)..r;
    before.any(|other| {
        let instr = graph.at(other);
        let is_guard = instr.op == Op::GuardType && instr.imm == Type::Object as u64;
        is_guard && graph.arg(other, 0) == graph.arg(r, 0)
    })
}

fn place_of(tree: &Tree, key: Key) -> Option<Place> {
    match key {
        Key::Instruction(r) if r < tree.graph.next() => Some(tree.graph.origin(r)),
        Key::Exit(number) => tree.graph.snapshots.get(number as usize).map(|it| it.place()),
        Key::End(part) => {
            let part = tree.parts.get(part as usize)?;
            part.body.last().map(|&r| tree.graph.origin(r))
        }
        _ => None,
    }
}
