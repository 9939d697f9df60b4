//! Writes the local copy of suites and cases of Qase.

use super::snapshot::{RemoteCase, RemoteSuite};
use voluptas_core::domain::ids::RemoteProjectId;
use voluptas_store::remote::{NewQaseCase, NewQaseSuite};
use voluptas_store::{Result, Tx};

pub(crate) fn store_suite(tx: &Tx<'_>, of: RemoteProjectId, suite: &RemoteSuite) -> Result<()> {
    tx.remotes().store_suite(
        of,
        &NewQaseSuite {
            qase_id: suite.qase_id,
            title: &suite.state.content.title,
            parent_qase_id: suite.state.place.qase_id(),
            payload: &suite.payload,
            hash: &suite.hash,
        },
    )
}

pub(crate) fn store_case(tx: &Tx<'_>, of: RemoteProjectId, code: &str, case: &RemoteCase) -> Result<()> {
    tx.remotes().store_case(
        of,
        code,
        &NewQaseCase {
            qase_id: case.qase_id,
            title: &case.state.content.title,
            suite_id: case.state.place.qase_id(),
            updated_at: case.updated_at.as_deref(),
            created_at: case.created_at.as_deref(),
            payload: &case.payload,
            hash: &case.hash,
        },
    )
}
