//! The interpreter loop: quickened instructions over the fiber's stacks, its state in scalar locals.
//!
//! Nothing here recurses: a call pushes a frame, a native function that needs Monte code suspends. The
//! state is written back to the fiber (*synced*) before anything that may look at it, and read again
//! (*loaded*) after anything that may have changed it.
//!
//! Fast paths stand in the loop; what is rare is in `call`, `unwind` and `slow`, as functions that work on
//! the synced fiber.
#![allow(unsafe_code)]

use super::slow::Flow;
use super::{Exit, compare_ordering};
use crate::code::{Code, Quick, Target, Word};
use crate::fiber::{BOTTOM, Frame, HEADROOM, Handler, HandlerKind};
use crate::heap::Type;
use crate::native::Raise;
use crate::value::Value;
use crate::vm::Vm;

impl Vm {
    /// Runs the fiber until something stops it. With `STEP`, after every instruction.
    #[allow(
        unused_assignments,
        reason = "the macros load all of the state; some of it is loaded again"
    )]
    pub(crate) fn run_loop<const STEP: bool>(&mut self) -> Exit {
        if let Err(exit) = self.prepare() {
            return exit;
        }
        // The code that runs; the instruction to run next; local 0; the first free cell.
        let mut code: *const Code;
        let mut pc: *const Word;
        let mut base: *mut Value;
        let mut sp: *mut Value;
        let mut constants: *const Value;

        macro_rules! load {
            () => {{
                let current = self.fiber.current;
                code = &**self.codes.get_unchecked(current.code as usize);
                pc = (*code).words.as_ptr().add(current.pc as usize);
                let stack = self.fiber.stack.as_mut_ptr();
                base = stack.add(current.base as usize);
                sp = stack.add(self.fiber.top);
                constants = (*code).constants;
            }};
        }
        macro_rules! sync_at {
            ($pc:expr) => {{
                let stack = self.fiber.stack.as_mut_ptr();
                self.fiber.top = sp.offset_from(stack) as usize;
                self.fiber.current = Frame {
                    code: (*code).id,
                    pc: ($pc as *const Word).offset_from((*code).words.as_ptr()) as u32,
                    base: base.offset_from(stack) as u32,
                    resume: 0,
                };
            }};
        }
        macro_rules! sync {
            () => {
                sync_at!(pc)
            };
        }
        macro_rules! push {
            ($value:expr) => {{
                let value: Value = $value;
                *sp = value;
                sp = sp.add(1);
            }};
        }
        macro_rules! pop {
            () => {{
                sp = sp.sub(1);
                *sp
            }};
        }
        macro_rules! top {
            ($n:expr) => {
                *sp.sub($n)
            };
        }
        // Goes on after a slow path that worked on the synced fiber.
        macro_rules! follow {
            ($flow:expr) => {{
                match $flow {
                    Flow::Continue => {
                        load!();
                    }
                    Flow::Exit(exit) => return exit,
                }
            }};
        }
        // The result of a native function called in place of `$cells` cells.
        macro_rules! answer {
            ($result:expr, $cells:expr) => {{
                match $result {
                    Ok(value) => {
                        sp = sp.sub($cells);
                        push!(value);
                    }
                    Err(raise) => follow!(self.raised(raise)),
                }
            }};
        }
        // A slow path that takes `$cells` cells and answers with one: a native function whose receiver
        // is the lowest of them.
        macro_rules! native {
            ($cells:expr, $vm:ident => $call:expr) => {{
                sync!();
                self.native_base = self.fiber.top - $cells + 1;
                let $vm = &mut *self;
                let result = $call;
                answer!(result, $cells);
            }};
        }
        // A binary operation on numbers, else a call.
        macro_rules! arithmetic {
            ($word:ident, $small:ident, $double:tt) => {{
                let (x, y) = (top!(2), top!(1));
                if x.both_small(y)
                    && let Some(result) = x.$small(y)
                {
                    sp = sp.sub(1);
                    top!(1) = result;
                    continue;
                }
                if let (Some(x), Some(y)) = (x.as_inline_double(), y.as_inline_double()) {
                    let result = self.heap.double(x $double y);
                    sp = sp.sub(1);
                    top!(1) = result;
                    continue;
                }
                call!($word);
            }};
        }
        // Spends one unit; out of it, looks up with the instruction not yet executed.
        macro_rules! spend {
            () => {{
                self.heap.fuse -= 1;
                if self.heap.fuse < 0 {
                    self.heap.fuse += 1;
                    sync_at!(pc.sub(1));
                    match self.look_up() {
                        Ok(()) => {
                            load!();
                            pc = pc.add(1);
                            self.heap.fuse -= 1;
                        }
                        Err(exit) => return exit,
                    }
                }
            }};
        }
        macro_rules! enter {
            ($callee:expr, $argc:expr) => {{
                let callee: *const Code = $callee;
                let argc: usize = $argc;
                let locals = (*callee).locals as usize;
                let stack = self.fiber.stack.as_mut_ptr();
                let top = sp.offset_from(stack) as usize;
                if top + locals + (*callee).depth as usize + HEADROOM > self.fiber.stack.len() {
                    sync!();
                    self.grow_stack(locals + (*callee).depth as usize + HEADROOM);
                    load!();
                }
                let stack = self.fiber.stack.as_mut_ptr();
                self.fiber.frames.push(Frame {
                    code: (*code).id,
                    pc: pc.offset_from((*code).words.as_ptr()) as u32,
                    base: base.offset_from(stack) as u32,
                    resume: 0,
                });
                base = sp.sub(argc);
                for i in argc..locals {
                    *base.add(i) = Value::NULL;
                }
                sp = base.add(locals);
                code = callee;
                constants = (*callee).constants;
                pc = (*callee).words.as_ptr();
            }};
        }
        macro_rules! call {
            ($word:ident) => {{
                spend!();
                let argc = $word.a as usize;
                let site = &*(*code).sites.as_ptr().add($word.b as usize);
                let receiver = top!(argc + 1);
                if receiver.dispatch_key() == site.key {
                    match site.target {
                        Target::Method(callee) => {
                            enter!(callee.code, argc);
                            continue;
                        }
                        Target::Native(rows) => {
                            sync!();
                            let result = self.call_rows(rows, site.atom, argc);
                            answer!(result, argc + 1);
                            continue;
                        }
                        _ => {}
                    }
                }
                sync!();
                let (code_id, site_index) = ((*code).id, $word.b);
                follow!(self.call_at_site(code_id, site_index, argc));
            }};
        }
        macro_rules! jump {
            ($word:ident) => {
                pc = (*code).words.as_ptr().add($word.b as usize)
            };
        }

        // SAFETY: (for the whole loop) the code was verified, so operands are in range, the operand
        // stack stays within the depth that `enter!` made room for, locals are bound before they are
        // read, and control never runs off the end. `code` points into a box that the machine keeps.
        // `base` and `sp` point into the fiber's stack and are loaded again after anything that may
        // move it. Captures are read from the receiver below local 0, which is an object of the script
        // that the code belongs to.
        unsafe {
            load!();
            loop {
                if STEP {
                    self.steps += 1;
                    if self.steps & 1 == 0 {
                        sync!();
                        return Exit::Stepped;
                    }
                }
                let word = *pc;
                pc = pc.add(1);
                match word.op {
                    Quick::Constant => push!(*constants.add(word.b as usize)),
                    Quick::Int => push!(Value::int(word.b as i32 as i64)),
                    Quick::Null => push!(Value::NULL),
                    Quick::True => push!(Value::TRUE),
                    Quick::False => push!(Value::FALSE),
                    Quick::Pop => sp = sp.sub(1),
                    Quick::Dup => push!(top!(1)),
                    Quick::Swap => std::ptr::swap(sp.sub(1), sp.sub(2)),
                    Quick::Rot => {
                        let x = top!(3);
                        top!(3) = top!(2);
                        top!(2) = top!(1);
                        top!(1) = x;
                    }
                    Quick::Local => push!(*base.add(word.a as usize)),
                    Quick::LocalLocal => {
                        *sp = *base.add(word.a as usize);
                        *sp.add(1) = *base.add(word.b as usize);
                        sp = sp.add(2);
                    }
                    Quick::Frame => push!((*base.sub(1)).capture(word.a as usize)),
                    Quick::Myself => push!(*base.sub(1)),
                    Quick::Bind | Quick::Set => {
                        let value = pop!();
                        *base.add(word.a as usize) = value;
                    }
                    Quick::CellLocal => push!((*base.add(word.a as usize)).field(0)),
                    Quick::CellFrame => {
                        push!((*base.sub(1)).capture(word.a as usize).field(0));
                    }
                    Quick::PutLocal | Quick::PutFrame => {
                        let slot = if word.op == Quick::PutLocal {
                            *base.add(word.a as usize)
                        } else {
                            (*base.sub(1)).capture(word.a as usize)
                        };
                        if slot.field(1).is_null() {
                            let value = pop!();
                            self.heap.store(slot, 0, value);
                            pc = pc.add(1);
                        } else {
                            native!(1, vm => vm.put_slot(slot));
                        }
                    }
                    Quick::NounLocal | Quick::NounFrame | Quick::NounOuter => {
                        let binding = match word.op {
                            Quick::NounLocal => *base.add(word.a as usize),
                            Quick::NounFrame => (*base.sub(1)).capture(word.a as usize),
                            _ => *constants.add(word.b as usize),
                        };
                        match super::slow::direct_read(binding) {
                            Some(value) => push!(value),
                            None => {
                                push!(binding);
                                native!(1, vm => vm.read_binding(binding));
                            }
                        }
                    }
                    Quick::AssignLocal | Quick::AssignFrame | Quick::AssignOuter => {
                        let binding = match word.op {
                            Quick::AssignLocal => *base.add(word.a as usize),
                            Quick::AssignFrame => (*base.sub(1)).capture(word.a as usize),
                            _ => *constants.add(word.b as usize),
                        };
                        native!(1, vm => vm.assign_binding(binding));
                    }
                    Quick::BindingOuter => {
                        sync!();
                        let binding = self.outer_binding((*code).unit, word.b);
                        push!(binding);
                    }
                    Quick::MakeCell => {
                        let value = top!(1);
                        top!(1) = self.heap.object(Type::VarSlot, &[value, Value::NULL]);
                    }
                    Quick::MakeGuardedCell => {
                        let guard = pop!();
                        let value = top!(1);
                        top!(1) = self.heap.object(Type::VarSlot, &[value, guard]);
                    }
                    Quick::MakeFinalBinding | Quick::MakeVarBinding => {
                        let guard = pop!();
                        let value = top!(1);
                        let ty = if word.op == Quick::MakeFinalBinding {
                            Type::FinalSlot
                        } else {
                            Type::VarSlot
                        };
                        let slot = self.heap.object(ty, &[value, guard]);
                        top!(1) = self.heap.object(Type::Binding, &[slot, Value::NULL]);
                    }
                    Quick::SlotBinding => {
                        let slot = top!(1);
                        top!(1) = self.heap.object(Type::Binding, &[slot, Value::NULL]);
                    }
                    Quick::DeferBinding => {
                        let guard = top!(1);
                        let slot = self.heap.object(Type::FinalSlot, &[Value::HOLE, guard]);
                        top!(1) = self.heap.object(Type::Binding, &[slot, Value::NULL]);
                    }
                    Quick::FillBinding => {
                        let binding = *base.add(word.a as usize);
                        let value = pop!();
                        sync!();
                        if let Err(raise) = self.fill_binding(binding, value) {
                            follow!(self.raised(raise));
                        }
                    }
                    Quick::Call => call!(word),
                    Quick::CallNamed => {
                        spend!();
                        sync!();
                        let site = &*(*code).sites.as_ptr().add(word.b as usize);
                        follow!(self.send(site.atom, true));
                    }
                    Quick::Add => arithmetic!(word, add_small, +),
                    Quick::Subtract => arithmetic!(word, subtract_small, -),
                    Quick::Multiply => arithmetic!(word, multiply_small, *),
                    Quick::LocalIntArith => {
                        let x = *base.add(word.a as usize);
                        let y = Value::int(word.b as i32 as i64);
                        let result = if !x.is_small() {
                            None
                        } else if word.x == 0 {
                            x.add_small(y)
                        } else {
                            x.subtract_small(y)
                        };
                        match result {
                            Some(value) => {
                                push!(value);
                                pc = pc.add(1);
                            }
                            None => {
                                push!(x);
                                push!(y);
                            }
                        }
                    }
                    Quick::LocalLocalArith => {
                        let x = *base.add(word.a as usize);
                        let y = *base.add(word.b as usize);
                        if x.both_small(y) {
                            let result = match word.x {
                                0 => x.add_small(y),
                                1 => x.subtract_small(y),
                                _ => x.multiply_small(y),
                            };
                            if let Some(value) = result {
                                push!(value);
                                pc = pc.add(1);
                                continue;
                            }
                        } else if let (Some(x), Some(y)) =
                            (x.as_inline_double(), y.as_inline_double())
                        {
                            let result = match word.x {
                                0 => x + y,
                                1 => x - y,
                                _ => x * y,
                            };
                            push!(self.heap.double(result));
                            pc = pc.add(1);
                            continue;
                        }
                        push!(x);
                        push!(y);
                    }
                    Quick::FloorDivide => {
                        if let (Some(x), Some(y)) = (top!(2).as_small(), top!(1).as_small())
                            && y > 0
                        {
                            sp = sp.sub(1);
                            top!(1) = Value::int(x.div_euclid(y));
                            continue;
                        }
                        call!(word);
                    }
                    Quick::Modulo => {
                        if let (Some(x), Some(y)) = (top!(2).as_small(), top!(1).as_small())
                            && y > 0
                        {
                            sp = sp.sub(1);
                            top!(1) = Value::int(x.rem_euclid(y));
                            continue;
                        }
                        call!(word);
                    }
                    Quick::Divide => {
                        if let (Some(x), Some(y)) =
                            (top!(2).as_inline_double(), top!(1).as_inline_double())
                        {
                            let result = self.heap.double(x / y);
                            sp = sp.sub(1);
                            top!(1) = result;
                            continue;
                        }
                        call!(word);
                    }
                    Quick::BitAnd | Quick::BitOr | Quick::BitXor => {
                        if let (Some(x), Some(y)) = (top!(2).as_small(), top!(1).as_small()) {
                            sp = sp.sub(1);
                            top!(1) = Value::int(match word.op {
                                Quick::BitAnd => x & y,
                                Quick::BitOr => x | y,
                                _ => x ^ y,
                            });
                            continue;
                        }
                        call!(word);
                    }
                    Quick::Get => {
                        let list = top!(2);
                        if let (Some(index), true) = (top!(1).as_small(), list.is_pointer())
                            && let Some(item) = crate::data::list::element(list, index)
                        {
                            sp = sp.sub(1);
                            top!(1) = item;
                            continue;
                        }
                        call!(word);
                    }
                    Quick::Next1 | Quick::Previous1 => {
                        let x = top!(1);
                        let one = Value::int(if word.op == Quick::Next1 { 1 } else { -1 });
                        if x.is_small()
                            && let Some(value) = x.add_small(one)
                        {
                            top!(1) = value;
                            continue;
                        }
                        call!(word);
                    }
                    Quick::Not => {
                        if let Some(b) = top!(1).as_bool() {
                            top!(1) = Value::bool(!b);
                            continue;
                        }
                        call!(word);
                    }
                    Quick::MakeList => {
                        let count = word.a as usize;
                        let items = std::slice::from_raw_parts(sp.sub(count), count);
                        let list = self.heap.list(items);
                        sp = sp.sub(count);
                        push!(list);
                    }
                    Quick::MakeMap => {
                        let count = word.a as usize * 2;
                        if count == 0 {
                            let map = self.empty_map;
                            push!(map);
                        } else {
                            native!(count, vm => vm.make_map(count));
                        }
                    }
                    Quick::Same | Quick::SameBranch => {
                        let (x, y) = (top!(2), top!(1));
                        let quick = if x.both_small(y) || !x.is_pointer() && !y.is_pointer() {
                            super::slow::same_immediate(x, y)
                        } else {
                            None
                        };
                        if let Some(same) = quick {
                            if word.op == Quick::SameBranch {
                                sp = sp.sub(2);
                                if same {
                                    pc = pc.add(1);
                                } else {
                                    jump!(word);
                                }
                            } else {
                                sp = sp.sub(1);
                                top!(1) = Value::bool(same);
                            }
                            continue;
                        }
                        native!(2, vm => vm.same_slow(x, y));
                    }
                    Quick::Compare => {
                        let (x, y) = (top!(2), top!(1));
                        if let Some(result) = compare_ordering(word.a as u8, x, y) {
                            sp = sp.sub(1);
                            top!(1) = Value::bool(result);
                        } else {
                            spend!();
                            let (x, y) = (top!(2), top!(1));
                            native!(2, vm => vm.compare_slow(word.a as u8, x, y));
                        }
                    }
                    Quick::CompareBranch => {
                        let (x, y) = (top!(2), top!(1));
                        if let Some(result) = compare_ordering(word.x, x, y) {
                            sp = sp.sub(2);
                            if result {
                                pc = pc.add(1);
                            } else {
                                jump!(word);
                            }
                        } else {
                            spend!();
                            let (x, y) = (top!(2), top!(1));
                            native!(2, vm => vm.compare_slow(word.x, x, y));
                        }
                    }
                    Quick::LocalLocalCompare | Quick::LocalIntCompare => {
                        let x = *base.add(word.a as usize);
                        let y = if word.op == Quick::LocalLocalCompare {
                            *base.add(word.b as usize)
                        } else {
                            Value::int(word.b as i32 as i64)
                        };
                        if let Some(result) = compare_ordering(word.x, x, y) {
                            if result {
                                pc = pc.add(2);
                            } else {
                                let branch = *pc;
                                jump!(branch);
                            }
                        } else {
                            push!(x);
                            push!(y);
                        }
                    }
                    Quick::RangeThru | Quick::RangeTill => {
                        let (x, y) = (top!(2), top!(1));
                        let till = word.op == Quick::RangeTill;
                        if x.both_small(y) {
                            let end = if till { Some(y) } else { y.add_small(Value::int(1)) };
                            if let Some(end) = end {
                                let end = if end.less_small(x) { x } else { end };
                                let fields = [x, end, Value::NULL, y, Value::bool(till)];
                                sp = sp.sub(1);
                                top!(1) = self.heap.object(Type::Range, &fields);
                                continue;
                            }
                        }
                        spend!();
                        let (x, y) = (top!(2), top!(1));
                        native!(2, vm => vm.range_slow(till, x, y));
                    }
                    Quick::NamedArg => {
                        let (map, key) = (top!(2), top!(1));
                        sync!();
                        match self.named_argument(map, key) {
                            Ok(Some(value)) => {
                                sp = sp.sub(1);
                                top!(1) = value;
                                jump!(word);
                            }
                            Ok(None) => {
                                sp = sp.sub(1);
                                top!(1) = key;
                            }
                            Err(raise) => follow!(self.raised(raise)),
                        }
                    }
                    Quick::MissingNamed => {
                        let key = top!(1);
                        native!(1, vm => vm.missing_named(key));
                    }
                    Quick::Coerce => {
                        if top!(1).is_null() {
                            sp = sp.sub(2);
                            continue;
                        }
                        spend!();
                        // specimen ejector guard -> guard specimen ejector
                        let guard = top!(1);
                        top!(1) = top!(2);
                        top!(2) = top!(3);
                        top!(3) = guard;
                        sync!();
                        let atom = self.atoms.coerce;
                        follow!(self.send(atom, false));
                    }
                    Quick::CoerceStatic => {
                        if super::slow::conforms(word.a, top!(2)) {
                            sp = sp.sub(1);
                        } else {
                            spend!();
                            let guard = self.static_guards[word.a as usize];
                            push!(top!(1));
                            top!(2) = top!(3);
                            top!(3) = guard;
                            sync!();
                            let atom = self.atoms.coerce;
                            follow!(self.send(atom, false));
                        }
                    }
                    Quick::TestStatic => {
                        if super::slow::conforms(word.a, top!(1)) {
                            pc = pc.add(1);
                        } else {
                            let specimen = top!(1);
                            native!(1, vm => vm.test_static(word.a, specimen));
                        }
                    }
                    Quick::TestTake => {
                        if std::mem::take(&mut self.test_failed) {
                            jump!(word);
                        }
                    }
                    Quick::ListPattern => {
                        let ejector = pop!();
                        let specimen = top!(1);
                        match super::slow::list_of(specimen, word.a as usize) {
                            Some(items) => {
                                sp = sp.sub(1);
                                for &item in items.iter().rev() {
                                    push!(item);
                                }
                            }
                            None => {
                                native!(1, vm => vm.list_pattern_failed(specimen, ejector, word.a));
                            }
                        }
                    }
                    Quick::TestList => {
                        let specimen = top!(1);
                        match super::slow::list_of(specimen, word.a as usize) {
                            Some(items) => {
                                sp = sp.sub(1);
                                for &item in items.iter().rev() {
                                    push!(item);
                                }
                            }
                            None => {
                                sync!();
                                top!(1) = self.list_problem(specimen, word.a as usize);
                                jump!(word);
                            }
                        }
                    }
                    Quick::TestSame => {
                        let (x, y) = (top!(2), top!(1));
                        match super::slow::same_immediate(x, y) {
                            Some(same) => push!(Value::bool(same)),
                            None => {
                                push!(x);
                                push!(y);
                                native!(2, vm => vm.same_slow(x, y));
                            }
                        }
                    }
                    Quick::TestSameTake => {
                        let same = pop!() == Value::TRUE;
                        if same == (word.x == 0) {
                            sp = sp.sub(1);
                        } else {
                            let (specimen, exemplar) = (top!(2), top!(1));
                            sync!();
                            let problem = self.sameness_problem(specimen, exemplar, same);
                            sp = sp.sub(1);
                            top!(1) = problem;
                            jump!(word);
                        }
                    }
                    Quick::Object => {
                        let script = word.b;
                        let captures =
                            self.scripts.get_unchecked(script as usize).captures as usize;
                        let object = self.heap.object_of(
                            script,
                            std::slice::from_raw_parts(sp.sub(captures), captures),
                        );
                        sp = sp.sub(captures);
                        push!(object);
                    }
                    Quick::Audit => {
                        let count = word.a as usize;
                        native!(count + 1, vm => vm.audit_object(count));
                    }
                    Quick::Context => {
                        let prefix = *constants.add(word.b as usize);
                        let object = self.context_object(prefix);
                        push!(object);
                    }
                    Quick::Jump => jump!(word),
                    Quick::Branch | Quick::BranchTrue => {
                        let wanted = word.op == Quick::BranchTrue;
                        match top!(1).as_bool() {
                            Some(b) => {
                                sp = sp.sub(1);
                                if b == wanted {
                                    jump!(word);
                                }
                            }
                            None => {
                                let resolved = self.resolve(top!(1));
                                if resolved.as_bool().is_some() {
                                    top!(1) = resolved;
                                    pc = pc.sub(1);
                                } else {
                                    native!(1, vm => vm.not_a_bool(resolved));
                                }
                            }
                        }
                    }
                    Quick::Loop => {}
                    Quick::CountLoop => {
                        let heat = &*(*code).heats.as_ptr().add(word.b as usize);
                        let left = heat.get();
                        if left > 0 {
                            heat.set(left - 1);
                        } else if !STEP {
                            sync_at!(pc.sub(1));
                            return Exit::Hot;
                        }
                    }
                    Quick::EnterTrace => {
                        if !STEP {
                            sync_at!(pc.sub(1));
                            self.enter_trace(word.b);
                            load!();
                        }
                    }
                    Quick::Back => {
                        spend!();
                        jump!(word);
                    }
                    Quick::Return => {
                        let value = top!(1);
                        if let Some(&frame) = self.fiber.frames.last()
                            && frame.code < BOTTOM
                        {
                            self.fiber.frames.pop();
                            if (frame.base as usize) < self.fiber.clean {
                                self.fiber.clean = frame.base as usize;
                            }
                            *base.sub(1) = value;
                            sp = base;
                            code = &**self.codes.get_unchecked(frame.code as usize);
                            constants = (*code).constants;
                            pc = (*code).words.as_ptr().add(frame.pc as usize);
                            base = self.fiber.stack.as_mut_ptr().add(frame.base as usize);
                        } else {
                            sync!();
                            follow!(self.return_value(value));
                        }
                    }
                    Quick::Ejector => {
                        let site = Value::int(
                            ((*code).id as i64) << 32
                                | pc.offset_from((*code).words.as_ptr()) as i64,
                        );
                        let ejector =
                            self.heap.object(Type::Ejector, &[Value::TRUE, Value::NULL, site]);
                        let height = sp.offset_from(self.fiber.stack.as_mut_ptr()) as u32;
                        self.fiber.handlers.push(Handler {
                            kind: HandlerKind::Eject,
                            depth: self.fiber.frames.len() as u32,
                            target: word.b,
                            height,
                            ejector,
                        });
                        push!(ejector);
                    }
                    Quick::Try | Quick::Unwind => {
                        let kind = if word.op == Quick::Try {
                            HandlerKind::Catch
                        } else {
                            HandlerKind::Unwind
                        };
                        let height = sp.offset_from(self.fiber.stack.as_mut_ptr()) as u32;
                        self.fiber.handlers.push(Handler {
                            kind,
                            depth: self.fiber.frames.len() as u32,
                            target: word.b,
                            height,
                            ejector: Value::NULL,
                        });
                    }
                    Quick::DropHandler => {
                        if let Some(handler) = self.fiber.handlers.pop()
                            && handler.kind == HandlerKind::Eject
                        {
                            self.heap.store(handler.ejector, 0, Value::FALSE);
                        }
                    }
                    Quick::EndFinally => {
                        let event = pop!();
                        if !event.is_null() {
                            sync!();
                            follow!(self.raise_event(event));
                        }
                    }
                    Quick::Iterate => {
                        let iterable = top!(1);
                        let state = base.add(word.a as usize);
                        if let Some(source) = super::seams::iteration_source(self, iterable) {
                            *state = source;
                            *state.add(1) = Value::ZERO;
                            sp = sp.sub(1);
                            pc = pc.add(1);
                        } else {
                            spend!();
                            sync!();
                            let atom = self.atoms.make_iterator;
                            follow!(self.send(atom, false));
                        }
                    }
                    Quick::IterateTake => {
                        let state = base.add(word.a as usize);
                        *state = pop!();
                        *state.add(1) = Value::NULL;
                    }
                    Quick::Next | Quick::NextValue => {
                        let with_key = word.op == Quick::Next;
                        let state = base.add(word.a as usize);
                        let source = *state;
                        if let Some(cursor) = (*state.add(1)).as_small() {
                            let ty = source.ty();
                            if ty == Type::Range {
                                let first = source.field(0);
                                let value = if let Some(first) = first.as_small() {
                                    Value::int(first + cursor)
                                } else {
                                    Value::char(first.as_char().unwrap_or(0) + cursor as u32)
                                };
                                if value == source.field(1) {
                                    jump!(word);
                                } else {
                                    if with_key {
                                        push!(Value::int(cursor));
                                    }
                                    push!(value);
                                    *state.add(1) = Value::int(cursor + 1);
                                    pc = pc.add(1);
                                }
                            } else if ty == Type::List {
                                match crate::data::list::element(source, cursor) {
                                    Some(value) => {
                                        if with_key {
                                            push!(Value::int(cursor));
                                        }
                                        push!(value);
                                        *state.add(1) = Value::int(cursor + 1);
                                        pc = pc.add(1);
                                    }
                                    None => jump!(word),
                                }
                            } else {
                                match super::seams::iteration_pair(self, source, cursor as usize) {
                                    Some((key, value, next)) => {
                                        if with_key {
                                            push!(key);
                                        }
                                        push!(value);
                                        *state.add(1) = Value::index(next);
                                        pc = pc.add(1);
                                    }
                                    None => jump!(word),
                                }
                            }
                        } else {
                            spend!();
                            let source = *state;
                            push!(source);
                            native!(1, vm => vm.iteration_step(source));
                        }
                    }
                    Quick::NextTake | Quick::NextValueTake => {
                        let pair = pop!();
                        if pair.is_null() {
                            jump!(word);
                        } else {
                            if word.op == Quick::NextTake {
                                push!(crate::data::list::element(pair, 0).unwrap_or(Value::NULL));
                            }
                            push!(crate::data::list::element(pair, 1).unwrap_or(Value::NULL));
                        }
                    }
                    Quick::Thrower => push!(self.throw),
                    Quick::NextMatcher => {
                        sync!();
                        follow!(self.next_matcher());
                    }
                }
            }
        }
    }

    /// Makes room above the top; the next look at the counter tells the account.
    #[cold]
    #[inline(never)]
    pub(crate) fn grow_stack(&mut self, cells: usize) {
        self.fiber.make_room(cells);
    }

    /// Raises from the loop, at the synced place.
    #[cold]
    #[inline(never)]
    fn raised(&mut self, raise: Raise) -> Flow {
        self.raise(raise)
    }
}
