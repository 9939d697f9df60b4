//! What the exit code says.

use crate::jobs::FailureKind;
use std::process::ExitCode;

/// How a command ended. The numbers are a promise to scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// 0: done.
    Done,
    /// 1: failed; nothing, or not all, was done.
    Failed,
    /// 2: the words of the command line, or a setting, make no sense.
    Usage,
    /// 3: finished, but some items failed or wait for a person.
    Partly,
    /// 4: nothing matched what was asked for.
    Nothing,
    /// 5: the token is missing, wrong or has no right.
    Auth,
    /// 130: stopped by Ctrl-C; what was done stays, and the same command goes on from there.
    Interrupted,
}

impl Exit {
    /// The number.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::Partly => 3,
            Self::Nothing => 4,
            Self::Auth => 5,
            Self::Interrupted => 130,
        }
    }

    /// For the operating system.
    #[must_use]
    pub fn code(self) -> ExitCode {
        ExitCode::from(self.number())
    }
}

impl From<FailureKind> for Exit {
    fn from(kind: FailureKind) -> Self {
        match kind {
            FailureKind::Auth => Self::Auth,
            FailureKind::Usage => Self::Usage,
            FailureKind::Missing => Self::Nothing,
            FailureKind::Incomplete => Self::Partly,
            FailureKind::Network | FailureKind::Other => Self::Failed,
        }
    }
}
