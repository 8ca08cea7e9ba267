//! Answers held against fresh runs.
