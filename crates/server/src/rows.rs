//! Rows with long texts, read in parts, so that a page of them does not stand in memory as a whole.

use super::error::ApiResult;
use super::limits::{PART, ROWS_IN_FLIGHT};
use parking_lot::{Condvar, Mutex};
use std::sync::Arc;
use voluptas_store::Tx;
use voluptas_store::sizes::SizedRow;

/// Room for the rows that all requests have in memory. Requests with short rows pass at once.
#[derive(Debug, Default)]
pub struct RowsRoom {
    taken: Mutex<u64>,
    freed: Condvar,
}

/// Room for some rows; given back when dropped.
#[derive(Debug)]
pub struct RowsPermit(Option<(Arc<RowsRoom>, u64)>);

impl RowsRoom {
    /// Waits for the room of rows with texts of so many bytes. Rows that are longer than all the room are read alone. Blocks; a thread holds
    /// one permit at a time.
    pub fn enter(self: &Arc<Self>, bytes: u64) -> RowsPermit {
        if bytes <= PART {
            return RowsPermit(None);
        }
        let bytes = bytes.min(ROWS_IN_FLIGHT);
        let mut taken = self.taken.lock();
        while *taken + bytes > ROWS_IN_FLIGHT {
            self.freed.wait(&mut taken);
        }
        *taken += bytes;
        RowsPermit(Some((Arc::clone(self), bytes)))
    }
}

impl Drop for RowsPermit {
    fn drop(&mut self) {
        if let Some((room, bytes)) = self.0.take() {
            *room.taken.lock() -= bytes;
            room.freed.notify_all();
        }
    }
}

/// Calls `read` with the ids of rows part by part, in order: few rows with long texts, or all with short ones.
pub fn in_parts(
    tx: &Tx<'_>,
    room: &Arc<RowsRoom>,
    kind: SizedRow,
    ids: &[i64],
    mut read: impl FnMut(&[i64]) -> ApiResult<()>,
) -> ApiResult<()> {
    let sizes = tx.text_sizes(kind, ids)?;
    let mut begin = 0;
    while begin < ids.len() {
        let (mut end, mut bytes) = (begin, 0);
        while end < ids.len() && (end == begin || bytes + sizes[end] <= PART) {
            bytes += sizes[end];
            end += 1;
        }
        let _permit = room.enter(bytes);
        read(&ids[begin..end])?;
        begin = end;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU64, Ordering};

    #[test]
    fn long_rows_of_many_threads_stay_within_the_room() {
        let (room, now, most) = (Arc::new(RowsRoom::default()), AtomicU64::new(0), AtomicU64::new(0));
        std::thread::scope(|scope| {
            for n in 0..12_u64 {
                let (room, now, most) = (&room, &now, &most);
                scope.spawn(move || {
                    let bytes = ROWS_IN_FLIGHT / 4 * (n % 3 + 1) + n;
                    let _permit = room.enter(bytes);
                    most.fetch_max(now.fetch_add(bytes, Ordering::SeqCst) + bytes, Ordering::SeqCst);
                    std::thread::sleep(std::time::Duration::from_millis(5));
                    now.fetch_sub(bytes, Ordering::SeqCst);
                });
            }
            // Longer than all the room, and none at all.
            drop(room.enter(u64::MAX));
            drop(room.enter(0));
        });
        assert!(most.load(Ordering::SeqCst) <= ROWS_IN_FLIGHT);
        assert_eq!(*room.taken.lock(), 0);
    }
}
