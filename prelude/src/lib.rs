//! Stage `prelude` of the pipeline.
