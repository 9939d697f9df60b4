//! Parameters and columns in the types of PostgreSQL.
//!
//! A statement is prepared without types; the server says which type it expects of each parameter, and a [`Param`] is written as
//! that type. So `0` and `1` become truth values where a column holds them, as SQLite takes truth values for numbers.

use super::text;
use crate::db::Param;
use crate::error::{Error, Result};
use bytes::{BufMut as _, BytesMut};
use tokio_postgres::types::{Format, FromSql, IsNull, ToSql, Type};

type Failed = Box<dyn std::error::Error + Sync + Send>;

impl ToSql for Param<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> std::result::Result<IsNull, Failed> {
        match self {
            Self::Null => return Ok(IsNull::Yes),
            Self::Int(v) => number(*v, ty, out)?,
            Self::Bool(v) if *ty == Type::BOOL => out.put_u8(u8::from(*v)),
            Self::Bool(v) => number(i64::from(*v), ty, out)?,
            Self::Real(v) if *ty == Type::FLOAT8 => out.put_f64(*v),
            Self::Real(v) if *ty == Type::NUMERIC => out.put_slice(v.to_string().as_bytes()),
            Self::Text(v) if is_text(ty) => out.put_slice(text::stored(v).as_bytes()),
            Self::Bytes(v) if *ty == Type::BYTEA => out.put_slice(v),
            Self::Real(_) | Self::Text(_) | Self::Bytes(_) => return Err(wrong(self, ty)),
        }
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    fn to_sql_checked(&self, ty: &Type, out: &mut BytesMut) -> std::result::Result<IsNull, Failed> {
        self.to_sql(ty, out)
    }

    fn encode_format(&self, ty: &Type) -> Format {
        // Its binary form is laborious, and no column has it: it comes from sums.
        if *ty == Type::NUMERIC { Format::Text } else { Format::Binary }
    }
}

fn number(v: i64, ty: &Type, out: &mut BytesMut) -> std::result::Result<(), Failed> {
    match *ty {
        Type::INT8 => out.put_i64(v),
        Type::INT4 => out.put_i32(i32::try_from(v)?),
        Type::INT2 => out.put_i16(i16::try_from(v)?),
        Type::FLOAT8 => out.put_f64(v as f64),
        Type::BOOL => out.put_u8(u8::from(v != 0)),
        Type::NUMERIC => out.put_slice(v.to_string().as_bytes()),
        _ if is_text(ty) => out.put_slice(v.to_string().as_bytes()),
        _ => return Err(wrong(&Param::Int(v), ty)),
    }
    Ok(())
}

fn is_text(ty: &Type) -> bool {
    matches!(*ty, Type::TEXT | Type::VARCHAR | Type::NAME | Type::UNKNOWN | Type::JSON)
}

/// Without the value: an error must not repeat what people wrote.
fn wrong(param: &Param<'_>, ty: &Type) -> Failed {
    let kind = match param {
        Param::Null => "NULL",
        Param::Int(_) => "an integer",
        Param::Bool(_) => "a truth value",
        Param::Real(_) => "a double",
        Param::Text(_) => "a text",
        Param::Bytes(_) => "bytes",
    };
    format!("{kind} where the statement has {ty}").into()
}

/// A column as it came: the type and the bytes.
struct Raw<'a>(Option<&'a [u8]>);

