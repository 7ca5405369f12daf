"""From leads to visits: the inspection plan of a quarter, from a published run and registers."""
