//! A server with the API of Amazon S3 on the loopback, with one bucket.

use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use std::path::{Path, PathBuf};
use std::process::Command;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

const KEY: &str = "AKIDEXAMPLE";
/// The secret key; long and odd enough to be searched for.
pub const SECRET: &str = "s3-secret-0f9b81c2-only-for-tests";

/// The server. Ends when dropped.
pub struct BucketServer {
    address: String,
    root: tempfile::TempDir,
    _runtime: Runtime,
}

impl BucketServer {
    pub const NAME: &'static str = "team-files";

    pub fn start() -> Self {
        let root = tempfile::tempdir().expect("temporary folder");
        std::fs::create_dir(root.path().join(Self::NAME)).expect("bucket");
        let mut service = S3ServiceBuilder::new(s3s_fs::FileSystem::new(root.path()).expect("folder"));
        service.set_auth(SimpleAuth::from_single(KEY, SECRET));
        let service = service.build();
        let runtime = Runtime::new().expect("runtime");
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).expect("port");
        let address = format!("http://{}", listener.local_addr().expect("address"));
        runtime.spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let service = service.clone();
                tokio::spawn(async move {
                    Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(socket), service).await.ok();
                });
            }
        });
        Self { address, root, _runtime: runtime }
    }

    /// Gives a command the address and the keys of the server.
    pub fn give_to<'c>(&self, command: &'c mut Command) -> &'c mut Command {
        command
            .env("AWS_ACCESS_KEY_ID", KEY)
            .env("AWS_SECRET_ACCESS_KEY", SECRET)
            .env("AWS_REGION", "us-east-1")
            .env("AWS_ENDPOINT_URL", &self.address)
            .env("AWS_ALLOW_HTTP", "true")
    }

    /// Address of the server, without keys.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The folder of the bucket.
    pub fn folder(&self) -> PathBuf {
        self.root.path().join(Self::NAME)
    }

    /// The stored bytes of attachments below a prefix, by their hash.
    pub fn stored(&self, prefix: &str) -> Vec<PathBuf> {
        let mut found = Vec::new();
        let mut folders = vec![self.folder().join(prefix)];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
                match entry.path() {
                    path if path.is_dir() => folders.push(path),
                    path if is_hash(&path) => found.push(path),
                    _ => {}
                }
            }
        }
        found.sort();
        found
    }
}

fn is_hash(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.len() == 64)
}
