//! Host objects: what the host gives to programs, functions and values with methods.
//!
//! A message to a host object becomes a call of its [`HostObject::call`], which reads the arguments, and answers,
//! throws, ejects, or passes a message on. It runs on the stack of the interpreter's caller and cannot run
//! the machine itself; what wants Monte code to go on ends with [`Call::send`].
//!
//! The machine owns the objects, in a table; the heap has an object with the number of each, and tells when it
//! has died.

use super::convert::{FromMonte, IntoMonte};
use super::error::WrongType;
use super::handle::Handle;
use super::values::Values;
use crate::heap::OverLimit;
use crate::native::{Answer, Raise};
use crate::value::Value;
use crate::vm::Vm;
use std::any::Any;
use std::sync::Arc;

/// An object of the host that programs can send messages to.
pub trait HostObject: Any + Send {
    /// How it prints: `<` and `>` stand around it.
    fn name(&self) -> &str;

    /// Answers a message; [`Call::verb`] and [`Call::len`] say which. Messages that it does not know end
    /// with [`Call::refuse`].
    fn call(&mut self, call: &mut Call<'_>) -> Reply;

    /// Bytes that the object holds outside itself, for the machine's account. Asked when the object
    /// is given to the machine.
    fn extra_bytes(&self) -> usize {
        0
    }
}

/// What a host object answers.
pub type Reply = Result<Handle, Stop>;

/// Why a host object does not answer with a value.
#[derive(Clone, Debug)]
pub enum Stop {
    /// It throws this value.
    Throw(Handle),
    /// It throws this text.
    Text(String),
    /// It throws that an argument is of the wrong type.
    WrongType(WrongType),
    /// It ejects: the ejector, or whatever was passed for one, gets the value.
    Eject(Handle, Handle),
    /// It does not answer this message.
    Refuse,
    /// What it wants to make does not fit the memory limit: the fiber stops in front of the call, which is
    /// made again when it is run with more. So ask for memory before anything else has happened.
    OverLimit(OverLimit),
    /// It answers what another object answers: receiver, verb, arguments.
    Send(Handle, String, Vec<Handle>),
}

impl From<OverLimit> for Stop {
    fn from(over: OverLimit) -> Stop {
        Stop::OverLimit(over)
    }
}

impl From<WrongType> for Stop {
    fn from(wrong: WrongType) -> Stop {
        Stop::WrongType(wrong)
    }
}

/// A message to a host object.
pub struct Call<'c> {
    vm: &'c mut Vm,
    verb: &'c str,
    receiver: Value,
    /// The first argument's cell on the fiber's stack.
    first: usize,
    count: usize,
    named: Value,
}

impl Call<'_> {
    /// The verb; a function is called with `run`.
    pub fn verb(&self) -> &str {
        self.verb
    }

    /// The number of arguments.
    #[allow(clippy::len_without_is_empty, reason = "a message is no collection")]
    pub fn len(&self) -> usize {
        self.count
    }

    fn value(&self, index: usize) -> Option<Value> {
        (index < self.count).then(|| self.vm.fiber.stack[self.first + index])
    }

    /// Argument `index` as plain data; throws if it is of another type, or missing.
    pub fn arg<T: FromMonte>(&mut self, index: usize) -> Result<T, Stop> {
        let Some(value) = self.value(index) else {
            let wanted = index + 1;
            return Err(Stop::Text(format!(
                "{}/{} wants at least {wanted} arguments",
                self.verb, self.count
            )));
        };
        Ok(self.values().read(value)?)
    }

    /// All arguments.
    pub fn args(&mut self) -> Vec<Handle> {
        let range = self.first..self.first + self.count;
        let values = self.vm.fiber.stack[range].to_vec();
        values.into_iter().map(|value| self.vm.kept.keep(value)).collect()
    }

    /// A named argument, if it was passed.
    pub fn named<T: FromMonte>(&mut self, name: &str) -> Result<Option<T>, Stop> {
        if self.named.is_null() {
            return Ok(None);
        }
        let key = self.vm.heap.str(name);
        match crate::data::map::map_get(self.vm, self.named, key) {
            Ok(Some(value)) => Ok(Some(self.values().read(value)?)),
            _ => Ok(None),
        }
    }

    /// The object that got the message.
    pub fn receiver(&mut self) -> Handle {
        self.vm.kept.keep(self.receiver)
    }

    /// The values of the machine.
    pub fn values(&mut self) -> Values<'_> {
        Values { vm: self.vm }
    }

    /// Charges fuel for work that the host does.
    pub fn charge(&mut self, units: u32) {
        self.vm.heap.spend(units as usize);
    }

    /// Answers.
    pub fn answer(&mut self, data: impl IntoMonte) -> Reply {
        Ok(self.values().make(data)?)
    }

    /// Throws plain data, usually a text.
    pub fn throw(&mut self, data: impl IntoMonte) -> Reply {
        Err(Stop::Throw(self.values().make(data)?))
    }

    /// Ejects plain data through an ejector argument. As everywhere in Monte, `null` in its place throws.
    pub fn eject(&mut self, ejector: &Handle, data: impl IntoMonte) -> Reply {
        let value = self.values().make(data)?;
        Err(Stop::Eject(ejector.clone(), value))
    }

    /// Answers what `receiver` answers to this message.
    pub fn send(&mut self, receiver: &Handle, verb: &str, args: &[Handle]) -> Reply {
        Err(Stop::Send(receiver.clone(), verb.to_owned(), args.to_vec()))
    }

    /// Refuses the message.
    pub fn refuse(&mut self) -> Reply {
        Err(Stop::Refuse)
    }
}

