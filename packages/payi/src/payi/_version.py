__title__ = "payi"
__version__ = "0.1.0"
