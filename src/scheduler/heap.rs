//! The choice among nodes with the same score (upstream `sortedNodeScores`, Go's `container/heap`).

/// The place of the node that comes first out of the heap that Go makes of the list.
pub(super) fn first(totals: &[i64]) -> Option<usize> {
    let n = totals.len();
    // A single best one comes first whatever the heap looks like.
    let best = totals.iter().max()?;
    let mut bests = totals.iter().enumerate().filter(|(_, total)| *total == best).map(|(i, _)| i);
    if let (Some(only), None) = (bests.next(), bests.next()) {
        return Some(only);
    }
    let mut heap: Vec<usize> = (0..n).collect();
    for start in (0..n / 2).rev() {
        let mut i = start;
        loop {
            let mut child = 2 * i + 1;
            if child >= n {
                break;
            }
            if child + 1 < n && totals[heap[child + 1]] > totals[heap[child]] {
                child += 1;
            }
            if totals[heap[child]] <= totals[heap[i]] {
                break;
            }
            heap.swap(i, child);
            i = child;
        }
    }
    heap.first().copied()
}

#[cfg(test)]
mod tests {
    use super::first;

    #[test]
    fn picks_as_go_does() {
        // totals, place
        let table: &[(&[i64], Option<usize>)] = &[
            (&[], None),
            (&[5], Some(0)),
            (&[5, 5, 5], Some(0)),
            (&[1, 5, 5], Some(1)),
            (&[1, 2, 5, 5], Some(3)),
            (&[0, 1, 1, 9, 9, 9, 9], Some(3)),
            (&[0, 1, 1, 1, 1, 9, 9], Some(5)),
        ];
        for (totals, expected) in table {
            assert_eq!(first(totals), *expected, "{totals:?}");
        }
    }

    #[test]
    fn seven_equal_nodes_are_picked_as_upstream_was_seen_to() {
        // Each pick lowers its node's score, as an equal pod does.
        let mut totals = [10_i64; 7];
        let mut picked = Vec::new();
        for _ in 0..7 {
            let at = first(&totals).unwrap();
            totals[at] -= 1;
            picked.push(at);
        }
        assert_eq!(picked, [0, 1, 3, 4, 2, 5, 6]);
    }
}
