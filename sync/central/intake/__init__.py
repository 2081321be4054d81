"""A batch in, verdicts out: records, their chains, visits, ratings and which of them stands."""
