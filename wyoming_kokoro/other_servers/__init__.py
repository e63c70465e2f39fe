"""Asking servers on other machines: within time limits, with bounded answers, and only where that is allowed."""
