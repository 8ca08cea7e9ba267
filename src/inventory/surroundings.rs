//! What other rooms know of the files of an inventory, and what is asked of them.

use super::Origin;
use crate::model::{FileId, Related, Span};
use crate::resource::Resource;

/// Knows what stands around an inventory.
pub trait Surroundings: Sync {
    /// How near two files are, more being nearer; `None` where what they hold never meets in one cluster.
    fn nearness(&self, a: FileId, b: FileId) -> Option<usize>;

    /// Whether objects of one name in two files are called alike in the cluster, too: nothing on the way renames them differently.
    fn called_alike(&self, a: FileId, b: FileId) -> bool;

    /// Whether somebody puts the objects of a file into another namespace than they say.
    fn moves(&self, file: FileId) -> bool;

    /// What the admission policies of the files deny a pod for that is made for an object, where they do.
    fn denied(&self, pod: &Resource<'_>, of: Origin<'_>) -> Option<Denial>;

    /// Whether there is any such policy.
    fn denies(&self) -> bool;
}

/// Why a policy denies a pod.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Denial {
    /// The server's words.
    pub message: String,
    /// The place to blame, in the file of the object that the pod is made for.
    pub span: Span,
    /// What else to look at.
    pub related: Vec<Related>,
    /// What to do.
    pub help: Option<String>,
}

/// Those who know, where there are any.
#[derive(Clone, Copy, Default)]
pub struct Around<'q>(pub Option<&'q dyn Surroundings>);

impl std::fmt::Debug for Around<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Around")
    }
}

impl Around<'_> {
    /// How near two files are; where nobody knows, they are one cluster's.
    fn nearness(self, a: FileId, b: FileId) -> Option<usize> {
        if a == b { Some(usize::MAX) } else { self.0.map_or(Some(0), |around| around.nearness(a, b)) }
    }

    /// Whether what two files hold may meet in one cluster.
    pub(crate) fn meet(self, a: FileId, b: FileId) -> bool {
        self.nearness(a, b).is_some()
    }

    /// Whether objects of one name in two files are called alike in the cluster, too.
    pub(super) fn called_alike(self, a: FileId, b: FileId) -> bool {
        self.0.is_none_or(|around| around.called_alike(a, b))
    }

    /// Whether somebody puts the objects of a file into another namespace than they say.
    pub(super) fn moves(self, file: FileId) -> bool {
        self.0.is_some_and(|around| around.moves(file))
    }

    /// Which of all these, by their names and files, an object of a file meets, by their places in their order: of several
    /// of one name the nearest, of equally near ones the last.
    pub(crate) fn met<'n>(self, file: FileId, all: impl Iterator<Item = (&'n str, FileId)>) -> Vec<usize> {
        let mut nearest: Vec<(&str, usize, usize)> = Vec::new();
        for (at, (name, own)) in all.enumerate() {
            let Some(near) = self.nearness(file, own) else { continue };
            match nearest.iter_mut().find(|known| known.0 == name) {
                None => nearest.push((name, near, at)),
                Some(known) if near >= known.1 => (known.1, known.2) = (near, at),
                Some(_) => {}
            }
        }
        let mut met: Vec<usize> = nearest.into_iter().map(|(_, _, at)| at).collect();
        met.sort_unstable();
        met
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Files of one number of tens are of one environment, those below ten of all.
    struct Tens;

    impl Surroundings for Tens {
        fn nearness(&self, a: FileId, b: FileId) -> Option<usize> {
            let (a, b) = (a.0 / 10, b.0 / 10);
            if a == b { Some(2) } else { (a == 0 || b == 0).then_some(1) }
        }

        fn called_alike(&self, _: FileId, _: FileId) -> bool {
            true
        }

        fn moves(&self, _: FileId) -> bool {
            false
        }

        fn denied(&self, _: &Resource<'_>, _: Origin<'_>) -> Option<Denial> {
            None
        }

        fn denies(&self) -> bool {
            false
        }
    }

    #[test]
    fn the_nearest_of_each_name_is_met() {
        let all = || [("q", 1), ("q", 11), ("q", 21), ("r", 22), ("s", 2)].map(|(name, file)| (name, FileId(file)));
        let met = |around: Around<'_>, file| around.met(FileId(file), all().into_iter());
        let around = Around(Some(&Tens));
        assert_eq!(met(around, 12), [1, 4]);
        assert_eq!(met(around, 22), [2, 3, 4]);
        // What is of both meets the last, where no other is nearer.
        assert_eq!(met(around, 3), [0, 3, 4]);
        assert_eq!(met(Around::default(), 12), [2, 3, 4]);
        assert!(around.meet(FileId(11), FileId(12)) && !around.meet(FileId(11), FileId(21)));
    }
}
