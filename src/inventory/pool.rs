//! Pods that were read before: what reads the same again shares them.

use std::hash::{BuildHasher as _, RandomState};

use hashbrown::HashTable;

use crate::model::Shared;
use crate::scheduler::types::Pod;

/// Pods by namespace and name.
#[derive(Debug)]
pub struct Pool {
    pods: Vec<Shared<Pod>>,
    places: HashTable<u32>,
    hasher: RandomState,
}

impl Pool {
    /// A pool of these pods. Of several of one name the first is found.
    pub fn new<'p>(pods: impl Iterator<Item = &'p Shared<Pod>>) -> Self {
        let mut pool = Pool { pods: Vec::new(), places: HashTable::new(), hasher: RandomState::new() };
        for pod in pods {
            let Ok(place) = u32::try_from(pool.pods.len()) else { break };
            if pool.find(pod).is_none() {
                let hash = pool.hash(pod);
                let (pods, hasher) = (&pool.pods, &pool.hasher);
                pool.places.insert_unique(hash, place, |at| name_of(hasher, pods.get(*at as usize).unwrap_or(pod)));
                pool.pods.push(pod.clone());
            }
        }
        pool.pods.shrink_to_fit();
        pool
    }

    /// Lets a pod share what one of its name has in common with it: all, or its template's part.
    pub fn share(&self, pod: &mut Shared<Pod>) {
        let Some(known) = self.find(pod) else { return };
        if pod.spec == known.spec {
            if !pod.spec.is(&known.spec) {
                pod.spec = known.spec.clone();
            }
            pod.share(known);
        }
    }

    fn find(&self, pod: &Pod) -> Option<&Shared<Pod>> {
        let is_it = |at: &u32| {
            let known = self.pods.get(*at as usize);
            known.is_some_and(|known| known.name == pod.name && known.namespace == pod.namespace)
        };
        self.places.find(self.hash(pod), is_it).and_then(|at| self.pods.get(*at as usize))
    }

    fn hash(&self, pod: &Pod) -> u64 {
        name_of(&self.hasher, pod)
    }
}

/// The hash of namespace and name.
fn name_of(hasher: &RandomState, pod: &Pod) -> u64 {
    hasher.hash_one((&pod.namespace, &pod.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_the_same_is_held_once() {
        let pod = |name: &str, priority: i32, scheduler: &str| -> Shared<Pod> {
            let mut pod = Pod { name: name.to_owned(), priority, ..Pod::default() };
            pod.scheduler_name = scheduler.to_owned();
            pod.into()
        };
        let known: Vec<Shared<Pod>> = (0..100).map(|i| pod(&format!("p{i}"), 0, "s")).collect();
        let pool = Pool::new(known.iter());
        for (at, known) in known.iter().enumerate() {
            let mut again = pod(&format!("p{at}"), 0, "s");
            pool.share(&mut again);
            assert!(again.is(known));
        }
        let mut greater = pod("p1", 1, "s");
        pool.share(&mut greater);
        assert!(!greater.is(&known[1]) && greater.priority == 1);
        assert!(greater.spec.is(&known[1].spec));
        for mut other in [pod("p1", 0, "t"), pod("q", 0, "s")] {
            let before = other.clone();
            pool.share(&mut other);
            assert!(other.is(&before));
        }
    }
}
