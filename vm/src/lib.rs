//! Stage `vm` of the pipeline.
