"""How well knowledge is found."""
