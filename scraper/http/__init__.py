"""Bytes from the network, politely and safely."""

from scraper.http.client import Allowance, Client, Tally
from scraper.http.page import Page

__all__ = ["Allowance", "Client", "Page", "Tally"]
