//! The registers of the interpreter: what the loop keeps of the running activation in machine registers.
//!
//! They are *loaded* from the fiber and *synced* back to it: synced before anything that may look at
//! the fiber, loaded after anything that may have changed it. Every function here is always inlined and
//! none lets the address of the registers out, so the compiler takes them apart into scalars.
//!
//! # The invariant
//!
//! [`Registers::of`] is unsafe: who makes registers promises to do with them what the words of the running,
//! verified code say, one after the other, and to load them after anything that may have moved the
//! fiber's stack. The notes below name what that gives:
//!
//! - **Operands.** The verifier proved that locals, captures, constants, sites and targets named by a word exist.
//! - **Depth.** It proved that the operand stack is never popped below the locals nor grows beyond the body's depth,
//!   for which `enter` made room.
//! - **Stack.** `base` and `sp` point into the fiber's stack, local 0 and the first free cell; below local 0 is the
//!   receiver's cell, which every activation has.
//! - **Code.** `code` points to a code instance that the machine keeps, boxed, as long as it lives; `pc` points into its
//!   words, and control never runs off their end.
#![allow(unsafe_code)]

use super::Exit;
use super::slow::Flow;
use crate::code::{Code, CodeRef, Site, Word};
use crate::fiber::Frame;
use crate::heap::UNIT;
use crate::native::{Answer, Raise};
use crate::value::Value;
use crate::vm::Vm;
use std::cell::Cell;

// SAFETY: the pointers lead to code and constants of the same machine, which owns both in boxes and is the only one to
// use them: they go to another thread with it, or not at all. A tracer that is shown code gets it by
// reference, while its machine is borrowed.
unsafe impl Send for Code {}
// SAFETY: as for `Code`.
unsafe impl Send for CodeRef {}

/// What an instruction leaves the loop with, if it does.
pub(super) type Step = Result<(), Exit>;

/// The registers.
pub(super) struct Registers {
    /// The code that runs.
    code: *const Code,
    /// The word that runs; between two of them, the one in front of the next. So one pointer serves the
    /// operands and the place, and stays in a register of the processor.
    pc: *const Word,
    /// Local 0.
    base: *mut Value,
    /// The first free cell.
    sp: *mut Value,
}

/// The place in front of a word, from where it is fetched: in front of the first there is none.
#[inline(always)]
fn before(word: *const Word) -> *const Word {
    word.wrapping_sub(1)
}

impl Registers {
    /// The registers of the fiber's current activation.
    ///
    /// # Safety
    /// The caller keeps the invariant at the head of this file.
    #[inline(always)]
    pub(super) unsafe fn of(vm: &mut Vm) -> Registers {
        Registers::current(vm)
    }

    #[inline(always)]
    fn current(vm: &mut Vm) -> Registers {
        let current = vm.fiber.current;
        let stack = vm.fiber.stack.as_mut_ptr();
        // SAFETY: frames hold numbers of code instances, which are never removed (Code); `pc`, `base` and
        // `top` were written by `sync_at`, `enter` or unwinding and lie within words and stack (Stack).
        unsafe {
            let code: *const Code = &**vm.codes.get_unchecked(current.code as usize);
            Registers {
                code,
                pc: before((*code).words.as_ptr().add(current.pc as usize)),
                base: stack.add(current.base as usize),
                sp: stack.add(vm.fiber.top),
            }
        }
    }

    /// Reads the fiber's current activation again.
    #[inline(always)]
    pub(super) fn load(&mut self, vm: &mut Vm) {
        *self = Registers::current(vm);
    }

