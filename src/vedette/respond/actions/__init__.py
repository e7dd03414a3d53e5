"""What is done about an attack: the plan, what may break, the way back, and what stands after each step."""
