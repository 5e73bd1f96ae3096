//! Full Monte to Kernel-Monte: expansion, scope analysis, static errors and the Kernel optimizer.
#![forbid(unsafe_code)]

pub mod kernel;
