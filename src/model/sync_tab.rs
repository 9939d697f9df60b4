//! The tabs of the sync dialog.

/// Names a tab of the dialog.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SyncTab {
    /// Suites and cases from Qase into the workspace.
    Import,
    /// Cases and results from the workspace to Qase.
    Export,
    /// Links between functions and cases.
    Mapping,
    /// Results of one project copied onto the cases of another.
    Mirror,
    /// Finished and running synchronisations.
    History,
}

impl SyncTab {
    /// All tabs, in their order.
    pub const ALL: [Self; 5] = [Self::Import, Self::Export, Self::Mapping, Self::Mirror, Self::History];

    /// Key of the tab's name.
    pub fn key(self) -> &'static str {
        match self {
            Self::Import => "sync-dialog-tab-import",
            Self::Export => "sync-dialog-tab-export",
            Self::Mapping => "sync-dialog-tab-mapping",
            Self::Mirror => "sync-dialog-tab-mirror",
            Self::History => "sync-dialog-tab-history",
        }
    }
}
