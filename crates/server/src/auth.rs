//! Authentication: which token a request carries, and the rights that the token gives.
//!
//! [`Tokens`] holds all tokens in memory, as hashes that are compared in constant time. A request never reads the disk for its
//! token: [`Tokens::refresh`], called twice a second, compares a change counter of the workspace and reads users and tokens again
//! only when it differs. [`Failures`] limits wrong tokens per address. Which right a route needs is declared in the router.

use super::digest::Digest;
use axum::extract::Request;
use axum::http::{HeaderMap, header};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::{Duration, Instant};
use subtle::ConditionallySelectable as _;
use voluptas_app::workspace::tokens::{new_token, token_hash};
use voluptas_core::base::fold::fold;
use voluptas_core::base::{Millis, Secret};
use voluptas_core::domain::ids::{ProjectId, TokenId, UserId};
use voluptas_core::domain::user::{Access, Permission, Role, SERVER_ADMIN, User};
use voluptas_store::server_tokens::NewToken;
use voluptas_store::{self as store, Op, Store, Tx};

/// Source of the server's own token, which is a token of an administrator.
#[derive(Debug, Clone)]
pub enum TokenSource {
    /// Given at the start; not stored.
    Given(Secret),
    /// The tokens of the workspace. Where none is in force, one is created and shown.
    Kept,
    /// A new one takes the place of the server's own tokens of earlier starts.
    Renewed,
}

/// The owner of a token and the rights that the token gives: a handler's knowledge of its caller.
#[derive(Debug)]
pub struct Principal {
    /// Row id of the token; 0 for a token that was given at the start.
    pub token: TokenId,
    /// Name of the user.
    pub owner: String,
    /// The rights.
    pub access: Access,
    /// Stands for its owner: a password, an account of a provider, or a token without a role, projects and end of its own. One with them must
    /// not come by the rest, also where its rights happen to be those of the owner now.
    pub is_whole: bool,
    codes: Arc<HashMap<String, ProjectId>>,
}

impl Principal {
    /// The role in the project of this code; `None` for an invisible project.
    pub fn role_in(&self, code: &str) -> Option<Role> {
        let project = self.codes.get(&code.trim().to_ascii_uppercase());
        self.access.everywhere().max(project.and_then(|project| self.access.role_in(*project)))
    }

    /// A principal without rights, for tests of this crate.
    #[cfg(test)]
    pub(super) fn for_tests(token: TokenId, owner: &str) -> Self {
        Self { token, owner: owner.to_owned(), access: Access::default(), is_whole: true, codes: Arc::default() }
    }

    /// True when the project of this row id may be read.
    pub fn sees(&self, project: ProjectId) -> bool {
        self.access.role_in(project).is_some()
    }

    /// True for a user with a role in the registry itself, and not for the sake of a project.
    pub fn has_registry_role(&self) -> bool {
        self.access.registry_role().is_some()
    }

    /// The projects that may be read; `None` is every project.
    pub fn visible(&self) -> Option<Vec<ProjectId>> {
        let seen = || self.codes.values().copied().filter(|project| self.sees(*project)).collect();
        self.access.everywhere().is_none().then(seen)
    }

    /// True when the access allows `permission` in at least one project.
    pub fn allows_somewhere(&self, permission: Permission) -> bool {
        let everywhere = self.access.everywhere().is_some_and(|role| role.allows(permission));
        everywhere || self.codes.values().any(|project| self.access.allows_in(*project, permission))
    }
}

/// Token id of a token that is not kept in the workspace.
const GIVEN: TokenId = TokenId(0);
/// A use is written down when the last written one is so much older.
const USE_STEP: Millis = 60_000;

/// Uses of a token. They survive a [`Tokens::refresh`].
#[derive(Debug, Default)]
struct Uses {
    last: AtomicI64,
    saved: AtomicI64,
}

/// A token in memory.
#[derive(Debug, Clone)]
struct Entry {
    hash: Digest,
    expires_ms: Option<Millis>,
    principal: Arc<Principal>,
    uses: Arc<Uses>,
}

#[derive(Debug, Default)]
struct KnownTokens {
    version: i64,
    entries: Vec<Entry>,
    people: Vec<PasswordEntry>,
    identities: Vec<IdentityEntry>,
    /// Row ids by folded name.
    users: HashMap<String, UserId>,
}

