//! A PostgreSQL of the test process: one private cluster in a temporary folder, and a database for each workspace.
//!
//! The cluster listens on a free port of this computer alone. It ends with the process, however that ends: a shell waits for the
//! end of a pipe that the process holds, stops the cluster and removes the folder.
#![allow(dead_code, reason = "each test binary uses a part of it")]

use crate::skip::skip;
use crate::wait::wait_for;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use voluptas_core::base::SystemClock;
use voluptas_store::db::Db;
use voluptas_store::{Location, Server, Store};

/// Account without rights, for a cluster that is started by root: PostgreSQL refuses to run as root.
const NOBODY: u32 = 65_534;

struct Cluster {
    port: u16,
    /// The certificate of the server, which it has signed itself.
    certificate: PathBuf,
    /// The shell that stops the cluster when this pipe closes.
    _end: Mutex<std::process::Child>,
}

/// A database of a test, dropped with it.
pub struct Database {
    name: String,
    pub server: Server,
}

/// An empty database; `None` without PostgreSQL, where the test is skipped.
#[track_caller]
pub fn empty() -> Option<Database> {
    let cluster = cluster()?;
    let name = next_name();
    cluster.admin(&format!("CREATE DATABASE {name} TEMPLATE template0"));
    Some(Database { server: cluster.server(&name), name })
}

/// A database with an empty workspace; `None` without PostgreSQL, where the test is skipped.
#[track_caller]
pub fn workspace() -> Option<Database> {
    static TEMPLATE: OnceLock<String> = OnceLock::new();
    let cluster = cluster()?;
    let template = TEMPLATE.get_or_init(|| {
        let name = next_name();
        cluster.admin(&format!("CREATE DATABASE {name} TEMPLATE template0"));
        let location = Location::on_server(cluster.server(&name), tempfile::tempdir().expect("folder").path());
        drop(Store::open_at(&location, Arc::new(SystemClock)).expect("a workspace in the template"));
        name
    });
    static ONE: Mutex<()> = Mutex::new(());
    let name = next_name();
    // A template is copied by one at a time. As files: page by page through the log takes more than twice as long.
    let turn = ONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    wait_for("nobody uses the template", || {
        cluster.try_admin(&format!("CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")).ok()
    });
    drop(turn);
    Some(Database { server: cluster.server(&name), name })
}

impl Database {
    /// Certificate of the server, good for 127.0.0.1.
    pub fn certificate(&self) -> &Path {
        &cluster().expect("a cluster").certificate
    }

    /// Another database of the cluster.
    pub fn beside(&self, name: &str) -> Server {
        cluster().expect("a cluster").server(name)
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Some(cluster) = cluster() {
            cluster.try_admin(&format!("DROP DATABASE {} WITH (FORCE)", self.name)).ok();
        }
    }
}

fn next_name() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    format!("test{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

impl Cluster {
    fn server(&self, database: &str) -> Server {
        let address = format!("postgres://voluptas@127.0.0.1:{}/{database}?sslmode=disable", self.port);
        Server::parse(&address).expect("an address")
    }

    fn try_admin(&self, sql: &str) -> voluptas_store::Result<()> {
        Db::open_server(&Arc::new(self.server("postgres")))?.batch(sql)
    }

    #[track_caller]
    fn admin(&self, sql: &str) {
        self.try_admin(sql).expect(sql);
    }
}

#[track_caller]
fn cluster() -> Option<&'static Cluster> {
    static CLUSTER: OnceLock<Option<Cluster>> = OnceLock::new();
    let cluster = CLUSTER.get_or_init(|| programs().map(|programs| start(&programs)));
    if cluster.is_none() {
        skip("PostgreSQL is not installed (no initdb in the path or below /usr/lib/postgresql)");
    }
    cluster.as_ref()
}

/// The folder of `initdb` and `pg_ctl`, of the newest version.
fn programs() -> Option<PathBuf> {
    let mut folders: Vec<PathBuf> =
        std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|entry| entry.path().join("bin")).collect();
    folders.sort_by_key(|f| f.parent().and_then(|p| p.file_name()?.to_str()?.parse::<u32>().ok()));
    let path = std::env::var_os("PATH").unwrap_or_default();
    folders.splice(0..0, std::env::split_paths(&path));
    folders.into_iter().rev().find(|folder| folder.join("initdb").is_file())
}

