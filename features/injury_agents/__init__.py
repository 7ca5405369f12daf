"""Features of the domain: agents of work-injury cases."""
