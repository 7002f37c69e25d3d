"""Bytes from the network, politely and safely."""

from scraper.http.client import Client, Tally
from scraper.http.page import Page

__all__ = ["Client", "Page", "Tally"]
