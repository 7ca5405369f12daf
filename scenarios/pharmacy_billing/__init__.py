"""The scenario `pharmacy_billing` with its indicators."""
