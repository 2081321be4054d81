"""The on-screen keyboard behind its keys: what is on them, and which words letters or strokes may mean. Nothing learns."""
