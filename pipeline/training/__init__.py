"""Training, promotion and listing of models."""
