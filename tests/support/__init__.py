"""Fakes and makers shared by the tests: a clock, timers and an executor run by hand, records, a real PostgreSQL."""
