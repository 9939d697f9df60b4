//! Names of suites in files of cases.

use serde::de::{Error, MapAccess, Visitor};
use serde::ser::SerializeStruct as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// A suite among those of its parent, as a file names it. Several may have one title: the number tells them apart.
///
/// In JSON it is the title, and `{"title": "Sign in", "nth": 2}` where the number is not 1.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SuiteName {
    pub title: String,
    /// Number among the suites of the parent with the same letters in their title, from 1, in the order of the tree.
    pub nth: u32,
}

impl SuiteName {
    /// A suite by title and number; 0 counts as 1.
    #[must_use]
    pub fn new(title: impl Into<String>, nth: u32) -> Self {
        Self { title: title.into(), nth: nth.max(1) }
    }
}

/// Names from the root to a suite as a person reads them: `Account / Sign in (2)`. A title that looks like a path has quotes.
pub fn shown_path(path: &[SuiteName]) -> String {
    let shown = |name: &SuiteName| if name.title.contains(" / ") { format!("“{name}”") } else { name.to_string() };
    path.iter().map(shown).collect::<Vec<_>>().join(" / ")
}

impl fmt::Display for SuiteName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.nth {
            1 => f.write_str(&self.title),
            nth => write!(f, "{} ({nth})", self.title),
        }
    }
}

impl From<String> for SuiteName {
    fn from(title: String) -> Self {
        Self { title, nth: 1 }
    }
}

impl From<&str> for SuiteName {
    fn from(title: &str) -> Self {
        title.to_owned().into()
    }
}

impl PartialEq<&str> for SuiteName {
    fn eq(&self, title: &&str) -> bool {
        self.nth == 1 && self.title == *title
    }
}

impl Serialize for SuiteName {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if self.nth == 1 {
            return to.serialize_str(&self.title);
        }
        let mut fields = to.serialize_struct("SuiteName", 2)?;
        fields.serialize_field("title", &self.title)?;
        fields.serialize_field("nth", &self.nth)?;
        fields.end()
    }
}

impl<'de> Deserialize<'de> for SuiteName {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(OfFile)
    }
}

/// Reads a name; says what it expects where something else stands.
struct OfFile;

impl<'de> Visitor<'de> for OfFile {
    type Value = SuiteName;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the title of a suite, or an object with `title` and `nth`")
    }

    fn visit_str<E: Error>(self, title: &str) -> Result<SuiteName, E> {
        Ok(title.into())
    }

    fn visit_string<E: Error>(self, title: String) -> Result<SuiteName, E> {
        Ok(title.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<SuiteName, A::Error> {
        #[derive(Deserialize)]
        struct Fields {
            title: String,
            nth: u32,
        }
        let Fields { title, nth } = Fields::deserialize(serde::de::value::MapAccessDeserializer::new(map))?;
        Ok(SuiteName::new(title, nth))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_first_suite_is_its_title_alone() {
        let path = vec![SuiteName::from("Account"), SuiteName::new("Sign in", 2), SuiteName::new("[]", 0)];
        let text = serde_json::to_string(&path).unwrap();
        assert_eq!(text, r#"["Account",{"title":"Sign in","nth":2},"[]"]"#);
        assert_eq!(serde_json::from_str::<Vec<SuiteName>>(&text).unwrap(), path);
        assert_eq!(shown_path(&path), "Account / Sign in (2) / []");
        assert_eq!(shown_path(&["A".into(), "B / C".into(), "D/E".into()]), "A / “B / C” / D/E");
        let wrong = serde_json::from_str::<Vec<SuiteName>>("[3]").unwrap_err().to_string();
        assert!(wrong.contains("expected the title of a suite"), "{wrong}");
    }
}
