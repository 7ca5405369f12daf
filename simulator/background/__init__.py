"""The honest life of a town: people, employers, payments, and the tables that they leave."""
