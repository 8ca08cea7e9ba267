//! Where nodes lie in a drawing: those of a zone below its name, and small zones side by side.

/// One row of nodes.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Berths<'z> {
    /// The zones that begin in it, each with the column where it does.
    pub(super) heads: Vec<(usize, &'z str)>,
    /// The nodes, by their numbers.
    pub(super) nodes: Vec<usize>,
}

/// The rows of all zones, so many nodes across.
pub(super) fn berths<'z>(zones: &[(&'z str, Vec<usize>)], across: usize) -> Vec<Berths<'z>> {
    let mut rows: Vec<Berths<'z>> = Vec::new();
    for (zone, nodes) in zones {
        let beside = |row: &&mut Berths<'_>| !row.heads.is_empty() && row.nodes.len() + nodes.len() <= across;
        if let Some(row) = rows.last_mut().filter(beside) {
            row.heads.push((row.nodes.len(), zone));
            row.nodes.extend(nodes);
            continue;
        }
        for (number, chunk) in nodes.chunks(across).enumerate() {
            let heads = if number == 0 { vec![(0, *zone)] } else { Vec::new() };
            rows.push(Berths { heads, nodes: chunk.to_vec() });
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_zones_lie_side_by_side() {
        let zones = [("a", vec![0]), ("b", vec![1, 2]), ("c", vec![3, 4, 5, 6]), ("", vec![7])];
        let told: Vec<_> = berths(&zones, 3).into_iter().map(|row| (row.heads, row.nodes)).collect();
        let heads = |row: usize| told[row].0.clone();
        assert_eq!(told.iter().map(|row| row.1.len()).collect::<Vec<_>>(), [3, 3, 1, 1]);
        assert_eq!((heads(0), heads(1), heads(2)), (vec![(0, "a"), (1, "b")], vec![(0, "c")], vec![]));
        assert_eq!(heads(3), [(0, "")]);
    }
}
