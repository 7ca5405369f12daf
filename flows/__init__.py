"""When and in what order: the nightly run, retraining, the command line."""
