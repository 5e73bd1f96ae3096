//! Programs from seeds: the same seed gives the same program.
//!
//! A row is chosen by weight among those that can be filled where the program stands: the names it wants
//! are known, and its loops are within the budget. The budget counts, roughly, how often each part will run: a count
//! multiplies what stands in its loop, and a call costs what the body of a callee has cost. So programs end
//! by themselves, nearly always, though loops are nested and functions call each other.

use crate::random::expressions::{CALLED, SHOWN};
use crate::random::grammar::{ENDS, Grammar, Rule, Sequence, is_number, sequence, shape};
use crate::random::template::Part as Hole;
use crate::random::tree::{Node, Part, Shape};
use fastrand::Rng;
use std::collections::BTreeMap;

/// How often the parts of a section may run, all together.
const SECTION: u64 = 3000;
/// The same for the body of a function or an object.
const BODY: u64 = 200;
/// What a callable costs of which nothing is known.
const UNKNOWN: u64 = 10;
/// How often the parts of the smallest loop's body run, for each time.
const LEAST: u64 = 6;
/// Sequences are nested at most so deeply.
const NESTED: u32 = 5;
/// One expression in so many is of any kind.
const ILL_TYPED: u32 = 500;

/// The program of a seed.
pub(crate) fn program(grammar: &Grammar, seed: u64) -> Node {
    let mut generator = Generator {
        grammar,
        random: Rng::with_seed(seed),
        names: Vec::new(),
        named: 0,
        spent: 0,
        limit: SECTION,
        times: 1,
        in_loop: false,
        in_body: false,
        nested: 0,
        depth: 0,
        within: false,
    };
    generator.expand("Program")
}

/// A name that is known.
#[derive(Clone, Debug)]
struct Name {
    text: String,
    kind: String,
    mutable: bool,
    /// What a use of it costs.
    cost: u64,
}

struct Generator<'a> {
    grammar: &'a Grammar,
    random: Rng,
    /// The names that are known where the program stands.
    names: Vec<Name>,
    /// How many names there are.
    named: u32,
    /// The budget: what has been spent of it, and how often the current place runs.
    spent: u64,
    limit: u64,
    times: u64,
    in_loop: bool,
    in_body: bool,
    nested: u32,
    /// How much deeper an expression may become.
    depth: u32,
    /// The current place is within an expression.
    within: bool,
}

