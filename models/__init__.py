"""Arrays in, scores and reasons out. Only `registry` knows where models are kept."""
