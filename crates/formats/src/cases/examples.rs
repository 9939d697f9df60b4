//! Examples of a scenario outline as parameters of a case, and back.
//!
//! Blocks of the same columns are one parameter: one column alone, or a group whose columns vary together. A block may have a name,
//! tags and a description. They are further columns of the group ([`ABOUT`]), so that each row keeps those of its block, and a
//! written feature file has the blocks again.

use voluptas_core::domain::case::{Parameter, ParameterItem};

/// Titles of the columns for the name, the tags and the description of a block.
pub(super) const ABOUT: [&str; 3] = ["Examples", "Examples tags", "Examples description"];
/// Most rows of examples that independent parameters may give together.
const MAX_EXAMPLES: usize = 1000;

/// A block of examples: what [`ABOUT`] names, and the rows with the heading first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Block {
    pub about: [String; 3],
    pub rows: Vec<Vec<String>>,
}

/// The blocks of a case as its parameters.
pub(super) fn parameters(blocks: Vec<Block>) -> Vec<Parameter> {
    let mut tables: Vec<(Vec<String>, Vec<Block>)> = Vec::new();
    for mut block in blocks {
        if block.rows.is_empty() {
            continue;
        }
        let head = block.rows.remove(0);
        match tables.iter_mut().find(|(known, _)| *known == head) {
            Some((_, blocks)) => blocks.push(block),
            None => tables.push((head, vec![block])),
        }
    }
    tables.into_iter().filter_map(|(head, blocks)| parameter(&head, &blocks)).collect()
}

/// The parameter of blocks of the same columns.
fn parameter(head: &[String], blocks: &[Block]) -> Option<Parameter> {
    let mut items: Vec<ParameterItem> = Vec::new();
    for (place, title) in head.iter().enumerate() {
        let rows = blocks.iter().flat_map(|block| &block.rows);
        let values = rows.map(|row| row.get(place).cloned().unwrap_or_default()).collect();
        items.push(ParameterItem { title: title.clone(), values });
    }
    for (at, title) in ABOUT.into_iter().enumerate() {
        if blocks.iter().all(|block| block.about[at].is_empty()) || head.iter().any(|column| column == title) {
            continue;
        }
        let values = blocks.iter().flat_map(|block| block.rows.iter().map(|_| block.about[at].clone())).collect();
        items.push(ParameterItem { title: title.to_owned(), values });
    }
    match <[ParameterItem; 1]>::try_from(items) {
        Ok([item]) => Some(Parameter::Single { shared_id: None, item }),
        Err(items) if items.is_empty() => None,
        Err(items) => Some(Parameter::Group { shared_id: None, items }),
    }
}

/// The blocks of parameters: those that they came from, otherwise one with every combination of the values. None without parameters,
/// and where there would be more than [`MAX_EXAMPLES`] rows.
pub(super) fn blocks(parameters: &[Parameter]) -> Vec<Block> {
    let has_about = |parameter: &Parameter| parameter.items().iter().any(|item| ABOUT.contains(&item.title.as_str()));
    if parameters.iter().any(has_about) {
        return parameters.iter().flat_map(blocks_of).collect();
    }
    let rows = combined(parameters);
    if rows.is_empty() { Vec::new() } else { vec![Block { rows, ..Block::default() }] }
}

/// The blocks of one parameter: rows that follow each other with the same name, tags and description.
fn blocks_of(parameter: &Parameter) -> Vec<Block> {
    let (about, columns): (Vec<&ParameterItem>, Vec<&ParameterItem>) =
        parameter.items().iter().partition(|item| ABOUT.contains(&item.title.as_str()));
    let value = |item: &ParameterItem, at: usize| item.values.get(at).cloned().unwrap_or_default();
    let head: Vec<String> = columns.iter().map(|item| item.title.clone()).collect();
    let mut blocks: Vec<Block> = Vec::new();
    for at in 0..columns.iter().map(|item| item.values.len()).max().unwrap_or(0) {
        let named =
            ABOUT.map(|title| about.iter().find(|item| item.title == title).map(|item| value(item, at)).unwrap_or_default());
        let row = columns.iter().map(|item| value(item, at)).collect();
        match blocks.last_mut().filter(|block| block.about == named) {
            Some(block) => block.rows.push(row),
            None => blocks.push(Block { about: named, rows: vec![head.clone(), row] }),
        }
    }
    blocks
}

/// The heading and every combination of the parameters.
fn combined(parameters: &[Parameter]) -> Vec<Vec<String>> {
    let mut rows: Vec<Vec<String>> = vec![Vec::new()];
    let mut head: Vec<String> = Vec::new();
    for parameter in parameters {
        let items = parameter.items();
        let count = items.iter().map(|i| i.values.len()).max().unwrap_or(0);
        // A parameter without a value would leave the others without a row.
        if count == 0 {
            continue;
        }
        if rows.len().saturating_mul(count) > MAX_EXAMPLES {
            return Vec::new();
        }
        head.extend(items.iter().map(|i| i.title.clone()));
        let value = |item: &ParameterItem, at: usize| item.values.get(at).cloned().unwrap_or_default();
        let with = |row: &Vec<String>, at: usize| row.iter().cloned().chain(items.iter().map(|i| value(i, at))).collect();
        rows = rows.iter().flat_map(|row| (0..count).map(move |at| with(row, at))).collect();
    }
    if head.is_empty() {
        return Vec::new();
    }
    rows.insert(0, head);
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(about: [&str; 3], rows: &[&[&str]]) -> Block {
        let rows = rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect();
        Block { about: about.map(str::to_owned), rows }
    }

    #[test]
    fn blocks_with_names_and_tags_come_back() {
        let towns = block(["towns", "@smoke", ""], &[&["city", "price"], &["Omsk", "300"], &["Kazan", "250"]]);
        let islands = block(["islands", "@far @slow", "By plane"], &[&["city", "price"], &["Iturup", "9999"]]);
        let other = block(["", "@late", ""], &[&["hour"], &["23"]]);
        let all = vec![towns, islands, other];
        let made = parameters(all.clone());
        assert_eq!(made.len(), 2);
        let titles: Vec<&str> = made[0].items().iter().map(|item| item.title.as_str()).collect();
        assert_eq!(titles, ["city", "price", "Examples", "Examples tags", "Examples description"]);
        assert_eq!(blocks(&made), all);
    }

    #[test]
    fn blocks_without_names_are_their_columns_alone() {
        let plain = [block([""; 3], &[&["a"], &["1"]]), block([""; 3], &[&["a"], &["2"]])];
        let made = parameters(plain.to_vec());
        let item = ParameterItem { title: "a".into(), values: vec!["1".into(), "2".into()] };
        assert_eq!(made, [Parameter::Single { shared_id: None, item }]);
        assert_eq!(blocks(&made), [block([""; 3], &[&["a"], &["1"], &["2"]])]);
        assert!(blocks(&[]).is_empty() && parameters(vec![Block::default()]).is_empty());
    }
}
