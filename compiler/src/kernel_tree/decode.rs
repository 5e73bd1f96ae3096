//! Bytes to a tree, whatever the bytes.

use super::{Datum, Kind, Mark, Node, Tree};
use crate::binary::reader::{Read, Reader};
use crate::unit::{Literal, Unit};

/// Most nodes of a tree: a guard against bytes that are no tree.
const MAX_NODES: usize = 1 << 26;

/// The Kernel tree of a script, if its bytes are in order.
pub fn decode(unit: &Unit, script: usize) -> Option<Tree> {
    let start = unit.scripts.get(script)?.kernel;
    read_tree(&unit.kernel, start as usize).ok()
}

fn read_tree(bytes: &[u8], start: usize) -> Read<Tree> {
    let mut from = Reader::new(bytes);
    let names = from.list(Reader::text)?;
    from.seek(start)?;
    let mut tree = Tree::default();
    // For each node under way: its position, and how many children are still to come.
    let mut open: Vec<(u32, u64)> = Vec::new();
    loop {
        let (node, children) = read_node(&mut from, &names)?;
        if tree.nodes.len() >= MAX_NODES {
            return from.fail("too many nodes");
        }
        let position = tree.nodes.len() as u32;
        tree.nodes.push(node);
        if let Some((parent, left)) = open.last_mut() {
            tree.nodes[*parent as usize].children.push(position);
            *left -= 1;
        }
        open.push((position, children));
        while open.last().is_some_and(|(_, left)| *left == 0) {
            open.pop();
        }
        if open.is_empty() {
            return Ok(tree);
        }
    }
}

fn read_node(from: &mut Reader<'_>, names: &[String]) -> Read<(Node, u64)> {
    let Some(kind) = Kind::ALL.get(usize::from(from.byte()?)).copied() else {
        return from.fail("unknown kind of node");
    };
    let Some(mark) = Mark::ALL.get(usize::from(from.byte()?)).copied() else {
        return from.fail("unknown kind of datum");
    };
    let name = |from: &mut Reader<'_>| {
        let index = from.number()?;
        let text = usize::try_from(index).ok().and_then(|index| names.get(index));
        text.cloned().map_or_else(|| from.fail("no such name"), Ok)
    };
    let datum = match mark {
        Mark::None => Datum::None,
        Mark::Null => Datum::Null,
        Mark::True => Datum::Bool(true),
        Mark::False => Datum::Bool(false),
        Mark::Int => Datum::Literal(Literal::Int(from.signed()?)),
        Mark::BigInt => Datum::Literal(Literal::BigInt(false, from.blob()?)),
        Mark::Double => Datum::Literal(Literal::Double(from.number()?)),
        Mark::Char => Datum::Literal(Literal::Char(from.small()?)),
        Mark::Str => Datum::Literal(Literal::Str(name(from)?)),
        Mark::Name => Datum::Text(name(from)?),
    };
    let children = from.number()?;
    Ok((Node { kind, datum, children: Vec::new() }, children))
}
