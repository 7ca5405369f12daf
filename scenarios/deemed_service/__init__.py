"""The scenario `deemed_service` with its indicators."""
