"""The scenario `dispatch_refund` with its indicators."""
