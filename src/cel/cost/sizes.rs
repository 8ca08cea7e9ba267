//! What is known of sizes: as far as the expression tells, by what is declared, and by variables of loops.

use std::sync::Arc;

use super::Range;
use super::path::Path;
use super::walk::{Entries, Local, Walk};
use crate::cel::ast::{Id, Kind, Literal};
use crate::cel::types::Type;

impl Walk<'_> {
    pub(super) fn push(&mut self, name: &Arc<str>, local: Local) {
        self.locals.entry(Arc::clone(name)).or_default().push(local);
    }

    pub(super) fn pop(&mut self, name: &Arc<str>) {
        if let Some(stack) = self.locals.get_mut(name) {
            stack.pop();
        }
    }

    pub(super) fn local(&self, name: &str) -> Option<&Local> {
        self.locals.get(name)?.last()
    }

    fn local_of(&self, id: Id) -> Option<&Local> {
        match self.checked.ast.kind(id) {
            Kind::Ident(name) => self.local(name),
            _ => None,
        }
    }

    /// `getPath`
    pub(super) fn path(&self, id: Id) -> Path {
        self.local_of(id).map_or_else(|| self.paths[id as usize].clone(), |local| local.path.clone())
    }

    /// `addPath` of what is got by index.
    pub(super) fn set_path_into(&mut self, id: Id, of: Id, list: bool) {
        let path = self.path(of).then(if list { &self.steps.items } else { &self.steps.values });
        self.paths[id as usize] = path;
    }

    /// `setSize`
    pub(super) fn set_size(&mut self, id: Id, size: Option<Range>) {
        if size.is_some() {
            self.computed[id as usize].set(size);
        }
    }

    /// `setEntrySize`
    pub(super) fn set_entries(&mut self, id: Id, entries: Option<Entries>) {
        if entries.is_some() {
            self.entries[id as usize] = entries;
        }
    }

    /// `copySizeEstimates`
    pub(super) fn copy_sizes(&mut self, to: Id, from: Id) {
        self.set_size(to, self.size(from));
        self.set_entries(to, self.entry_sizes(from));
    }

    /// `sizeOrUnknown`
    pub(super) fn size_or_unknown(&self, id: Id) -> Range {
        self.size(id).unwrap_or(Range::UNKNOWN)
    }

    /// `computeEntrySize`
    pub(super) fn entry_sizes(&self, id: Id) -> Option<Entries> {
        self.entries[id as usize].or_else(|| self.local_of(id)?.entries)
    }

    /// `computeSize`
    pub(super) fn size(&self, id: Id) -> Option<Range> {
        let computed = &self.computed[id as usize];
        if let Some(size) = computed.get() {
            return Some(size);
        }
        if let Some(size) = written_size(self.checked.ast.kind(id)) {
            return Some(Range::exactly(size));
        }
        if let Some(size) = self.declared_size(&self.path(id)) {
            // Kept, as the way may lead elsewhere later.
            computed.set(Some(size));
            return Some(size);
        }
        if is_scalar(self.checked.type_of(id)) { Some(Range::ONE) } else { self.local_of(id)?.size }
    }

    /// `EstimateSize`
    pub(super) fn declared_size(&self, path: &Path) -> Option<Range> {
        if path.is_empty() { None } else { path.read(|steps| self.sizes.size(steps)) }
    }
}

/// `computeExprSize`
fn written_size(kind: &Kind) -> Option<u64> {
    let size = match kind {
        Kind::Literal(Literal::String(text)) => text.chars().count(),
        Kind::Literal(Literal::Bytes(bytes)) => bytes.len(),
        Kind::Literal(_) => 1,
        Kind::List { items, .. } => items.len(),
        Kind::Map(entries) => entries.len(),
        _ => return None,
    };
    u64::try_from(size).ok()
}

/// `isScalar`
fn is_scalar(ty: &Type) -> bool {
    match ty {
        Type::Bool | Type::Double | Type::Duration | Type::Int | Type::Timestamp | Type::Uint => true,
        Type::Optional(inner) => is_scalar(inner),
        _ => false,
    }
}
