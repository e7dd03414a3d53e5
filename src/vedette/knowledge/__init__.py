"""What is known of weaknesses, techniques and countermeasures, and the words for them."""
