"""The formats clients of language models speak, as pure translators: their requests in, their answers out.

Nothing here decides, asks or waits. Each format has a module for what comes in and one for what goes out.
"""
