"""Commands whose answers are meant to differ from the real server's, each with its reason."""

KNOWN: dict[str, str] = {}
