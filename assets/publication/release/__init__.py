"""From the frames of a date to live tables: catalogue, staging, gate, publish, rollback."""
