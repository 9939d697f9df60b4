//! Tools that are known by the columns of their tables of cases.

use voluptas_core::base::fold::fold;

/// Names of columns, folded, that together tell a tool.
const TOOLS: [&[&str]; 9] = [
    // Jira, and Xray as it writes and reads tables.
    &["issue key", "issue id", "summary"],
    &["issue id", "test type", "summary"],
    &["issue key", "test type", "summary"],
    &["tcid", "test type", "test summary"],
    // Zephyr Squad.
    &["externalid", "name", "step", "result"],
    // qTest.
    &["test step description", "test step expected result"],
    // ALM.
    &["test name", "description (design steps)"],
    // Octane.
    &["unique_id", "type", "name", "step_type"],
    &["unique_id", "type", "name", "step_description"],
];

/// True when the columns of these names are those of a tool.
pub(super) fn is_one<'n>(names: impl Iterator<Item = &'n str>) -> bool {
    let names: Vec<String> = names.map(fold).collect();
    let has = |wanted: &&str| names.iter().any(|name| name == wanted);
    TOOLS.iter().any(|of_tool| of_tool.iter().all(has))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_columns_tell_a_tool() {
        assert!(is_one(["Summary", "Issue key", "Issue id", "Labels"].into_iter()));
        assert!(is_one(["Test Step Description", "Name", "Test Step Expected Result"].into_iter()));
        assert!(!is_one(["Title", "Issue ID", "Steps"].into_iter()));
        assert!(!is_one(std::iter::empty()));
    }
}
