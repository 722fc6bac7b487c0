"""Problems and progress, as people and machines want to see them."""
