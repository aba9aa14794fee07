"""The end of a program that used the SDK."""

import os
import sys


def leave(code):
    """Ends the process at once: threads of the SDK's native part may outlive the interpreter, which aborts it."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
