"""The desk's pages: a module a page."""
