//! Handles: values that the host keeps.
//!
//! A handle is a cell in a table of its machine, which is a root of the collector: what it names lives and may
//! move, the handle stays what it is. When the last clone of a handle is dropped, its cell goes to a list
//! that handles and table share, and the machine takes it from there when it needs a cell, or collects.
//! So a handle may outlive its machine, and may be dropped on any thread.

use crate::value::Value;
use std::sync::{Arc, Mutex, PoisonError};

/// A value of a machine, kept by the host. A clone names the same value.
///
/// As long as one clone exists, the collector keeps the value. A handle can be used with the machine that
/// made it only; with another one, every operation panics.
#[derive(Clone)]
pub struct Handle(Arc<Cell>);

/// The cell of a handle; given back when the last clone goes.
struct Cell {
    index: u32,
    released: Arc<Released>,
}

/// Cells that were given back.
#[derive(Default)]
struct Released(Mutex<Vec<u32>>);

impl Released {
    fn take(&self) -> Vec<u32> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for Cell {
    fn drop(&mut self) {
        let mut released = self.released.0.lock().unwrap_or_else(PoisonError::into_inner);
        released.push(self.index);
    }
}

impl std::fmt::Debug for Handle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Handle({})", self.0.index)
    }
}

/// The values that the host of a machine keeps.
#[derive(Default)]
pub(crate) struct Kept {
    /// One cell per handle; free ones hold null.
    pub(crate) values: Vec<Value>,
    free: Vec<u32>,
    released: Arc<Released>,
}

impl Kept {
    /// A handle to a value.
    pub(crate) fn keep(&mut self, value: Value) -> Handle {
        if self.free.is_empty() {
            self.settle();
        }
        let index = match self.free.pop() {
            Some(index) => {
                self.values[index as usize] = value;
                index
            }
            None => {
                self.values.push(value);
                self.values.len() as u32 - 1
            }
        };
        Handle(Arc::new(Cell { index, released: self.released.clone() }))
    }

    /// The value of a handle.
    pub(crate) fn value(&self, handle: &Handle) -> Value {
        let is_own = Arc::ptr_eq(&handle.0.released, &self.released);
        assert!(is_own, "a handle of another machine");
        self.values[handle.0.index as usize]
    }

    /// Frees the cells that were given back.
    pub(crate) fn settle(&mut self) {
        for index in self.released.take() {
            self.values[index as usize] = Value::NULL;
            self.free.push(index);
        }
    }

    /// Bytes reserved, the handles themselves included.
    pub(crate) fn reserved(&self) -> usize {
        let handle = size_of::<Cell>() + 2 * size_of::<usize>();
        self.values.capacity() * (size_of::<Value>() + handle)
            + self.free.capacity() * size_of::<u32>()
    }
}
