//! One statement for many rows of parameters: a round trip for all of them instead of one for each.
//!
//! The parameters go to the server as arrays, one per parameter, whatever the number of rows; `sql::for_many` says how a text for
//! one row becomes one for many. The types of the arrays are those that the server expects of the text for one row.
//!
//! The server plans queries and updates anew each time, by the size that the tables then have. A kept plan may be that of a table with a few
//! rows, which is read as a whole, and stays until the table is analysed.

use super::error::Failure;
use super::network::{sent_along, wait};
use super::sql;
use super::value::PgRow;
use super::{Conn, error};
use crate::db::{Param, Row};
use crate::error::{Error, Result};
use bytes::{BufMut as _, BytesMut};
use futures::StreamExt as _;
use std::pin::Pin;
use std::sync::Arc;
use tokio_postgres::types::{Format, IsNull, Kind, ToSql, Type};
use tokio_postgres::{RowStream, Statement};

/// Maximum number of statements whose answers are waited for later.
const UNANSWERED: usize = 16;

/// Maximum number of rows of one statement.
const ROWS: usize = 2000;

/// A parameter of all rows, as an array.
#[derive(Debug)]
struct Column<'r, 'p> {
    rows: &'r [&'r [Param<'p>]],
    at: usize,
}

type Failed = Box<dyn std::error::Error + Sync + Send>;

impl ToSql for Column<'_, '_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> std::result::Result<IsNull, Failed> {
        let Kind::Array(element) = ty.kind() else { return Err(format!("{ty} is no array").into()) };
        let has_null = self.rows.iter().any(|row| matches!(row.get(self.at), None | Some(Param::Null)));
        out.put_i32(1);
        out.put_i32(i32::from(has_null));
        out.put_u32(element.oid());
        out.put_i32(i32::try_from(self.rows.len())?);
        out.put_i32(1);
        for row in self.rows {
            let at = out.len();
            out.put_i32(-1);
            if let IsNull::No = row.get(self.at).unwrap_or(&Param::Null).to_sql(element, out)? {
                let length = i32::try_from(out.len() - at - 4)?;
                out[at..at + 4].copy_from_slice(&length.to_be_bytes());
            }
        }
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    fn to_sql_checked(&self, ty: &Type, out: &mut BytesMut) -> std::result::Result<IsNull, Failed> {
        self.to_sql(ty, out)
    }

    fn encode_format(&self, _: &Type) -> Format {
        Format::Binary
    }
}

/// A parameter as it goes to the server.
#[derive(Debug)]
struct Encoded(Option<BytesMut>);

impl ToSql for Encoded {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> std::result::Result<IsNull, Failed> {
        let Some(bytes) = &self.0 else { return Ok(IsNull::Yes) };
        out.extend_from_slice(bytes);
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    fn to_sql_checked(&self, ty: &Type, out: &mut BytesMut) -> std::result::Result<IsNull, Failed> {
        self.to_sql(ty, out)
    }

    fn encode_format(&self, _: &Type) -> Format {
        Format::Binary
    }
}

impl Conn {
    /// Does not wait for the answers within a transaction: nothing depends on them but its end.
    pub(in crate::db) fn execute_many<'p, R: AsRef<[Param<'p>]>>(
        &self,
        sql: &str,
        rows: impl IntoIterator<Item = R>,
    ) -> Result<()> {
        in_parts(rows, &mut |_, rows| {
            let (client, statement) = self.ask(|client| Ok((Arc::clone(client), self.many(client, sql)?)))?;
            let params = encoded(&statement, rows).map_err(|e| {
                self.fail();
                Error::Engine(e.to_string())
            })?;
            let answer = sent_along(async move { client.execute_raw(&statement, params).await })?;
            let count = {
                let mut unanswered = self.unanswered.borrow_mut();
                unanswered.push(answer);
                unanswered.len()
            };
            if count < UNANSWERED && !self.is_autocommit() { Ok(()) } else { self.confirm() }
        })
    }

