//! Values handed to a statement.

use std::borrow::Cow;
use voluptas_core::base::Millis;

/// A parameter of a statement, in the types that both engines share.
#[derive(Debug, Clone, PartialEq)]
pub enum Param<'a> {
    Null,
    /// 64-bit integer.
    Int(i64),
    /// Truth value.
    Bool(bool),
    /// Double.
    Real(f64),
    Text(Cow<'a, str>),
    Bytes(&'a [u8]),
}

impl Param<'_> {
    /// A value as JSON text.
    pub fn json<T: serde::Serialize + ?Sized>(value: &T) -> Param<'static> {
        Param::Text(Cow::Owned(serde_json::to_string(value).unwrap_or_else(|_| "null".into())))
    }
}

impl From<i64> for Param<'_> {
    fn from(v: Millis) -> Self {
        Self::Int(v)
    }
}

impl From<bool> for Param<'_> {
    fn from(v: bool) -> Self {
        Self::Bool(v)
    }
}

impl From<f64> for Param<'_> {
    fn from(v: f64) -> Self {
        Self::Real(v)
    }
}

impl<'a> From<&'a str> for Param<'a> {
    fn from(v: &'a str) -> Self {
        Self::Text(Cow::Borrowed(v))
    }
}

impl<'a> From<&'a String> for Param<'a> {
    fn from(v: &'a String) -> Self {
        Self::Text(Cow::Borrowed(v))
    }
}

impl From<String> for Param<'_> {
    fn from(v: String) -> Self {
        Self::Text(Cow::Owned(v))
    }
}

impl<'a> From<&'a [u8]> for Param<'a> {
    fn from(v: &'a [u8]) -> Self {
        Self::Bytes(v)
    }
}

impl<'a> From<&'a Option<String>> for Param<'a> {
    fn from(v: &'a Option<String>) -> Self {
        v.as_deref().map_or(Self::Null, Self::from)
    }
}

impl<'a, T: Into<Param<'a>>> From<Option<T>> for Param<'a> {
    fn from(v: Option<T>) -> Self {
        v.map_or(Self::Null, Into::into)
    }
}

macro_rules! from_ids {
    ($($name:ident),+) => {$(
        impl From<voluptas_core::domain::ids::$name> for Param<'_> {
            fn from(v: voluptas_core::domain::ids::$name) -> Self {
                Self::Int(v.0)
            }
        }
    )+};
}
from_ids!(
    ProjectId,
    FunctionId,
    PersonId,
    SuiteId,
    CaseId,
    RunId,
    ResultId,
    TestId,
    FieldId,
    AttachmentId,
    RemoteProjectId,
    SyncId,
    PairId,
    UserId,
    TokenId
);

/// A slice of parameters: `p![id, &title, None::<i64>]`.
#[macro_export]
macro_rules! p {
    ($($value:expr),* $(,)?) => { &[$($crate::db::Param::from($value)),*] };
}

/// The parameters of one of many rows: `row![id, &title]`.
#[macro_export]
macro_rules! row {
    ($($value:expr),* $(,)?) => { [$($crate::db::Param::from($value)),*] };
}