    /// The code that runs.
    #[inline(always)]
    pub(super) fn code(&self) -> &'static Code {
        // SAFETY: the machine keeps the code (Code); nobody keeps the reference beyond an instruction.
        unsafe { &*self.code }
    }

    /// The code that a call site remembers.
    #[inline(always)]
    pub(super) fn callee(&self, code: CodeRef) -> &'static Code {
        // SAFETY: a site remembers code of this machine, which keeps it (Code).
        unsafe { &*code.code }
    }

    /// The next word, which is gone past.
    #[inline(always)]
    pub(super) fn fetch(&mut self) -> &'static Word {
        self.pc = self.next();
        // SAFETY: a word follows the one that has run, or control has left there (Code).
        unsafe { &*self.pc }
    }

    /// The number of the word to run next.
    #[inline(always)]
    pub(super) fn place(&self) -> usize {
        self.place_of(self.next())
    }

    #[inline(always)]
    fn place_of(&self, pc: *const Word) -> usize {
        // SAFETY: both point into the words of the running code (Code).
        unsafe { pc.offset_from(self.code().words.as_ptr()) as usize }
    }

    /// The word to run next.
    #[inline(always)]
    fn next(&self) -> *const Word {
        self.pc.wrapping_add(1)
    }

    /// The activation as a frame, to go on at `pc`.
    #[inline(always)]
    fn frame_at(&self, vm: &mut Vm, pc: *const Word) -> Frame {
        // SAFETY: both point into the fiber's stack (Stack).
        let base = unsafe { self.base.offset_from(vm.fiber.stack.as_mut_ptr()) };
        Frame { code: self.code().id, pc: self.place_of(pc) as u32, base: base as u32, resume: 0 }
    }

    /// Writes the state back to the fiber.
    #[inline(always)]
    pub(super) fn sync(&self, vm: &mut Vm) {
        self.sync_at(vm, self.next());
    }

    /// Writes the state back, with the word that runs as the next one.
    #[inline(always)]
    pub(super) fn sync_before(&self, vm: &mut Vm) {
        self.sync_at(vm, self.pc);
    }

    #[inline(always)]
    fn sync_at(&self, vm: &mut Vm, pc: *const Word) {
        vm.fiber.top = self.height(vm);
        vm.fiber.current = self.frame_at(vm, pc);
    }

    /// The height of the value stack.
    #[inline(always)]
    pub(super) fn height(&self, vm: &mut Vm) -> usize {
        // SAFETY: both point into the fiber's stack (Stack).
        unsafe { self.sp.offset_from(vm.fiber.stack.as_mut_ptr()) as usize }
    }

    /// Pushes a value.
    #[inline(always)]
    pub(super) fn push(&mut self, value: Value) {
        // SAFETY: there is room for the body's depth (Depth).
        unsafe {
            *self.sp = value;
            self.sp = self.sp.add(1);
        }
    }

    /// Pops a value.
    #[inline(always)]
    pub(super) fn pop(&mut self) -> Value {
        self.drop(1);
        // SAFETY: the cell that was the topmost holds a value (Depth).
        unsafe { *self.sp }
    }

    /// Drops values.
    #[inline(always)]
    pub(super) fn drop(&mut self, count: usize) {
        // SAFETY: the word that runs takes at most what is there (Depth).
        self.sp = unsafe { self.sp.sub(count) };
    }

    /// The value `n` cells below the first free one; the topmost is number 1.
    #[inline(always)]
    pub(super) fn top(&self, n: usize) -> Value {
        // SAFETY: the word that runs reads at most what is there (Depth).
        unsafe { *self.sp.sub(n) }
    }

    /// The topmost values, the lowest first.
    #[inline(always)]
    pub(super) fn topmost<'a>(&self, count: usize) -> &'a [Value] {
        // SAFETY: as in `top`; the slice is copied from before the cells are written again.
        unsafe { std::slice::from_raw_parts(self.sp.sub(count), count) }
    }

    /// Replaces the value `n` cells below the first free one.
    #[inline(always)]
    pub(super) fn put(&mut self, n: usize, value: Value) {
        // SAFETY: as in `top`.
        unsafe { *self.sp.sub(n) = value };
    }

    /// Replaces the two topmost values by one.
    #[inline(always)]
    pub(super) fn put_for_two(&mut self, value: Value) {
        self.drop(1);
        self.put(1, value);
    }

    /// A local.
    #[inline(always)]
    pub(super) fn local(&self, index: u32) -> Value {
        // SAFETY: the word names a local of the body (Operands).
        unsafe { *self.base.add(index as usize) }
    }

    /// Writes a local.
    #[inline(always)]
    pub(super) fn set_local(&mut self, index: u32, value: Value) {
        // SAFETY: the word names a local of the body (Operands).
        unsafe { *self.base.add(index as usize) = value };
    }

    /// The object that runs.
    #[inline(always)]
    pub(super) fn receiver(&self) -> Value {
        // SAFETY: the receiver's cell is below local 0 (Stack).
        unsafe { *self.base.sub(1) }
    }

    /// A captured value of the object that runs.
    #[inline(always)]
    pub(super) fn capture(&self, index: u16) -> Value {
        self.receiver().capture(index as usize)
    }

    /// A constant of the unit.
    #[inline(always)]
    pub(super) fn constant(&self, index: u32) -> Value {
        // SAFETY: the word names a literal or an outer name of the unit (Operands).
        unsafe { *self.code().constants.add(index as usize) }
    }

    /// The call site of a word.
    #[inline(always)]
    pub(super) fn site(&self, word: &Word) -> &'static Site {
        // SAFETY: quickening made a site for each word that names one (Operands).
        unsafe { self.code().sites.get_unchecked(word.b as usize) }
    }

    /// The counter of a loop head.
    #[inline(always)]
    pub(super) fn heat(&self, word: &Word) -> &'static Cell<u32> {
        // SAFETY: `count_loops` made a counter for each word that names one (Operands).
        unsafe { self.code().heats.get_unchecked(word.b as usize) }
    }

    /// Goes on where operand `b` leads, counted from the word behind.
    #[inline(always)]
    pub(super) fn jump(&mut self, word: &Word) {
        self.pc = std::ptr::from_ref(word).wrapping_offset(word.b as i32 as isize);
    }

    /// Goes on where the word leads that is `ahead` words behind the next one.
    #[inline(always)]
    pub(super) fn jump_as(&mut self, ahead: usize) {
        // SAFETY: quickening put the branch there, behind the word that runs (Code).
        let word = unsafe { &*self.next().add(ahead) };
        self.jump(word);
    }

    /// Operand `a` of the word that is `ahead` words behind the next one.
    #[inline(always)]
    pub(super) fn operand_of(&self, ahead: usize) -> u32 {
        // SAFETY: quickening put the word there, behind the word that runs (Code).
        unsafe { (*self.next().add(ahead)).a as u32 }
    }

    /// Leaves out words.
    #[inline(always)]
    pub(super) fn skip(&mut self, count: usize) {
        // SAFETY: quickening put the words that are left out behind the one that runs (Code).
        self.pc = unsafe { self.pc.add(count) };
    }

    /// Runs the word that runs once more.
    #[inline(always)]
    pub(super) fn again(&mut self) {
        self.pc = before(self.pc);
    }

    /// Suspends the activation and goes on in a body whose arguments are on top of the stack, which has room
    /// for its cells.
    #[inline(always)]
    pub(super) fn enter(&mut self, vm: &mut Vm, callee: &Code, argc: usize) {
        let frame = self.frame_at(vm, self.next());
        vm.fiber.frames.push(frame);
        // SAFETY: the receiver and `argc` arguments are on top (Depth); the caller has made room for the
        // callee's locals, which it has at least as many of as arguments, and its depth.
        unsafe {
            let locals = callee.locals as usize;
            self.base = self.sp.sub(argc);
            for i in argc..locals {
                *self.base.add(i) = Value::UNBOUND;
            }
            self.sp = self.base.add(locals);
        }
        self.code = callee;
        // The head in front of the first instruction is passed over, or not.
        self.pc = callee.words.as_ptr().wrapping_add(callee.entry as usize).wrapping_sub(1);
    }

    /// Goes on in the topmost suspended activation, `frame`, with the value of the one that runs in the
    /// place of its receiver.
    #[inline(always)]
    pub(super) fn leave(&mut self, vm: &mut Vm, frame: Frame, value: Value) {
        vm.fiber.frames.pop();
        if (frame.base as usize) < vm.fiber.clean {
            vm.fiber.clean = frame.base as usize;
        }
        // SAFETY: the receiver's cell is below local 0 (Stack); the frame was pushed by `enter`, so its code
        // is kept and its place and base lie within words and stack (Code, Stack).
        unsafe {
            *self.base.sub(1) = value;
            self.sp = self.base;
            self.code = &**vm.codes.get_unchecked(frame.code as usize);
            self.pc = before(self.code().words.as_ptr().add(frame.pc as usize));
            self.base = vm.fiber.stack.as_mut_ptr().add(frame.base as usize);
        }
    }

    /// Goes on after a slow path that worked on the synced fiber.
    #[inline(always)]
    pub(super) fn follow(&mut self, vm: &mut Vm, flow: Flow) -> Step {
        match flow {
            Flow::Continue => {}
            Flow::Exit(exit) => return Err(exit),
            flow => vm.drive(flow)?,
        }
        self.load(vm);
        Ok(())
    }

    /// Takes the result of a native function that was called in place of `cells` cells.
    #[inline(always)]
    pub(super) fn answer(&mut self, vm: &mut Vm, result: Answer, cells: usize) -> Step {
        match result {
            Ok(value) => {
                self.drop(cells);
                self.push(value);
                Ok(())
            }
            Err(raise) => self.raise(vm, raise),
        }
    }

    /// Raises, at the synced place.
    #[inline(always)]
    pub(super) fn raise(&mut self, vm: &mut Vm, raise: Raise) -> Step {
        let flow = vm.raised(raise);
        self.follow(vm, flow)
    }

    /// A slow path that takes `cells` cells and answers with one: a native function whose receiver is
    /// the lowest of them.
    #[inline(always)]
    pub(super) fn native(
        &mut self,
        vm: &mut Vm,
        cells: usize,
        function: impl FnOnce(&mut Vm) -> Answer,
    ) -> Step {
        self.sync(vm);
        vm.heap.begin();
        vm.native_base = vm.fiber.top - cells + 1;
        let result = function(vm);
        self.answer(vm, result, cells)
    }

    /// As [`Registers::native`], for operands that are pushed first; they are gone if it does not happen.
    #[inline(always)]
    pub(super) fn native_above(
        &mut self,
        vm: &mut Vm,
        operands: &[Value],
        function: impl FnOnce(&mut Vm) -> Answer,
    ) -> Step {
        self.sync(vm);
        vm.heap.begin();
        let top = vm.fiber.top;
        operands.iter().for_each(|&operand| vm.fiber.push(operand));
        vm.native_base = top + 1;
        match function(vm) {
            Ok(value) => {
                self.push(value);
                Ok(())
            }
            Err(raise) => {
                if let Raise::OverLimit { .. } | Raise::Interrupted = raise {
                    vm.fiber.top = top;
                }
                self.raise(vm, raise)
            }
        }
    }

    /// Spends one unit; out of it, looks up with the instruction not yet executed.
    #[inline(always)]
    pub(super) fn spend(&mut self, vm: &mut Vm) -> Step {
        vm.heap.fuse -= UNIT;
        if vm.heap.fuse < 1 - UNIT {
            vm.heap.fuse += UNIT;
            self.sync_before(vm);
            vm.look_up()?;
            self.load(vm);
            self.skip(1);
            vm.heap.fuse -= UNIT;
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
