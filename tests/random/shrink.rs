//! Makes a program small while a predicate holds: parts are left out, replaced by what stands in them or by
//! constants, numbers made smaller, over and over until nothing helps.
//!
//! A candidate need not be a program; the predicate refuses one that does not compile.

use crate::random::tree::{Node, Part, Shape};

/// What may stand for an expression.
const CONSTANTS: &[&str] =
    &["0", "1", "null", "true", "false", "\"\"", "[]", "1.5", "[1, 2, 3, 4]"];

/// The smallest program found by at most so many questions to the predicate.
pub(crate) fn shrink(tree: &Node, questions: usize, holds: impl FnMut(&Node) -> bool) -> Node {
    let mut shrinker = Shrinker { tree: tree.clone(), left: questions, holds };
    loop {
        let before = shrinker.tree.clone();
        shrinker.leave_out();
        shrinker.replace(Shape::Item, contents);
        shrinker.replace(Shape::Expression, simpler);
        shrinker.replace(Shape::Number, smaller);
        if shrinker.left == 0 || shrinker.tree == before {
            return shrinker.tree;
        }
    }
}

struct Shrinker<F> {
    tree: Node,
    left: usize,
    holds: F,
}

impl<F: FnMut(&Node) -> bool> Shrinker<F> {
    /// Takes a candidate if the predicate holds for it.
    fn accept(&mut self, candidate: Node) -> bool {
        if self.left == 0 || candidate == self.tree {
            return false;
        }
        self.left -= 1;
        let holds = (self.holds)(&candidate);
        if holds {
            self.tree = candidate;
        }
        holds
    }

    /// Leaves out parts of sequences: halves, quarters, and so on down to single ones, from the end.
    fn leave_out(&mut self) {
        let mut number = 0;
        while let Some(path) = self.tree.paths(Shape::Sequence).get(number).cloned() {
            number += 1;
            let Some(sequence) = self.tree.at(&path) else { continue };
            let mut chunk = sequence.parts.len();
            while chunk > 0 {
                let Some(sequence) = self.tree.at(&path) else { break };
                let mut end = sequence.parts.len();
                while end > 0 {
                    let start = end.saturating_sub(chunk);
                    let Some(mut less) = self.tree.at(&path).cloned() else { break };
                    less.parts.drain(start..end);
                    let candidate = self.tree.with(&path, less);
                    self.accept(candidate);
                    end = start;
                }
                chunk /= 2;
            }
        }
    }

    /// Replaces nodes of a shape by the first of their candidates for which the predicate holds.
    fn replace(&mut self, shape: Shape, candidates: impl Fn(&Node) -> Vec<Node>) {
        let mut number = 0;
        while let Some(path) = self.tree.paths(shape).get(number).cloned() {
            let Some(node) = self.tree.at(&path) else { break };
            let found = candidates(node)
                .into_iter()
                .map(|new| self.tree.with(&path, new))
                .collect::<Vec<_>>()
                .into_iter()
                .any(|candidate| self.accept(candidate));
            // What has been replaced may become simpler still.
            if !found {
                number += 1;
            }
        }
    }
}

/// The sequences and items in an item.
fn contents(node: &Node) -> Vec<Node> {
    let mut found = Vec::new();
    inner(node, &|shape| matches!(shape, Shape::Item | Shape::Sequence), &mut found);
    found
}

/// Constants, and the expressions in an expression.
fn simpler(node: &Node) -> Vec<Node> {
    let is_constant = |text: &str| CONSTANTS.contains(&text);
    if let [Part::Text(text)] = &node.parts[..]
        && is_constant(text)
    {
        return Vec::new();
    }
    let mut found: Vec<Node> =
        CONSTANTS.iter().map(|text| Node::text(Shape::Expression, text)).collect();
    inner(node, &|shape| matches!(shape, Shape::Expression | Shape::Number), &mut found);
    found
}

/// Smaller numbers.
fn smaller(node: &Node) -> Vec<Node> {
    let text = node.to_string();
    let Ok(number) = text.trim_matches(['(', ')']).parse::<i128>() else { return Vec::new() };
    let mut numbers = vec![0, 1, 2, number.abs(), number / 2, number - number.signum()];
    numbers.retain(|new| new.abs() < number.abs() || (*new == -number && number < 0));
    numbers.dedup();
    let written = |new: i128| if new < 0 { format!("({new})") } else { new.to_string() };
    numbers.into_iter().map(|new| Node::text(Shape::Number, &written(new))).collect()
}

/// The outermost nodes below a node that are wanted, and all that are wanted below these.
fn inner(node: &Node, wanted: &impl Fn(Shape) -> bool, found: &mut Vec<Node>) {
    for child in node.children() {
        if wanted(child.shape) {
            found.push(child.clone());
        }
        inner(child, wanted, found);
    }
}
