"""What downstream systems get: views and roles, contracts, ledgers, the change feed."""
