//! Stage `expander` of the pipeline.
