//! The two accounts that a workspace may use: its own, and a second one that a mirror reads results from or posts results to.

use std::ops::{Index, IndexMut};

/// An account of the workspace. Code that concerns an account is written once and takes the slot as an argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Slot {
    /// The account of the workspace.
    #[default]
    First,
    /// Another account, or a team server, that results are mirrored with.
    Second,
}

impl Slot {
    /// Both of them.
    pub const ALL: [Self; 2] = [Self::First, Self::Second];

    /// The key of the token in the environment and in `qase.env`.
    #[must_use]
    pub const fn token_key(self) -> &'static str {
        match self {
            Self::First => "QASE_API_TOKEN",
            Self::Second => "QASE_TARGET_API_TOKEN",
        }
    }

    /// The key of the address in the environment and in `qase.env`.
    #[must_use]
    pub const fn base_url_key(self) -> &'static str {
        match self {
            Self::First => "QASE_BASE_URL",
            Self::Second => "QASE_TARGET_BASE_URL",
        }
    }

    /// Name of the token's entry in the keychain.
    pub(super) const fn keychain_entry(self) -> &'static str {
        match self {
            Self::First => "qase-api-token",
            Self::Second => "qase-target-api-token",
        }
    }
}

/// A value for each account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PerSlot<T> {
    first: T,
    second: T,
}

impl<T> PerSlot<T> {
    /// Creates a value for each account.
    #[must_use]
    pub fn of(mut make: impl FnMut(Slot) -> T) -> Self {
        Self { first: make(Slot::First), second: make(Slot::Second) }
    }

    /// Converts the value of each account.
    #[must_use]
    pub fn map<U>(self, mut f: impl FnMut(T) -> U) -> PerSlot<U> {
        PerSlot { first: f(self.first), second: f(self.second) }
    }
}

impl<T> Index<Slot> for PerSlot<T> {
    type Output = T;

    fn index(&self, slot: Slot) -> &T {
        match slot {
            Slot::First => &self.first,
            Slot::Second => &self.second,
        }
    }
}

impl<T> IndexMut<Slot> for PerSlot<T> {
    fn index_mut(&mut self, slot: Slot) -> &mut T {
        match slot {
            Slot::First => &mut self.first,
            Slot::Second => &mut self.second,
        }
    }
}
