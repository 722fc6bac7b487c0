"""Search without a server: an index in small files, which the browser loads as it needs them."""
