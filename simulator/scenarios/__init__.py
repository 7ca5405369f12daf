"""What is planted: a folder a scenario with typologies, look-alikes and patterns that no indicator knows."""
