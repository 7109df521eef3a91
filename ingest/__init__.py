"""Here are bytes: what was said, at which meeting, and exactly where?"""
