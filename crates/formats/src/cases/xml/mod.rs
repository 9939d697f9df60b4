//! XML files of cases: the program's own, and those of TestRail, TestLink, Jira (Xray and Zephyr Squad) and Zephyr Scale.
//!
//! The root element tells the format. Suites and cases of other tools are read by `others`, fields with HTML are made text by
//! `html`.

mod elements;
pub(super) mod html;
mod jira;
mod other_tools;
mod own;

use super::intake::Intake;
use super::model::{CaseFormat, CasesFile};
use crate::xml::{self, Events, Walk};
use crate::{FormatError, ReadOptions};

pub(super) use jira::from_cell as steps_of_cell;
pub(super) use own::write;

/// Reads a file. The format is that of the root element; a named one that differs is refused.
pub(super) fn read(file: &str, bytes: &[u8], named: Option<CaseFormat>, options: &ReadOptions) -> Result<CasesFile, FormatError> {
    let (text, encoding) = xml::decode(file, bytes, options.encoding)?;
    let mut events = Events::new(file, &text);
    let root = match events.next()? {
        Walk::Start(root) => root,
        Walk::End | Walk::Done => return Err(FormatError::Empty { file: file.to_owned() }),
    };
    let intake = Intake::new(file, encoding);
    let unknown = || FormatError::Unknown { file: file.to_owned() };
    let read = match root.name.as_str() {
        own::ROOT => own::read(file, &root, &mut events, intake)?,
        "rss" => jira::read(&mut events, intake)?,
        "project" => other_tools::read_zephyr_scale(&mut events, intake)?,
        "suite" | "sections" | "suites" => other_tools::read_testrail(root, &mut events, intake)?,
        "testsuite" | "testcases" | "testsuites" => other_tools::read_testlink(root, &mut events, intake)?,
        _ => return Err(unknown()),
    };
    match named {
        // Jira's files are of Xray or of Zephyr; which of them, only the fields tell.
        Some(named) if named != read.format && !(root_is_jira(named) && root_is_jira(read.format)) => {
            Err(FormatError::OtherFormat { file: file.to_owned(), format: named.into(), found: "xml" })
        }
        _ => Ok(read),
    }
}

fn root_is_jira(format: CaseFormat) -> bool {
    matches!(format, CaseFormat::Xray | CaseFormat::Zephyr)
}
