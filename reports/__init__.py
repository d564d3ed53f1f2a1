"""READS results: turns a results folder (harness writes it, METHOD.md explains it) into one page and its figures."""