impl KnownTokens {
    /// People and provider accounts that can sign in without a token. Their sign-ins before the given moment have ended.
    fn without_token(&self) -> impl Iterator<Item = (&Arc<Principal>, Millis)> {
        let people = self.people.iter().map(|person| (&person.principal, person.changed_ms));
        people.chain(self.identities.iter().map(|identity| (&identity.principal, identity.created_ms)))
    }
}

/// An account of a user at the sign-in provider, in memory.
#[derive(Debug, Clone)]
struct IdentityEntry {
    /// Sign-ins that began before are those of an earlier account with this row id.
    created_ms: Millis,
    principal: Arc<Principal>,
}

/// A user with a password, in memory.
#[derive(Debug, Clone)]
pub struct PasswordEntry {
    /// Argon2id, in the PHC form.
    pub hash: String,
    /// Sign-ins that began before have ended.
    pub changed_ms: Millis,
    pub principal: Arc<Principal>,
    /// Name of the user, folded.
    name: String,
}

/// Stand-in for the token id of a sign-in by password; no row of a token has such an id.
fn id_of_person(user: UserId) -> TokenId {
    TokenId(-1 - user.0)
}

/// Stand-in for the token id of a sign-in through a provider, in a range far from those of passwords.
fn id_of_identity(identity: i64) -> TokenId {
    TokenId(i64::MIN + identity)
}

/// The tokens in force.
#[derive(Debug)]
pub struct Tokens {
    store: Store,
    given: Option<Digest>,
    known: RwLock<Arc<KnownTokens>>,
}

impl Tokens {
    /// Loads the tokens in force; returns a token that was created now, to be shown once.
    ///
    /// # Errors
    /// The workspace cannot be read or written, or the system has no randomness.
    pub fn prepare(store: &Store, source: &TokenSource) -> store::Result<(Self, Option<Secret>)> {
        let given = if let TokenSource::Given(token) = source { Some(Digest::of(token.expose().as_bytes())) } else { None };
        let now = store.clock().now();
        let has_none = || store.read(|tx| Ok(tx.server_tokens().all()?.iter().all(|(token, _)| token.is_expired(now))));
        let wants_own = match source {
            TokenSource::Given(_) => false,
            TokenSource::Kept => has_none()?,
            TokenSource::Renewed => true,
        };
        let made = if wants_own { Some(create_own(store)?) } else { None };
        let tokens = Self { store: store.clone(), given, known: RwLock::default() };
        tokens.load()?;
        Ok((tokens, made))
    }

    /// Reads users and tokens again when they were changed, by this process or by another one. Blocks.
    pub fn refresh(&self) -> store::Result<()> {
        let version = self.store.read(|tx| tx.access_version())?;
        if version == self.known().version { Ok(()) } else { self.load() }
    }

    fn load(&self) -> store::Result<()> {
        let before = self.known();
        let kept: HashMap<TokenId, Arc<Uses>> =
            before.entries.iter().map(|entry| (entry.principal.token, Arc::clone(&entry.uses))).collect();
        let loaded = self.store.read(|tx| self.read(tx, &kept))?;
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(loaded);
        Ok(())
    }

