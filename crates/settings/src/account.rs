//! The two accounts that a workspace may use: its own, and a second one that a mirror reads results from or posts results to.

use std::ops::{Index, IndexMut};

/// An account of the workspace. Code that concerns an account is written once and takes it as an argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Account {
    /// The account of the workspace.
    #[default]
    Primary,
    /// Another account, or a team server, that results are mirrored with.
    MirrorTarget,
}

impl Account {
    /// Both accounts.
    pub const ALL: [Self; 2] = [Self::Primary, Self::MirrorTarget];

    /// The key of the token in the environment and in `qase.env`.
    #[must_use]
    pub const fn token_key(self) -> &'static str {
        match self {
            Self::Primary => "QASE_API_TOKEN",
            Self::MirrorTarget => "QASE_TARGET_API_TOKEN",
        }
    }

    /// The key of the address in the environment and in `qase.env`.
    #[must_use]
    pub const fn base_url_key(self) -> &'static str {
        match self {
            Self::Primary => "QASE_BASE_URL",
            Self::MirrorTarget => "QASE_TARGET_BASE_URL",
        }
    }

    /// Name of the token's entry in the keychain.
    pub(super) const fn keychain_entry(self) -> &'static str {
        match self {
            Self::Primary => "qase-api-token",
            Self::MirrorTarget => "qase-target-api-token",
        }
    }
}

/// A value for each account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PerAccount<T> {
    primary: T,
    mirror_target: T,
}

impl<T> PerAccount<T> {
    /// Creates a value for each account.
    #[must_use]
    pub fn of(mut make: impl FnMut(Account) -> T) -> Self {
        Self { primary: make(Account::Primary), mirror_target: make(Account::MirrorTarget) }
    }

    /// Converts the value of each account.
    #[must_use]
    pub fn map<U>(self, mut f: impl FnMut(T) -> U) -> PerAccount<U> {
        PerAccount { primary: f(self.primary), mirror_target: f(self.mirror_target) }
    }
}

impl<T> Index<Account> for PerAccount<T> {
    type Output = T;

    fn index(&self, account: Account) -> &T {
        match account {
            Account::Primary => &self.primary,
            Account::MirrorTarget => &self.mirror_target,
        }
    }
}

impl<T> IndexMut<Account> for PerAccount<T> {
    fn index_mut(&mut self, account: Account) -> &mut T {
        match account {
            Account::Primary => &mut self.primary,
            Account::MirrorTarget => &mut self.mirror_target,
        }
    }
}
