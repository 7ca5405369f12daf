"""What is kept of published runs for how long, and the room that it takes."""
