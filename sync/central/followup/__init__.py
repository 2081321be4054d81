"""回访 核实 督办 问责: what happens after a bad rating."""
