"""The declarations of scenarios and the code that applies their indicators."""
