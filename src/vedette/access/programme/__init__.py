"""The programme: who asks for what, who decides, what is given, for how long, and what ends it."""
