//! What the documentation of several rules shows.

/// A pod with which all is well.
pub(super) const POD: &str =
    "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n";
