"""Reports with any figures, torn and padded: what must hold of whatever the reader makes of them."""
