//! Several queries on their way at once.

use super::error::Failure;
use super::network::{Sent, sent, wait};
use super::value::PgRow;
use super::{Conn, error};
use crate::db::Row;
use crate::db::together::Query;
use crate::error::Result;
use futures::StreamExt as _;
use std::pin::Pin;
use std::sync::Arc;
use tokio_postgres::{RowStream, Statement};

impl Conn {
    pub(in crate::db) fn read_together(&self, mut queries: Vec<Query<'_>>) -> Result<()> {
        // The rows are read in the order of the queries: the connection holds back an answer until the one before it is taken.
        let mut under_way = self.checked(|client| {
            let mut statements = self.statements.borrow_mut();
            let prepared: Vec<Statement> =
                queries.iter().map(|query| statements.get(client, &query.sql)).collect::<std::result::Result<_, Failure>>()?;
            let mut under_way: Vec<Sent<_>> = Vec::with_capacity(queries.len());
            for (query, statement) in queries.iter().zip(prepared) {
                let (client, params) = (Arc::clone(client), query.params);
                under_way.push(sent(async move { client.query_raw(&statement, params).await }));
            }
            let mut under_way = under_way.into_iter();
            // A connection that turns out to be lost shows here, before any row is taken.
            let first = under_way.next().map(|first| first.wait().map(Box::pin)).transpose()?;
            Ok((first, under_way))
        })?;
        for query in &mut queries {
            let failed = |e: tokio_postgres::Error| self.failed(&error::Failure::from(e));
            let stream: Option<Pin<Box<RowStream>>> = match under_way.0.take() {
                Some(first) => Some(first),
                None => under_way.1.next().map(|next| next.wait().map(Box::pin)).transpose().map_err(failed)?,
            };
            let Some(mut stream) = stream else { break };
            while let Some(row) = wait(stream.next()) {
                (query.take)(&Row::Postgres(&PgRow::new(row.map_err(failed)?)?))?;
            }
        }
        Ok(())
    }
}
