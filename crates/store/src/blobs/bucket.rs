//! A bucket of a server with the API of Amazon S3.
//!
//! Address, region and keys of the server come from the environment, under the names that the tools of Amazon use:
//! `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`, `AWS_REGION`, `AWS_ENDPOINT_URL`, `AWS_ALLOW_HTTP`,
//! `AWS_VIRTUAL_HOSTED_STYLE_REQUEST`. Without keys there, those of [`offer_keys`] count. Without the last one the name of the bucket stands in the path, which every server takes.

use object_store::aws::{AmazonS3, AmazonS3Builder, AmazonS3ConfigKey};
use object_store::client::SpawnedReqwestConnector;
use object_store::path::Path as Key;
use object_store::signer::Signer as _;
use object_store::{ClientConfigKey, RetryConfig};
use std::sync::{LazyLock, OnceLock};
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};
use voluptas_core::base::Secret;

/// Longest time for one request. A file has at most some tens of megabytes.
const REQUEST: &str = "120 seconds";
/// Longest time for a connection.
const CONNECT: &str = "10 seconds";
/// Repeats of a request that the server did not answer, and the time after which none begins.
const RETRIES: usize = 6;
/// See [`RETRIES`].
const RETRY_FOR: Duration = Duration::from_secs(60);

/// The thread on which connections live, so that callers on any thread and runtime share them. `None` when the system gives no
/// thread.
static IO: LazyLock<Option<Runtime>> =
    LazyLock::new(|| Builder::new_multi_thread().worker_threads(1).thread_name("buckets").enable_all().build().ok());

type Keys = Box<dyn Fn(&str) -> Option<(String, Secret)> + Send + Sync>;

/// Source of keys for buckets of which the environment has none.
static KEYS: OnceLock<Keys> = OnceLock::new();

/// Gives this process a source of the keys (id and key) of a bucket, by its name, for an environment without keys. It may block. The first
/// source stays.
pub fn offer_keys(keys: impl Fn(&str) -> Option<(String, Secret)> + Send + Sync + 'static) {
    // Only the first one counts.
    KEYS.set(Box::new(keys)).ok();
}

/// Runs a call on a thread that may block, outside an asynchronous task.
pub(super) fn wait<T>(call: impl Future<Output = object_store::Result<T>>) -> object_store::Result<T> {
    match &*IO {
        Some(io) => io.block_on(call),
        None => Err(no_thread()),
    }
}

/// Time for which a signed address gives a file, to whoever has it.
const SIGNED_FOR: Duration = Duration::from_secs(300);

/// An address at which a file of the bucket can be read without keys.
///
/// # Errors
/// No keys can be had.
pub(super) async fn signed(bucket: &AmazonS3, key: &Key) -> object_store::Result<String> {
    bucket.signed_url(http::Method::GET, key, SIGNED_FOR).await.map(String::from)
}

fn no_thread() -> object_store::Error {
    object_store::Error::Generic { store: "S3", source: "the system gives no thread".into() }
}

/// Opens a bucket. Nothing is sent.
///
/// # Errors
/// A setting of the environment is missing or wrong.
pub(super) fn open(name: &str) -> object_store::Result<AmazonS3> {
    let io = IO.as_ref().ok_or_else(no_thread)?;
    if rustls::crypto::CryptoProvider::get_default().is_none() {
        // Somebody else may have been faster; the provider is the same one.
        rustls::crypto::ring::default_provider().install_default().ok();
    }
    let mut settings = AmazonS3Builder::from_env();
    // Also from a file or a service of Amazon's machines, which the environment then names.
    let has_keys = [
        AmazonS3ConfigKey::AccessKeyId,
        AmazonS3ConfigKey::WebIdentityTokenFile,
        AmazonS3ConfigKey::ContainerCredentialsRelativeUri,
        AmazonS3ConfigKey::ContainerCredentialsFullUri,
    ]
    .iter()
    .any(|key| settings.get_config_value(key).is_some());
    if !has_keys && let Some((id, secret)) = KEYS.get().and_then(|keys| keys(name)) {
        settings = settings.with_access_key_id(id).with_secret_access_key(secret.expose());
    }
    let retry = RetryConfig { max_retries: RETRIES, retry_timeout: RETRY_FOR, ..RetryConfig::default() };
    settings
        .with_config(AmazonS3ConfigKey::Client(ClientConfigKey::Timeout), REQUEST)
        .with_config(AmazonS3ConfigKey::Client(ClientConfigKey::ConnectTimeout), CONNECT)
        .with_bucket_name(name)
        .with_retry(retry)
        .with_http_connector(SpawnedReqwestConnector::new(io.handle().clone()))
        .build()
}
