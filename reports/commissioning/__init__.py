"""The commissioning report: what a city's data can carry, for the agency and its data holders."""
