"""Follow values from where somebody untrusted chose them to where they do harm.

An abstract interpreter over `lang.ir`: it runs each function once for all arguments at the same time and
keeps a summary of what the function does with them. No program is ever run.
"""
