"""Postings from files that somebody else collected."""

from scraper.imports.files import import_files

__all__ = ["import_files"]
