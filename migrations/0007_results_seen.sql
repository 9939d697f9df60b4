-- The key under which a result was sent that Qase has accepted and not shown yet; it is sent again under the same key.
ALTER TABLE result_links_qase ADD COLUMN pending_key TEXT;
