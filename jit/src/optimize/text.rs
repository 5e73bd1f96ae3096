//! Recordings from texts, for tests: the lines of its instructions, how it ended and what its cells hold then, what is known of
//! literals, and snapshots.
//!
//! ```text
//! i0 = cell_int 1
//! i1 = add i0, 1  @0
//! ends closed [1]=i1
//! v2 is Str 0
//! @0 0:9 top 2 spent 0
//! ```

use super::{Cells, Ended, Recording};
use crate::ir::Imm;
use crate::ir::parse::{Reader, Wrong, immediate, number, split};
use hashbrown::HashMap;

/// Where a recording begins.
#[derive(Clone, Copy, Debug)]
pub(super) enum Begins {
    /// At a head.
    Head,
    /// At an exit of the tree.
    Behind(u32),
    /// At a head in front of which a part of the tree ends.
    Follows(u32),
}

/// The recordings of a tree from their text: in front of each but the first stands a line `behind @n` or `follows part`.
pub(super) fn sections(text: &str) -> Result<Vec<(Begins, Recording)>, Wrong> {
    let mut texts = vec![(Begins::Head, String::new())];
    for line in text.lines() {
        match line.split_once(' ') {
            Some(("behind", exit)) => {
                let exit = number(exit.trim_start_matches('@'))?;
                texts.push((Begins::Behind(exit), String::new()));
            }
            Some(("follows", part)) => texts.push((Begins::Follows(number(part)?), String::new())),
            _ => {
                if let Some((_, text)) = texts.last_mut() {
                    text.push_str(line);
                    text.push('\n');
                }
            }
        }
    }
    texts.into_iter().map(|(begins, text)| Ok((begins, recording(&text)?))).collect()
}

/// A recording from its text.
fn recording(text: &str) -> Result<Recording, Wrong> {
    let mut reader = Reader::default();
    let (mut literals, mut cells, mut ended) = (HashMap::new(), Cells::new(), Ended::Closed);
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let read = (|| {
            if let Some(end) = line.strip_prefix("ends ") {
                let (end, behind) = end.find(" [").map_or((end, ""), |at| end.split_at(at));
                let words: Vec<&str> = end.split(' ').collect();
                let exit = |text: &str| number(text.trim_start_matches('@'));
                ended = match words[..] {
                    ["closed"] => Ended::Closed,
                    ["left", snapshot] => Ended::Left(exit(snapshot)?),
                    ["head", snapshot] => Ended::Head { part: None, snapshot: exit(snapshot)? },
                    ["head", part, snapshot] => {
                        Ended::Head { part: Some(number(part)?), snapshot: exit(snapshot)? }
                    }
                    ["returned", value, "spent", spent] => {
                        Ended::Returned(reader.name(value)?, number(spent)?)
                    }
                    _ => return Err("it ends as closed, left, head or returned".to_owned()),
                };
                for cell in behind.split_whitespace() {
                    cells.extend([reader.cell(cell)?]);
                }
            } else if line.starts_with('@') {
                reader.snapshot(line)?;
            } else if let Some((name, what)) = line.split_once(" is ") {
                let (ty, first) = split(what, " ");
                let ty = immediate(Imm::Type, ty).ok_or("no such type")?;
                literals.insert(reader.name(name)?, (ty as u16, number(first)?));
            } else {
                reader.instruction(line)?;
            }
            Ok(())
        })();
        read.map_err(|wrong: Wrong| format!("{line}: {wrong}"))?;
    }
    Ok(Recording { graph: reader.graph(), literals, cells, ended, steps: Vec::new() })
}
