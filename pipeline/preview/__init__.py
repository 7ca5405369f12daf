"""Preview: what other settings would have done to a published run; nothing is published."""
