"""What do councils publish on their sites, and how is it brought here politely?"""
