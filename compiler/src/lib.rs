//! Stage `compiler` of the pipeline.
