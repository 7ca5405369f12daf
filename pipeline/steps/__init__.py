"""The steps of a night, one file each: plain functions from a Night to what run.json says of the step."""
