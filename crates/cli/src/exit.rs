//! Exit codes: one table for every command, repeated in the README.
//!
//! | code | meaning |
//! |---|---|
//! | 0 | done; also when there was nothing to change |
//! | 1 | failed: a file, the network, Qase or the workspace stopped it |
//! | 2 | a command, flag or setting is wrong |
//! | 3 | finished, but something was skipped, failed or waits for a decision |
//! | 4 | nothing matched: an unknown project, run, suite, case, function or field, or an empty list |
//! | 5 | the token is missing, wrong or has no right |
//! | 6 | the run does not meet the quality gate |
//! | 130 | stopped by Ctrl-C |

use std::process::ExitCode;
use voluptas_jobs::FailureKind;

/// The end of a command as an exit code. The numbers are a promise to scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// 0: done, also when there was nothing to change.
    Done,
    /// 1: a file, the network, Qase or the workspace stopped it.
    Failed,
    /// 2: a command, flag or setting is wrong.
    Usage,
    /// 3: finished, but something was skipped, failed or waits for a decision.
    Partly,
    /// 4: nothing matched: what was named is not known, or the list is empty.
    Nothing,
    /// 5: the token is missing, wrong or has no right.
    Auth,
    /// 6: the run does not meet the quality gate.
    Gate,
    /// 130: stopped by Ctrl-C; what was done stays, and the same command goes on from there.
    Interrupted,
}

impl Exit {
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::Partly => 3,
            Self::Nothing => 4,
            Self::Auth => 5,
            Self::Gate => 6,
            Self::Interrupted => 130,
        }
    }

    /// The code that the operating system gets.
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
