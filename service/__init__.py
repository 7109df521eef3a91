"""Here is a person: what do we tell them, and how can they check it?"""
