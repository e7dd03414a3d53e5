"""What a script does, followed through its values: Python and JavaScript share it.

Source lowered to the intermediate form goes in, marks come out: what is done where, and what flowed into it.
Names are resolved through imports and aliases, constants are folded, functions of the file are entered where
they are called. Nothing is run.
"""