impl<'a> FromSql<'a> for Raw<'a> {
    fn from_sql(_: &Type, raw: &'a [u8]) -> std::result::Result<Self, Failed> {
        Ok(Self(Some(raw)))
    }

    fn from_sql_null(_: &Type) -> std::result::Result<Self, Failed> {
        Ok(Self(None))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

/// A row of an answer of PostgreSQL.
#[derive(Debug)]
pub struct PgRow {
    row: tokio_postgres::Row,
    /// Texts that are stored in another form, by column.
    restored: Vec<(usize, String)>,
}

impl PgRow {
    pub(super) fn new(row: tokio_postgres::Row) -> Result<Self> {
        let mut this = Self { row, restored: Vec::new() };
        for i in 0..this.row.len() {
            if is_text(this.row.columns()[i].type_())
                && let Some(text) = this.str(i)?.and_then(text::restored)
            {
                this.restored.push((i, text));
            }
        }
        Ok(this)
    }

    /// Number of columns.
    pub(super) fn len(&self) -> usize {
        self.row.len()
    }

    fn raw(&self, i: usize) -> Result<(&Type, Option<&[u8]>)> {
        let Raw(bytes) = self.row.try_get(i).map_err(|e| Error::Corrupt(e.to_string()))?;
        Ok((self.row.columns()[i].type_(), bytes))
    }

    /// An integer, or a truth value as 0 and 1.
    pub(crate) fn int(&self, i: usize) -> Result<Option<i64>> {
        let (ty, Some(bytes)) = self.raw(i)? else { return Ok(None) };
        let value = match *ty {
            Type::INT8 => bytes.try_into().ok().map(i64::from_be_bytes),
            Type::INT4 => bytes.try_into().ok().map(|b| i64::from(i32::from_be_bytes(b))),
            Type::INT2 => bytes.try_into().ok().map(|b| i64::from(i16::from_be_bytes(b))),
            Type::BOOL => bytes.first().map(|b| i64::from(*b != 0)),
            Type::NUMERIC => whole(bytes),
            _ => None,
        };
        value.map(Some).ok_or_else(|| unexpected(i, ty))
    }

    /// A double.
    pub(crate) fn real(&self, i: usize) -> Result<Option<f64>> {
        let (ty, Some(bytes)) = self.raw(i)? else { return Ok(None) };
        let value = match *ty {
            Type::FLOAT8 => bytes.try_into().ok().map(f64::from_be_bytes),
            Type::NUMERIC => numeric(bytes),
            _ => return self.int(i).map(|v| v.map(|v| v as f64)),
        };
        value.map(Some).ok_or_else(|| unexpected(i, ty))
    }

    /// A text.
    pub(crate) fn str(&self, i: usize) -> Result<Option<&str>> {
        if let Some((_, text)) = self.restored.iter().find(|(at, _)| *at == i) {
            return Ok(Some(text));
        }
        let (ty, Some(bytes)) = self.raw(i)? else { return Ok(None) };
        if !is_text(ty) {
            return Err(unexpected(i, ty));
        }
        std::str::from_utf8(bytes).map(Some).map_err(|_| unexpected(i, ty))
    }

    /// A value of the types that both engines share.
    pub(crate) fn value(&self, i: usize) -> Result<Param<'_>> {
        let (ty, bytes) = self.raw(i)?;
        if bytes.is_none() {
            return Ok(Param::Null);
        }
        Ok(match *ty {
            Type::INT8 | Type::INT4 | Type::INT2 | Type::BOOL => self.int(i)?.into(),
            Type::FLOAT8 => self.real(i)?.into(),
            Type::BYTEA => self.bytes(i)?.into(),
            _ => self.str(i)?.into(),
        })
    }

    pub(crate) fn bytes(&self, i: usize) -> Result<Option<&[u8]>> {
        let (ty, Some(bytes)) = self.raw(i)? else { return Ok(None) };
        if *ty == Type::BYTEA { Ok(Some(bytes)) } else { Err(unexpected(i, ty)) }
    }
}

fn unexpected(i: usize, ty: &Type) -> Error {
    Error::Corrupt(format!("column {i} has the type {ty}"))
}

/// A decimal number from its binary form: number of digits, weight of the first, sign, scale, digits to the base 10,000.
fn numeric(bytes: &[u8]) -> Option<f64> {
    let word = |i: usize| bytes.get(2 * i..2 * i + 2).and_then(|b| b.try_into().ok()).map(i16::from_be_bytes);
    let (count, weight, sign) = (word(0)?, word(1)?, word(2)?);
    let mut value = 0.0;
    for i in 0..count {
        value += f64::from(word(4 + usize::try_from(i).ok()?)?) * 10_000_f64.powi(i32::from(weight - i));
    }
    match sign {
        0 => Some(value),
        0x4000 => Some(-value),
        _ => None,
    }
}

/// A decimal number without a fraction.
fn whole(bytes: &[u8]) -> Option<i64> {
    let value = numeric(bytes)?;
    // Exact below 2^53; larger sums are cast in the statement.
    if value.fract() == 0.0 && value.abs() < 9e15 { format!("{value}").parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimal_numbers_are_read() {
        let words = |w: &[i16]| w.iter().flat_map(|w| w.to_be_bytes()).collect::<Vec<u8>>();
        assert_eq!(numeric(&words(&[2, 1, 0, 0, 12, 3456])), Some(123_456.0));
        assert_eq!(numeric(&words(&[1, 0, 0x4000, 0, 7])), Some(-7.0));
        assert_eq!(numeric(&words(&[2, 0, 0, 1, 1, 5000])), Some(1.5));
        assert_eq!(numeric(&words(&[0, 0, 0, 0])), Some(0.0));
        assert_eq!(numeric(&[0]), None);
    }
}