    fn read(&self, tx: &Tx<'_>, kept: &HashMap<TokenId, Arc<Uses>>) -> store::Result<KnownTokens> {
        let codes: HashMap<String, ProjectId> = tx.projects().all()?.into_iter().map(|p| (p.code, p.id)).collect();
        let codes = Arc::new(codes);
        let entry = |hash,
                     expires_ms: Option<Millis>,
                     saved: Option<Millis>,
                     token,
                     owner: &str,
                     (access, is_limited): (Access, bool)| {
            let new = || Arc::new(Uses { saved: AtomicI64::new(saved.unwrap_or(0)), ..Uses::default() });
            let uses = kept.get(&token).map_or_else(new, Arc::clone);
            let is_whole = !is_limited && expires_ms.is_none();
            let principal = Principal { token, owner: owner.to_owned(), access, is_whole, codes: Arc::clone(&codes) };
            let principal = Arc::new(principal);
            Entry { hash, expires_ms, principal, uses }
        };
        let users: BTreeMap<_, _> = tx.users().all()?.into_iter().map(|user| (user.id, user)).collect();
        let mut entries = Vec::new();
        if let Some(given) = self.given {
            entries.push(entry(given, None, None, GIVEN, &operator(&users), (Access::administrator(), false)));
        }
        for (token, hash) in tx.server_tokens().all()? {
            // A given token replaces the server's own ones of earlier starts.
            let is_replaced = token.is_own && self.given.is_some();
            if let (false, Some(user), Some(hash)) = (is_replaced, users.get(&token.user), Digest::from_hex(&hash)) {
                let access = user.access().narrowed(token.role, token.projects.as_ref());
                let is_limited = token.role.is_some() || token.projects.is_some();
                entries.push(entry(hash, token.expires_ms, token.used_ms, token.id, &user.name, (access, is_limited)));
            }
        }
        let mut people = Vec::new();
        for password in tx.passwords().all()? {
            let Some(user) = users.get(&password.user) else { continue };
            let (token, owner, access) = (id_of_person(user.id), user.name.clone(), user.access());
            let principal = Arc::new(Principal { token, owner, access, is_whole: true, codes: Arc::clone(&codes) });
            let (hash, changed_ms) = (password.hash, password.changed_ms);
            people.push(PasswordEntry { hash, changed_ms, principal, name: fold(&user.name) });
        }
        let mut identities = Vec::new();
        for identity in tx.identities().all()? {
            let Some(user) = users.get(&identity.user) else { continue };
            let (token, owner, access) = (id_of_identity(identity.id), user.name.clone(), user.access());
            let principal = Arc::new(Principal { token, owner, access, is_whole: true, codes: Arc::clone(&codes) });
            identities.push(IdentityEntry { created_ms: identity.created_ms, principal });
        }
        let users = users.values().map(|user| (fold(&user.name), user.id)).collect();
        Ok(KnownTokens { version: tx.access_version()?, entries, people, identities, users })
    }

