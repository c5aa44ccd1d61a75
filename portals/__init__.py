"""Portal files: one TOML a portal or cluster of portals, read by ``scraper.load_portal``."""
