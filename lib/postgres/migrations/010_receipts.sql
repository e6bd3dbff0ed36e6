-- Answers kept for an Idempotency-Key are forgotten after a while, oldest first.
create index receipts_at on flashboard.receipts (at);
