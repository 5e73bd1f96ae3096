//! The registers of the interpreter: what the loop keeps of the running activation in machine registers.
//!
//! They are *loaded* from the fiber and *synced* back to it: synced before anything that may look at
//! the fiber, loaded after anything that may have changed it. Every function here is always inlined and
//! none lets the address of the registers out, so the compiler takes them apart into scalars.
//!
//! # Safety
//!
//! All of the functions demand the same, and it is stated once: the registers were loaded from this
//! machine, nothing has moved its stack since, and the running code was verified. So operands are in
//! range, the operand stack stays within the depth that `enter` made room for, locals are bound before
//! they are read, and control never runs off the end. `code` points into a box that the machine keeps;
//! `base` and `sp` point into the fiber's stack. Below local 0 stands the receiver: for the body of a
//! script an object of that script, which is where captures are read from.
#![allow(unsafe_code, unsafe_op_in_unsafe_fn, reason = "one contract, stated above, for the file")]

use super::Exit;
use super::slow::Flow;
use crate::code::{Code, Word};
use crate::fiber::Frame;
use crate::native::{Answer, Raise};
use crate::value::Value;
use crate::vm::Vm;

/// What an instruction leaves the loop with, if it does.
pub(super) type Step = Result<(), Exit>;

/// The registers.
pub(super) struct Registers {
    /// The code that runs.
    pub(super) code: *const Code,
    /// The instruction to run next.
    pub(super) pc: *const Word,
    /// Local 0.
    pub(super) base: *mut Value,
    /// The first free cell.
    pub(super) sp: *mut Value,
    /// The constants of the unit that the code is part of.
    pub(super) constants: *const Value,
}

impl Registers {
    /// The registers of the fiber's current activation.
    #[inline(always)]
    pub(super) unsafe fn of(vm: &mut Vm) -> Registers {
        let current = vm.fiber.current;
        let code: *const Code = &**vm.codes.get_unchecked(current.code as usize);
        let stack = vm.fiber.stack.as_mut_ptr();
        Registers {
            code,
            pc: (*code).words.as_ptr().add(current.pc as usize),
            base: stack.add(current.base as usize),
            sp: stack.add(vm.fiber.top),
            constants: (*code).constants,
        }
    }

    /// Reads the fiber's current activation again.
    #[inline(always)]
    pub(super) unsafe fn load(&mut self, vm: &mut Vm) {
        *self = Registers::of(vm);
    }

    /// The activation as a frame, to go on at `pc`.
    #[inline(always)]
    pub(super) unsafe fn frame_at(&self, vm: &mut Vm, pc: *const Word) -> Frame {
        Frame {
            code: (*self.code).id,
            pc: pc.offset_from((*self.code).words.as_ptr()) as u32,
            base: self.base.offset_from(vm.fiber.stack.as_mut_ptr()) as u32,
            resume: 0,
        }
    }

    /// Writes the state back to the fiber.
    #[inline(always)]
    pub(super) unsafe fn sync(&self, vm: &mut Vm) {
        self.sync_at(vm, self.pc);
    }

    /// Writes the state back, with another instruction as the next one.
    #[inline(always)]
    pub(super) unsafe fn sync_at(&self, vm: &mut Vm, pc: *const Word) {
        vm.fiber.top = self.height(vm);
        vm.fiber.current = self.frame_at(vm, pc);
    }

    /// The height of the value stack.
    #[inline(always)]
    pub(super) unsafe fn height(&self, vm: &mut Vm) -> usize {
        self.sp.offset_from(vm.fiber.stack.as_mut_ptr()) as usize
    }

    /// Pushes a value.
    #[inline(always)]
    pub(super) unsafe fn push(&mut self, value: Value) {
        *self.sp = value;
        self.sp = self.sp.add(1);
    }

    /// Pops a value.
    #[inline(always)]
    pub(super) unsafe fn pop(&mut self) -> Value {
        self.sp = self.sp.sub(1);
        *self.sp
    }