fn start(programs: &Path) -> Cluster {
    let settings = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=300 -c shared_buffers=64MB \
                    -c autovacuum=off";
    let folder = init(programs, &["-A", "trust"]);
    let certificate = certify(&folder);
    let port = launch(programs, &folder, None, settings);
    Cluster { port, certificate, _end: Mutex::new(stop_at_the_end(&folder)) }
}

/// Runs a program of PostgreSQL as the owner of the folder.
fn run(programs: &Path, folder: &Path, program: &str, args: &[&str]) -> std::process::Output {
    let mut command = Command::new(programs.join(program));
    command.args(args).current_dir(folder).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    if std::os::unix::fs::MetadataExt::uid(&std::fs::metadata(folder).expect("folder")) == NOBODY {
        std::os::unix::process::CommandExt::gid(std::os::unix::process::CommandExt::uid(&mut command, NOBODY), NOBODY);
    }
    command.output().expect(program)
}

/// Gives a file to the account that the server runs as.
fn give(path: &Path, folder: &Path) {
    let owner = std::os::unix::fs::MetadataExt::uid(&std::fs::metadata(folder).expect("folder"));
    if owner == NOBODY {
        std::os::unix::fs::chown(path, Some(NOBODY), Some(NOBODY)).expect("owner");
    }
}

/// A folder with an empty cluster in `data`.
fn init(programs: &Path, login: &[&str]) -> PathBuf {
    let folder = tempfile::Builder::new().prefix("voluptas-postgres-").tempdir().expect("temporary folder").keep();
    if std::os::unix::fs::MetadataExt::uid(&std::fs::metadata(&folder).expect("folder")) == 0 {
        std::os::unix::fs::chown(&folder, Some(NOBODY), Some(NOBODY)).expect("owner");
    }
    let data = folder.join("data").display().to_string();
    // An order of texts as people expect it, so that what relies on the order of bytes without saying so fails.
    let mut plain = vec!["-D", &data, "-U", "voluptas", "-E", "UTF8", "--no-sync", "--locale=C.UTF-8"];
    plain.extend(login);
    let sorted: Vec<&str> = plain.iter().copied().chain(["--locale-provider=icu", "--icu-locale=en-US"]).collect();
    if !run(programs, &folder, "initdb", &sorted).status.success() {
        std::fs::remove_dir_all(&data).ok();
        let made = run(programs, &folder, "initdb", &plain);
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    }
    folder
}

/// Encryption is there for those who ask for it: their address says `sslmode`.
fn certify(folder: &Path) -> PathBuf {
    let issued = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned(), "localhost".to_owned()]).expect("a certificate");
    let (certificate, key) = (folder.join("certificate.pem"), folder.join("key.pem"));
    std::fs::write(&certificate, issued.cert.pem()).expect("the certificate");
    std::fs::write(&key, issued.signing_key.serialize_pem()).expect("the key");
    std::fs::set_permissions(&key, std::os::unix::fs::PermissionsExt::from_mode(0o600)).expect("the mode of the key");
    give(&key, folder);
    certificate
}

/// Starts a server. Returns its port, which is a free one if none is given.
fn launch(programs: &Path, folder: &Path, port: Option<u16>, settings: &str) -> u16 {
    let (port, started) = try_launch(programs, folder, port, settings);
    assert!(started, "{}", std::fs::read_to_string(folder.join("log")).unwrap_or_default());
    port
}

fn try_launch(programs: &Path, folder: &Path, port: Option<u16>, settings: &str) -> (u16, bool) {
    let free = || std::net::TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a free port").port();
    let port = port.unwrap_or_else(free);
    let mut settings = format!("-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories= {settings}");
    let (certificate, key) = (folder.join("certificate.pem"), folder.join("key.pem"));
    if key.exists() {
        settings += &format!(" -c ssl=on -c ssl_cert_file={} -c ssl_key_file={}", certificate.display(), key.display());
    }
    let (data, log) = (folder.join("data").display().to_string(), folder.join("log").display().to_string());
    let started = run(programs, folder, "pg_ctl", &["-D", &data, "-l", &log, "-w", "-t", "60", "-o", &settings, "start"]);
    (port, started.status.success())
}

