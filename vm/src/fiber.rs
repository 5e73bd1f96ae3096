//! A fiber: one value stack, one stack of suspended activations, one side stack of handlers.
//!
//! Everything a running program has that is not on the heap. A fiber can be stopped between any two
//! instructions, looked at, resumed, or dropped.

use crate::native::Resume;
use crate::value::Value;

/// Marks an activation of a native function in [`Frame::code`].
pub const NATIVE: u32 = u32::MAX;
/// Marks the bottom of a fiber in [`Frame::code`]: returning to it ends the run.
pub const BOTTOM: u32 = u32::MAX - 1;

/// Cells above a body's own that a native function may push without asking.
pub const HEADROOM: usize = 80;

/// Cells by which a value stack gets longer within its capacity.
const MOST_TOUCHED: usize = 1 << 16;

/// A suspended activation.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Frame {
    /// The code instance, or [`NATIVE`] or [`BOTTOM`].
    pub code: u32,
    /// The instruction to go on at; for a native one, the number of state words.
    pub pc: u32,
    /// Local 0, as an index into the value stack.
    pub base: u32,
    /// For a native activation: the index of its resume function.
    pub resume: u32,
}

/// What a handler waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandlerKind {
    /// An ejector.
    Eject,
    /// Nothing: what stands for the ejector of an iteration that needs none.
    Idle,
    /// An exception.
    Catch,
    /// Either, to run a finally block.
    Unwind,
    /// An exception, for a native activation.
    NativeCatch,
    /// An ejector, for a native activation.
    NativeEject,
}

/// An installed handler.
#[derive(Clone, Copy, Debug)]
pub struct Handler {
    /// What it waits for.
    pub kind: HandlerKind,
    /// The number of suspended activations when it was installed.
    pub depth: u32,
    /// Where to go on.
    pub target: u32,
    /// The height of the value stack to restore.
    pub height: u32,
    /// The ejector, or null.
    pub ejector: Value,
}

/// The stacks of a fiber.
pub struct Fiber {
    /// The value stack: what of its capacity has been touched; `top` is its height.
    pub stack: Vec<Value>,
    /// The first free cell.
    pub top: usize,
    /// Suspended activations.
    pub frames: Vec<Frame>,
    /// Installed handlers.
    pub handlers: Vec<Handler>,
    /// Resume functions of the suspended native activations.
    pub resumes: Vec<Resume>,
    /// The activation that runs: its code, instruction and local 0.
    pub current: Frame,
    /// Cells below this were all old at the last collection and have not been written since.
    pub clean: usize,
}

impl Fiber {
    /// Empty stacks.
    pub fn new() -> Fiber {
        Fiber {
            stack: vec![Value::NULL; 1024],
            top: 0,
            frames: Vec::new(),
            handlers: Vec::new(),
            resumes: Vec::new(),
            current: Frame { code: BOTTOM, pc: 0, base: 0, resume: 0 },
            clean: 0,
        }
    }

    /// The bytes that making room for `cells` more values would reserve: the value stack again, and the
    /// other stacks too, which double about as often.
    pub fn growth(&self, cells: usize) -> usize {
        let (capacity, size) = (self.stack.capacity(), self.size_for(cells));
        if size == capacity { 0 } else { self.reserved() + (size - capacity) * 8 }
    }

    /// The capacity of the value stack with room for `cells` more.
    fn size_for(&self, cells: usize) -> usize {
        let (needed, size) = (self.top + cells, self.stack.capacity());
        if needed > size { needed.max(size * 2) } else { size }
    }

    /// Makes room for `cells` more values above the top.
    pub fn make_room(&mut self, cells: usize) {
        let (needed, length) = (self.top + cells, self.stack.len());
        if needed > length {
            self.stack.reserve_exact(self.size_for(cells) - length);
            // Of a large stack only so much is touched at once.
            let length = needed + length.min(MOST_TOUCHED);
            self.stack.resize(length.min(self.stack.capacity()), Value::NULL);
        }
    }

    /// Bytes that the stacks have reserved.
    pub fn reserved(&self) -> usize {
        self.stack.capacity() * size_of::<Value>()
            + self.frames.capacity() * size_of::<Frame>()
            + self.handlers.capacity() * size_of::<Handler>()
            + self.resumes.capacity() * size_of::<Resume>()
    }

    /// Pushes a value; the caller has made room.
    #[inline]
    pub fn push(&mut self, value: Value) {
        self.stack[self.top] = value;
        self.top += 1;
    }
}

impl Default for Fiber {
    fn default() -> Fiber {
        Fiber::new()
    }
}
