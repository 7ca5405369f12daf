"""Speed and detection quality, measured against named peers in the same run."""
