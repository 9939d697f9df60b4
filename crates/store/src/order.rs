//! Order of siblings in a tree: functions, suites and cases have a position among those of the same parent.

use super::Result;

/// The query for the position behind the last of some siblings. `parent` is the column of the parent with its parameter, which is NULL for the
/// root: `("parent_id", "?2")`. `within` is a condition before it, or blank.
///
/// `IS NOT DISTINCT FROM` would say the same in one question, but PostgreSQL then goes through the whole table.
pub(super) fn next_position(table: &str, within: &str, (column, parent): (&str, &str)) -> String {
    let last = |condition: String| format!("(SELECT max(position) FROM {table} WHERE {within}{condition})");
    let (of_parent, of_root) = (last(format!("{column} = {parent}")), last(format!("{column} IS NULL AND {parent} IS NULL")));
    format!("SELECT coalesce({of_parent}, {of_root}, -1) + 1")
}

/// New positions that place `moved`, in their order, before the sibling `before`, or at the end.
///
/// `siblings` are ids and positions of the parent's children in their order, with or without the moved ones. Siblings that stay
/// at their position are not in the answer; moved ones always are.
pub(super) fn arrange(siblings: &[(i64, i64)], moved: &[i64], before: Option<i64>) -> Vec<(i64, i64)> {
    let rest: Vec<(i64, i64)> = siblings.iter().copied().filter(|(id, _)| !moved.contains(id)).collect();
    let place = before.and_then(|b| rest.iter().position(|(id, _)| *id == b)).unwrap_or(rest.len());
    let (above, below) = rest.split_at(place);
    let start = above.last().map_or(0, |(_, position)| position + 1);
    let mut out: Vec<(i64, i64)> = moved.iter().copied().zip(start..).collect();
    let next = start + i64::try_from(moved.len()).unwrap_or(0);
    // From the first gap on all stay where they are.
    let pushed = below.iter().zip(next..).take_while(|((_, position), next)| position < next);
    out.extend(pushed.map(|((id, _), next)| (*id, next)));
    out
}

/// Arranges siblings by [`arrange`]. `put` writes a new position and returns false if it equals the old one.
/// Returns the number of `moved` siblings that changed place.
pub(super) fn place(
    siblings: &[(i64, i64)],
    moved: &[i64],
    before: Option<i64>,
    mut put: impl FnMut(i64, i64) -> Result<bool>,
) -> Result<usize> {
    let mut count = 0;
    for (id, position) in arrange(siblings, moved, before) {
        count += usize::from(put(id, position)? && moved.contains(&id));
    }
    Ok(count)
}

#[cfg(test)]
mod tests {
    use super::arrange;

    /// Ids in the new order.
    fn order(siblings: &[(i64, i64)], moved: &[i64], before: Option<i64>) -> Vec<i64> {
        let mut all = siblings.to_vec();
        for (id, position) in arrange(siblings, moved, before) {
            all.retain(|(i, _)| *i != id);
            all.push((id, position));
        }
        all.sort_by_key(|(_, position)| *position);
        all.into_iter().map(|(id, _)| id).collect()
    }

    #[test]
    fn the_moved_stand_before_the_sibling_and_the_rest_keeps_its_order() {
        let siblings = [(1, 0), (2, 1), (3, 2), (4, 3)];
        assert_eq!(order(&siblings, &[4], Some(2)), [1, 4, 2, 3]);
        assert_eq!(order(&siblings, &[4, 2], Some(1)), [4, 2, 1, 3]);
        assert_eq!(order(&siblings, &[1], None), [2, 3, 4, 1]);
        assert_eq!(order(&siblings, &[9], Some(3)), [1, 2, 9, 3, 4]);
        assert_eq!(order(&[], &[9], None), [9]);
    }

    #[test]
    fn siblings_behind_a_gap_are_not_touched() {
        let siblings = [(1, 0), (2, 1), (3, 10), (4, 11)];
        assert_eq!(arrange(&siblings, &[4], Some(2)), [(4, 1), (2, 2)]);
        // Equal positions, as an import may leave them, come apart.
        assert_eq!(order(&[(1, 0), (2, 0), (3, 0)], &[3], Some(2)), [1, 3, 2]);
    }
}