    pub(in crate::db) fn insert_many<'p, R: AsRef<[Param<'p>]>>(
        &self,
        sql: &str,
        rows: impl IntoIterator<Item = R>,
    ) -> Result<Vec<i64>> {
        let mut ids = Vec::new();
        let sql = format!("{sql} RETURNING id");
        in_parts(rows, &mut |_, rows| {
            let before = ids.len();
            self.query_many(&sql, rows, &mut |row| {
                ids.push(row.int(0)?.unwrap_or_default());
                Ok(())
            })?;
            if ids.len() == before + rows.len() {
                Ok(())
            } else {
                Err(Error::Corrupt("an insert of several rows gave another number of ids".into()))
            }
        })?;
        Ok(ids)
    }

    pub(in crate::db) fn each_of<'p, R: AsRef<[Param<'p>]>>(
        &self,
        sql: &str,
        rows: impl IntoIterator<Item = R>,
        f: &mut dyn FnMut(usize, &Row<'_>) -> Result<()>,
    ) -> Result<()> {
        in_parts(rows, &mut |first, rows| {
            self.query_many(sql, rows, &mut |row| {
                let place = row.int(row.len() - 1)?.and_then(|n| usize::try_from(n).ok()).unwrap_or_default();
                f(first + place.saturating_sub(1), &Row::Postgres(row))
            })
        })
    }

    fn query_many(&self, sql: &str, rows: &[&[Param<'_>]], f: &mut dyn FnMut(&PgRow) -> Result<()>) -> Result<()> {
        let mut stream: Pin<Box<RowStream>> = self.checked(|client| {
            let statement = self.many(client, sql)?;
            Ok(Box::pin(wait(client.query_raw(&statement, columns(&statement, rows)))?))
        })?;
        while let Some(row) = wait(stream.next()) {
            f(&PgRow::new(row.map_err(|e| self.failed(&error::Failure::from(e)))?)?)?;
        }
        Ok(())
    }

    /// The statement for many rows of a text for one.
    fn many(&self, client: &tokio_postgres::Client, text: &str) -> std::result::Result<Statement, Failure> {
        // The plan of an insert does not depend on sizes. With it the server would plan the check of each reference anew, for each row.
        self.plan_anew(client, !text.starts_with("INSERT"));
        let mut statements = self.statements.borrow_mut();
        let one = statements.get(client, text)?;
        let types: Vec<&str> = one.params().iter().map(Type::name).collect();
        match sql::for_many(text, &types) {
            Some(many) => statements.get(client, &many),
            // No text of this program; the server then says what it wants.
            None => Ok(one),
        }
    }
}

/// What is done with each part of the rows: the index of its first row, and its rows.
type OnPart<'f, 'p> = dyn FnMut(usize, &[&[Param<'p>]]) -> Result<()> + 'f;

/// Calls `f` for parts of the rows, each with the index of its first row.
fn in_parts<'p, R: AsRef<[Param<'p>]>>(rows: impl IntoIterator<Item = R>, f: &mut OnPart<'_, 'p>) -> Result<()> {
    let mut rows = rows.into_iter();
    let mut first = 0;
    loop {
        let part: Vec<R> = rows.by_ref().take(ROWS).collect();
        if part.is_empty() {
            return Ok(());
        }
        let slices: Vec<&[Param<'p>]> = part.iter().map(AsRef::as_ref).collect();
        f(first, &slices)?;
        first += part.len();
    }
}

fn encoded(statement: &Statement, rows: &[&[Param<'_>]]) -> std::result::Result<Vec<Encoded>, Failed> {
    let types = statement.params().iter();
    let encode = |(column, ty): (Column<'_, '_>, &Type)| {
        let mut bytes = BytesMut::new();
        let is_null = column.to_sql(ty, &mut bytes)?;
        Ok(Encoded(matches!(is_null, IsNull::No).then_some(bytes)))
    };
    columns(statement, rows).into_iter().zip(types).map(encode).collect()
}

fn columns<'r, 'p>(statement: &Statement, rows: &'r [&'r [Param<'p>]]) -> Vec<Column<'r, 'p>> {
    (0..statement.params().len()).map(|at| Column { rows, at }).collect()
}
