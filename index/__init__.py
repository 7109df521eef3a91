"""Here is a question: which passages, in which order?"""
