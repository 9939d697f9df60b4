//! Whole tables of a schema: `COPY` in the binary form, and indexes and foreign keys that are set aside meanwhile.

use super::error::Failure;
use super::network::wait;
use super::{Conn, sql};
use crate::db::Param;
use crate::db::transfer::{Rows, Table};
use crate::error::{Error, Result};
use bytes::{BufMut as _, Bytes, BytesMut};
use futures::SinkExt as _;
use std::pin::pin;
use tokio_postgres::CopyInSink;
use tokio_postgres::types::{IsNull, ToSql as _, Type};

/// Bytes that are sent at once.
const PART: usize = 64 * 1024;

/// Begins the rows: the signature, no flags, no extension.
const HEADER: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";

/// Foreign keys: the statements that drop and make them.
const FOREIGN_KEYS: &str = "SELECT format('ALTER TABLE %I DROP CONSTRAINT %I', c.relname, k.conname), \
     format('ALTER TABLE %I ADD CONSTRAINT %I %s', c.relname, k.conname, pg_get_constraintdef(k.oid)) \
     FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_class c ON c.oid = k.conrelid \
     JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = ?1 AND k.contype = 'f' ORDER BY c.relname, k.conname";

/// Indexes that belong to no constraint: the statements that drop and make them.
const INDEXES: &str = "SELECT format('DROP INDEX %I', c.relname), pg_get_indexdef(i.indexrelid) \
     FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid \
     JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = ?1 \
     AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_constraint k WHERE k.conindid = i.indexrelid) ORDER BY c.relname";

/// Tables whose ids number themselves, with the sequence.
const SEQUENCES: &str = "SELECT c.relname, pg_get_serial_sequence(format('%I.%I', n.nspname, c.relname), a.attname), a.attname \
     FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid \
     JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
     WHERE n.nspname = ?1 AND c.relkind = 'r' AND a.attidentity <> '' AND NOT a.attisdropped ORDER BY c.relname";

impl Conn {
    pub(in crate::db) fn load(&self, table: &Table, rows: impl FnOnce(&mut Rows<'_>) -> Result<()>) -> Result<()> {
        let (name, columns) = (table.quoted(), table.column_list());
        let types: Vec<Type> = self.checked(|client| {
            let statement = self.statements.borrow_mut().get(client, &format!("SELECT {columns} FROM {name} LIMIT 0"))?;
            Ok(statement.columns().iter().map(|column| column.type_().clone()).collect())
        })?;
        let copy = format!("COPY {name} ({columns}) FROM STDIN (FORMAT binary)");
        let sink: CopyInSink<Bytes> = self.checked(|client| Ok(wait(client.copy_in(&copy))?))?;
        let mut sink = pin!(sink);
        let failed = |e: tokio_postgres::Error| self.failed(&Failure::from(e));
        let mut out = BytesMut::from(HEADER);
        // A sink that is dropped before its end makes the server forget the rows and refuse the rest of the transaction.
        let filled = rows(&mut |values| {
            put_row(values, &types, &mut out)?;
            if out.len() < PART { Ok(()) } else { wait(sink.send(out.split().freeze())).map_err(failed) }
        });
        if let Err(e) = filled {
            self.fail();
            return Err(e);
        }
        out.put_i16(-1);
        wait(sink.send(out.freeze())).map_err(failed)?;
        wait(sink.as_mut().finish()).map(drop).map_err(failed)
    }

    pub(in crate::db) fn set_rules_aside(&self) -> Result<Vec<String>> {
        let (mut rules, mut drops) = (Vec::new(), Vec::new());
        // Made again in this order: a foreign key is checked faster with its index.
        for query in [INDEXES, FOREIGN_KEYS] {
            self.each(query, crate::p![self.server.schema()], &mut |r| {
                drops.push(r.text(0)?);
                rules.push(r.text(1)?);
                Ok(())
            })?;
        }
        drops.iter().try_for_each(|drop| self.batch(drop))?;
        Ok(rules)
    }

    pub(in crate::db) fn clear(&self, tables: &[Table]) -> Result<()> {
        let names: Vec<String> = tables.iter().map(Table::quoted).chain(["search".to_owned()]).collect();
        self.batch(&format!("TRUNCATE {}", names.join(", ")))
    }

    /// Tables whose ids number themselves, the sequence in quotes of a text, and the column.
    fn sequences(&self) -> Result<Vec<(String, String, String)>> {
        let mut sequences = Vec::new();
        self.each(SEQUENCES, crate::p![self.server.schema()], &mut |r| {
            sequences.push((r.text(0)?, r.text(1)?, r.text(2)?));
            Ok(())
        })?;
        Ok(sequences)
    }

    pub(in crate::db) fn last_ids(&self) -> Result<Vec<(String, i64)>> {
        let mut last = Vec::new();
        for (table, sequence, _) in self.sequences()? {
            // The name comes in the quotes of SQL where it needs them.
            let sql = format!("SELECT CASE WHEN is_called THEN last_value ELSE last_value - 1 END FROM {sequence}");
            last.push((table, self.one_int(&sql, &[])?));
        }
        Ok(last)
    }

    pub(in crate::db) fn end_load(&self, tables: &[Table], last: &[(String, i64)]) -> Result<()> {
        for (table, sequence, column) in self.sequences()? {
            let given = last.iter().find(|(name, _)| *name == table).map_or(0, |(_, id)| *id);
            let (table, column) = (sql::quoted(&table), sql::quoted(&column));
            let sequence = sequence.replace('\'', "''");
            let next = format!("greatest(coalesce(max({column}), 0), {given}) + 1");
            self.one_int(&format!("SELECT setval('{sequence}', {next}, false) FROM {table}"), &[])?;
        }
        tables.iter().try_for_each(|table| self.batch(&format!("ANALYZE {}", table.quoted())))
    }
}

/// Appends a row: the number of columns, and the length and the bytes of each.
fn put_row(values: &[Param<'_>], types: &[Type], out: &mut BytesMut) -> Result<()> {
    let wrong = |what: String| Error::Engine(what);
    out.put_i16(i16::try_from(values.len()).map_err(|e| wrong(e.to_string()))?);
    for (value, ty) in values.iter().zip(types) {
        let at = out.len();
        out.put_i32(-1);
        if matches!(value.to_sql(ty, out).map_err(|e| wrong(e.to_string()))?, IsNull::No) {
            let length = i32::try_from(out.len() - at - 4).map_err(|e| wrong(e.to_string()))?;
            out[at..at + 4].copy_from_slice(&length.to_be_bytes());
        }
    }
    Ok(())
}
