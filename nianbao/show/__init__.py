"""`nianbao show`: a page with a report's source beside its cells; `form` and `source` are its halves."""
