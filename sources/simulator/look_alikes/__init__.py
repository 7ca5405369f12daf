"""What is innocent and looks otherwise: a module a scenario, a public function a kind, taking the world."""
