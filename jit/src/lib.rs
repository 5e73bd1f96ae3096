//! Stage `jit` of the pipeline.
