//! Scope boxes: spelling in, variable out, and the questions of the static scope algebra (specification 3
//! §3) without its sets.
//!
//! The algebra asks of subtrees which names they define and which they use from outside. Sets per node
//! would cost more than linear time, so there is a log instead. The expander walks a tree in an order in
//! which every name is bound before the uses that see it; variables and uses get ascending numbers. The
//! subtree between two [`Mark`]s therefore owns two ranges of numbers:
//!
//! - it *defines* (in the current box) the variables entered in the box since the mark;
//! - it *uses from outside* the name `x` if a use of `x` since the mark means a variable older than the
//!   mark, or nothing at all (yet).
//!
//! The second question walks back the chain of uses of that one spelling and stops at the mark.
//!
//! A use that means nothing is kept, since a recursive definition around it may still redirect it
//! ([`Scope::redirect`]); what is left at the end is an undefined name.

use crate::kernel::{ExprId, Name, NameRef, OuterId, Span, VarId};
use hashbrown::HashSet;

/// How a name is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UseKind {
    /// Its value.
    Read,
    /// Its binding.
    Reify,
    /// It is assigned.
    Assign,
    /// It is part of a mistake that was reported.
    Reported,
}

/// A use of a name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Use {
    /// The spelling.
    pub(crate) name: Name,
    /// The Kernel node that holds the use.
    pub(crate) expr: ExprId,
    /// How it is used.
    pub(crate) kind: UseKind,
    /// What it means; `None` when nothing of that spelling is visible.
    pub(crate) target: Option<NameRef>,
    /// Where it stands.
    pub(crate) span: Span,
    /// The box that it stands in.
    at: u32,
    previous: Option<u32>,
}

/// What is known of a spelling.
#[derive(Clone, Copy, Debug, Default)]
struct Entry {
    current: Option<VarId>,
    outer: Option<OuterId>,
    last_use: Option<u32>,
}

/// A moment of the walk.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mark {
    uses: u32,
    vars: u32,
    bound: u32,
}

impl Mark {
    /// Whether a variable is older than the mark.
    pub(crate) fn precedes(self, var: VarId) -> bool {
        var.0 >= self.vars
    }
}

/// An open box, to be closed.
#[must_use]
pub(crate) struct OpenBox {
    bound: u32,
    outside: u32,
}

/// What is remembered of a box.
#[derive(Clone, Copy)]
struct Block {
    outside: u32,
    /// Whether it is that of a method or matcher.
    is_function: bool,
}

/// The boxes around a use.
pub(crate) struct Around {
    boxes: HashSet<u32>,
}

/// The visible names of a walk.
#[derive(Default)]
pub(crate) struct Scope {
    entries: Vec<Entry>,
    /// Names entered in open boxes, with what they hid.
    bound: Vec<(Name, VarId, Option<VarId>)>,
    /// The box of each variable that was entered, by variable.
    box_of: Vec<u32>,
    current_box: u32,
    /// All boxes but the outermost, which is number 0.
    boxes: Vec<Block>,
    /// All uses, in order.
    pub(crate) uses: Vec<Use>,
}

impl Scope {
    fn entry(&mut self, name: Name) -> &mut Entry {
        let index = name.index();
        if index >= self.entries.len() {
            self.entries.resize(index + 64, Entry::default());
        }
        &mut self.entries[index]
    }

    fn peek(&self, name: Name) -> Entry {
        self.entries.get(name.index()).copied().unwrap_or_default()
    }

    /// The id of a name of the environment, if it was used before.
    pub(crate) fn outer(&self, name: Name) -> Option<OuterId> {
        self.peek(name).outer
    }

    /// Remembers the id of a name of the environment.
    pub(crate) fn set_outer(&mut self, name: Name, outer: OuterId) {
        self.entry(name).outer = Some(outer);
    }

    /// The variable that a spelling means here.
    pub(crate) fn visible(&self, name: Name) -> Option<VarId> {
        self.peek(name).current
    }

    /// Whether the box opened last is the outermost.
    pub(crate) fn at_top(&self) -> bool {
        self.current_box == 0
    }

    /// Opens a box.
    pub(crate) fn open(&mut self) -> OpenBox {
        let opened = OpenBox { bound: self.bound.len() as u32, outside: self.current_box };
        self.boxes.push(Block { outside: self.current_box, is_function: false });
        self.current_box = self.boxes.len() as u32;
        opened
    }

    /// The box opened last is that of a method or matcher.
    pub(crate) fn begin_function(&mut self) {
        if let Some(opened) = self.boxes.last_mut() {
            opened.is_function = true;
        }
    }

