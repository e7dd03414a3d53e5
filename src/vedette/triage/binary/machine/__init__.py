"""Machine code: who calls whom, with what, and what a function does. Nothing is run or emulated."""
