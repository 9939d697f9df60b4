//! The ids of everything that the workspace file keeps: row ids, one type per table.

crate::id_type! {
    /// A project of this workspace.
    ProjectId,
    /// An entry of the function registry.
    FunctionId,
    /// A person (RACI roles).
    PersonId,
    /// A suite of cases.
    SuiteId,
    /// A test case. People and Qase's API see its number per project instead.
    CaseId,
    /// A test run.
    RunId,
    /// A result of one case in one run.
    ResultId,
    /// A test of a project, over all runs.
    TestId,
    /// A custom field.
    FieldId,
    /// A stored attachment.
    AttachmentId,
    /// A project of a Qase account, as this workspace knows it.
    RemoteProjectId,
    /// One synchronisation in the history.
    SyncId,
    /// A user of the server.
    UserId,
    /// A token of a user.
    TokenId,
    /// A pair of projects that is mirrored again and again.
    PairId,
}

/// An item that a person selects, moves to the trash and restores.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Thing {
    Function(FunctionId),
    Suite(SuiteId),
    Case(CaseId),
    /// A run, with its results.
    Run(RunId),
}