    fn outside(&self, number: u32) -> Option<Block> {
        number.checked_sub(1).map(|index| self.boxes[index as usize])
    }

    /// The boxes around a use, its own included.
    pub(crate) fn around(&self, usage: &Use) -> Around {
        let mut boxes = HashSet::from([usage.at]);
        let mut at = usage.at;
        while let Some(inner) = self.outside(at) {
            at = inner.outside;
            boxes.insert(at);
        }
        Around { boxes }
    }

    /// Whether a variable belongs to one of these boxes.
    pub(crate) fn is_around(&self, around: &Around, var: VarId) -> bool {
        self.box_of.get(var.index()).is_some_and(|number| around.boxes.contains(number))
    }

    /// Whether a variable belongs to a block inside of one of these boxes, but not to another function.
    pub(crate) fn is_in_block_of(&self, around: &Around, var: VarId) -> bool {
        let mut at = self.box_of.get(var.index()).copied().unwrap_or(u32::MAX);
        while at != u32::MAX && !around.boxes.contains(&at) {
            match self.outside(at) {
                Some(inner) if !inner.is_function => at = inner.outside,
                _ => return false,
            }
        }
        at != u32::MAX
    }

    /// Closes a box: what it bound is no longer visible.
    pub(crate) fn close(&mut self, opened: OpenBox) {
        while self.bound.len() > opened.bound as usize {
            if let Some((name, _, hidden)) = self.bound.pop() {
                self.entry(name).current = hidden;
            }
        }
        self.current_box = opened.outside;
    }

    /// The variable of this spelling that the current box has bound already.
    pub(crate) fn bound_here(&self, name: Name) -> Option<VarId> {
        let var = self.peek(name).current?;
        (self.box_of.get(var.index()) == Some(&self.current_box)).then_some(var)
    }

    /// Makes a variable visible from here to the end of the box.
    pub(crate) fn bind(&mut self, name: Name, var: VarId) {
        if self.box_of.len() <= var.index() {
            self.box_of.resize(var.index() + 1, u32::MAX);
        }
        self.box_of[var.index()] = self.current_box;
        let hidden = self.entry(name).current.replace(var);
        self.bound.push((name, var, hidden));
    }

    /// The present moment; `vars` is the number of variables made so far.
    pub(crate) fn mark(&self, vars: usize) -> Mark {
        Mark { uses: self.uses.len() as u32, vars: vars as u32, bound: self.bound.len() as u32 }
    }

    /// The variables that the current box has bound since the mark, in order.
    pub(crate) fn bound_since(&self, mark: Mark) -> impl Iterator<Item = (Name, VarId)> {
        let from = (mark.bound as usize).min(self.bound.len());
        self.bound[from..].iter().map(|&(name, var, _)| (name, var))
    }

    /// The variables that are still visible at the end: those of the top level.
    pub(crate) fn bound_at_top(&self) -> impl Iterator<Item = (Name, VarId)> {
        self.bound.iter().map(|&(name, var, _)| (name, var))
    }

    /// Notes a use.
    pub(crate) fn note(
        &mut self,
        name: Name,
        expr: ExprId,
        kind: UseKind,
        target: Option<NameRef>,
        span: Span,
    ) {
        let index = self.uses.len() as u32;
        let previous = self.entry(name).last_use.replace(index);
        let at = self.current_box;
        self.uses.push(Use { name, expr, kind, target, span, at, previous });
    }

    /// The uses of a spelling between two marks that mean nothing defined since the first mark, last first.
    pub(crate) fn free_uses(&self, name: Name, from: Mark, to: Mark) -> Vec<u32> {
        let mut found = Vec::new();
        let mut at = self.peek(name).last_use;
        while let Some(index) = at {
            if index < from.uses {
                break;
            }
            let usage = &self.uses[index as usize];
            let inside = matches!(usage.target, Some(NameRef::Var(var)) if from.precedes(var));
            if index < to.uses && !inside {
                found.push(index);
            }
            at = usage.previous;
        }
        found
    }

    /// The uses between two marks, in order.
    pub(crate) fn uses_between(&self, from: Mark, to: Mark) -> &[Use] {
        &self.uses[from.uses as usize..to.uses as usize]
    }

    /// Drops a use that was reported already: it is not reported again as undefined.
    pub(crate) fn settle(&mut self, index: u32) {
        self.uses[index as usize].kind = UseKind::Reported;
    }

    /// Gives a use another meaning.
    pub(crate) fn redirect(&mut self, index: u32, var: VarId) {
        self.uses[index as usize].target = Some(NameRef::Var(var));
    }
}