    fn known(&self) -> Arc<KnownTokens> {
        Arc::clone(&self.known.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The token of this text. Takes the same time for every wrong one.
    fn find(&self, token: &str) -> Option<Entry> {
        let asked = Digest::of(token.trim().as_bytes());
        let known = self.known();
        let mut found = u64::MAX;
        for (at, entry) in (0_u64..).zip(&known.entries) {
            found.conditional_assign(&at, entry.hash.ct_eq(&asked));
        }
        known.entries.get(usize::try_from(found).ok()?).cloned()
    }

    /// The owner of a token in force; `None` for an unknown, expired or revoked one.
    pub fn allow(&self, token: &str) -> Option<Arc<Principal>> {
        let now = self.store.clock().now();
        let entry = self.find(token).filter(|entry| entry.expires_ms.is_none_or(|end| now < end))?;
        entry.uses.last.fetch_max(now, Ordering::Relaxed);
        Some(entry.principal)
    }

    /// True when at least one user has a password.
    pub fn has_people(&self) -> bool {
        !self.known().people.is_empty()
    }

    /// The user of this name, where the user has a password.
    pub fn person(&self, name: &str) -> Option<PasswordEntry> {
        let name = fold(name.trim());
        self.known().people.iter().find(|person| person.name == name).cloned()
    }

    /// Row id of the user of this name.
    pub fn user_id(&self, name: &str) -> Option<UserId> {
        self.known().users.get(&fold(name)).copied()
    }

    /// The user of an account at the sign-in provider.
    pub fn of_identity(&self, identity: i64) -> Option<Arc<Principal>> {
        self.by_id(id_of_identity(identity))
    }

    /// The principal of a browser session that began at this time: its token is in force, its password is still the same, or its account is
    /// still the user's.
    pub fn of_session(&self, token: TokenId, began_ms: Millis) -> Option<Arc<Principal>> {
        if token.0 >= 0 {
            return self.by_id(token);
        }
        let known = self.known();
        let (principal, since) = known.without_token().find(|(principal, _)| principal.token == token)?;
        (began_ms >= since).then(|| Arc::clone(principal))
    }

    /// The owner of a token in force, or the user of a sign-in without one.
    pub fn by_id(&self, token: TokenId) -> Option<Arc<Principal>> {
        let now = self.store.clock().now();
        let known = self.known();
        if token.0 < 0 {
            let found = known.without_token().find(|(principal, _)| principal.token == token);
            return found.map(|(principal, _)| Arc::clone(principal));
        }
        let entry = known.entries.iter().find(|entry| entry.principal.token == token)?;
        entry.expires_ms.is_none_or(|end| now < end).then(|| Arc::clone(&entry.principal))
    }

    /// True for a token in force that gives every right, when no other one does.
    pub fn is_last_administrator(&self, token: TokenId) -> bool {
        let now = self.store.clock().now();
        let known = self.known();
        let in_force = known.entries.iter().filter(|entry| entry.expires_ms.is_none_or(|end| now < end));
        let mut all =
            in_force.filter(|entry| entry.principal.access.everywhere() == Some(Role::Admin)).map(|e| e.principal.token);
        all.next() == Some(token) && all.next().is_none()
    }

    /// Writes last uses down: all, or those that have not been written for a minute. Blocks.
    pub fn save_uses(&self, all: bool) -> store::Result<()> {
        let mut uses = Vec::new();
        for entry in self.known().entries.iter().filter(|entry| entry.principal.token != GIVEN) {
            let (last, saved) = (entry.uses.last.load(Ordering::Relaxed), entry.uses.saved.load(Ordering::Relaxed));
            if last > saved && (all || saved == 0 || last - saved >= USE_STEP) {
                entry.uses.saved.store(last, Ordering::Relaxed);
                uses.push((entry.principal.token, last));
            }
        }
        if !uses.is_empty() {
            self.store.write(Op::bulk("mark_tokens_used"), |tx| tx.server_tokens().mark_used(&uses))?;
        }
        Ok(())
    }
}

/// Outcome of an authentication.
#[derive(Debug, Clone)]
pub enum Authentication {
    /// A token in force.
    Known(Arc<Principal>),
    /// No token at all.
    Missing,
    /// A token that is unknown, expired or revoked.
    Wrong,
    /// Too many wrong tokens came from the address; seconds to wait.
    Blocked(u64),
}

/// Authenticates a token of an address. A valid token is never refused because of failures from the same address, which all
/// clients behind a proxy share. Wrong tokens are counted, and beyond the limit the sender has to wait. The tokens cannot be
/// guessed (256 random bits); the counting is there so that the log and the audit name the sender.
pub fn authenticate(tokens: &Tokens, failures: &Failures, token: Option<&str>, address: IpAddr) -> Authentication {
    let Some(token) = token.map(str::trim).filter(|token| !token.is_empty()) else { return Authentication::Missing };
    if let Some(principal) = tokens.allow(token) {
        return Authentication::Known(principal);
    }
    let now = Instant::now();
    match failures.wait(address, now) {
        Some(seconds) => Authentication::Blocked(seconds),
        None => {
            failures.count(address, now);
            Authentication::Wrong
        }
    }
}

/// Fewest characters of a token that a person chose.
pub const GIVEN_TOKEN_MIN: usize = 20;
/// Fewest different characters of a token that a person chose.
const DIFFERENT_MIN: usize = 8;

/// True for a token of an administrator that is too easy to guess: short, or made of few characters.
#[must_use]
pub fn is_weak(token: &Secret) -> bool {
    let token = token.expose().trim();
    let different: BTreeSet<char> = token.chars().collect();
    token.chars().count() < GIVEN_TOKEN_MIN || different.len() < DIFFERENT_MIN
}

/// The token of a request: `Token: …`, or `Authorization: Bearer …`.
pub fn token_of(headers: &HeaderMap) -> Option<&str> {
    if let Some(token) = headers.get("token") {
        return token.to_str().ok();
    }
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.trim().split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token)
}

/// The owner of the request's token. The guard lets no request without one pass to the API.
pub fn principal_of(request: &Request) -> Option<Arc<Principal>> {
    request.extensions().get::<Arc<Principal>>().cloned()
}

/// Creates the server's own token, in place of earlier ones.
fn create_own(store: &Store) -> store::Result<Secret> {
    let token = new_token()?;
    store.write(Op::bulk("create_server_token"), |tx| {
        tx.server_tokens().revoke_own()?;
        let user = server_admin(tx)?;
        tx.server_tokens().add(&token_hash(&token), &NewToken { is_own: true, ..NewToken::of(user, "serve") })
    })?;
    Ok(token)
}

/// Name of the holder of a token that was given at the start: no user has it. Answers, sign-ins and edits are found by the name, so that one
/// would be taken for the other.
fn operator(users: &BTreeMap<UserId, User>) -> String {
    let mut name = SERVER_ADMIN.to_owned();
    for number in 2.. {
        if users.values().all(|user| fold(&user.name) != name) {
            break;
        }
        name = format!("{SERVER_ADMIN}-{number}");
    }
    name
}

/// The administrator to whom the server's own token belongs. A user of that name with a lower role stays as it is: the first free
/// name with a number is taken then.
fn server_admin(tx: &Tx<'_>) -> store::Result<UserId> {
    let users = tx.users().all()?;
    let mut name = SERVER_ADMIN.to_owned();
    for number in 2.. {
        match users.iter().find(|user| fold(&user.name) == name) {
            None => break,
            Some(user) if user.registry == Some(Role::Admin) => return Ok(user.id),
            Some(_) => name = format!("{SERVER_ADMIN}-{number}"),
        }
    }
    tx.users().create(&name, Some(Role::Admin))
}

/// Time in which failures are counted, and for which an address is blocked at most.
const WINDOW: Duration = Duration::from_secs(60);
/// Most addresses with failures that are remembered at a time.
const FAILING: usize = 10_000;

/// Key under which failed sign-ins by password are counted: folded name, and network of the client.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SignInTarget(pub String, pub IpAddr);

/// Failed authentications by who failed, within windows of one minute.
#[derive(Debug)]
struct Counted<K> {
    most: u32,
    by_key: Mutex<HashMap<K, (Instant, u32)>>,
}

impl<K: Eq + Hash> Counted<K> {
    fn new(most: u32) -> Self {
        Self { most, by_key: Mutex::default() }
    }

