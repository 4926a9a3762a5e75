"""Turn bands into colours a person can look at; no clusters."""
