//! The abstract state in front of an instruction, small enough to be copied at every branch.
//!
//! Handlers, bound locals and special stack elements are linked lists that share their tails, in
//! arenas that live as long as the check of one body. A branch copies three list heads; a join walks
//! only the parts that differ, so the whole check stays linear for code that nests.

/// The head of a list; 0 is the empty one.
pub(super) type Node = u32;

/// What is known of a special element of the operand stack; all others are plain values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Special {
    /// A native var slot, fit to be stored in a cell.
    Cell,
    /// `null` or a parked event, for `END_FINALLY` only.
    Event,
}

/// The state in front of an instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct State {
    /// The depth of the operand stack.
    pub(super) depth: u32,
    /// The installed handlers, topmost first.
    pub(super) handlers: Node,
    /// The special stack elements, topmost first.
    pub(super) specials: Node,
    /// The locals that are certainly bound, the last one first, none twice.
    pub(super) bound: Node,
    /// The top was pushed by `NULL` just now: it may stand for a parked event.
    pub(super) null_top: bool,
}

struct HandlerRow {
    parent: Node,
    base: u32,
    count: u32,
}

struct SpecialRow {
    parent: Node,
    position: u32,
    special: Special,
}

struct BoundRow {
    parent: Node,
    level: u32,
    local: u32,
}

/// The lists of all states of a body.
pub(super) struct Lists {
    handlers: Vec<HandlerRow>,
    specials: Vec<SpecialRow>,
    bounds: Vec<BoundRow>,
    /// For each local, whether it is in the list `current`.
    bits: Vec<bool>,
    current: Node,
    marks: Vec<u32>,
    stamp: u32,
}

impl Lists {
    /// Empty lists, and the list of the first locals.
    pub(super) fn new(locals: usize, arguments: u32) -> (Lists, Node) {
        let mut lists = Lists {
            handlers: vec![HandlerRow { parent: 0, base: 0, count: 0 }],
            specials: vec![SpecialRow { parent: 0, position: 0, special: Special::Event }],
            bounds: vec![BoundRow { parent: 0, level: 0, local: 0 }],
            bits: vec![false; locals],
            current: 0,
            marks: vec![0; locals],
            stamp: 0,
        };
        let mut bound = 0;
        for local in 0..arguments {
            bound = lists.bind(bound, local);
        }
        (lists, bound)
    }

    // Handlers.

    /// The list with one more handler, installed at this depth.
    pub(super) fn install(&mut self, parent: Node, base: u32) -> Node {
        let count = self.handler_count(parent) + 1;
        self.handlers.push(HandlerRow { parent, base, count });
        (self.handlers.len() - 1) as Node
    }

    /// The list without its topmost handler.
    pub(super) fn uninstall(&self, handlers: Node) -> Option<Node> {
        (handlers != 0).then(|| self.handlers[handlers as usize].parent)
    }

    /// How many handlers are in the list.
    pub(super) fn handler_count(&self, handlers: Node) -> u32 {
        self.handlers[handlers as usize].count
    }

    /// The depth below which nothing may be touched.
    pub(super) fn base(&self, handlers: Node) -> u32 {
        self.handlers[handlers as usize].base
    }

    // Special stack elements.

    /// The list with a special element at this position, above all others in it.
    pub(super) fn push_special(&mut self, parent: Node, position: u32, special: Special) -> Node {
        self.specials.push(SpecialRow { parent, position, special });
        (self.specials.len() - 1) as Node
    }

    /// The position of the topmost special element, and what it is.
    pub(super) fn top_special(&self, specials: Node) -> Option<(u32, Special)> {
        let row = &self.specials[specials as usize];
        (specials != 0).then_some((row.position, row.special))
    }

    /// The list without its topmost element.
    pub(super) fn pop_special(&self, specials: Node) -> Node {
        self.specials[specials as usize].parent
    }

    // Bound locals.

    /// The list with this local.
    pub(super) fn bind(&mut self, bound: Node, local: u32) -> Node {
        self.select(bound);
        if self.bits[local as usize] {
            return bound;
        }
        let node = self.push_bound(bound, local);
        self.bits[local as usize] = true;
        self.current = node;
        node
    }

