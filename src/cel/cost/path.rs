//! Ways through what is declared, by which sizes are looked up.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

/// A way: a variable, and then names of fields, `@items`, `@keys`, `@values` or `@indices`.
///
/// Upstream keeps ways in slices that share memory: where one is prolonged twice, the second end takes the place of the
/// first in both as long as there is room. Estimates depend on it, so that it is so here.
#[derive(Clone, Debug, Default)]
pub(super) struct Path {
    steps: Rc<RefCell<Vec<Arc<str>>>>,
    len: usize,
    room: usize,
}

impl Path {
    /// The way to a variable.
    pub(super) fn to(name: &Arc<str>) -> Self {
        Path { steps: Rc::new(RefCell::new(vec![Arc::clone(name)])), len: 1, room: 1 }
    }

    /// Whether it leads nowhere.
    pub(super) fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// One step further (`append`).
    pub(super) fn then(&self, step: &Arc<str>) -> Self {
        if self.len < self.room {
            let mut steps = self.steps.borrow_mut();
            match steps.get_mut(self.len) {
                Some(there) => *there = Arc::clone(step),
                None => steps.push(Arc::clone(step)),
            }
            return Path { steps: Rc::clone(&self.steps), len: self.len + 1, room: self.room };
        }
        self.copied(step, (2 * self.room).max(1))
    }

    /// One step further, on a way of its own.
    pub(super) fn apart(&self, step: &Arc<str>) -> Self {
        self.copied(step, self.len + 1)
    }

    fn copied(&self, step: &Arc<str>, room: usize) -> Self {
        let mut steps = self.steps.borrow()[..self.len].to_vec();
        steps.push(Arc::clone(step));
        Path { len: steps.len(), steps: Rc::new(RefCell::new(steps)), room }
    }

    /// Reads its steps.
    pub(super) fn read<T>(&self, with: impl FnOnce(&[Arc<str>]) -> T) -> T {
        with(&self.steps.borrow()[..self.len])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_take_each_others_place() {
        let path = |names: &[&str]| {
            names[1..].iter().fold(Path::to(&names[0].into()), |path, name| path.then(&(*name).into()))
        };
        let shown = |path: &Path| path.read(|steps| steps.join("."));
        // Two steps have no room for a third, three have room for a fourth.
        let two = path(&["self", "a"]);
        let (first, _) = (two.then(&"b".into()), two.then(&"c".into()));
        assert_eq!(shown(&first), "self.a.b");
        let three = path(&["self", "a", "b"]);
        let (first, second) = (three.then(&"c".into()), three.then(&"d".into()));
        assert_eq!((shown(&first), shown(&second)), ("self.a.b.d".to_owned(), "self.a.b.d".to_owned()));
        assert_eq!(shown(&Path::default().then(&"@items".into())), "@items");
    }
}
