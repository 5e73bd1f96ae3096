//! A program as a tree: texts, and the parts that can be left out or made simpler.
//!
//! A node is what a row of the grammar became. Only its shape is known, not what it means: that is enough to
//! print a program and to shrink it, since a program that has been shrunk too far does not compile.

use std::fmt::{Display, Formatter, Result, Write};

/// What may be done to a node when a program is shrunk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A sequence: each part can be left out.
    Sequence,
    /// A statement, method or definition: it can be replaced by what stands in it.
    Item,
    /// It can be replaced by a constant, or by an expression in it.
    Expression,
    /// A decimal number: it can be made smaller.
    Number,
}

/// A part of a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Node {
    /// What may be done to it.
    pub(crate) shape: Shape,
    /// What it is printed as, in order.
    pub(crate) parts: Vec<Part>,
}

/// A text or a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// Printed as it is.
    Text(String),
    /// Printed in turn.
    Node(Node),
}

impl Node {
    /// A node that is one text.
    pub(crate) fn text(shape: Shape, text: &str) -> Node {
        Node { shape, parts: vec![Part::Text(text.to_owned())] }
    }

    /// The nodes right below it.
    pub(crate) fn children(&self) -> impl Iterator<Item = &Node> {
        self.parts.iter().filter_map(|part| match part {
            Part::Text(_) => None,
            Part::Node(node) => Some(node),
        })
    }

    /// The node at a path: the number of a part, of a part in that, and so on.
    pub(crate) fn at(&self, path: &[usize]) -> Option<&Node> {
        path.iter().try_fold(self, |node, &index| match node.parts.get(index) {
            Some(Part::Node(child)) => Some(child),
            _ => None,
        })
    }

    /// The tree with another node at a path.
    pub(crate) fn with(&self, path: &[usize], new: Node) -> Node {
        let mut tree = self.clone();
        let mut node = &mut tree;
        for &index in path {
            match node.parts.get_mut(index) {
                Some(Part::Node(child)) => node = child,
                _ => return self.clone(),
            }
        }
        *node = new;
        tree
    }

    /// The paths to all nodes of a shape, outer ones first.
    pub(crate) fn paths(&self, shape: Shape) -> Vec<Vec<usize>> {
        let (mut found, mut path) = (Vec::new(), Vec::new());
        self.collect(shape, &mut path, &mut found);
        found
    }

    fn collect(&self, shape: Shape, path: &mut Vec<usize>, found: &mut Vec<Vec<usize>>) {
        if self.shape == shape {
            found.push(path.clone());
        }
        for (index, part) in self.parts.iter().enumerate() {
            if let Part::Node(child) = part {
                path.push(index);
                child.collect(shape, path, found);
                path.pop();
            }
        }
    }
}

impl Display for Node {
    fn fmt(&self, out: &mut Formatter<'_>) -> Result {
        for part in &self.parts {
            match part {
                Part::Text(text) => out.write_str(text)?,
                Part::Node(node) => write!(out, "{node}")?,
            }
            if self.shape == Shape::Sequence {
                out.write_char('\n')?;
            }
        }
        Ok(())
    }
}