    fn wait(&self, key: &K, now: Instant) -> Option<u64> {
        let by_key = lock(&self.by_key);
        let (began, count) = by_key.get(key)?;
        let left = (*began + WINDOW).saturating_duration_since(now);
        (*count >= self.most && !left.is_zero()).then(|| left.as_secs() + 1)
    }

    /// Counts a failure; true for the one that reaches the limit.
    fn count(&self, key: K, now: Instant) -> bool {
        let mut by_key = lock(&self.by_key);
        if by_key.len() >= FAILING {
            by_key.retain(|_, (began, _)| now < *began + WINDOW);
        }
        if by_key.len() >= FAILING {
            by_key.clear();
        }
        let entry = by_key.entry(key).or_insert((now, 0));
        if now >= entry.0 + WINDOW {
            *entry = (now, 0);
        }
        entry.1 = entry.1.saturating_add(1);
        entry.1 == self.most
    }
}

/// Failed authentications per address.
#[derive(Debug)]
pub struct Failures(Counted<IpAddr>);

impl Failures {
    /// Limit of failures of an address in a minute.
    #[must_use]
    pub fn new(most: u32) -> Self {
        Self(Counted::new(most))
    }

    /// Seconds for which an address is blocked; `None` for an address that may go on.
    pub fn wait(&self, address: IpAddr, now: Instant) -> Option<u64> {
        self.0.wait(&network(address), now)
    }

    /// Counts a failure.
    pub fn count(&self, address: IpAddr, now: Instant) {
        if self.0.count(network(address), now) {
            tracing::warn!(%address, failures = self.0.most, "too many wrong tokens: the address is blocked for a minute");
        }
    }
}

/// Most wrong passwords of a user from one network in a minute.
const WRONG_PASSWORDS: u32 = 5;

/// Failed sign-ins with a password.
#[derive(Debug)]
pub struct NameFailures(Counted<SignInTarget>);

impl Default for NameFailures {
    fn default() -> Self {
        Self(Counted::new(WRONG_PASSWORDS))
    }
}

impl NameFailures {
    /// Seconds to wait; `None` for one who may go on.
    pub fn wait(&self, who: &SignInTarget, now: Instant) -> Option<u64> {
        self.0.wait(who, now)
    }