impl Generator<'_> {
    fn left(&self) -> u64 {
        self.limit.saturating_sub(self.spent)
    }

    fn expand(&mut self, kind: &str) -> Node {
        self.spent += self.times;
        if is_number(kind) {
            return self.number(kind);
        }
        if let Some(sequence) = sequence(kind) {
            return self.sequence(sequence);
        }
        if kind == ENDS {
            return self.ends();
        }
        if shape(kind) == Shape::Expression {
            return self.expression(kind);
        }
        self.item(kind)
    }

    fn item(&mut self, kind: &str) -> Node {
        if kind == "Section" {
            self.limit = self.spent + SECTION;
        }
        let exhausted = self.left() == 0 || self.nested >= NESTED;
        let kind = if exhausted && matches!(kind, "Statement" | "Hot") { "Update" } else { kind };
        let depth = self.depth;
        if !self.within {
            self.depth = self.random.u32(1..=3);
        }
        let mut rules: Vec<&Rule> = self.grammar.rules(kind).iter().collect();
        if kind == "Statement" && self.in_loop {
            rules.extend(self.grammar.rules("InLoop"));
        }
        if kind == "Statement" && self.in_body {
            rules.extend(self.grammar.rules("InBody"));
        }
        let node = match self.choose(&rules) {
            Some(rule) => self.fill(rule, Shape::Item),
            None => self.expand("Update"),
        };
        self.depth = depth;
        node
    }

    fn expression(&mut self, kind: &str) -> Node {
        let kind = match self.random.u32(0..ILL_TYPED) {
            0 => SHOWN[self.random.usize(0..SHOWN.len())],
            _ => kind,
        };
        if self.random.u32(0..100) < 55
            && let Some(name) = self.find(kind, false)
        {
            return Node::text(Shape::Expression, &name);
        }
        let ends = self.depth == 0 || self.left() == 0;
        let rules: Vec<&Rule> =
            self.grammar.rules(kind).iter().filter(|rule| rule.leaf || !ends).collect();
        let rule = match self.choose(&rules) {
            Some(rule) => rule,
            None => {
                let all: Vec<&Rule> = self.grammar.rules(kind).iter().collect();
                // Kinds without a leaf have a row that leads to one.
                let Some(rule) = self.choose(&all) else { panic!("no row for {kind} fits") };
                rule
            }
        };
        let outside = (self.depth, self.within);
        (self.depth, self.within) = (self.depth.saturating_sub(1), true);
        let node = self.fill(rule, Shape::Expression);
        (self.depth, self.within) = outside;
        node
    }

    /// One of the rules that can be filled here, by weight.
    fn choose<'r>(&mut self, rules: &[&'r Rule]) -> Option<&'r Rule> {
        let fitting: Vec<&Rule> = rules.iter().copied().filter(|rule| self.fits(rule)).collect();
        let all: u32 = fitting.iter().map(|rule| rule.weight).sum();
        if all == 0 {
            return None;
        }
        let mut at = self.random.u32(0..all);
        fitting.into_iter().find(|rule| {
            let found = at < rule.weight;
            at = at.saturating_sub(rule.weight);
            found
        })
    }

    fn fits(&self, rule: &Rule) -> bool {
        let defines = defined(rule);
        let left = if defines { BODY } else { self.left() };
        let times = if defines { 1 } else { self.times };
        rule.parts.iter().all(|part| match part {
            Hole::Find { kind, mutable, .. } => self.candidates(kind, *mutable).next().is_some(),
            Hole::Fill { kind, .. } if kind == "Count" => times * 3 * LEAST <= left,
            Hole::Times(number) => times * number <= left,
            _ => true,
        })
    }

    fn candidates(&self, kind: &str, mutable: bool) -> impl Iterator<Item = &Name> {
        let left = self.left();
        self.names.iter().filter(move |name| {
            name.kind == kind && (name.mutable || !mutable) && name.cost * self.times <= left
        })
    }

    /// A known name of that kind, rather a late one.
    fn find(&mut self, kind: &str, mutable: bool) -> Option<String> {
        let count = self.candidates(kind, mutable).count();
        if count == 0 {
            return None;
        }
        let late = count.saturating_sub(3);
        let at = if self.random.bool() { late } else { 0 };
        let at = self.random.usize(at..count);
        let name = self.candidates(kind, mutable).nth(at)?;
        let (text, cost) = (name.text.clone(), name.cost);
        self.spent += cost * self.times;
        Some(text)
    }

    fn declare(&mut self, label: &str) -> String {
        self.named += 1;
        format!("{label}{}", self.named)
    }

    /// Fills a rule's holes from left to right.
    fn fill(&mut self, rule: &Rule, shape: Shape) -> Node {
        if let [Hole::Fill { kind, .. }] = &rule.parts[..] {
            return self.expand(kind);
        }
        let budget = (self.spent, self.limit, self.times);
        let defines = defined(rule);
        if defines {
            (self.spent, self.limit, self.times) = (0, BODY, 1);
        }
        let times = self.times;
        let mut labels: BTreeMap<&str, String> = BTreeMap::new();
        let (mut own, mut exported) = (Vec::new(), Vec::new());
        let mut parts = Vec::new();
        for hole in &rule.parts {
            match hole {
                Hole::Text(text) => parts.push(Part::Text(text.clone())),
                Hole::Use(label) => {
                    let name = labels.get(label.as_str()).expect("a label that was declared");
                    parts.push(Part::Text(name.clone()));
                }
                Hole::Declare { label, kind, mutable, exported: far } => {
                    let text = self.declare(label);
                    parts.push(Part::Text(text.clone()));
                    labels.insert(label, text.clone());
                    let called = CALLED.contains(&kind.as_str());
                    let cost = if called { UNKNOWN } else { 0 };
                    let name = Name { text, kind: kind.clone(), mutable: *mutable, cost };
                    if *far {
                        exported.push(name.clone());
                    }
                    // A function that knew itself would not end.
                    if !(*far && called) {
                        own.push(name);
                    }
                }
                Hole::Find { label, kind, mutable } => {
                    let found = self.find(kind, *mutable).or_else(|| self.any(kind, *mutable));
                    let name = found.expect("a rule that fits");
                    parts.push(Part::Text(name.clone()));
                    labels.insert(label, name);
                }
                Hole::Fill { kind, own: inside } => {
                    let known = self.names.len();
                    let node = if *inside || sequence(kind).is_some() {
                        self.names.append(&mut own);
                        let node = self.expand(kind);
                        own = self.names.split_off(known);
                        node
                    } else {
                        let node = self.expand(kind);
                        self.names.truncate(known);
                        node
                    };
                    parts.push(Part::Node(node));
                }
                Hole::End => {
                    own.clear();
                    self.times = times;
                }
                Hole::Times(number) => self.times *= number,
            }
        }
        if defines {
            // Much of a body stands behind conditions.
            let cost = (self.spent / 3).max(1);
            exported.iter_mut().for_each(|name| name.cost = cost);
            (self.spent, self.limit, self.times) = budget;
        }
        self.times = budget.2;
        self.names.append(&mut exported);
        Node { shape, parts }
    }

    /// A name of that kind, whatever it costs.
    fn any(&self, kind: &str, mutable: bool) -> Option<String> {
        let fits = |name: &&Name| name.kind == kind && (name.mutable || !mutable);
        self.names.iter().find(fits).map(|name| name.text.clone())
    }

    fn sequence(&mut self, sequence: &Sequence) -> Node {
        let known = self.names.len();
        let context = (self.in_loop, self.in_body);
        match sequence.kind {
            "Loop" => self.in_loop = true,
            "Body" => (self.in_loop, self.in_body) = (false, true),
            _ => {}
        }
        self.nested += 1;
        let room = if self.left() == 0 { sequence.least } else { sequence.most };
        let count = self.random.usize(sequence.least..=room);
        let parts = (0..count).map(|_| Part::Node(self.expand(sequence.of))).collect();
        self.nested -= 1;
        (self.in_loop, self.in_body) = context;
        if !sequence.open {
            self.names.truncate(known);
        }
        Node { shape: Shape::Sequence, parts }
    }

    /// Prints the variables at the end.
    fn ends(&self) -> Node {
        let shown = self.names.iter().filter(|name| SHOWN.contains(&name.kind.as_str()));
        let line = |name: &Name| format!("traceln(\"{}\", {})", name.text, name.text);
        let parts = shown.map(|name| Part::Node(Node::text(Shape::Item, &line(name)))).collect();
        Node { shape: Shape::Sequence, parts }
    }

    fn number(&mut self, kind: &str) -> Node {
        let left = self.left();
        let random = &mut self.random;
        let text = match kind {
            "Digit" => random.u32(0..10).to_string(),
            "Few" => random.u32(2..=20).to_string(),
            "Medium" => random.u32(0..2000).to_string(),
            "Edge" => edge(random),
            "Nonzero" => match random.u32(0..12) {
                0 => "(-1)".to_owned(),
                1 => format!("(-{})", random.u32(1..20)),
                2 => "1000003".to_owned(),
                _ => random.u32(1..20).to_string(),
            },
            "Count" => {
                let most = left / (self.times * LEAST);
                let wanted = match random.u32(0..4) {
                    0 => random.u64(3..10),
                    1 | 2 => random.u64(10..80),
                    _ => random.u64(80..300),
                };
                let count = wanted.min(most).max(2);
                self.times *= count;
                count.to_string()
            }
            _ => random.u32(0..=20).to_string(),
        };
        Node::text(Shape::Number, &text)
    }
}

/// Whether a rule defines something that is called later; its body is paid for then.
fn defined(rule: &Rule) -> bool {
    rule.parts.iter().any(|part| {
        matches!(part, Hole::Declare { kind, exported: true, .. } if CALLED.contains(&kind.as_str()))
    })
}

/// An integer near a place where something changes: half words, doubles, immediate values, words.
fn edge(random: &mut Rng) -> String {
    let power = [7, 31, 32, 52, 53, 59, 60, 61, 62, 63, 64, 90][random.usize(0..12)];
    let number = (1i128 << power) + random.i128(-3..=3);
    if random.u32(0..3) == 0 { format!("(-{number})") } else { number.to_string() }
}
