//! `serve` over HTTPS, and what it says about files that do not fit.

use crate::support::{Home, Serving, TOKEN};
use std::path::{Path, PathBuf};
use testkit::wait::wait_for;

/// A new certificate with its key in the home.
fn certificate(home: &Path, name: &str) -> (PathBuf, PathBuf) {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned(), "127.0.0.1".to_owned()]).expect("certificate");
    let (cert, key) = (home.join(format!("{name}.crt")), home.join(format!("{name}.key")));
    std::fs::write(&cert, made.cert.pem()).expect("file");
    std::fs::write(&key, made.signing_key.serialize_pem()).expect("file");
    (cert, key)
}

fn text(path: &Path) -> &str {
    path.to_str().expect("path")
}

/// The client takes its roots from the system, to which `SSL_CERT_FILE` adds this one.
#[cfg(target_os = "linux")]
#[test]
fn the_own_client_talks_to_it() {
    let dir = tempfile::tempdir().expect("folder");
    let (cert, key) = certificate(dir.path(), "s");
    let flags = ["--project", "SHOP=Shop", "--tls-cert", text(&cert), "--tls-key", text(&key)];
    let serving = Serving::start(&dir.path().join("s.voluptas"), &flags);
    assert!(serving.base_url.starts_with("https://127.0.0.1:"), "{}", serving.base_url);
    let home = Home::with_server(&serving.base_url, TOKEN);
    let check = |trusted: bool| {
        let mut command = home.command(&["qase", "check", "-p", "SHOP", "--json"]);
        if trusted {
            command.env("SSL_CERT_FILE", &cert);
        }
        crate::support::Ended::from(command.output().expect("the binary runs"))
    };
    let answer = check(true).expect(0).json();
    assert_eq!(answer["project"]["code"], "SHOP");
    assert_ne!(check(false).code, 0, "an unknown certificate is not trusted");
}

#[test]
fn one_half_is_a_usage_error_and_files_that_do_not_fit_are_named() {
    let home = Home::new();
    let (cert, key) = certificate(home.path(), "one");
    let (_, other) = certificate(home.path(), "two");
    let (cert, key, other) = (text(&cert), text(&key), text(&other));
    let half = home.run(&["serve", "--tls-cert", cert]).expect(2);
    assert!(half.err.contains("--tls-key") && half.err.contains("VOLUPTAS_TLS_KEY"), "{}", half.err);
    let half = home.command(&["serve"]).env("VOLUPTAS_TLS_KEY", key).output().expect("the binary runs");
    assert_eq!(half.status.code(), Some(2));
    let missing = home.run(&["serve", "--tls-cert", cert, "--tls-key", "no.key"]).expect(1);
    assert!(missing.err.contains("no.key does not exist"), "{}", missing.err);
    let secret = std::fs::read_to_string(other).expect("key").lines().nth(1).expect("line").to_owned();
    for args in [["--tls-cert", cert, "--tls-key", other], ["--tls-cert", other, "--tls-key", other]] {
        let ended = home.run(&[&["serve", "-vv", "--json"], &args[..]].concat()).expect(1);
        assert!(ended.err.contains(other), "{}", ended.err);
        let shown = format!("{}{}", ended.out, ended.err);
        assert!(!shown.contains(&secret), "the key is printed: {shown}");
    }
}

#[cfg(unix)]
#[test]
fn a_key_that_others_can_read_is_remarked() {
    use std::io::Read as _;
    use std::os::unix::fs::PermissionsExt as _;
    use std::process::{Command, Stdio};
    let home = Home::new();
    let (cert, key) = certificate(home.path(), "s");
    let args = ["serve", "--listen", "127.0.0.1:0", "--tls-cert", text(&cert), "--tls-key", text(&key)];
    // Errors of a server that was told to stop and did. One that did not listen to signals yet ends by the signal and says less.
    let stopped = || {
        let mut child = home.command(&args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the server starts");
        let (pid, mut out) = (child.id().to_string(), child.stdout.take().expect("output"));
        out.read_exact(&mut [0; 1]).expect("a line");
        assert!(Command::new("kill").args(["-TERM", &pid]).status().expect("kill").success());
        let ended = child.wait_with_output().expect("ends");
        ended.status.success().then(|| String::from_utf8_lossy(&ended.stderr).into_owned())
    };
    for (mode, is_remarked) in [(0o644, true), (0o600, false)] {
        std::fs::set_permissions(&key, std::fs::Permissions::from_mode(mode)).expect("permissions");
        let err = wait_for("a server that stops when it is told to", stopped);
        assert_eq!(err.contains("chmod 600"), is_remarked, "{err}");
    }
}