/// A closure as a host object.
pub(super) struct Function<F> {
    name: String,
    function: F,
}

impl<F> Function<F> {
    pub(super) fn new(name: &str, function: F) -> Function<F> {
        Function { name: name.to_owned(), function }
    }
}

impl<F: FnMut(&mut Call<'_>) -> Reply + Send + 'static> HostObject for Function<F> {
    fn name(&self) -> &str {
        &self.name
    }

    fn call(&mut self, call: &mut Call<'_>) -> Reply {
        if call.verb() == "run" { (self.function)(call) } else { call.refuse() }
    }
}

/// The place of a host object in the table.
pub(crate) enum Slot {
    /// Nothing: the next free place, if there is one.
    Free(Option<u32>),
    /// It is here.
    Here(Box<dyn HostObject>),
    /// It answers a message, or panicked when it did.
    Away,
}

/// The host objects of a machine.
#[derive(Default)]
pub(crate) struct HostTable {
    slots: Vec<Slot>,
    /// The bytes of the object in each place, as they were when it came.
    sizes: Vec<usize>,
    free: Option<u32>,
    /// Bytes that the objects hold.
    bytes: usize,
}

/// Bytes that an object holds, with its box.
fn size(object: &dyn HostObject) -> usize {
    size_of_val(object) + object.extra_bytes()
}

impl HostTable {
    fn add(&mut self, object: Box<dyn HostObject>) -> u32 {
        let size = size(&*object);
        self.bytes += size;
        match self.free {
            Some(number) => {
                let slot = &mut self.slots[number as usize];
                if let Slot::Free(next) = slot {
                    self.free = *next;
                }
                *slot = Slot::Here(object);
                self.sizes[number as usize] = size;
                number
            }
            None => {
                self.slots.push(Slot::Here(object));
                self.sizes.push(size);
                self.slots.len() as u32 - 1
            }
        }
    }

    pub(crate) fn slot(&mut self, number: usize) -> Option<&mut Slot> {
        self.slots.get_mut(number)
    }

    /// Bytes reserved.
    pub(crate) fn reserved(&self) -> usize {
        self.slots.capacity() * (size_of::<Slot>() + size_of::<usize>()) + self.bytes
    }

    /// Drops the objects of these numbers.
    pub(crate) fn release(&mut self, numbers: Vec<u32>) {
        for number in numbers {
            let free = Slot::Free(self.free);
            self.slots[number as usize] = free;
            self.free = Some(number);
            self.bytes -= std::mem::take(&mut self.sizes[number as usize]);
        }
    }
}

impl Vm {
    /// The value that stands for a host object.
    pub(crate) fn host_value(&mut self, object: Box<dyn HostObject>) -> Value {
        let before = self.hosts.reserved();
        let number = self.hosts.add(object);
        self.heap.charge_outside(self.hosts.reserved() - before);
        self.heap.host_object(number)
    }

    /// The name of the host object behind a value.
    pub(crate) fn host_name(&mut self, value: Value) -> String {
        match self.hosts.slot(value.field(0).to_index()) {
            Some(Slot::Here(object)) => object.name().to_owned(),
            _ => "a busy object".to_owned(),
        }
    }

    /// Sends a message to a host object; the arguments begin at cell `first` of the stack.
    pub(crate) fn call_host(
        &mut self,
        receiver: Value,
        verb: &Arc<str>,
        first: usize,
        count: usize,
        named: Value,
    ) -> Answer {
        let number = receiver.field(0).to_index();
        let taken = self.hosts.slot(number).map(|slot| std::mem::replace(slot, Slot::Away));
        let Some(Slot::Here(mut object)) = taken else {
            return self.throw_text("The host object has failed before");
        };
        let mut call = Call { vm: self, verb, receiver, first, count, named };
        let reply = object.call(&mut call);
        if let Some(slot) = self.hosts.slot(number) {
            *slot = Slot::Here(object);
        }
        let stop = match reply {
            Ok(handle) => return Ok(self.kept.value(&handle)),
            Err(stop) => stop,
        };
        match stop {
            Stop::Throw(payload) => Err(Raise::Throw(self.kept.value(&payload))),
            Stop::Text(text) => self.throw_text(&text),
            Stop::WrongType(wrong) => self.wrong_type(&wrong.to_string()),
            Stop::Eject(ejector, value) => {
                let (ejector, value) = (self.kept.value(&ejector), self.kept.value(&value));
                self.eject(ejector, value)
            }
            Stop::Refuse => {
                let args = self.fiber.stack[first..first + count].to_vec();
                crate::builtin::miranda::refuse(self, receiver, verb, &args)
            }
            Stop::OverLimit(over) => Err(over.into()),
            Stop::Send(target, verb, args) => {
                let target = self.kept.value(&target);
                let args: Vec<Value> = args.iter().map(|arg| self.kept.value(arg)).collect();
                let atom = self.atom(&verb, args.len());
                self.call_then(target, atom, &args, &[], crate::builtin::pass)
            }
        }
    }
}
