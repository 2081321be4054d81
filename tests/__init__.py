"""Everything that proves the product; `tests.support` is what the tests share."""
