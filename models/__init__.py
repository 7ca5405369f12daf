"""The unsupervised models: detector, explanations, drift, registry."""
