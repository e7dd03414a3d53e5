"""Plain words for whoever has to act: a report or an incident in, an explanation out.

It says nothing that is not in the subject. `facts` says what there is, `words` how that is said in a
language, `telling` puts it together for a reader, and `checking` derives all of it again and throws out what
does not stand.
"""