    /// Whether the list has this local.
    pub(super) fn is_bound(&mut self, bound: Node, local: u32) -> bool {
        self.select(bound);
        self.bits[local as usize]
    }

    /// Whether the second list has all locals of the first.
    pub(super) fn includes(&mut self, all: Node, more: Node) -> bool {
        self.select(more);
        let common = self.common(all, more);
        let mut node = all;
        while node != common {
            let row = &self.bounds[node as usize];
            if !self.bits[row.local as usize] {
                return false;
            }
            node = row.parent;
        }
        true
    }

    /// The locals that are in both lists.
    fn intersection(&mut self, left: Node, right: Node) -> Node {
        let common = self.common(left, right);
        self.stamp += 1;
        let mut node = left;
        while node != common {
            let row = &self.bounds[node as usize];
            self.marks[row.local as usize] = self.stamp;
            node = row.parent;
        }
        let mut both = common;
        node = right;
        while node != common {
            let BoundRow { local, parent, .. } = self.bounds[node as usize];
            if self.marks[local as usize] == self.stamp {
                both = self.push_bound(both, local);
            }
            node = parent;
        }
        both
    }

    fn push_bound(&mut self, parent: Node, local: u32) -> Node {
        let level = self.bounds[parent as usize].level + 1;
        self.bounds.push(BoundRow { parent, level, local });
        (self.bounds.len() - 1) as Node
    }

    /// The longest list that both end in.
    fn common(&self, mut left: Node, mut right: Node) -> Node {
        while left != right {
            let (l, r) = (&self.bounds[left as usize], &self.bounds[right as usize]);
            if l.level >= r.level {
                left = l.parent;
            }
            if r.level >= l.level {
                right = r.parent;
            }
        }
        left
    }

    /// Makes `bits` describe this list.
    fn select(&mut self, bound: Node) {
        if self.current == bound {
            return;
        }
        let common = self.common(self.current, bound);
        for (mut node, bit) in [(self.current, false), (bound, true)] {
            while node != common {
                let row = &self.bounds[node as usize];
                self.bits[row.local as usize] = bit;
                node = row.parent;
            }
        }
        self.current = bound;
    }

    // Joins.

    /// The state that holds whichever of the two holds, if there is one.
    pub(super) fn join(&mut self, left: State, right: State) -> Result<State, String> {
        if left.depth != right.depth {
            return Err(format!(
                "stack imbalance: depth {} here, {} there",
                left.depth, right.depth
            ));
        }
        if left.handlers != right.handlers {
            return Err("different handlers on two ways to here".to_string());
        }
        let specials = self.join_specials(left, right)?;
        let bound = self.intersection(left.bound, right.bound);
        Ok(State { specials, bound, null_top: left.null_top && right.null_top, ..left })
    }

    fn join_specials(&mut self, left: State, right: State) -> Result<Node, String> {
        let (mut x, mut y) = (left.specials, right.specials);
        let mut kept = Vec::new();
        while x != y {
            let (top_x, top_y) = (self.top_special(x), self.top_special(y));
            let (position_x, position_y) = (top_x.map(|top| top.0), top_y.map(|top| top.0));
            if position_x >= position_y {
                x = self.pop_special(x);
            }
            if position_y >= position_x {
                y = self.pop_special(y);
            }
            if top_x == top_y {
                kept.extend(top_x);
                continue;
            }
            // One side has something special where the other has a plain value. A cell is a value as
            // well; an event is none, but `null` can stand for it.
            let (top, other) =
                if position_x >= position_y { (top_x, right) } else { (top_y, left) };
            match top {
                Some((_, Special::Cell)) if position_x != position_y => {}
                Some((position, Special::Event))
                    if position_x != position_y
                        && other.null_top
                        && position + 1 == other.depth =>
                {
                    kept.push((position, Special::Event));
                }
                _ => return Err("a parked event on one way to here only".to_string()),
            }
        }
        let mut joined = x;
        for (position, special) in kept.into_iter().rev() {
            joined = self.push_special(joined, position, special);
        }
        Ok(joined)
    }
}