/// A shell that stops the server and removes its folder when its standard input closes.
fn stop_at_the_end(folder: &Path) -> std::process::Child {
    let mut end = Command::new("sh");
    end.arg("-c")
        .arg("read -r _; kill -QUIT \"$(head -n 1 \"$1/data/postmaster.pid\")\"; sleep 1; rm -rf \"$1\"")
        .arg("sh")
        .arg(folder);
    end.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    // A group of its own: an interrupt from the keyboard ends the tests, not what cleans up after them.
    std::os::unix::process::CommandExt::process_group(&mut end, 0);
    let mut end = end.spawn().expect("sh");
    end.stdin.as_mut().expect("a pipe").flush().expect("a pipe");
    end
}

/// A server of one test that may be killed: it waits for the disk at every commit, and wants a password.
pub struct OwnServer {
    programs: PathBuf,
    folder: PathBuf,
    pub port: u16,
    _end: std::process::Child,
}

/// Settings of an [`OwnServer`].
const SAFE: &str = "-c fsync=on -c synchronous_commit=on -c max_connections=100 -c shared_buffers=32MB";

impl OwnServer {
    /// The password of the account `voluptas`.
    pub const PASSWORD: &'static str = "pg-word-77c1-only-for-tests";

    /// A running server with an empty database `voluptas`; `None` without PostgreSQL, where the test is skipped.
    #[track_caller]
    pub fn start() -> Option<Self> {
        cluster()?;
        let programs = programs()?;
        let mut word = tempfile::NamedTempFile::new().expect("a file");
        writeln!(word, "{}", Self::PASSWORD).expect("written");
        std::fs::set_permissions(word.path(), std::os::unix::fs::PermissionsExt::from_mode(0o644)).expect("readable");
        let folder = init(&programs, &["-A", "scram-sha-256", "--pwfile", &word.path().display().to_string()]);
        let port = launch(&programs, &folder, None, SAFE);
        let own = Self { _end: stop_at_the_end(&folder), programs, folder, port };
        own.admin("CREATE DATABASE voluptas TEMPLATE template0");
        Some(own)
    }

    /// Address of the database.
    pub fn address(&self) -> String {
        format!("postgres://voluptas@127.0.0.1:{}/voluptas?sslmode=disable", self.port)
    }

    fn admin(&self, sql: &str) {
        let address = self.address().replace("/voluptas?", "/postgres?");
        let server =
            Server::parse(&address).expect("an address").with_password(&voluptas_core::base::Secret::new(Self::PASSWORD));
        Db::open_server(&Arc::new(server)).and_then(|db| db.batch(sql)).expect(sql);
    }

    /// Ends all processes of the server at once, as a loss of power would.
    pub fn kill(&self) {
        let pid_file = self.folder.join("data/postmaster.pid");
        let text = std::fs::read_to_string(&pid_file).expect("the file of the process");
        let main: u32 = text.lines().next().and_then(|line| line.trim().parse().ok()).expect("a process id");
        let parent = |pid: u32| -> Option<u32> {
            let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
            stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()
        };
        let all = std::fs::read_dir("/proc").expect("processes").flatten();
        let ids: Vec<u32> = all.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect();
        let mut own: Vec<String> = ids.into_iter().filter(|pid| parent(*pid) == Some(main)).map(|pid| pid.to_string()).collect();
        own.insert(0, main.to_string());
        Command::new("kill").arg("-KILL").args(&own).stderr(Stdio::null()).status().expect("kill");
        wait_for("the server is gone", || own.iter().all(|pid| !is_running(pid)).then_some(()));
    }

    /// Starts the server again, on the same port.
    pub fn start_again(&self) {
        std::fs::remove_file(self.folder.join("data/postmaster.pid")).ok();
        wait_for("the server starts", || try_launch(&self.programs, &self.folder, Some(self.port), SAFE).1.then_some(()));
    }
}

/// True for a running process. A process that has ended but was not waited for counts as ended.
fn is_running(pid: &str) -> bool {
    std::fs::read_to_string(format!("/proc/{pid}/stat"))
        .is_ok_and(|stat| !stat.rsplit_once(')').is_some_and(|(_, rest)| rest.trim_start().starts_with('Z')))
}
