"""Documents on paper, from templates of their own."""
