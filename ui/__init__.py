"""The window: it shows what the verbs return and holds neither SQL nor rules."""
