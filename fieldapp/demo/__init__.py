"""An office and two laptops with invented pupils play a whole visit."""
