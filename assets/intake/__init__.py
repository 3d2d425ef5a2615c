"""Intake (接入): exports as they arrive, checked, translated to canonical tables, masked, quarantined."""
