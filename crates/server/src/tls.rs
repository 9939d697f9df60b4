//! HTTPS of the server itself: a certificate with its private key, read from PEM files.
//!
//! [`Tls::read`] reads both files once, at the start; a renewed certificate needs a restart. [`Tls::accept`] encrypts a
//! connection. No error holds or prints key material.

use rustls::pki_types::pem::{Error as PemError, PemObject as _};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, crypto};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;
use voluptas_core::base::fs::readable_by_others;
use voluptas_core::domain::Message;
use voluptas_core::domain::message::Explain;

/// Longest PEM file, in bytes.
const MAX_FILE: u64 = 1024 * 1024;

/// A certificate and its key, ready for connections.
#[derive(Clone)]
pub struct Tls {
    acceptor: TlsAcceptor,
    /// The key file, when others than its owner may read the file.
    pub open_key_file: Option<PathBuf>,
}

impl std::fmt::Debug for Tls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Tls")
    }
}

/// The reason why a certificate or a key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Reason of the system.
        source: io::Error,
    },
    /// A file is no valid PEM.
    #[error("{} is not valid PEM", path.display())]
    NotPem {
        /// The file.
        path: PathBuf,
    },
    /// The certificate file has no certificate.
    #[error("{} has no certificate", path.display())]
    NoCertificate {
        /// The file.
        path: PathBuf,
    },
    /// The key file has no private key without a passphrase.
    #[error("{} has no private key", path.display())]
    NoKey {
        /// The file.
        path: PathBuf,
    },
    /// The kind of key is not supported.
    #[error("the key in {} cannot be used", path.display())]
    BadKey {
        /// The file.
        path: PathBuf,
    },
    /// The certificate cannot be used.
    #[error("the certificate in {} cannot be used", path.display())]
    BadCertificate {
        /// The file.
        path: PathBuf,
    },
    /// Key and certificate do not belong together.
    #[error("the key in {} does not belong to the certificate in {}", key.display(), certificate.display())]
    Mismatch {
        /// The file with the certificate.
        certificate: PathBuf,
        /// The file with the key.
        key: PathBuf,
    },
}

impl Explain for TlsError {
    fn message(&self) -> Message {
        match self {
            Self::Read { path, source } => Message::new("server-tls-error-read")
                .with("path", path.display())
                .with("kind", voluptas_settings::error::io_kind(source))
                .with("reason", source),
            Self::NotPem { path } => Message::new("server-tls-error-not-pem").with("path", path.display()),
            Self::NoCertificate { path } => Message::new("server-tls-error-no-certificate").with("path", path.display()),
            Self::NoKey { path } => Message::new("server-tls-error-no-key").with("path", path.display()),
            Self::BadKey { path } => Message::new("server-tls-error-bad-key").with("path", path.display()),
            Self::BadCertificate { path } => Message::new("server-tls-error-bad-certificate").with("path", path.display()),
            Self::Mismatch { certificate, key } => {
                Message::new("server-tls-error-mismatch").with("certificate", certificate.display()).with("key", key.display())
            }
        }
    }
}

impl Tls {
    /// Reads a certificate chain, the server's own first, and its private key.
    ///
    /// # Errors
    /// A file that cannot be read or has the wrong content, or a key that belongs to another certificate.
    pub fn read(certificate: &Path, key: &Path) -> Result<Self, TlsError> {
        let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(&bytes(certificate)?)
            .collect::<Result<_, _>>()
            .map_err(|_| TlsError::NotPem { path: certificate.to_path_buf() })?;
        if chain.is_empty() {
            return Err(TlsError::NoCertificate { path: certificate.to_path_buf() });
        }
        // The parser's error text may quote a line of the key, so it is left out.
        let private = PrivateKeyDer::from_pem_slice(&bytes(key)?).map_err(|e| match e {
            PemError::NoItemsFound => TlsError::NoKey { path: key.to_path_buf() },
            _ => TlsError::NotPem { path: key.to_path_buf() },
        })?;
        let provider = Arc::new(crypto::ring::default_provider());
        if provider.key_provider.load_private_key(private.clone_key()).is_err() {
            return Err(TlsError::BadKey { path: key.to_path_buf() });
        }
        let unusable = |_| TlsError::BadCertificate { path: certificate.to_path_buf() };
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(unusable)?
            .with_no_client_auth()
            .with_single_cert(chain, private)
            .map_err(|e| match e {
                rustls::Error::InconsistentKeys(_) => {
                    TlsError::Mismatch { certificate: certificate.to_path_buf(), key: key.to_path_buf() }
                }
                e => unusable(e),
            })?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        let is_open = readable_by_others(key).unwrap_or(false);
        Ok(Self { acceptor: TlsAcceptor::from(Arc::new(config)), open_key_file: is_open.then(|| key.to_path_buf()) })
    }

    /// Performs the handshake on a socket, within `limit`.
    ///
    /// # Errors
    /// The client does not speak TLS, refuses the certificate, closes the connection or takes too long.
    pub async fn accept<S>(&self, socket: S, limit: Duration) -> io::Result<TlsStream<S>>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        tokio::time::timeout(limit, self.acceptor.accept(socket)).await.map_err(|_| io::ErrorKind::TimedOut)?
    }
}

fn bytes(path: &Path) -> Result<Vec<u8>, TlsError> {
    use io::Read as _;
    let read = || {
        let mut bytes = Vec::new();
        std::fs::File::open(path)?.take(MAX_FILE).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    read().map_err(|source| TlsError::Read { path: path.to_path_buf(), source })
}
