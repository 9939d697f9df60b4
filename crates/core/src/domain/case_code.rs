//! Codes of cases: `SHOP-42`.
//!
//! A case has one code. In a project of a Qase account it is the id in Qase, since people know the case by it there: `SHOP-42`. A case
//! that Qase does not have, or no longer has, has its number in this workspace, in another form: `SHOP-new-3`. Reason: without it `SHOP-42` would be
//! one case here and another one in Qase. In a project outside of Qase the numbers of the workspace are the only ones: `SHOP-42`.

use std::fmt;

use smol_str::{SmolStr, format_smolstr};

/// Word between the project and the number of a case that Qase does not have yet.
const NEW: &str = "new";

/// Code of a case as people read it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct CaseCode(SmolStr);

impl CaseCode {
    /// The code of a case with a number in its project, or with an id in Qase.
    pub fn numbered(project: &str, number: i64) -> Self {
        Self(format_smolstr!("{project}-{number}"))
    }

    /// The code of a case with a number in its project, as long as Qase does not have it.
    pub fn unsent(project: &str, number: i64) -> Self {
        Self(format_smolstr!("{project}-{NEW}-{number}"))
    }

    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// True for the code of a case that Qase does not have, in a project of an account.
    pub fn is_unsent(&self) -> bool {
        self.rank().0
    }

    /// The name by which [`NamedCase::read`] finds the case in its project; `None` for a code without a number.
    pub fn named(&self) -> Option<NamedCase> {
        let (is_unsent, number) = self.rank();
        (number > 0).then_some(if is_unsent { NamedCase::Unsent(number) } else { NamedCase::Numbered(number) })
    }

    /// The number at its end, for sorting: the id in Qase, or the number in the workspace. Cases that Qase does not have follow.
    pub fn rank(&self) -> (bool, i64) {
        let mut parts = self.0.rsplit('-');
        let number = parts.next().and_then(|digits| digits.parse().ok()).unwrap_or_default();
        (parts.next() == Some(NEW), number)
    }
}

impl fmt::Display for CaseCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl serde::Serialize for CaseCode {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl From<CaseCode> for SmolStr {
    fn from(code: CaseCode) -> Self {
        code.0
    }
}

impl From<CaseCode> for String {
    fn from(code: CaseCode) -> Self {
        code.0.into()
    }
}

impl PartialEq<&str> for CaseCode {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

/// Case that a person names by its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NamedCase {
    /// `42`: the id in Qase in a project of an account, the number in the workspace elsewhere.
    Numbered(i64),
    /// `new-3`: the number in the workspace.
    Unsent(i64),
}

impl NamedCase {
    /// Code of the project and case of a text such as `SHOP-42` or `SHOP-new-3`, whatever the project; `None` for another text.
    pub fn of_any_project(text: &str) -> Option<(&str, Self)> {
        let (rest, digits) = text.trim().rsplit_once('-')?;
        let number = number(digits)?;
        match rest.rsplit_once('-') {
            Some((code, word)) if word.eq_ignore_ascii_case(NEW) => Some((code, Self::Unsent(number))),
            _ => Some((rest, Self::Numbered(number))),
        }
    }

    /// Reads `42`, `#42`, `SHOP-42`, `new-3` or `SHOP-new-3`; `is_code` tells the codes that the project may have, in any letter case.
    /// `None` for another text, and for a case of another project.
    pub fn read(text: &str, is_code: impl Fn(&str) -> bool) -> Option<Self> {
        let text = text.trim();
        let text = text.strip_prefix('#').unwrap_or(text);
        // Asked first: the code of a project may be the word for new cases.
        if let Some((code, named)) = Self::of_any_project(text)
            && is_code(code)
        {
            return Some(named);
        }
        match text.rsplit_once('-') {
            None => number(text).map(Self::Numbered),
            // In capitals it is the code of another project.
            Some((NEW, digits)) => number(digits).map(Self::Unsent),
            Some(_) => None,
        }
    }

    /// The number, without the word before it.
    pub fn number(self) -> i64 {
        match self {
            Self::Numbered(number) | Self::Unsent(number) => number,
        }
    }
}

/// A number of a case: digits alone, above zero. A sign is no part of an id.
pub fn number(digits: &str) -> Option<i64> {
    digits.parse().ok().filter(|n| *n > 0 && digits.bytes().all(|b| b.is_ascii_digit()))
}

impl fmt::Display for NamedCase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Numbered(number) => write!(f, "{number}"),
            Self::Unsent(number) => write!(f, "{NEW}-{number}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_that_qase_does_not_have_looks_different() {
        let (sent, unsent) = (CaseCode::numbered("SHOP", 42), CaseCode::unsent("SHOP", 3));
        assert_eq!((sent.as_str(), unsent.as_str()), ("SHOP-42", "SHOP-new-3"));
        assert_eq!((sent.rank(), unsent.rank()), ((false, 42), (true, 3)));
    }

    #[test]
    fn a_code_is_read_in_the_forms_in_which_people_write_it() {
        let read = |text: &str| NamedCase::read(text, |code| code.eq_ignore_ascii_case("SHOP"));
        for text in ["42", "#42", " SHOP-42 ", "shop-42"] {
            assert_eq!(read(text), Some(NamedCase::Numbered(42)), "{text}");
        }
        for text in ["new-3", "SHOP-new-3", "shop-NEW-3"] {
            assert_eq!(read(text), Some(NamedCase::Unsent(3)), "{text}");
        }
        for text in [
            "",
            "-",
            "SHOP-",
            "-42",
            "OTHER-42",
            "OTHER-new-3",
            "SHOP-0",
            "SHOP--1",
            "+1",
            "#+1",
            "new-+1",
            "SHOP-+1",
            "SHOP-old-3",
            "SHOP-new-",
            "NEW-3",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
        for case in [NamedCase::Numbered(42), NamedCase::Unsent(3)] {
            assert_eq!(read(&case.to_string()), Some(case));
            assert_eq!(read(&format!("SHOP-{case}")), Some(case));
        }
    }
}
