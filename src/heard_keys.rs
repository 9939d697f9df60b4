//! Tests that the help names every key that a list hears.

use voluptas_ui::keys::{GRID, LISTS, MOVES};

/// The names of the keys in a source file, without its tests.
fn heard(source: &'static str) -> Vec<&'static str> {
    let code = source.split("#[cfg(test)]").next().unwrap_or_default();
    // `ModifierKey::` and the like are something else.
    let keys = code.match_indices("Key::").filter(|(at, _)| !code[..*at].ends_with(char::is_alphanumeric));
    let name = |at: usize| code[at + 5..].split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    keys.map(|(at, _)| name(at)).collect()
}

#[test]
fn every_key_that_a_list_hears_is_in_the_help() {
    // The name of a variant, as it stands in the source.
    let listed: Vec<String> = LISTS.iter().chain(GRID).flat_map(|l| l.keys).map(|key| format!("{key:?}")).collect();
    for (file, source) in [
        ("grid", include_str!("../crates/ui/src/widgets/grid/keys.rs")),
        ("editor of cells", include_str!("../crates/ui/src/widgets/grid/edit.rs")),
        ("tree", include_str!("../crates/ui/src/widgets/tree.rs")),
        ("table", include_str!("../crates/ui/src/widgets/table/input.rs")),
        ("lists", include_str!("views/lists/mod.rs")),
        ("functions", include_str!("views/lists/functions.rs")),
        ("cases", include_str!("views/lists/cases.rs")),
        ("runs", include_str!("views/lists/runs.rs")),
    ] {
        for key in heard(source).into_iter().filter(|k| !["key", "from_key"].contains(k)) {
            assert!(listed.iter().any(|l| l == key), "{file} hears {key}");
        }
    }
    for (key, _) in MOVES {
        assert!(listed.contains(&format!("{key:?}")), "{key:?}");
    }
    // The entry of results names no key of its own: it hears those of the table.
    assert_eq!(heard(include_str!("sync_dialog/export/entry.rs")), Vec::<&str>::new());
}
