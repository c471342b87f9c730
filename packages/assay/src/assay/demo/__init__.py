"""The demonstration: real traffic, loaded through the public API with our own client, and what the platform
says of it.
"""
