//! The hashes by which Qase's API names results, attachments and shared steps: 40 hexadecimal digits.

use std::cell::RefCell;
use std::sync::{Mutex, PoisonError};
use voluptas_core::base::{Clock as _, SystemClock};

/// A new hash of 160 random bits.
pub fn random() -> String {
    hex(&random_bytes())
}

/// A new hash that is larger than those that this process made before: 48 bits of the time, 32 bits that count up within a millisecond,
/// then 80 random bits.
///
/// New rows then lie side by side in the index of their hashes. With random hashes each of them lies on a page of its own, and all
/// these pages are written.
pub fn ascending() -> String {
    let now = u64::try_from(SystemClock.now()).unwrap_or(0);
    next(&mut LAST.lock().unwrap_or_else(PoisonError::into_inner), now)
}

/// As many hashes of [`ascending`].
pub fn ascending_many(count: usize) -> Vec<String> {
    let now = u64::try_from(SystemClock.now()).unwrap_or(0);
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    (0..count).map(|_| next(&mut last, now)).collect()
}

fn next(last: &mut (u64, u32), now: u64) -> String {
    // A clock that was put back does not break the order.
    *last = if now > last.0 { (now, 0) } else { (last.0, last.1.wrapping_add(1)) };
    let mut bytes = random_bytes();
    bytes[..6].copy_from_slice(&last.0.to_be_bytes()[2..]);
    bytes[6..10].copy_from_slice(&last.1.to_be_bytes());
    hex(&bytes)
}

/// Time and count of the last hash of [`ascending`].
static LAST: Mutex<(u64, u32)> = Mutex::new((0, 0));

/// Random bytes that were asked for at once: to ask the system for those of every result costs as much as an entry in an index.
struct Pool {
    bytes: [u8; 1000],
    used: usize,
}

thread_local! {
    static POOL: RefCell<Pool> = const { RefCell::new(Pool { bytes: [0; 1000], used: 1000 }) };
}

fn random_bytes() -> [u8; 20] {
    POOL.with_borrow_mut(|pool| {
        if pool.used + 20 > pool.bytes.len() {
            if getrandom::fill(&mut pool.bytes).is_err() {
                // A system without a source of randomness: unique is enough here, nothing secret hangs on it.
                let unique = blake3::hash(uuid::Uuid::now_v7().as_bytes());
                return std::array::from_fn(|i| unique.as_bytes()[i]);
            }
            pool.used = 0;
        }
        let mut bytes = [0; 20];
        bytes.copy_from_slice(&pool.bytes[pool.used..pool.used + 20]);
        // Nobody finds in the memory what was handed out.
        pool.bytes[pool.used..pool.used + 20].fill(0);
        pool.used += 20;
        bytes
    })
}

/// Bytes as lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut out = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        out.push(char::from(DIGITS[usize::from(byte >> 4)]));
        out.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn has_forty_digits() {
        assert_eq!(super::hex(&[0, 255, 16]), "00ff10");
        assert_eq!(super::random().len(), 40);
        assert_ne!(super::random(), super::random());
    }

    #[test]
    fn ascending_hashes_come_in_order() {
        let mut made: Vec<String> = (0..1000).map(|_| super::ascending()).collect();
        made.extend(super::ascending_many(1000));
        made.push(super::ascending());
        assert!(made.iter().all(|hash| hash.len() == 40));
        assert!(made.is_sorted_by(|a, b| a < b));
    }
}
