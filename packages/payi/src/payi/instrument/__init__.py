"""Instrumentation: provider calls are seen, counted, attributed and delivered, unnoticed by the program."""
