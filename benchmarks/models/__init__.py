"""What measures language models, agents, and what stands in for them."""