    /// Counts a failure.
    pub fn count(&self, who: SignInTarget, now: Instant) {
        let address = who.1;
        if self.0.count(who, now) {
            tracing::warn!(%address, failures = self.0.most, "too many wrong passwords of a user: blocked for a minute");
        }
    }
}

/// The address that failures count for. A customer with IPv6 has at least 2^64 addresses.
pub fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits() & (u128::MAX << 64)).into(),
        v4 @ IpAddr::V4(_) => v4,
    }
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;
    use voluptas_core::base::FixedClock;

    fn store() -> (tempfile::TempDir, FixedClock, Store) {
        let dir = tempfile::tempdir().expect("temporary folder");
        let clock = FixedClock::at(1_000_000);
        let store = Store::open(&dir.path().join("w.voluptas"), Arc::new(clock.clone())).expect("store");
        (dir, clock, store)
    }

    #[test]
    fn the_servers_token_is_created_once_kept_as_a_hash_and_renewed() {
        let (_dir, _, store) = store();
        let allows = |tokens: &Tokens, token: &str| tokens.allow(token).is_some();
        let (tokens, made) = Tokens::prepare(&store, &TokenSource::Kept).expect("first start");
        let made = made.expect("a token to show");
        assert_eq!(made.expose().len(), 64);
        let admin = tokens.allow(made.expose()).expect("allowed");
        assert_eq!((admin.owner.as_str(), admin.access.everywhere()), (SERVER_ADMIN, Some(Role::Admin)));
        assert!(!allows(&tokens, "") && !allows(&tokens, "0"));
        let (again, nothing) = Tokens::prepare(&store, &TokenSource::Kept).expect("second start");
        assert!(nothing.is_none() && allows(&again, made.expose()));
        let (renewed, new) = Tokens::prepare(&store, &TokenSource::Renewed).expect("renewed");
        assert!(new.is_some_and(|new| allows(&renewed, new.expose())) && !allows(&renewed, made.expose()));
        let kept = store.read(|tx| tx.server_tokens().all()).expect("tokens");
        assert!(kept.iter().all(|(_, hash)| hash != made.expose()) && kept.len() == 1);
        let (given, _) = Tokens::prepare(&store, &TokenSource::Given(Secret::new("demo-token"))).expect("given");
        assert!(allows(&given, "demo-token") && !allows(&given, made.expose()));
    }

    #[test]
    fn a_user_with_the_name_of_the_administrator_gets_no_rights() {
        let (_dir, _, store) = store();
        store.write(Op::bulk("test"), |tx| tx.users().create("Admin", Some(Role::Viewer))).expect("user");
        for source in [TokenSource::Kept, TokenSource::Renewed] {
            let (tokens, made) = Tokens::prepare(&store, &source).expect("start");
            let owner = tokens.allow(made.expect("token").expose()).expect("allowed");
            assert_eq!((owner.owner.as_str(), owner.access.everywhere()), ("admin-2", Some(Role::Admin)));
        }
        let users = store.read(|tx| tx.users().all()).expect("users");
        assert_eq!(users.iter().map(|user| user.registry).collect::<Vec<_>>(), [Some(Role::Viewer), Some(Role::Admin)]);
    }

    #[test]
    fn the_holder_of_a_given_token_is_no_user() {
        let (_dir, _, store) = store();
        let source = TokenSource::Given(Secret::new("test-token-0123456789"));
        let (tokens, _) = Tokens::prepare(&store, &source).expect("start");
        let owner = || tokens.allow("test-token-0123456789").expect("allowed").owner.clone();
        assert_eq!(owner(), SERVER_ADMIN);
        // As earlier versions allowed.
        store.write(Op::bulk("test"), |tx| tx.users().create("Admin", Some(Role::Viewer))).expect("user");
        tokens.refresh().expect("refreshed");
        assert_eq!((owner(), tokens.user_id(&owner())), ("admin-2".to_owned(), None));
    }

    #[test]
    fn a_token_ends_by_the_clock_and_its_last_use_is_kept() {
        let (_dir, clock, store) = store();
        let token = new_token().expect("token");
        let add = |tx: &Tx<'_>| {
            let user = tx.users().create("Anna", Some(Role::Viewer))?;
            let new = NewToken { expires_ms: Some(1_000_000 + 90_000), ..NewToken::of(user, "CI") };
            tx.server_tokens().add(&token_hash(&token), &new)
        };
        let id = store.write(Op::bulk("test"), add).expect("written").value;
        let (tokens, made) = Tokens::prepare(&store, &TokenSource::Kept).expect("start");
        assert!(made.is_none(), "there is a token already");
        let used = || store.read(|tx| Ok(tx.server_tokens().all()?[0].0.used_ms)).expect("read");
        assert!(tokens.allow(token.expose()).is_some() && tokens.by_id(id).is_some());
        tokens.save_uses(false).expect("saved");
        assert_eq!(used(), Some(1_000_000));
        clock.advance(30_000);
        assert!(tokens.allow(token.expose()).is_some());
        tokens.save_uses(false).expect("saved");
        assert_eq!(used(), Some(1_000_000), "less than a minute later");
        tokens.save_uses(true).expect("saved");
        assert_eq!(used(), Some(1_030_000));
        clock.advance(60_000);
        assert!(tokens.allow(token.expose()).is_none() && tokens.by_id(id).is_none());
    }

    #[test]
    fn a_change_of_another_process_is_noticed() {
        let (_dir, _, ours) = store();
        let (tokens, made) = Tokens::prepare(&ours, &TokenSource::Kept).expect("start");
        let made = made.expect("token");
        tokens.allow(made.expose()).expect("allowed");
        let other = Store::open(ours.path(), Arc::new(FixedClock::at(0))).expect("store");
        other.write(Op::bulk("test"), |tx| tx.server_tokens().revoke_own()).expect("revoked");
        tokens.refresh().expect("refreshed");
        assert!(tokens.allow(made.expose()).is_none());
    }

    #[test]
    fn every_look_up_compares_with_every_token() {
        let (_dir, _, store) = store();
        let made: Vec<Secret> = (0..20).map(|_| new_token().expect("token")).collect();
        let add = |tx: &Tx<'_>| {
            let user = tx.users().create("anna", Some(Role::Viewer))?;
            made.iter().try_for_each(|token| tx.server_tokens().add(&token_hash(token), &NewToken::of(user, "CI")).map(drop))
        };
        store.write(Op::bulk("test"), add).expect("written");
        let (tokens, _) = Tokens::prepare(&store, &TokenSource::Kept).expect("start");
        let mut close = made[0].expose().to_owned();
        close.replace_range(63.., if close.ends_with('0') { "1" } else { "0" });
        let compared = |token: &str| {
            super::super::digest::COMPARED.with(|count| count.set(0));
            let is_known = tokens.allow(token).is_some();
            (is_known, super::super::digest::COMPARED.with(std::cell::Cell::get))
        };
        for token in [&made[0], &made[10], &made[19]] {
            assert_eq!(compared(token.expose()), (true, 20));
        }
        for wrong in ["", "x", close.as_str()] {
            assert_eq!(compared(wrong), (false, 20), "{wrong}");
        }
    }

    #[test]
    fn a_token_that_is_easy_to_guess_is_weak() {
        for weak in ["", "admin", "secret-of-the-team", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "0123012301230123012301230123"] {
            assert!(is_weak(&Secret::new(weak)), "{weak}");
        }
        for good in ["test-token-0123456789", "correct horse battery staple"] {
            assert!(!is_weak(&Secret::new(good)), "{good}");
        }
        assert!(!is_weak(&new_token().expect("token")));
    }

    #[test]
    fn an_address_is_blocked_for_a_minute_after_many_failures() {
        let (failures, now) = (Failures::new(2), Instant::now());
        let address: IpAddr = "2001:db8::1".parse().expect("address");
        failures.count(address, now);
        assert_eq!(failures.wait(address, now), None);
        failures.count("2001:db8::2".parse().expect("address"), now);
        assert_eq!(failures.wait(address, now + Duration::from_secs(20)), Some(41));
        assert_eq!(failures.wait(Ipv4Addr::LOCALHOST.into(), now), None, "another address");
        assert_eq!(failures.wait(address, now + WINDOW), None);
    }
}
