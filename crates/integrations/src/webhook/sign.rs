//! The signature of a delivery, as Standard Webhooks has it: HMAC-SHA256 over `id.timestamp.body`, as base64 behind `v1,`.
//!
//! The receiver refuses a timestamp that is more than five minutes away from its clock, so that a recorded delivery cannot be replayed
//! later. Every attempt has a timestamp of its own; the id stays.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::hmac;
use voluptas_core::base::Secret;

/// Header with the id of a delivery.
pub const ID_HEADER: &str = "webhook-id";
/// Header with the time of an attempt, in seconds since 1970.
pub const TIMESTAMP_HEADER: &str = "webhook-timestamp";
/// Header with the signature.
pub const SIGNATURE_HEADER: &str = "webhook-signature";
/// Seconds that a timestamp may be away from the receiver's clock.
pub const TOLERANCE_S: i64 = 300;

/// A secret of the form `whsec_BASE64` stands for these bytes, any other one for its own.
fn key(secret: &Secret) -> hmac::Key {
    let text = secret.expose();
    let bytes = text.strip_prefix("whsec_").and_then(|coded| STANDARD.decode(coded).ok());
    hmac::Key::new(hmac::HMAC_SHA256, &bytes.unwrap_or_else(|| text.as_bytes().to_vec()))
}

fn signed(id: &str, timestamp: i64, body: &[u8]) -> Vec<u8> {
    [format!("{id}.{timestamp}.").as_bytes(), body].concat()
}

/// The value of [`SIGNATURE_HEADER`].
pub fn sign(secret: &Secret, id: &str, timestamp: i64, body: &[u8]) -> String {
    format!("v1,{}", STANDARD.encode(hmac::sign(&key(secret), &signed(id, timestamp, body))))
}

/// True for a delivery that was signed with the secret within [`TOLERANCE_S`] of `now`, in seconds. Several signatures stand apart by a
/// blank.
pub fn verify(secret: &Secret, id: &str, timestamp: i64, body: &[u8], signatures: &str, now: i64) -> bool {
    let (key, message) = (key(secret), signed(id, timestamp, body));
    let is_ours = |one: &str| {
        let bytes = one.strip_prefix("v1,").and_then(|coded| STANDARD.decode(coded).ok());
        bytes.is_some_and(|bytes| hmac::verify(&key, &message, &bytes).is_ok())
    };
    now.saturating_sub(timestamp).saturating_abs() <= TOLERANCE_S && signatures.split(' ').any(is_ours)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_as_the_standard_says() {
        // The example of the standard's own libraries.
        let secret = Secret::new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        let (id, at, body) = ("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, br#"{"test": 2432232314}"#);
        let signature = sign(&secret, id, at, body);
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        assert!(verify(&secret, id, at, body, &format!("v1,AAAA {signature}"), at + 300));
        for (id, time, body, now) in [
            (id, at, &b"{}"[..], at),
            ("other", at, body, at),
            (id, at + 1, body, at),
            (id, at, body, at + 301),
            (id, at, body, at - 301),
        ] {
            assert!(!verify(&secret, id, time, body, &signature, now));
        }
        assert!(!verify(&Secret::new("another-secret-0"), id, at, body, &signature, at));
    }
}
