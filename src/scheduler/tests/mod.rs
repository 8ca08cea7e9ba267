//! Whole runs on small clusters.
