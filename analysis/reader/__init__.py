"""How a posting is read, step by step; `analysis.reading` puts the steps together.

markup -> text -> sections -> mentions (patterns) and experience -> strength -> deadlines -> exclusions
-> resolution -> groups, equivalence, years -> requirement
"""
