"""What a letter that came back says: its parts, its kind, its own words, what they decide.

`letters` reads the bytes, `kinds` tells people from machines, `cutting` leaves what was written
now, `commands` reads decisions in it, `tokens` finds what it answers.
"""
