//! Stage `frontend` of the pipeline.
