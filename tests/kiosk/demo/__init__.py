"""The demo's own parts: a queue, a phone, a centre as a program, and a tally that would notice."""