    /// Drops values.
    #[inline(always)]
    pub(super) unsafe fn drop(&mut self, count: usize) {
        self.sp = self.sp.sub(count);
    }

    /// The value `n` cells below the first free one; the topmost is number 1.
    #[inline(always)]
    pub(super) unsafe fn top(&self, n: usize) -> Value {
        *self.sp.sub(n)
    }

    /// Replaces the value `n` cells below the first free one.
    #[inline(always)]
    pub(super) unsafe fn put(&mut self, n: usize, value: Value) {
        *self.sp.sub(n) = value;
    }

    /// Replaces the two topmost values by one.
    #[inline(always)]
    pub(super) unsafe fn put_for_two(&mut self, value: Value) {
        self.sp = self.sp.sub(1);
        self.put(1, value);
    }

    /// A local.
    #[inline(always)]
    pub(super) unsafe fn local(&self, index: u32) -> Value {
        *self.base.add(index as usize)
    }

    /// A captured value of the object that runs.
    #[inline(always)]
    pub(super) unsafe fn capture(&self, index: u16) -> Value {
        (*self.base.sub(1)).capture(index as usize)
    }

    /// A constant of the unit.
    #[inline(always)]
    pub(super) unsafe fn constant(&self, index: u32) -> Value {
        *self.constants.add(index as usize)
    }

    /// Goes on where operand `b` leads, counted from the word behind.
    #[inline(always)]
    pub(super) unsafe fn jump(&mut self, word: &Word) {
        self.pc = std::ptr::from_ref(word).offset(1 + word.b as i32 as isize);
    }

    /// Leaves out instructions.
    #[inline(always)]
    pub(super) unsafe fn skip(&mut self, count: usize) {
        self.pc = self.pc.add(count);
    }

    /// Goes on after a slow path that worked on the synced fiber.
    #[inline(always)]
    pub(super) unsafe fn follow(&mut self, vm: &mut Vm, flow: Flow) -> Step {
        match flow {
            Flow::Continue => {
                self.load(vm);
                Ok(())
            }
            Flow::Exit(exit) => Err(exit),
        }
    }

    /// Takes the result of a native function that was called in place of `cells` cells.
    #[inline(always)]
    pub(super) unsafe fn answer(&mut self, vm: &mut Vm, result: Answer, cells: usize) -> Step {
        match result {
            Ok(value) => {
                self.sp = self.sp.sub(cells);
                self.push(value);
                Ok(())
            }
            Err(raise) => self.raise(vm, raise),
        }
    }

    /// Raises, at the synced place.
    #[inline(always)]
    pub(super) unsafe fn raise(&mut self, vm: &mut Vm, raise: Raise) -> Step {
        let flow = vm.raised(raise);
        self.follow(vm, flow)
    }

    /// A slow path that takes `cells` cells and answers with one: a native function whose receiver is
    /// the lowest of them.
    #[inline(always)]
    pub(super) unsafe fn native(
        &mut self,
        vm: &mut Vm,
        cells: usize,
        function: impl FnOnce(&mut Vm) -> Answer,
    ) -> Step {
        self.sync(vm);
        vm.native_base = vm.fiber.top - cells + 1;
        let result = function(vm);
        self.answer(vm, result, cells)
    }

    /// Spends one unit; out of it, looks up with the instruction not yet executed.
    #[inline(always)]
    pub(super) unsafe fn spend(&mut self, vm: &mut Vm) -> Step {
        vm.heap.fuse -= 1;
        if vm.heap.fuse < 0 {
            vm.heap.fuse += 1;
            self.sync_at(vm, self.pc.sub(1));
            vm.look_up()?;
            self.load(vm);
            self.pc = self.pc.add(1);
            vm.heap.fuse -= 1;
        }
        Ok(())
    }
}

impl Vm {
    /// Raises from the loop, at the synced place.
    #[cold]
    #[inline(never)]
    fn raised(&mut self, raise: Raise) -> Flow {
        self.raise(raise)
    }
}
