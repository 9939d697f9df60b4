//! A home of its own for each test, the binary, and a server to talk to.

use serde_json::Value;
use std::ffi::OsString;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;
use voluptas_core::base::SystemClock;
use voluptas_demo::{self as demo, DemoSession};
use voluptas_i18n::Lang;
use voluptas_jobs::JobRunner;

/// The token of servers that tests start; long and odd enough to be searched for.
pub const TOKEN: &str = "tok-5f0c7b1e9a-only-for-tests";

/// The built binary.
pub fn binary() -> &'static str {
    env!("CARGO_BIN_EXE_voluptas-cli")
}

/// A folder with everything that the command line keeps.
pub struct Home {
    dir: tempfile::TempDir,
    /// `--base-url` and the token for every command of `qase`, when there is a server.
    server: Option<(String, String)>,
    /// Address of the workspace where it is not the usual file.
    pub workspace: Option<String>,
    /// Further variables of its commands.
    pub given: Vec<(OsString, OsString)>,
}

/// The end of a command.
#[derive(Debug)]
pub struct Ended {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Ended {
    /// Standard output as exactly one JSON object.
    pub fn json(&self) -> Value {
        let value: Value = serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {}\n{}", self.out, self.err));
        assert!(value.is_object(), "{}", self.out);
        value
    }

    /// Asserts the exit code.
    #[track_caller]
    pub fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, code, "stdout: {}\nstderr: {}", self.out, self.err);
        self
    }
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

impl Home {
    pub fn new() -> Self {
        Self { dir: tempfile::tempdir().expect("temporary folder"), server: None, workspace: None, given: Vec::new() }
    }

    /// With a server, reached by the environment.
    pub fn with_server(base_url: &str, token: &str) -> Self {
        Self { server: Some((base_url.to_owned(), token.to_owned())), ..Self::new() }
    }

    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    pub fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().expect("folder")).expect("folder made");
        std::fs::write(&path, text).expect("file written");
        path
    }

    /// The command with nothing of the caller's environment that matters.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(binary());
        for (name, _) in std::env::vars().filter(|(n, _)| n.starts_with("QASE_") || n.starts_with("VOLUPTAS_")) {
            command.env_remove(name);
        }
        command
            .env("VOLUPTAS_HOME", self.path())
            .env("VOLUPTAS_KEYCHAIN", "off")
            .env("LC_ALL", "en_GB.UTF-8")
            .env("QASE_REQUESTS_PER_MINUTE", "6000")
            .current_dir(self.path())
            .stdin(Stdio::null())
            .args(args);
        if let Some((base_url, token)) = &self.server {
            command.env("QASE_BASE_URL", base_url).env("QASE_API_TOKEN", token);
        }
        if let Some(workspace) = &self.workspace {
            command.args(["--workspace", workspace]);
        }
        command.envs(self.given.iter().cloned());
        command
    }

    /// Runs it to its end.
    pub fn run(&self, args: &[&str]) -> Ended {
        self.command(args).output().expect("the binary runs").into()
    }

    /// Runs it with something on standard input.
    pub fn run_with_input(&self, args: &[&str], input: &str) -> Ended {
        let mut child = self
            .command(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary runs");
        child.stdin.take().expect("standard input").write_all(input.as_bytes()).expect("written");
        child.wait_with_output().expect("ends").into()
    }
}

/// The demo's server in this process, with a home that talks to it.
pub struct Shop {
    pub home: Home,
    pub session: DemoSession,
    _jobs: JobRunner,
    _dir: tempfile::TempDir,
}

impl Shop {
    pub fn open() -> Self {
        let dir = tempfile::tempdir().expect("temporary folder");
        let jobs = JobRunner::new(Arc::new(SystemClock)).expect("runtime");
        let session = demo::open(dir.path(), Lang::En, &jobs, Arc::new(SystemClock)).expect("demo");
        let home = Home::with_server(&session.base_url, session.token.expose());
        Self { home, session, _jobs: jobs, _dir: dir }
    }

    /// The demo's registry as the CSV file of the home.
    pub fn registry(&self) -> PathBuf {
        let rows = voluptas_app::functions::file::export(&self.session.workspace.store).expect("registry");
        let bytes = voluptas_formats::write_functions(&rows, voluptas_formats::WriteOptions::default());
        let path = self.home.path().join("registry.csv");
        std::fs::write(&path, bytes).expect("file written");
        path
    }
}

/// `serve` as a process of its own. Ends when dropped.
pub struct Serving {
    child: Child,
    pub base_url: String,
}

impl Serving {
    /// Serves a workspace file with these further flags.
    pub fn start(workspace: &Path, flags: &[&str]) -> Self {
        Self::spawn(Command::new(binary()), workspace, flags)
    }

    /// The same with at most so many open files.
    #[cfg(target_os = "linux")]
    pub fn with_few_files(files: u32, workspace: &Path, flags: &[&str]) -> Self {
        let mut shell = Command::new("sh");
        shell.args(["-c", &format!("ulimit -n {files}; exec \"$0\" \"$@\""), binary()]);
        Self::spawn(shell, workspace, flags)
    }

    /// Serves with a command that has an environment of its own.
    pub fn with(command: Command, workspace: &Path, flags: &[&str]) -> Self {
        Self::spawn(command, workspace, flags)
    }

    fn spawn(mut command: Command, workspace: &Path, flags: &[&str]) -> Self {
        let home = workspace.parent().expect("folder");
        let mut child = command
            .args(["serve", "--json", "--listen", "127.0.0.1:0", "--workspace"])
            .arg(workspace)
            .args(flags)
            .env("VOLUPTAS_HOME", home)
            .env("VOLUPTAS_SERVER_TOKEN", TOKEN)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the server starts");
        let mut text = String::new();
        let mut lines = BufReader::new(child.stdout.take().expect("standard output"));
        while !text.ends_with("}\n") {
            assert!(lines.read_line(&mut text).expect("line") > 0, "the server ended: {text}");
        }
        let answer: Value = serde_json::from_str(&text).expect("one object");
        assert_eq!(answer["new_token"], Value::Null);
        Self { child, base_url: answer["base_url"].as_str().expect("address").to_owned() }
    }

    /// Stops the server as a service manager does, and waits for its end.
    #[cfg(unix)]
    pub fn stop(mut self) {
        let told = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        assert!(told.is_ok_and(|status| status.success()), "the signal was sent");
        assert!(self.child.wait().expect("ended").success());
    }

    /// The process.
    #[cfg(target_os = "linux")]
    pub fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
