//! Names of tests for lists, with labels that distinguish tests of the same name.

use super::CasesModel;
use voluptas_core::domain::ids::CaseId;
use voluptas_core::domain::test_name::{TestName, path_of};

/// The name of a test for [`voluptas_core::domain::test_name::labels`]: a label is the code of its case, otherwise its place by the tool.
pub fn name_of(title: &str, values: &str, case: Option<CaseId>, full_name: Option<&str>, cases: &CasesModel) -> TestName {
    TestName {
        title: title.to_owned(),
        values: values.to_owned(),
        case: case.and_then(|id| cases.get(id)).map(|row| row.code.to_string()),
        full_name: full_name.and_then(|name| path_of(name, title)),
        suite: Vec::new(),
    }
}
